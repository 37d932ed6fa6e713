#include "sockets.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::test;

TEST_CASE("a plain stream carries bytes both ways and tells its end") {
    const scripted server([](peer client) {
        client.send("hello ");
        const auto got = client.read(5);
        client.send("you said " + got);
    });
    shards own;
    caller client(own.first(), "tcp://127.0.0.1:" + std::to_string(server.port()));
    REQUIRE(client.socket());
    client.socket()->send("12345", true, false);
    std::string all;
    while (all.size() < 20) {
        const auto piece = client.messages.take();
        CHECK(piece.binary);
        all += piece.data;
    }
    CHECK(all == "hello you said 12345");
    CHECK(client.closed.take() == ending{1000, "the peer closed the connection", code::ok});
    CHECK_FALSE(client.socket()->send("late", true, false));
}

TEST_CASE("a plain stream is closed after what was sent on it") {
    mailbox<std::string> got;
    const scripted server([&](const peer& client) { got.put(client.read_all()); });
    shards own;
    caller client(own.first(), "tcp://127.0.0.1:" + std::to_string(server.port()));
    REQUIRE(client.socket());
    client.socket()->send("all of ", true, false);
    client.socket()->send("this", true, false);
    client.socket()->close(1000, "done");
    CHECK(got.take() == "all of this");
    CHECK(client.closed.take() == ending{1000, "done", code::ok});
}

TEST_CASE("addresses of this machine are refused unless they are allowed") {
    echo_server here;
    shards own;
    net::connect_options options;
    const auto* const host = GENERATE("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]");
    const auto* const scheme = GENERATE("ws", "tcp", "tls", "wss");
    CAPTURE(host, scheme);
    options.url = std::string(scheme) + "://" + host + ":" + std::to_string(here.port()) + "/";
    caller client(own.first(), options, caller::as_given{});
    CHECK(client.failure().code == code::denied);
    CHECK(here.counts().accepted == 0);
}

TEST_CASE("what cannot be connected to is told, and nothing follows") {
    shards own;
    const auto [url, expected] = GENERATE(table<const char*, code>({
        {"nonsense", code::invalid},
        {"http://127.0.0.1:1/", code::invalid},
        {"tcp://127.0.0.1", code::invalid},
        {"ws://127.0.0.1:1/", code::unavailable},
        {"tcp://no-such-name.invalid:1", code::unavailable},
    }));
    CAPTURE(url);
    caller client(own.first(), url);
    CHECK(client.failure().code == expected);
    CHECK(client.failure().text.find(url) != std::string::npos);
    settle(own.first());
    CHECK(client.closed.waiting() == 0);
}

TEST_CASE("headers that would break the request are refused") {
    shards own;
    net::connect_options options;
    options.headers = {{"A", "b\r\nC: d"}};
    caller client(own.first(), "ws://127.0.0.1:1/", options);
    CHECK(client.failure().code == code::invalid);
}

TEST_CASE("a peer that does not answer in time is given up") {
    mailbox<int> over;
    const scripted server([&](const peer&) { over.take(); });
    const auto* const scheme = GENERATE("ws", "wss", "tls");
    CAPTURE(scheme);
    shards own;
    net::connect_options options;
    options.deadline = 80ms;
    caller client(own.first(),
                  std::string(scheme) + "://127.0.0.1:" + std::to_string(server.port()) + "/",
                  options);
    CHECK(client.failure().code == code::timeout);
    over.put(1);
}

TEST_CASE("the upgrade carries the caller's headers, host and credentials") {
    mailbox<std::string> seen;
    const scripted server([&](peer client) {
        seen.put(client.read_response(false));
        client.send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
    });
    shards own;
    net::connect_options options;
    options.headers = {{"X-Key", "value"}};
    options.protocol = "a, b";
    const auto port = std::to_string(server.port());
    caller client(own.first(), "ws://me:secret@127.0.0.1:" + port + "/path?x=1", options);
    CHECK(client.failure().code == code::unavailable);
    const auto request = seen.take();
    CHECK(status_line(request) == "GET /path?x=1 HTTP/1.1");
    CHECK(request.find("\r\nHost: 127.0.0.1:" + port + "\r\n") != std::string::npos);
    CHECK(request.find("\r\nX-Key: value\r\n") != std::string::npos);
    CHECK(request.find("\r\nSec-WebSocket-Protocol: a, b\r\n") != std::string::npos);
    CHECK(request.find("\r\nAuthorization: Basic bWU6c2VjcmV0\r\n") != std::string::npos);
}
