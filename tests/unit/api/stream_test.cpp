#include "stream_support.hpp"

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

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

// The status of the answer to an upgrade that is refused.
std::string refusal(const streaming& here, const std::string& target) {
    selat::test::peer client(here.port());
    client.send(selat::test::upgrade_request(target));
    return selat::test::status_line(client.read_response());
}

}  // namespace

TEST_CASE("a stream greets with the newest cursor, then tells each event as it becomes durable") {
    streaming here;
    happenings world(1);
    store::changes before;
    auto talk = world.conversation(before);
    world.message(before, talk);
    here.gateway.put(std::move(before));
    const auto newest =
        here.gateway.ask([](store::reader& reader) { return reader.newest_position(); });

    auto client = listen(here, "ops");
    CHECK(client.hello == json{{"type", "hello"}, {"cursor", std::to_string(*newest)}});

    store::changes changes;
    const auto message = world.message(changes, talk);
    const auto event = changes.events.back();
    here.gateway.put(std::move(changes));
    const auto told = client.next();
    CHECK(told.at("type") == "message.created");
    CHECK(told.at("id") == event.id.text());
    CHECK(told.at("at") == model::to_rfc3339(event.at));
    CHECK(told.at("data") == json::parse(model::write_message(message)));
    CHECK(told.at("cursor") == std::to_string(*newest + 2));  // the message has one too
    CHECK(told.size() == 5);
    CHECK(here.open() == 1);
}

TEST_CASE("a stream goes on behind a cursor of hello, a cursor of a frame, or the id of an event") {
    streaming here;
    happenings world(2);
    store::changes first;
    auto talk = world.conversation(first);
    world.message(first, talk);
    here.gateway.put(std::move(first));
    std::string greeted;
    json seen;
    {
        auto client = listen(here, "ops");
        greeted = client.cursor();
        store::changes changes;
        world.message(changes, talk);
        here.gateway.put(std::move(changes));
        seen = client.next();
    }
    store::changes missed;
    world.message(missed, talk);
    const auto event = missed.events.back().id.text();
    here.gateway.put(std::move(missed));

    auto from_hello = listen(here, "ops", greeted);
    CHECK(from_hello.cursor() == greeted);
    CHECK(from_hello.next() == seen);
    CHECK(from_hello.next().at("id") == event);
    auto from_frame = listen(here, "ops", seen.at("cursor"));
    CHECK(from_frame.next().at("id") == event);
    auto from_id = listen(here, "ops", seen.at("id"));
    CHECK(from_id.hello.at("cursor") == seen.at("cursor"));
    CHECK(from_id.next().at("id") == event);
    auto from_the_start = listen(here, "ops", "0");
    CHECK(from_the_start.next().at("type") == "message.created");
    CHECK(from_the_start.next() == seen);
}

TEST_CASE("clients that come and go get every event exactly once and in order") {
    stream_limits small;
    small.kept_frames = 16;  // so that many have to read for themselves
    streaming here(small);
    store::changes first;
    happenings setting(3);
    std::vector<spoken> talks{setting.conversation(first), setting.conversation(first)};
    here.gateway.put(std::move(first));

    constexpr int commits = 400;
    auto steady = listen(here, "siti");
    std::atomic<int> left{2 * commits};
    std::atomic<std::uint64_t> durable{0};
    std::vector<std::jthread> writers;
    for (std::uint64_t index = 0; index < 2; ++index) {
        writers.emplace_back([&, index] {
            happenings world(10 + index);
            for (int i = 0; i < commits; ++i) {
                store::changes changes;
                const std::uint64_t messages = 1 + world.below(3);
                for (std::uint64_t n = 0; n < messages; ++n) {
                    world.message(changes, talks[index]);
                }
                here.gateway.put(std::move(changes));
                durable += messages;
                --left;
            }
        });
    }
    std::vector<std::string> got;
    std::string cursor = "0";
    happenings chance(4);
    int connections = 0;
    for (bool last = false; !last; ++connections) {
        last = left == 0;
        auto client = listen(here, "ops", cursor);
        // No more than is there: after the last commit nothing follows to wait for.
        const auto there = last ? here.all_events().size() : durable.load();
        const auto unseen = there - std::min<std::uint64_t>(there, got.size());
        const auto wanted = last ? unseen : std::min(unseen, chance.below(60));
        for (std::uint64_t i = 0; i < wanted; ++i) {
            got.push_back(client.next_text());
            cursor = json::parse(got.back()).at("cursor");
        }
    }
    const auto all = here.all_events();
    CHECK(got == all);
    CHECK(connections > 3);
    for (const auto& each : all) {
        REQUIRE(steady.next_text() == each);
    }
    CHECK(steady.quiet());
}

TEST_CASE("what is no cursor is refused before the upgrade") {
    streaming here;
    for (const std::string after :
         {"x", "-1", "12x", "18446744073709551615", "%zz", "CH00000000000000000000000000000000"}) {
        INFO(after);
        CHECK(refusal(here, "/ops?after=" + after) == "HTTP/1.1 400 Bad Request");
    }
    CHECK(refusal(here, "/ops?before=1") == "HTTP/1.1 400 Bad Request");
    CHECK(here.open() == 0);
}

TEST_CASE("a request without the upgrade is told to ask for it") {
    streaming here;
    selat::test::peer client(here.port());
    client.send("GET /ops HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto answer = client.read_response();
    CHECK(selat::test::status_line(answer) == "HTTP/1.1 426 Upgrade Required");
    CHECK_THAT(answer, Catch::Contains("Upgrade: websocket"));
}

TEST_CASE("a cursor that cannot be gone on from is answered with hello at the newest, and reset") {
    stream_limits small;
    small.searched = 10;
    streaming here(small);
    happenings world(5);
    store::changes changes;
    auto talk = world.conversation(changes);
    for (int i = 0; i < 20; ++i) {
        world.message(changes, talk);
    }
    const auto old = changes.events.front().id.text();
    here.gateway.put(std::move(changes));
    const json hello{{"type", "hello"}, {"cursor", "40"}};
    const json reset{{"type", "reset"}, {"cursor", "40"}};

    const auto is_reset = [&](const std::string& name, const std::string& after) {
        auto client = listen(here, name, after);
        CHECK(client.hello == hello);
        CHECK(client.next() == reset);
    };
    is_reset("ops", "41");  // newer than the newest
    is_reset("ops", old);   // an event longer ago than is looked for
    is_reset("ops", "EV00000000000000000000000000000000");
    is_reset("aminah", "29");  // longer ago than what an agent held is looked for
    auto agent = listen(here, "aminah", "30");
    CHECK(agent.cursor() == "30");
    auto system = listen(here, "ops", "29");
    CHECK(system.cursor() == "29");
    CHECK(system.next().at("cursor") == "30");
}

TEST_CASE("what is only told comes without a cursor and is not told again") {
    streaming here;
    happenings world(6);
    store::changes changes;
    auto talk = world.conversation(changes);
    here.gateway.put(std::move(changes));
    auto client = listen(here, "ops");
    here.subject.tell(
        world.event(event_type::typing, talk.conversation.id, {}, R"({"on":true,"ttl_ms":5000})"));
    const auto told = client.next();
    CHECK(told.at("type") == "typing");
    CHECK(told.at("data") == json{{"on", true}, {"ttl_ms", 5000}});
    CHECK_FALSE(told.contains("cursor"));

    auto later = listen(here, "ops", client.cursor());
    store::changes more;
    world.message(more, talk);
    here.gateway.put(std::move(more));
    CHECK(later.next().at("type") == "message.created");
}

TEST_CASE("the end of a session ends its streams and no others") {
    streaming here;
    store::changes changes;
    const auto later = here.gateway.now() + std::chrono::hours(1);
    changes.sessions = {{"hash-a", "aminah", later}, {"hash-b", "badrul", later}};
    here.gateway.put(std::move(changes));
    here.people["aminah"].session = "hash-a";
    here.people["badrul"].session = "hash-b";
    auto one = listen(here, "aminah");
    auto two = listen(here, "aminah");
    auto other = listen(here, "badrul");

    store::changes ended;
    ended.ended_sessions = {"hash-a"};
    here.gateway.put(std::move(ended));
    here.subject.end_session("hash-a");
    const selat::test::ending expected{1008, "the session has ended", code::ok};
    CHECK(one.end() == expected);
    CHECK(two.end() == expected);
    CHECK(refusal(here, "/aminah") == "HTTP/1.1 401 Unauthorized");
    CHECK(eventually([&] { return here.open() == 1; }));
    happenings world(7);
    here.subject.tell(world.event(event_type::agent_updated, {}, "badrul", "{}"));
    CHECK(other.next().at("type") == "agent.updated");
}

TEST_CASE("a stream ends when who listens may not any more") {
    streaming here;
    auto one = listen(here, "aminah");
    auto other = listen(here, "badrul");
    here.subject.end_unless([](const caller& who) { return who.agent != "aminah"; });
    CHECK(one.end() == selat::test::ending{1008, "the session has ended", code::ok});
    CHECK(eventually([&] { return here.open() == 1; }));
    happenings world(7);
    here.subject.tell(world.event(event_type::agent_updated, {}, "badrul", "{}"));
    CHECK(other.next().at("type") == "agent.updated");
}

TEST_CASE("a stream ends when its session's time is over") {
    streaming here;
    store::changes changes;
    const auto now = here.gateway.now();
    changes.sessions = {{"hash-a", "aminah", now + std::chrono::milliseconds(50)},
                        {"hash-b", "badrul", now}};
    here.gateway.put(std::move(changes));
    here.people["aminah"].session = "hash-a";
    here.people["badrul"].session = "hash-b";
    auto client = listen(here, "aminah");
    CHECK(client.end() == selat::test::ending{1008, "the session has ended", code::ok});
    CHECK(refusal(here, "/badrul") == "HTTP/1.1 401 Unauthorized");
}

TEST_CASE("what clients send is ignored; what is too large closes") {
    streaming here;
    happenings world(8);
    auto client = listen(here, "ops");
    client.send(R"({"type":"anything"})");
    client.send("not even JSON");
    here.subject.tell(world.event(event_type::queue_updated, {}, {}, "{}"));
    CHECK(client.next().at("type") == "queue.updated");
    client.send(std::string(5'000, 'x'));
    client.end();
    CHECK(eventually([&] { return here.open() == 0; }));
}

TEST_CASE("open streams are closed with the stream") {
    selat::test::shards own;
    fake_services gateway;
    telemetry::metrics metrics;
    telemetry::log log;
    auto subject = std::make_unique<stream>(gateway, log, metrics);
    selat::test::served server(
        [&](net::exchange exchange) { subject->accept(std::move(exchange), token()); });
    listener client(own.first(), server.url("ws"));
    subject.reset();
    CHECK(client.end().code == 1001);
}
