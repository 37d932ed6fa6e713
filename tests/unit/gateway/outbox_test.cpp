#include "outbox_support.hpp"

#include <set>

namespace selat::gateway::test::outbox_test {

using model::message_status;

TEST_CASE("the messages of an address go out in order, and are then known to be sent") {
    post_office office;
    const auto one = office.queue("ann", "1");
    const auto two = office.queue("ann", "2");
    office.run_until_empty();
    CHECK(office.seen == std::vector<std::string>{said("ann", "1"), said("ann", "2")});
    CHECK(office.status_of(one) == message_status::sent);
    CHECK(stored(office, two.message.id).provider_id == "p2");
    CHECK(jobs(office).empty());
    CHECK(office.channels.open == 0);
}

TEST_CASE("the next message of an address waits until the outcome of the first is durable") {
    post_office office;
    office.queue("ann", "1");
    const auto two = queue_send(office, "line", "ann", "2");
    office.store.close();
    office.outbox->add(two.job, two.message);
    office.run_until([&] { return office.store.waiting() == 1; });
    office.settle();
    CHECK(office.seen.size() == 1);
    office.store.open();
    office.run_until_empty();
    CHECK(office.seen.size() == 2);
}

TEST_CASE("an outcome that cannot be written is written later, and nothing is sent twice for it") {
    post_office office;
    const auto one = office.queue("ann", "1");
    const auto two = queue_send(office, "line", "ann", "2");
    office.outbox->add(two.job, two.message);
    office.store.fail(true);
    for (int i = 0; i < 3; ++i) {
        office.settle();
        office.clock.turn(store_pause);
    }
    office.settle();
    CHECK(office.seen.size() == 1);
    CHECK(office.status_of(one) == message_status::queued);
    office.store.fail(false);
    office.clock.turn(store_pause);
    office.run_until_empty();
    CHECK(office.seen.size() == 2);
    CHECK(office.status_of(one) == message_status::sent);
    CHECK(jobs(office).empty());
}

TEST_CASE("an address that cannot be reached holds up no other, and not its own for ever") {
    post_office office;
    office.line->send = [&](const selat_outgoing& out) {
        office.note(out);
        return text_of(out.to) == "ann" && text_of(out.content) == R"({"text":"1"})"
                   ? failed(out.op, code::unavailable)
                   : sent(out.op, "p");
    };
    const auto one = office.queue("ann", "1");
    const auto two = office.queue("ann", "2");
    const auto other = office.queue("bob", "3");
    office.run_until([&] { return office.status_of(other) == message_status::sent; });
    for (int i = 0; i < 20 && office.outbox->waiting() != 0; ++i) {
        office.settle();
        office.clock.turn(model::duration{15 * 60'000});
    }
    office.run_until_empty();
    CHECK(office.status_of(one) == message_status::failed);
    CHECK(office.status_of(two) == message_status::sent);
    CHECK(std::count(office.seen.begin(), office.seen.end(), said("ann", "1")) == 12);
    CHECK(office.seen.back() == said("ann", "2"));
    CHECK(jobs(office).empty());
}

TEST_CASE("a channel sends no more in a second than its rate allows") {
    post_office office;
    office.parts->config.channels.front().options = {{"rate_limit", 2}};
    for (int i = 0; i < 6; ++i) {
        office.queue("a" + std::to_string(i), "x");
    }
    office.settle();
    CHECK(office.seen.size() == 2);
    office.clock.turn(model::duration{500});
    office.settle();
    CHECK(office.seen.size() == 3);
    office.clock.turn(model::duration{1'500});
    office.run_until_empty();
    CHECK(office.seen.size() == 6);
}

TEST_CASE("who may be sent to no faster waits, and nobody else does") {
    post_office office;
    office.line->edit().address_rate_limit = 0.5;
    office.line->edit().address_burst = 2;
    for (const auto* text : {"1", "2", "3"}) {
        office.queue("ann", text);
    }
    office.queue("ben", "4");
    office.settle();
    CHECK(std::set(office.seen.begin(), office.seen.end()) ==
          std::set{said("ann", "1"), said("ann", "2"), said("ben", "4")});
    office.clock.turn(model::duration{1'999});
    office.settle();
    CHECK(office.seen.size() == 3);
    office.clock.turn(model::duration{1});
    office.run_until_empty();
    CHECK(office.seen.back() == said("ann", "3"));
}

TEST_CASE("a rate that a reload changes counts from then on") {
    post_office office;
    office.parts->config.channels.front().options = {{"rate_limit", 1}};
    for (int i = 0; i < 4; ++i) {
        office.queue("a" + std::to_string(i), "x");
    }
    office.settle();
    CHECK(office.seen.size() == 1);
    office.parts->config.channels.front().options = {{"rate_limit", 100}};
    office.outbox->reconfigure();
    office.run_until_empty();
    CHECK(office.seen.size() == 4);
}

TEST_CASE("who waits for an address's rate goes on when a reload changes it, or the burst alone") {
    const bool burst = GENERATE(true, false);
    post_office office;
    office.line->edit().address_rate_limit = 0.001;
    for (const auto* text : {"1", "2", "3"}) {
        office.queue("ann", text);
    }
    office.settle();
    CHECK(office.seen.size() == 1);
    office.line->edit().address_rate_limit = burst ? 0.001 : 0;
    office.line->edit().address_burst = burst ? 2 : 1;
    office.outbox->reconfigure();
    office.settle();
    CHECK(office.seen.size() == 3);
}

TEST_CASE("when the provider asks for a pause the whole channel pauses") {
    post_office office;
    bool throttled = true;
    office.line->send = [&](const selat_outgoing& out) {
        office.note(out);
        return std::exchange(throttled, false)
                   ? failed(out.op, code::throttled, model::duration{30'000})
                   : sent(out.op, "p");
    };
    office.queue("ann", "1");
    office.settle();
    office.queue("bob", "2");
    office.settle();
    CHECK(office.seen.size() == 1);
    office.clock.turn(model::duration{29'999});
    office.settle();
    CHECK(office.seen.size() == 1);
    office.clock.turn(model::duration{1});
    office.run_until_empty();
    CHECK(office.seen.size() == 3);
}

TEST_CASE("sends wait for a channel that does not run, and go out when a reload brings it") {
    post_office office;
    const auto line = office.line;
    office.parts->channels.erase("line");
    office.queue("ann", "1");
    office.settle();
    CHECK(office.seen.empty());
    office.parts->channels["line"] = line;
    office.outbox->reconfigure();
    office.run_until_empty();
    CHECK(office.seen.size() == 1);
}

TEST_CASE("a message that fits in several parts goes on with the part that is next") {
    post_office office;
    office.line->edit().capabilities.text.max = 5;
    const auto one = queue_send(office, "line", "ann", "aaaa bbbb cccc");
    auto job = one.job;
    job.part = 1;  // the first one went out before a restart
    office.outbox->add(job, one.message);
    office.run_until_empty();
    CHECK(office.seen == std::vector<std::string>{said("ann", "bbbb"), said("ann", "cccc")});
    CHECK(office.keys[0] != office.keys[1]);
    CHECK(office.status_of(one) == message_status::sent);
}

TEST_CASE("a message whose second part fails for good says where it stopped") {
    post_office office;
    office.line->edit().capabilities.text.max = 5;
    office.line->send = [&](const selat_outgoing& out) {
        office.note(out);
        return office.seen.size() == 2 ? failed(out.op, code::invalid) : sent(out.op, "p");
    };
    const auto one = office.queue("ann", "aaaa bbbb cccc");
    office.run_until_empty();
    const auto left = stored(office, one.message.id);
    CHECK(left.status == message_status::failed);
    REQUIRE(left.unsent);
    CHECK(left.unsent->part == 1);
    CHECK(left.unsent->job == one.job.id);
}

TEST_CASE("a message without its text at hand is read when its turn comes") {
    post_office office;
    const auto one = queue_send(office, "line", "ann", "1");
    office.outbox->add(one.job, std::nullopt);
    office.run_until_empty();
    CHECK(office.seen == std::vector<std::string>{said("ann", "1")});
    CHECK(office.status_of(one) == message_status::sent);
}

TEST_CASE("a send whose message is gone ends") {
    post_office office;
    auto one = queue_send(office, "line", "ann", "1");
    one.job.message = model::id_source(8).make(model::id_kind::message, office.clock.now(), 0);
    office.outbox->add(one.job, std::nullopt);
    office.run_until_empty();
    CHECK(office.seen.empty());
    CHECK(jobs(office).empty());
}

TEST_CASE("a context that a send used up is not given to those decided before that was known") {
    post_office office;
    office.start_shards();
    std::vector<std::string> contexts;
    office.line->send = [&](const selat_outgoing& out) {
        contexts.push_back(text_of(out.address_context));
        model::action::sent end;
        end.op = out.op;
        end.clear_address_context = true;
        return plugins::outcome{code::ok, {}, {end}};
    };
    const auto queue = [&](std::int64_t given_at) {
        auto send = queue_send(office, "line", "ann", "x");
        send.job.payload =
            R"({"address_context":"token","address_context_ms":)" + std::to_string(given_at) + "}";
        office.outbox->add(send.job, send.message);
    };
    queue(5);
    queue(5);
    queue(9);  // the customer wrote again meanwhile
    office.run_until_empty();
    CHECK(contexts == std::vector<std::string>{"token", "", "token"});
}

TEST_CASE("a drained outbox begins nothing, and is drained once what was under way is durable") {
    post_office office;
    office.line->send = [](const selat_outgoing& out) { return call_for(out.op, true); };
    office.line->reply = [](const selat_http_reply& reply) { return sent(reply.op, "p"); };
    const auto one = office.queue("ann", "1");
    office.run_until([&] { return office.calls.size() == 1; });
    bool drained = false;
    office.outbox->drain([&] { drained = true; });
    office.queue("bob", "2");
    office.settle();
    CHECK_FALSE(drained);
    CHECK(office.calls.size() == 1);
    office.calls.answer(answer(200));
    office.run_until([&] { return drained; });
    CHECK(office.status_of(one) == message_status::sent);
    CHECK(office.calls.size() == 0);
    CHECK(jobs(office).size() == 1);
}

TEST_CASE("what is being looked at again when the outbox is drained stays for the next run") {
    post_office office;
    office.line->serial = true;  // whose sends are written down as begun
    auto late = queue_send(office, "line", "ann", "1");
    office.clock.turn(model::duration{2'000});
    office.outbox->add(late.job, late.message);
    bool drained = false;
    office.outbox->drain([&] { drained = true; });
    CHECK(drained);
    office.settle();
    CHECK(office.seen.empty());
    REQUIRE(jobs(office).size() == 1);
    CHECK_FALSE(jobs(office)[0].started);
    CHECK(office.channels.open == 0);
}

}  // namespace selat::gateway::test::outbox_test
