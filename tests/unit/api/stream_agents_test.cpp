// What an agent sees of the stream.

#include "stream_support.hpp"

#include <optional>

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::api;
using namespace selat::api::test;

namespace {

const selat::test::shards& client_thread() {
    static const selat::test::shards threads;
    return threads;
}

listener listen(const streaming& here, const std::string& name, const std::string& after = {}) {
    return {client_thread().first(), here.url(name, after)};
}

std::string type_of(listener& client) { return client.next().at("type"); }

// A talk, changed one commit at a time.
struct desk {
    explicit desk(std::uint64_t seed) : world(seed) {
        store::changes changes;
        talk = world.conversation(changes);
        here.gateway.put(std::move(changes));
    }

    void say(std::string agent = {}) {
        store::changes changes;
        world.message(changes, talk, std::move(agent));
        here.gateway.put(std::move(changes));
    }
    model::reservation offer(const std::string& agent) {
        store::changes changes;
        auto out = world.offer(changes, talk, agent);
        here.gateway.put(std::move(changes));
        return out;
    }
    void move(model::reservation& reservation, model::reservation_status to, event_type type) {
        store::changes changes;
        world.move(changes, reservation, to, type);
        here.gateway.put(std::move(changes));
    }
    void accept(model::reservation& one) {
        move(one, reservation_status::accepted, event_type::reservation_accepted);
    }
    void complete(model::reservation& one) {
        move(one, reservation_status::completed, event_type::reservation_completed);
    }
    // Something that the agent is told after all that came before.
    void mark(const std::string& agent) {
        store::changes changes;
        changes.events.push_back(world.event(event_type::agent_updated, {}, agent, "{}"));
        here.gateway.put(std::move(changes));
    }
    void tell_typing(std::string agent) {
        here.subject.tell(
            world.event(event_type::typing, talk.conversation.id, std::move(agent), "{}"));
    }

    streaming here;
    happenings world;
    spoken talk;
};

}  // namespace

TEST_CASE("an agent sees a conversation from the accept on, until it is handed over") {
    desk at(1);
    auto aminah = listen(at.here, "aminah");
    auto badrul = listen(at.here, "badrul");
    auto siti = listen(at.here, "siti");

    at.say();
    auto first = at.offer("aminah");
    CHECK(type_of(aminah) == "reservation.created");  // and not the message before
    at.say("aminah");
    at.accept(first);
    CHECK(type_of(aminah) == "reservation.accepted");  // nor what was said while it was offered
    at.say();                                          // the shard does not know yet who has it
    CHECK(type_of(aminah) == "message.created");

    at.complete(first);
    CHECK(type_of(aminah) == "reservation.completed");
    at.say("aminah");  // nor that it has gone
    auto second = at.offer("badrul");
    CHECK(type_of(badrul) == "reservation.created");
    at.accept(second);
    CHECK(type_of(badrul) == "reservation.accepted");
    at.say("badrul");
    CHECK(type_of(badrul) == "message.created");
    at.mark("aminah");
    CHECK(type_of(aminah) == "agent.updated");
    for (const auto* expected :
         {"message.created", "reservation.created", "message.created", "reservation.accepted",
          "message.created", "reservation.completed", "message.created", "reservation.created",
          "reservation.accepted", "message.created", "agent.updated"}) {
        CHECK(type_of(siti) == expected);
    }

    at.tell_typing("aminah");
    CHECK(type_of(badrul) == "typing");
    CHECK(type_of(siti) == "typing");
    at.mark("aminah");
    CHECK(type_of(aminah) == "agent.updated");
}

TEST_CASE("an agent who comes later sees what it holds and nothing else") {
    desk at(2);
    auto mine = at.offer("aminah");
    at.accept(mine);
    store::changes changes;
    auto other = at.world.conversation(changes);
    at.here.gateway.put(std::move(changes));

    auto aminah = listen(at.here, "aminah");
    store::changes others;
    at.world.message(others, other);
    at.here.gateway.put(std::move(others));
    at.say();
    const auto told = aminah.next();
    CHECK(told.at("data").at("conversation") == at.talk.conversation.id.text());
}

TEST_CASE("who had a conversation is told that it has another handler") {
    desk at(3);
    auto mine = at.offer("aminah");
    at.accept(mine);
    auto aminah = listen(at.here, "aminah");
    at.complete(mine);
    CHECK(type_of(aminah) == "reservation.completed");
    store::changes changes;
    changes.events.push_back(
        at.world.event(event_type::conversation_updated, at.talk.conversation.id, "aminah", "{}"));
    at.here.gateway.put(std::move(changes));
    CHECK(type_of(aminah) == "conversation.updated");
}

TEST_CASE("an agent sees itself, tasks and customers that name it, queues and channels") {
    desk at(4);
    auto aminah = listen(at.here, "aminah");
    const auto conversation = at.talk.conversation.id;
    const auto put = [&](event_type type, const model::id& of, const std::string& agent) {
        store::changes changes;
        changes.events.push_back(at.world.event(type, of, agent, "{}"));
        at.here.gateway.put(std::move(changes));
    };
    put(event_type::agent_updated, {}, "badrul");
    put(event_type::customer_updated, {}, "badrul");
    put(event_type::customer_updated, {}, "");
    put(event_type::task_created, conversation, "");
    put(event_type::conversation_created, conversation, "");
    put(event_type::message_updated, {}, "");
    put(event_type::agent_updated, {}, "aminah");
    put(event_type::customer_updated, {}, "aminah");
    put(event_type::task_updated, conversation, "aminah");
    put(event_type::channel_updated, {}, "");
    CHECK(type_of(aminah) == "agent.updated");
    CHECK(type_of(aminah) == "customer.updated");
    CHECK(type_of(aminah) == "task.updated");
    CHECK(type_of(aminah) == "channel.updated");
}

TEST_CASE("an agent that was away gets what it would have got had it stayed") {
    const auto seed = GENERATE(range(20, 30));
    stream_limits small;
    small.kept_frames = static_cast<std::size_t>(seed) % 2 == 0 ? 8 : 8'192;
    streaming here(small);
    happenings world(static_cast<std::uint64_t>(seed));
    store::changes first;
    std::vector<spoken> talks{world.conversation(first), world.conversation(first)};
    here.gateway.put(std::move(first));
    std::vector<std::optional<model::reservation>> held(talks.size());

    auto steady = listen(here, "aminah");
    std::string cursor = steady.cursor();
    std::vector<std::string> stayed;
    std::vector<std::string> returned;
    for (int turn = 0; turn < 30; ++turn) {
        for (std::uint64_t step = 0; step < 4; ++step) {
            const auto which = world.below(talks.size());
            auto& one = held[which];
            store::changes changes;
            world.message(changes, talks[which], world.below(2) == 0 ? "aminah" : "");
            if (!one) {
                one = world.offer(changes, talks[which], "aminah");
            } else if (one->status == reservation_status::pending && world.below(3) == 0) {
                world.move(changes, *one, reservation_status::rejected,
                           event_type::reservation_rejected);
                one.reset();
            } else if (one->status == reservation_status::pending) {
                world.move(changes, *one, reservation_status::accepted,
                           event_type::reservation_accepted);
            } else if (one->status == reservation_status::accepted && world.below(2) == 0) {
                world.move(changes, *one, reservation_status::wrapping,
                           event_type::reservation_accepted);
            } else {
                world.move(changes, *one, reservation_status::completed,
                           event_type::reservation_completed);
                one.reset();
            }
            world.message(changes, talks[which], world.below(2) == 0 ? "aminah" : "");
            here.gateway.put(std::move(changes));
        }
        auto away = listen(here, "aminah", cursor);
        // A frame of its own follows everything that is durable now.
        store::changes mark;
        mark.events.push_back(world.event(event_type::agent_updated, {}, "aminah", "{}"));
        const auto last = mark.events.back().id.text();
        here.gateway.put(std::move(mark));
        for (auto* pair : {&stayed, &returned}) {
            auto& client = pair == &stayed ? steady : away;
            do {
                pair->push_back(client.next_text());
            } while (json::parse(pair->back()).at("id") != last);
        }
        REQUIRE(returned == stayed);
        cursor = json::parse(returned.back()).at("cursor");
        if (world.below(3) == 0) {
            cursor = json::parse(stayed[stayed.size() / 2]).at("cursor");
            returned.resize(stayed.size() / 2 + 1);
        }
    }
}
