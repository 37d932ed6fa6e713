#include "sockets.hpp"

#include <map>

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::test;

TEST_CASE("messages go both ways, whole and in order") {
    echo_server here;
    shards own;
    caller client(own.first(), here.url("ws", "/socket"));
    const auto socket = client.socket();
    REQUIRE(socket);
    CHECK(socket->remote() == "127.0.0.1");
    const std::string large(60'000, 'x');
    CHECK(socket->send("first", false, false));
    CHECK(socket->send(std::string("\0\xff", 2), true, false));
    CHECK(socket->send("", false, false));
    CHECK(socket->send(large, false, false));
    CHECK(client.messages.take() == message{"first", false});
    CHECK(client.messages.take() == message{std::string("\0\xff", 2), true});
    CHECK(client.messages.take() == message{"", false});
    CHECK(client.messages.take() == message{large, false});
    CHECK(eventually([&] { return socket->queued() == 0; }));
    socket->close(1000, "bye");
    CHECK(client.closed.take() == ending{1000, "bye", code::ok});
    CHECK(here.closed.take() == ending{1000, "bye", code::ok});
    CHECK_FALSE(socket->send("late", false, false));
}

TEST_CASE("any thread may send; each one's messages stay in order") {
    echo_server here;
    shards own;
    caller client(own.first(), here.url("ws"));
    const auto socket = client.socket();
    REQUIRE(socket);
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&, thread] {
            for (int index = 0; index < 100; ++index) {
                socket->send(std::to_string(thread) + ":" + std::to_string(index), false, false);
            }
        });
    }
    std::map<char, int> next;
    for (int index = 0; index < 400; ++index) {
        const auto got = client.messages.take().data;
        CHECK(got.substr(2) == std::to_string(next[got.front()]++));
    }
    for (auto& thread : threads) {
        thread.join();
    }
    socket->close(1000, {});
    client.closed.take();
}

TEST_CASE("text that many sockets send goes out in its turn, whatever its length") {
    echo_server here;
    shards own;
    caller client(own.first(), here.url("ws"));
    REQUIRE(client.socket());
    const auto server = here.sockets.take();
    for (const std::size_t size : {0U, 1U, 125U, 126U, 65'535U, 65'536U, 70'000U}) {
        const auto text = std::make_shared<const std::string>(size, 'a');
        CHECK(server->send(std::to_string(size), false, false));
        CHECK(server->send_shared(text, false));
        CHECK(client.messages.take() == message{std::to_string(size), false});
        CHECK(client.messages.take() == message{*text, false});
    }
    CHECK(eventually([&] { return server->queued() == 0; }));
}

TEST_CASE("what a socket has for its peer while it is busy goes out together") {
    echo_server here;
    shards own;
    peer client(here.port());
    client.send(upgrade_request());
    client.read_response(false);
    const auto server = here.sockets.take();
    std::string whole;
    for (int number = 0; number < 300; ++number) {
        const auto text = std::to_string(1000 + number);
        REQUIRE(server->send(text, false, false));
        whole += std::string("\x81\x04") + text;
    }
    client.send(frame(0x89, ""));
    // The answer to the ping stands between two messages.
    auto got = client.read(whole.size() + 2);
    const auto pong = got.find(std::string("\x8a\x00", 2));
    REQUIRE(pong != got.npos);
    CHECK(pong % 6 == 0);
    CHECK(got.erase(pong, 2) == whole);
}

TEST_CASE("a socket that is held reads nothing until it is let go, and still ends") {
    echo_server here;
    shards own;
    caller client(own.first(), here.url("ws"));
    const auto socket = client.socket();
    REQUIRE(socket);
    const auto server = here.sockets.take();
    server->hold(true);
    CHECK(socket->send("first", false, false));  // a read that has begun takes it
    CHECK(client.messages.take().data == "first");
    CHECK(socket->send("second", false, false));
    CHECK(server->send("not an answer", false, false));
    CHECK(client.messages.take().data == "not an answer");
    server->hold(false);
    CHECK(client.messages.take().data == "second");
    server->hold(true);
    server->close(1000, "bye");
    CHECK(client.closed.take().code == 1000);
    CHECK(here.closed.take() == ending{1000, "bye", code::ok});
}

TEST_CASE("the server closes with its code and reason") {
    echo_server here;
    shards own;
    caller client(own.first(), here.url("ws"));
    REQUIRE(client.socket());
    const auto server_side = here.sockets.take();
    server_side->send("last words", false, false);
    server_side->close(4001, "go");
    CHECK(client.messages.take().data == "last words");
    CHECK(client.closed.take() == ending{4001, "go", code::ok});
    CHECK(here.closed.take() == ending{4001, "go", code::ok});
}

TEST_CASE("a reason that is too long is cut between characters") {
    echo_server here;
    shards own;
    caller client(own.first(), here.url("ws"));
    REQUIRE(client.socket());
    const std::string fits(122, 'a');
    const auto server_side = here.sockets.take();
    server_side->close(4001, fits + "\u00e9");
    CHECK(client.closed.take() == ending{4001, fits, code::ok});
    CHECK(here.closed.take().code == 4001);
}

TEST_CASE("a subprotocol is agreed to, or the caller is told that it is not") {
    net::websocket_options options;
    options.protocol = "chat.v1";
    echo_server here(options);
    shards own;
    net::connect_options wanted;
    wanted.protocol = "chat.v1";
    caller agreed(own.first(), here.url("ws"), wanted);
    REQUIRE(agreed.socket());
    wanted.protocol = "chat.v2";
    caller refused(own.first(), here.url("ws"), wanted);
    CHECK(refused.failure().code == code::unsupported);
    agreed.socket()->close(1000, {});
    agreed.closed.take();
}

TEST_CASE("an upgrade that the handler answers is no upgrade") {
    const served here([](net::exchange asked) { asked.respond(text("no", 403)); });
    shards own;
    caller client(own.first(), here.url("ws"));
    CHECK(client.failure().code == code::unavailable);
    CHECK(client.failure().text.find("403") != std::string::npos);
    CHECK(client.closed.waiting() == 0);
}

TEST_CASE("what is no upgrade cannot be accepted as one") {
    mailbox<bool> opened;
    const served here([&](net::exchange asked) {
        asked.accept({}, {}, [&](const auto& socket) { opened.put(socket != nullptr); });
    });
    peer client(here.port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(status_line(client.read_response()) == "HTTP/1.1 426 Upgrade Required");
    CHECK_FALSE(opened.take());
}

TEST_CASE("a peer that is slow loses droppable frames first, then the connection") {
    net::websocket_options options;
    options.max_queue = 1 << 20;
    echo_server here(options);
    peer client(here.port(), 4096);
    client.send(upgrade_request());
    client.read_response(false);
    const auto socket = here.sockets.take();
    bool dropped = false;
    bool kept = true;
    for (int index = 0; index < 100'000 && kept; ++index) {
        if (!dropped && !socket->send(std::string(10'000, 'd'), false, true)) {
            dropped = true;
            CHECK(socket->queued() > options.max_queue / 2 - 20'000);
            CHECK(socket->queued() <= options.max_queue / 2);
            CHECK(here.closed.waiting() == 0);
        }
        if (dropped) {
            kept = socket->send(std::string(10'000, 'k'), false, false);
        }
    }
    CHECK(dropped);
    CHECK_FALSE(kept);
    CHECK(here.closed.take() == ending{4503, "too slow", code::unavailable});
    CHECK_FALSE(socket->send("more", false, false));
    // What was on its way, if anything was, comes whole; then the close frame with the code.
    const auto rest = client.read_all();
    REQUIRE(rest.size() >= 12);
    CHECK(rest.substr(rest.size() - 12) == std::string("\x88\x0a\x11\x97too slow", 12));
    CHECK(eventually([&] { return here.counts().connections == 0; }));
}

TEST_CASE("a server that is drained says that it goes away") {
    echo_server here;
    shards own;
    caller client(own.first(), here.url("ws"));
    REQUIRE(client.socket());
    mailbox<int> drained;
    here.drain(10s, [&] { drained.put(1); });
    CHECK(client.closed.take() == ending{1001, "going away", code::ok});
    CHECK(here.closed.take().code == 1001);
    CHECK(drained.take() == 1);
}

TEST_CASE("a socket that is told of nobody's going stays until the server goes") {
    shards own;
    mailbox<message> messages;
    mailbox<ending> closed;
    {
        echo_server here;
        net::connect_options options;
        options.url = here.url("ws");
        options.allow_private = true;
        net::websocket_events events;
        events.message = [&](std::string_view data, bool binary) {
            messages.put({std::string(data), binary});
        };
        events.closed = [&](std::uint32_t code, std::string reason, selat::code failure) {
            closed.put({code, std::move(reason), failure});
        };
        mailbox<int> opened;
        net::connect(own.first(), options, events, [&](const auto& outcome) {
            REQUIRE(outcome);
            (*outcome)->send("nobody keeps this socket", false, false);
            opened.put(1);
        });
        opened.take();
        CHECK(messages.take().data == "nobody keeps this socket");
        CHECK(closed.waiting() == 0);
    }
    CHECK(closed.take() == ending{1006, "connection lost", code::unavailable});
}

TEST_CASE("a handler that throws ends its socket with 1011") {
    echo_server here;
    shards own;
    net::connect_options options;
    options.url = here.url("ws");
    options.allow_private = true;
    mailbox<ending> closed;
    net::websocket_events events;
    events.message = [](std::string_view, bool) { throw std::runtime_error("a fault"); };
    events.closed = [&](std::uint32_t code, std::string reason, selat::code failure) {
        closed.put({code, std::move(reason), failure});
    };
    net::connect(own.first(), options, events, [](const auto& outcome) {
        REQUIRE(outcome);
        (*outcome)->send("boom", false, false);
    });
    CHECK(closed.take().code == 1011);
    CHECK(here.closed.take().code == 1011);
}
