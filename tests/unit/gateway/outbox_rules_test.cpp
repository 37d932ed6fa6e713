// What waited in the outbox until it may no longer go out.

#include "outbox_support.hpp"

namespace selat::gateway::test::outbox_rules_test {
namespace {

using namespace std::chrono_literals;
using model::message_status;

// An office on a channel with a window of a day, and Ann, who wrote an hour ago.
struct windowed_office : post_office {
    windowed_office() {
        parts->engine.channels["line"].capabilities.reply_window = {24, 168, true};
        ann.channel = "line";
        ann.address = "ann";
        hear(clock.now() - 1h);
    }
    void hear(model::time at) {
        ann.last_seen = at;
        put();
    }
    void put() {
        selat::store::changes changes;
        changes.addresses.push_back(ann);
        std::promise<void> done;
        store.commit(std::move(changes), [&](const auto&) { done.set_value(); });
        done.get_future().get();
    }
    queued_send queue_content(const std::string& content, model::author_kind from,
                              const std::string& origin = {}) {
        auto made = queue_send(*this, "line", "ann", "x", origin);
        made.message.content = content;
        made.message.author.kind = from;
        outbox->add(made.job, made.message);
        return made;
    }
    // Keeps the channel from sending until `resume`.
    void stop() { parts->channels.erase("line"); }
    void resume() {
        parts->channels["line"] = line;
        outbox->reconfigure();
    }

    model::address ann;
};

}  // namespace

TEST_CASE("a message that waited until the window had ended is given up, and says why") {
    windowed_office office;
    office.stop();
    const auto late = office.queue_content(R"({"text":"1"})", model::author_kind::flow);
    office.settle();
    office.clock.turn(23h);
    office.resume();
    office.run_until_empty();
    CHECK(office.seen.empty());
    const auto message = stored(office, late.message.id);
    CHECK(message.status == message_status::failed);
    REQUIRE(message.error);
    CHECK(message.error->code == code::outside_window);
    CHECK(message.error->text.find("only a person may answer") != std::string::npos);
    CHECK(jobs(office).empty());
    CHECK(office.channels.open == 0);
}

TEST_CASE("what waited still goes out within the window, as a template, and from a person") {
    windowed_office office;
    office.stop();
    const auto content = GENERATE(as<std::string>{}, "text", "template", "person", "heard");
    const auto sent = office.queue_content(
        content == "template" ? R"({"template":{"name":"order","language":"en"}})"
                              : R"({"text":"1"})",
        content == "person" ? model::author_kind::agent : model::author_kind::bot);
    office.line->edit().capabilities.template_ = true;
    office.settle();
    office.clock.turn(content == "text" ? 22h : 30h);
    if (content == "heard") {
        office.hear(office.clock.now() - 1h);
    }
    office.resume();
    office.run_until_empty();
    INFO(content);
    CHECK(office.status_of(sent) == message_status::sent);
}

TEST_CASE("who blocks the channel while a message waits does not get it") {
    windowed_office office;
    office.stop();
    const auto waits = office.queue_content(R"({"text":"1"})", model::author_kind::agent);
    office.settle();
    office.ann.reach = model::reach::blocked;
    office.put();
    office.clock.turn(2s);
    office.resume();
    office.run_until_empty();
    CHECK(stored(office, waits.message.id).error->code == code::opted_out);
    CHECK(office.seen.empty());
}

TEST_CASE("what waits for a customer who is erased meanwhile does not go out") {
    windowed_office office;
    office.stop();
    const auto waits = office.queue_content(R"({"text":"1"})", model::author_kind::agent);
    office.settle();
    selat::store::changes changes;
    changes.erased_customers.push_back(waits.message.customer);
    std::promise<void> erased;
    office.store.commit(std::move(changes), [&](const auto&) { erased.set_value(); });
    erased.get_future().get();
    office.clock.turn(2s);
    office.resume();
    office.run_until_empty();
    CHECK(office.seen.empty());
    CHECK(stored(office, waits.message.id).content == "{}");
    CHECK(jobs(office).empty());
    CHECK(office.channels.open == 0);
}

TEST_CASE("what waits into quiet hours is given up, but for what is asked for") {
    windowed_office office;
    // The clock stands at 08:00 UTC.
    office.parts->engine.channels["line"].quiet = {11h, 12h, {}};
    office.stop();
    const auto news = office.queue_content(R"({"text":"1"})", model::author_kind::flow);
    const auto asked = office.queue_content(
        R"({"text":"2"})", model::author_kind::system,
        model::id(model::id_kind::verification, news.message.id.uuid()).text());
    office.settle();
    office.clock.turn(3h + 30min);
    office.resume();
    office.run_until_empty();
    CHECK(stored(office, news.message.id).error->code == code::quiet_hours);
    CHECK(office.status_of(asked) == message_status::sent);
}

TEST_CASE("what an agent was let write in quiet hours goes out in them") {
    windowed_office office;
    office.parts->engine.channels["line"].quiet = {11h, 12h, {}};
    const bool in_them = GENERATE(true, false);
    office.clock.turn(2h + (in_them ? 65min : 55min));
    office.stop();
    const auto words = office.queue_content(R"({"text":"1"})", model::author_kind::agent);
    office.settle();
    office.clock.turn(10min);
    office.resume();
    office.run_until_empty();
    CHECK(office.status_of(words) == (in_them ? message_status::sent : message_status::failed));
}

TEST_CASE("a message of which a part went out before the quiet hours is brought to its end") {
    windowed_office office;
    office.parts->engine.channels["line"].quiet = {11h, 12h, {}};
    office.line->edit().capabilities.text.max = 5;
    auto half = queue_send(office, "line", "ann", "one two");
    half.job.part = 1;
    office.clock.turn(3h + 5min);
    office.outbox->add(half.job, half.message);
    office.run_until_empty();
    CHECK(office.seen == std::vector{said("ann", "two")});
    CHECK(office.status_of(half) == message_status::sent);
}

TEST_CASE("nothing is taken back on a channel that its provider has closed meanwhile") {
    windowed_office office;
    const bool closed = GENERATE(true, false);
    office.line->edit().capabilities.delete_ = true;
    const auto words = office.queue_content(R"({"text":"1"})", model::author_kind::agent);
    office.run_until_empty();
    office.stop();
    auto back = words.job;
    back.name = model::takes_back;
    office.outbox->add(back, std::nullopt);
    office.parts->engine.channels["line"].sunset = closed ? "2027-01-15" : "";
    office.ann.reach = model::reach::opted_out;
    office.put();
    office.clock.turn(2s);
    office.resume();
    office.settle();
    CHECK(office.seen.size() == (closed ? 1 : 2));
    const auto error = stored(office, words.message.id).error;
    CHECK((error && error->code == code::unsupported) == closed);
}

}  // namespace selat::gateway::test::outbox_rules_test
