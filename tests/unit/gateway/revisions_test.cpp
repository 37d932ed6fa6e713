// Changing what went out, and taking it back: in order with what goes to the address, and told when
// the provider has taken it.

#include "outbox_support.hpp"
#include "town_hall.hpp"

#include <algorithm>

namespace selat::gateway::test::revisions_test {
namespace {

const std::string hello = R"({"text":"hello"})";
const std::string hi = R"({"text":"hi"})";

// A served customer, whose sends go out at once.
struct counter_that_writes : post_office {
    counter_that_writes() {
        line->edit().capabilities.edit = true;
        line->edit().capabilities.delete_ = true;
        line->send = [this](const selat_outgoing& out) {
            const auto* what = out.purpose == SELAT_OUT_EDIT     ? "edit "
                               : out.purpose == SELAT_OUT_DELETE ? "delete "
                                                                 : "say ";
            asked.push_back(what + text_of(out.content) + text_of(out.target_provider_id));
            return how ? failed(out.op, *how) : sent(out.op, "p" + std::to_string(asked.size()));
        };
        carry_out = [this](const selat::store::changes& durable, const engine::effects&) {
            boost::asio::post(control, [this, jobs = durable.jobs] {
                for (const auto& job : jobs) {
                    if (job.kind == model::job_kind::send) {
                        outbox->add(job, std::nullopt);
                    }
                }
            });
        };
        start_shards();
        bool done = false;
        shard::post(shard_parts, "line", "ann", inbound("line", "ann", "m1", [&](const auto& made) {
                        talk = made.message->conversation;
                        customer = made.message->customer;
                        done = true;
                    }));
        run_until([&] { return done; });
        settle();
    }
    model::message decide(engine::input::any what) {
        std::optional<decided> outcome;
        std::mutex guard;
        work work;
        work.what = std::move(what);
        work.done = [&](decided given) {
            const std::lock_guard lock(guard);
            outcome = std::move(given);
        };
        shard::post(shard_parts, customer, std::move(work));
        run_until([&] {
            const std::lock_guard lock(guard);
            return outcome.has_value();
        });
        REQUIRE(outcome->message);
        return *outcome->message;
    }
    model::message write(const std::string& content) {
        engine::input::write in;
        in.conversation = talk;
        in.content = content;
        in.author = {model::author_kind::agent, "aminah", "Aminah"};
        return decide(std::move(in));
    }
    void revise(const model::message& message, const std::string& content = {}) {
        decide(engine::input::revise{message, content});
    }
    model::message now(const model::message& message) {
        run_until([&] {
            return std::ranges::none_of(
                jobs(*this), [](const auto& each) { return each.kind == model::job_kind::send; });
        });
        settle();
        return stored(*this, message.id);
    }
    bool told_of(const model::message& message) {
        const auto all =
            store.ask([](selat::store::reader& reader) { return *reader.events(0, 1'000); });
        return std::ranges::count_if(all, [&](const auto& each) {
                   return each.type == model::event_type::message_updated &&
                          each.message == message.id;
               }) == 2;  // that it was sent, and this
    }

    std::vector<std::string> asked;
    std::optional<code> how;  // sends fail
    model::id talk;
    model::id customer;
};

using strings = std::vector<std::string>;

}  // namespace

TEST_CASE("a change goes out behind the message, and the message is changed when it is taken") {
    counter_that_writes counter;
    const auto message = counter.write(hello);
    counter.revise(message, hi);
    const auto after = counter.now(message);
    CHECK(counter.asked == strings{"say " + hello, "edit " + hi + "p1"});
    CHECK(after.content == hi);
    CHECK(after.edited_ms != 0);
    CHECK(after.status == model::message_status::sent);
    CHECK(after.provider_id == "p1");
    CHECK(counter.told_of(message));
}

TEST_CASE("a message that is taken back is shown as that once it is") {
    counter_that_writes counter;
    const auto message = counter.write(hello);
    counter.revise(message);
    const auto after = counter.now(message);
    CHECK(counter.asked == strings{"say " + hello, "delete {}p1"});
    CHECK(after.deleted);
    CHECK(counter.told_of(message));
}

TEST_CASE("a change that its provider refuses leaves the message as it is, and says so with it") {
    counter_that_writes counter;
    const auto message = counter.write(hello);
    REQUIRE(counter.now(message).status == model::message_status::sent);
    counter.how = code::wrong_state;
    counter.revise(message, hi);
    auto after = counter.now(message);
    CHECK(after.content == hello);
    CHECK(after.edited_ms == 0);
    CHECK(after.status == model::message_status::sent);
    REQUIRE(after.error);
    CHECK(after.error->code == code::wrong_state);
    CHECK(counter.told_of(message));

    counter.how.reset();
    counter.revise(message, hi);
    after = counter.now(message);
    CHECK(after.content == hi);
    CHECK_FALSE(after.error);
}

TEST_CASE("a change is tried again like a send, and holds up what follows to the address") {
    counter_that_writes counter;
    const auto message = counter.write(hello);
    REQUIRE(counter.now(message).status == model::message_status::sent);
    counter.how = code::unavailable;
    counter.revise(message, hi);
    counter.write(R"({"text":"and more"})");
    counter.settle();
    CHECK(counter.asked == strings{"say " + hello, "edit " + hi + "p1"});
    counter.how.reset();
    counter.clock.turn(model::duration{2'000});
    CHECK(counter.now(message).content == hi);
    CHECK(counter.asked == strings{"say " + hello, "edit " + hi + "p1", "edit " + hi + "p1",
                                   R"(say {"text":"and more"})"});
}

TEST_CASE("there is nothing to change at a message that failed on its way") {
    counter_that_writes counter;
    counter.how = code::invalid;
    const auto message = counter.write(hello);
    counter.revise(message, hi);
    const auto after = counter.now(message);
    CHECK(counter.asked == strings{"say " + hello});
    CHECK(after.status == model::message_status::failed);
    CHECK(after.content == hello);
}

namespace {

// What the API is answered about a message that went out on "line".
code answered(town_hall& hall, const model::message& message, const std::string& content) {
    std::optional<code> out;
    std::mutex guard;
    hall.all->revise(message.id, content, [&](const result<model::message>& revised) {
        const std::lock_guard lock(guard);
        out = revised ? code::ok : revised.error().code;
    });
    hall.run_until([&] {
        const std::lock_guard lock(guard);
        return out.has_value();
    });
    hall.settle();
    return *out;
}

}  // namespace

TEST_CASE("what the channel cannot change is refused at once") {
    town_hall hall;
    auto& can = std::dynamic_pointer_cast<scripted_channel>(hall.parts->channels.at("line"))
                    ->edit()
                    .capabilities;
    auto sent = queue_send(hall, "line", "ann", "hello").message;
    CHECK(answered(hall, sent, hi) == code::unsupported);
    CHECK(answered(hall, sent, {}) == code::unsupported);
    can.edit = true;
    can.text.max = 10;
    CHECK(answered(hall, sent, R"({"text":"far too long for it"})") == code::unsupported);
    CHECK(answered(hall, sent,
                   R"({"text":"hi","attachments":[{"kind":"image","url":"https://a"}]})") ==
          code::unsupported);
    can.text.max = 5'000;
    const auto file = std::string(api::media_path) + "ME" + std::string(32, '0');
    const auto named = queue_send(hall, "line", "ann", file).message;  // which is no file of it
    CHECK(answered(hall, named, R"({"cards":[{"title":"hi","image":")" + file + R"("}]})") ==
          code::unsupported);
    can.text.max = 3;
    CHECK(answered(hall, sent, hi) == code::unsupported);  // it went out as several
}

}  // namespace selat::gateway::test::revisions_test
