#include "loopback.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::test;
using net::exchange;

namespace {

void ok(exchange asked) { asked.respond(text("ok")); }

// As long as a client that is in time may need on a machine that has other things to do.
net::server_options quick() {
    constexpr auto soon = 500ms;
    net::server_options options;
    options.header_deadline = soon;
    options.body_deadline = soon;
    options.write_deadline = soon;
    options.idle = soon;
    return options;
}

}  // namespace

TEST_CASE("refusals are problems, end the connection and are counted") {
    struct row {
        const char* bytes;
        std::uint32_t status;
        std::uint64_t net::server_counts::* counted;
    };
    const auto row = GENERATE(values<struct row>({
        {"BAD\r\n\r\n", 400, &net::server_counts::malformed},
        {"GET / HTTP/1.1\r\n\r\n", 400, &net::server_counts::malformed},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n", 413,
         &net::server_counts::oversized},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFF\r\nxx", 413,
         &net::server_counts::oversized},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x\r\n\r\n", 501,
         &net::server_counts::malformed},
    }));
    CAPTURE(row.bytes);
    const served here(ok);
    peer client(here.port());
    client.send(row.bytes);
    const auto answer = client.read_response();
    CHECK(status_line(answer).find(" " + std::to_string(row.status) + " ") != std::string::npos);
    CHECK(answer.find("Content-Type: application/problem+json\r\n") != std::string::npos);
    CHECK(answer.find("Connection: close\r\n") != std::string::npos);
    CHECK(body_of(answer).find("\"status\":" + std::to_string(row.status)) != std::string::npos);
    CHECK(client.read_all().empty());
    CHECK(here.server->counts().*row.counted == 1);
    CHECK(here.server->counts().requests == 0);
}

TEST_CASE("a refusal arrives even when the client sends all of its body first") {
    const served here(ok);
    peer client(here.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 30000000\r\n\r\n");
    CHECK(client.send(std::string(30'000'000, 'x')));
    CHECK(status_line(client.read_response()) == "HTTP/1.1 413 Payload Too Large");
}

TEST_CASE("a header that is too long is refused with 431") {
    const served here(ok);
    peer client(here.port());
    client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x'));
    CHECK(status_line(client.read_response()).find("431") != std::string::npos);
    CHECK(here.server->counts().oversized == 1);
}

TEST_CASE("a request that does not end is refused at its deadline") {
    const auto* const bytes =
        GENERATE("G", "GET / HTTP/1.1\r\nHost: a\r\n",
                 "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc");
    CAPTURE(bytes);
    auto options = quick();
    options.idle = 60s;
    const served here(ok, options);
    peer client(here.port());
    client.send(bytes);
    CHECK(status_line(client.read_response()) == "HTTP/1.1 408 Request Timeout");
    CHECK(client.read_all().empty());
    CHECK(here.server->counts().timed_out == 1);
}

TEST_CASE("a header that drips in is no excuse") {
    auto options = quick();
    options.header_deadline = 150ms;
    const served here(ok, options);
    peer client(here.port());
    std::string answer;
    std::atomic<bool> answered{false};
    std::thread dripping([&] {
        client.send("GET / HTTP/1.1\r\nHost: a\r\n");
        while (!answered && client.send("x")) {
            std::this_thread::yield();
        }
    });
    answer = client.read_response();
    answered = true;
    dripping.join();
    // Dripping fast enough runs into the size first; either way it ends.
    CHECK((answer.find(" 408 ") != std::string::npos || answer.find(" 431 ") != std::string::npos));
}

TEST_CASE("a silent connection is closed, before its first request and after") {
    const bool first = GENERATE(true, false);
    const served here(ok, quick());
    peer client(here.port());
    if (!first) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        CHECK(body_of(client.read_response()) == "ok");
    }
    CHECK(client.read_all().empty());
    CHECK(eventually([&] { return here.server->counts().connections == 0; }));
}

TEST_CASE("the time that a handler takes is not the client's") {
    mailbox<std::shared_ptr<exchange>> asked;
    const served here([&](exchange one) { asked.put(std::make_shared<exchange>(std::move(one))); },
                      quick());
    peer slow(here.port());
    slow.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto open = asked.take();
    // Until a connection that came later has run into its deadline.
    const peer measure(here.port());
    CHECK(measure.read_all().empty());
    open->respond(text("late, but here"));
    CHECK(body_of(slow.read_response()) == "late, but here");
}

TEST_CASE("a client that takes nothing of its answer is given up") {
    const served here([](exchange asked) { asked.respond(text(std::string(64 << 20, 'x'))); },
                      quick());
    const peer client(here.port(), 4096);
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(eventually([&] { return here.server->counts().timed_out == 1; }));
    CHECK(eventually([&] { return here.server->counts().connections == 0; }));
}

TEST_CASE("a full server says so") {
    net::server_options options;
    options.max_connections = 2;
    const served here(ok, options);
    peer first(here.port());
    peer second(here.port());
    first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    second.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(body_of(first.read_response()) == "ok");
    CHECK(body_of(second.read_response()) == "ok");
    {
        peer third(here.port());
        CHECK(status_line(third.read_response()) == "HTTP/1.1 503 Service Unavailable");
    }
    first.reset();
    CHECK(eventually([&] { return here.server->counts().connections == 1; }));
    peer fourth(here.port());
    fourth.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(body_of(fourth.read_response()) == "ok");
}

TEST_CASE("clients that break off at any byte leave nothing behind") {
    const served here(ok);
    const std::string whole = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        peer client(here.port());
        client.send(whole.substr(0, size));
        if (size % 2 == 0) {
            client.reset();
        }
    }
    CHECK(eventually([&] { return here.server->counts().connections == 0; }));
}
