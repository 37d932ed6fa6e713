// Sends of which it is not known whether they went out.

#include "outbox_support.hpp"

namespace selat::gateway::test::outbox_doubt_test {

using model::message_status;

namespace {

// Sends by one call; the plugin passes on what became of it, as plugins like to: any trouble is
// `unavailable`.
struct by_call : post_office {
    explicit by_call(bool repeatable) {
        line->send = [this, repeatable](const selat_outgoing& out) {
            note(out);
            return call_for(out.op, repeatable);
        };
        line->reply = [](const selat_http_reply& reply) {
            return reply.failure == SELAT_OK && reply.status == 200
                       ? sent(reply.op, "p")
                       : failed(reply.op, code::unavailable);
        };
    }
    void run_to_call() {
        run_until([this] { return calls.size() == 1; });
    }
};

}  // namespace

TEST_CASE("a call that must not be repeated goes out after it was written down") {
    by_call office(false);
    const auto one = queue_send(office, "line", "ann", "1");
    office.store.close();
    office.outbox->add(one.job, one.message);
    office.run_until([&] { return office.store.waiting() == 1; });
    CHECK(office.calls.size() == 0);
    office.store.open();
    office.run_to_call();
    REQUIRE(jobs(office).size() == 1);
    CHECK(jobs(office).front().started);
    office.calls.answer(answer(200));
    office.run_until_empty();
    CHECK(office.status_of(one) == message_status::sent);
}

TEST_CASE("such a call without an answer is not made again, whatever its plugin says") {
    by_call office(false);
    const auto one = office.queue("ann", "1");
    const auto two = office.queue("ann", "2");
    office.run_to_call();
    office.calls.answer(no_answer(code::uncertain));
    office.run_until([&] { return office.status_of(one) == message_status::failed; });
    CHECK(stored(office, one.message.id).error->code == code::uncertain);
    office.run_to_call();
    office.calls.answer(answer(200));
    office.run_until_empty();
    CHECK(office.seen.size() == 2);
    CHECK(office.status_of(two) == message_status::sent);
}

TEST_CASE("such a call that never left is made again") {
    by_call office(false);
    const auto one = office.queue("ann", "1");
    office.run_to_call();
    office.calls.answer(no_answer(code::unavailable));
    office.settle();
    CHECK_FALSE(jobs(office).front().started);
    office.clock.turn(model::duration{2'000});
    office.run_to_call();
    office.calls.answer(answer(200));
    office.run_until_empty();
    CHECK(office.status_of(one) == message_status::sent);
    CHECK(office.seen.size() == 2);
}

TEST_CASE("a call that the provider knows again is made again, under the same key") {
    by_call office(true);
    const auto one = office.queue("ann", "1");
    office.run_to_call();
    CHECK_FALSE(jobs(office).front().started);
    office.calls.answer(no_answer(code::uncertain));
    office.settle();
    office.clock.turn(model::duration{2'000});
    office.run_to_call();
    office.calls.answer(answer(200));
    office.run_until_empty();
    CHECK(office.status_of(one) == message_status::sent);
    REQUIRE(office.keys.size() == 2);
    CHECK(office.keys[0] == office.keys[1]);
}

TEST_CASE("until it is known what became of it, the provider may tell of a send that is repeated") {
    by_call office(true);
    office.line->edit().capabilities.idempotent = true;
    const auto one = office.queue("ann", "1");
    office.run_to_call();
    CHECK(office.channels.in_doubt == 0);
    office.calls.answer(no_answer(code::uncertain));
    office.settle();
    CHECK(office.channels.in_doubt == 1);
    office.clock.turn(model::duration{2'000});
    office.run_to_call();
    office.calls.answer(answer(200));
    office.run_until_empty();
    CHECK(office.channels.in_doubt == 0);
    const auto begun = queue_send(office, "line", "ann", "2");
    auto job = begun.job;
    job.attempts = 1;  // before a restart
    office.outbox->add(job, begun.message);
    CHECK(office.channels.in_doubt == 1);
    office.run_to_call();
    office.calls.answer(answer(200));
    office.run_until_empty();
    CHECK(office.channels.in_doubt == 0);
}

TEST_CASE("what a provider has refused for now is not in doubt") {
    post_office office;
    office.line->edit().capabilities.idempotent = true;
    office.line->send = [](const selat_outgoing& out) { return failed(out.op, code::throttled); };
    const auto one = office.queue("ann", "1");
    office.settle();
    REQUIRE(jobs(office).size() == 1);
    CHECK(jobs(office).front().attempts == 1);
    CHECK(office.channels.in_doubt == 0);
}

TEST_CASE("a plugin that breaks on the answer does not make the customer read it twice") {
    by_call office(false);
    office.line->reply = [](const selat_http_reply&) {
        return plugins::outcome{code::internal, "boom", {}};
    };
    const auto one = office.queue("ann", "1");
    office.run_to_call();
    office.calls.answer(answer(200));
    office.run_until_empty();
    CHECK(office.seen.size() == 1);
    CHECK(office.status_of(one) == message_status::failed);
    CHECK(stored(office, one.message.id).error->code == code::uncertain);
}

TEST_CASE("a send that was begun before a restart ends as uncertain, in its place") {
    post_office office;
    auto begun = queue_send(office, "line", "ann", "1");
    begun.job.started = true;
    const auto next = queue_send(office, "line", "ann", "2");
    office.outbox->add(begun.job, std::nullopt);
    office.outbox->add(next.job, std::nullopt);
    office.run_until_empty();
    CHECK(office.seen == std::vector<std::string>{said("ann", "2")});
    CHECK(office.status_of(begun) == message_status::failed);
    CHECK(stored(office, begun.message.id).error->code == code::uncertain);
    CHECK(jobs(office).empty());
}

TEST_CASE("our own full disk is no failure of the message's") {
    by_call office(false);
    const auto one = office.queue("ann", "1");
    office.store.fail(true);
    for (int i = 0; i < 30; ++i) {
        office.settle();
        office.clock.turn(store_pause);
    }
    office.settle();
    CHECK(office.calls.size() == 0);
    CHECK(office.outbox->waiting() == 1);
    office.store.fail(false);
    office.clock.turn(store_pause);
    office.run_to_call();
    office.calls.answer(answer(200));
    office.run_until_empty();
    CHECK(office.status_of(one) == message_status::sent);
    CHECK(office.channels.open == 0);
}

TEST_CASE("a failed message of a flow is told to the flow with the commit that records it") {
    post_office office;
    office.start_shards();
    std::promise<decided> stored_first;
    shard::post(office.shard_parts, "line", "ann",
                inbound("line", "ann", "1",
                        [&](decided outcome) { stored_first.set_value(std::move(outcome)); }));
    const auto known = *stored_first.get_future().get().message;
    office.line->send = [](const selat_outgoing& out) { return failed(out.op, code::invalid); };
    auto send = queue_send(office, "line", "ann", "hello", "FN00/greeting");
    send.message.customer = known.customer;
    send.message.conversation = known.conversation;
    office.store.fail(true);
    office.outbox->add(send.job, send.message);
    office.settle();
    CHECK(office.status_of(send) == message_status::queued);
    CHECK(jobs(office).size() >= 1);
    office.store.fail(false);
    for (int i = 0; i < 3; ++i) {
        office.clock.turn(store_pause);
        office.settle();
    }
    office.run_until_empty();
    CHECK(office.status_of(send) == message_status::failed);
}

TEST_CASE("a plugin that never says what became of a send is not waited for without end") {
    post_office office;
    office.line->serial = true;
    office.line->send = [&](const selat_outgoing& out) {
        office.note(out);
        return plugins::outcome{};
    };
    const auto one = office.queue("ann", "1");
    office.settle();
    CHECK(office.status_of(one) == message_status::queued);
    office.clock.turn(model::duration{10'000});
    office.run_until_empty();
    CHECK(office.seen.size() == 1);
    CHECK(stored(office, one.message.id).error->code == code::uncertain);
}

TEST_CASE("a send over a connection is written down before its bytes leave") {
    post_office office;
    office.line->serial = true;
    const auto one = queue_send(office, "line", "ann", "1");
    office.store.close();
    office.outbox->add(one.job, one.message);
    office.run_until([&] { return office.store.waiting() == 1; });
    office.settle();
    CHECK(office.seen.empty());
    office.store.open();
    office.run_until([&] { return office.seen.size() == 1; });
    office.run_until_empty();
    CHECK(office.status_of(one) == message_status::sent);
}

TEST_CASE("a provider that knows a repeat is sent to over a connection at once") {
    post_office office;
    office.line->serial = true;
    office.line->edit().capabilities.idempotent = true;
    const auto one = queue_send(office, "line", "ann", "1");
    office.store.close();
    office.outbox->add(one.job, one.message);
    office.run_until([&] { return office.seen.size() == 1; });
    office.store.open();
    office.run_until_empty();
    CHECK(office.status_of(one) == message_status::sent);
}

TEST_CASE("a send over a connection that its plugin says never left is made again") {
    post_office office;
    office.line->serial = true;
    bool connected = false;
    office.line->send = [&](const selat_outgoing& out) {
        office.note(out);
        return std::exchange(connected, true) ? sent(out.op, "p")
                                              : failed(out.op, code::unavailable);
    };
    const auto one = office.queue("ann", "1");
    office.settle();
    REQUIRE(jobs(office).size() == 1);
    CHECK_FALSE(jobs(office).front().started);
    office.clock.turn(model::duration{2'000});
    office.run_until_empty();
    CHECK(office.seen.size() == 2);
    CHECK(office.status_of(one) == message_status::sent);
}

TEST_CASE("a send over a connection may be ended by a later call of the channel") {
    post_office office;
    office.line->serial = true;
    std::uint64_t op = 0;
    office.line->send = [&](const selat_outgoing& out) {
        op = out.op;
        return plugins::outcome{};
    };
    const auto one = office.queue("ann", "1");
    office.run_until([&] { return op != 0; });
    office.settle();
    model::action::sent end;
    end.op = op;
    end.provider_ids = {"p9"};
    const scripted_channel other("other");
    office.outbox->ended(other, end);
    office.settle();
    CHECK(office.status_of(one) == message_status::queued);
    office.outbox->ended(*office.line, end);
    office.run_until_empty();
    CHECK(stored(office, one.message.id).provider_id == "p9");
}

TEST_CASE("a call into a plugin that never returns gives its place back") {
    post_office office;
    std::vector<std::function<void()>> stuck;
    office.world->on_shard = [&](std::size_t, std::function<void()> work) {
        stuck.push_back(std::move(work));  // never run
    };
    const auto one = office.queue("ann", "1");
    office.settle();
    REQUIRE(stuck.size() == 1);
    office.world->on_shard = [](std::size_t, const std::function<void()>& work) { work(); };
    office.clock.turn(model::duration{5 * 60'000});
    office.settle();
    office.clock.turn(model::duration{2'000});
    office.run_until_empty();
    CHECK(office.status_of(one) == message_status::sent);
    stuck.front()();  // it does return after all
    office.settle();
    CHECK(office.status_of(one) == message_status::sent);
    CHECK(office.channels.open == 0);
}

}  // namespace selat::gateway::test::outbox_doubt_test
