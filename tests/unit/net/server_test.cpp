#include "loopback.hpp"

#include <atomic>
#include <map>

#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::test;
using net::exchange;

namespace {

constexpr auto get = "GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n";

void echo(exchange asked) {
    const auto& request = asked.request();
    std::string seen = std::string(request.method) + " " + std::string(request.target) + " " +
                       std::string(request.body);
    asked.respond(text(std::move(seen)));
}

}  // namespace

TEST_CASE("a request is answered, and the connection is used again") {
    const served here(echo);
    peer client(here.port());
    for (int turn = 0; turn < 3; ++turn) {
        client.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
        const auto answer = client.read_response();
        CHECK(status_line(answer) == "HTTP/1.1 200 OK");
        CHECK(body_of(answer) == "POST /p hello");
        CHECK(answer.find("\r\nDate: ") != std::string::npos);
        CHECK(answer.find("\r\nContent-Type: text/plain\r\n") != std::string::npos);
    }
    const auto counts = here.server->counts();
    CHECK(counts.accepted == 1);
    CHECK(counts.connections == 1);
    CHECK(counts.requests == 3);
}

TEST_CASE("pipelined requests are answered in order, whoever answers them") {
    const shards others(2);
    std::atomic<unsigned> turn{0};
    const served here([&](exchange asked) {
        const unsigned mine = turn.fetch_add(1);
        if (mine % 3 == 0) {
            echo(std::move(asked));
            return;
        }
        auto kept = std::make_shared<exchange>(std::move(asked));
        boost::asio::post(others.executors()[mine % 2], [kept] { echo(std::move(*kept)); });
    });
    peer client(here.port());
    std::string all;
    for (int index = 0; index < 200; ++index) {
        const auto number = std::to_string(index);
        all += "PUT /" + number +
               " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(number.size()) +
               "\r\n\r\n" + number;
    }
    client.send(all);
    for (int index = 0; index < 200; ++index) {
        const auto number = std::to_string(index);
        REQUIRE(body_of(client.read_response()) == "PUT /" + number + " " + number);
    }
}

TEST_CASE("many connections on several threads are dealt out in turn and all answered") {
    mailbox<std::thread::id> seen;
    const served here(
        [&](exchange asked) {
            seen.put(std::this_thread::get_id());
            echo(std::move(asked));
        },
        {}, 2);
    std::vector<peer> clients;
    for (int index = 0; index < 20; ++index) {
        clients.emplace_back(here.port());
    }
    for (auto& client : clients) {
        client.send(get);
    }
    for (auto& client : clients) {
        CHECK(body_of(client.read_response()) == "GET /a?b ");
    }
    std::map<std::thread::id, int> shares;
    for (int index = 0; index < 20; ++index) {
        ++shares[seen.take()];
    }
    REQUIRE(shares.size() == 2);
    CHECK(shares.begin()->second == 10);
}

TEST_CASE("a large body goes both ways") {
    net::server_options options;
    options.max_body = 8 * 1024 * 1024;
    const served here(
        [](exchange asked) { asked.respond(text(std::string(asked.request().body))); }, options);
    std::string body(5 * 1024 * 1024, '\0');
    for (std::size_t index = 0; index < body.size(); ++index) {
        body[index] = static_cast<char>(index * 7 + index / 1000);
    }
    peer client(here.port());
    for (int turn = 0; turn < 2; ++turn) {
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) +
                    "\r\n\r\n");
        std::thread sending([&] { client.send(body); });
        const auto answer = client.read_response();
        sending.join();
        CHECK(body_of(answer) == body);
    }
}

TEST_CASE("HEAD and 204 have no body, and the next answer is where it should be") {
    const served here([](exchange asked) {
        const bool none = asked.request().path == "/none";
        asked.respond(text("twelve bytes", none ? 204 : 200));
    });
    peer client(here.port());
    client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto head = client.read_response(false);
    CHECK(head.find("Content-Length: 12\r\n") != std::string::npos);
    client.send("GET /none HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto none = client.read_response();
    CHECK(status_line(none) == "HTTP/1.1 204 No Content");
    CHECK(none.find("Content-") == std::string::npos);
    client.send(get);
    CHECK(body_of(client.read_response()) == "twelve bytes");
}

TEST_CASE("a connection ends when one side says so") {
    const served here([](exchange asked) {
        auto response = text("ok");
        if (asked.request().path == "/end") {
            response.headers.emplace_back("Connection", "close");
        }
        asked.respond(std::move(response));
    });
    const auto [request, kept] = GENERATE(table<const char*, bool>({
        {"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", false},
        {"GET /end HTTP/1.1\r\nHost: x\r\n\r\n", false},
        {"GET / HTTP/1.0\r\n\r\n", false},
        {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true},
    }));
    CAPTURE(request);
    peer client(here.port());
    client.send(request);
    const auto answer = client.read_response();
    CHECK(body_of(answer) == "ok");
    if (kept) {
        CHECK(answer.find("Connection: keep-alive") != std::string::npos);
        client.send(request);
        CHECK(body_of(client.read_response()) == "ok");
    } else {
        CHECK(answer.find("Connection: close") != std::string::npos);
        CHECK(client.read_all().empty());
    }
}

TEST_CASE("a client that asks first is told to go on") {
    const served here(echo);
    peer client(here.port());
    client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    CHECK(client.read(25) == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("ab");
    CHECK(body_of(client.read_response()) == "POST / ab");
}

TEST_CASE("an exchange that is dropped answers 500") {
    const served here([](exchange) {});
    peer client(here.port());
    client.send(get);
    const auto answer = client.read_response();
    CHECK(status_line(answer) == "HTTP/1.1 500 Internal Server Error");
    CHECK(answer.find("application/problem+json") != std::string::npos);
    client.send(get);
    CHECK(status_line(client.read_response()) == "HTTP/1.1 500 Internal Server Error");
}

TEST_CASE("a handler's exception ends its connection, is told, and harms nobody else") {
    mailbox<std::string> escaped;
    net::server_options options;
    options.escaped = [&](std::string_view, std::string_view what) {
        escaped.put(std::string(what));
    };
    const served here(
        [](exchange asked) {
            if (asked.request().path == "/throw") {
                throw std::runtime_error("a fault");
            }
            echo(std::move(asked));
        },
        options);
    peer client(here.port());
    peer other(here.port());
    client.send("GET /throw HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(escaped.take() == "a fault");
    CHECK(client.read_all().empty());
    other.send(get);
    CHECK(body_of(other.read_response()) == "GET /a?b ");
}

TEST_CASE("headers that would break the head are left out") {
    const served here([](exchange asked) {
        auto response = text("ok");
        response.headers = {
            {"X-Good", "1"},           {"X-Bad", "a\r\nSet-Cookie: b"},  {"Bad Name", "x"},
            {"Content-Length", "999"}, {"Transfer-Encoding", "chunked"}, {"Set-Cookie", "a=1"},
            {"Set-Cookie", "b=2"}};
        asked.respond(std::move(response));
    });
    peer client(here.port());
    client.send(get);
    const auto answer = client.read_response();
    CHECK(answer.find("X-Good: 1\r\n") != std::string::npos);
    CHECK(answer.find("Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n") != std::string::npos);
    CHECK(answer.find("X-Bad") == std::string::npos);
    CHECK(answer.find("Bad Name") == std::string::npos);
    CHECK(answer.find("999") == std::string::npos);
    CHECK(answer.find("chunked") == std::string::npos);
    CHECK(body_of(answer) == "ok");
}

TEST_CASE("a port that is taken cannot be listened on") {
    const served here(echo);
    const shards threads;
    net::server_options options;
    options.port = here.port();
    const auto second = net::server::listen(options, threads.executors(), echo);
    REQUIRE_FALSE(second);
    CHECK(second.error().code == code::unavailable);
}

TEST_CASE("options that cannot be are faults of the configuration") {
    const shards threads;
    net::server_options options;
    options.port = 0;
    SECTION("an address") { options.address = "nowhere"; }
    SECTION("a certificate") { options.certificate = "/no/such/file.pem"; }
    SECTION("a proxy") { options.trusted_proxies = {"10.0.0.0/99"}; }
    const auto none = net::server::listen(options, threads.executors(), echo);
    REQUIRE_FALSE(none);
    CHECK(none.error().code == code::config);
}

TEST_CASE("the client behind a trusted proxy is the one that is seen") {
    const bool trust = GENERATE(true, false);
    net::server_options options;
    if (trust) {
        options.trusted_proxies = {"127.0.0.0/8"};
    }
    const served here(
        [](exchange asked) {
            const auto& request = asked.request();
            asked.respond(text(request.remote + (request.secure ? " secure" : " plain")));
        },
        options);
    peer client(here.port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 9.9.9.9\r\n"
                "X-Forwarded-For: 8.8.8.8\r\nX-Forwarded-Proto: https\r\n\r\n");
    CHECK(body_of(client.read_response()) == (trust ? "8.8.8.8 secure" : "127.0.0.1 plain"));
}

TEST_CASE("a drain answers what is under way, ends what is idle, and takes nothing new") {
    mailbox<std::shared_ptr<exchange>> asked;
    served here([&](exchange one) { asked.put(std::make_shared<exchange>(std::move(one))); });
    peer idle(here.port());
    peer busy(here.port());
    busy.send(get);
    const auto open = asked.take();
    mailbox<int> drained;
    here.server->drain(10s, [&] { drained.put(1); });
    CHECK(idle.read_all().empty());
    CHECK(drained.waiting() == 0);
    open->respond(text("done"));
    const auto answer = busy.read_response();
    CHECK(body_of(answer) == "done");
    CHECK(answer.find("Connection: close") != std::string::npos);
    CHECK(busy.read_all().empty());
    busy.reset();
    CHECK(drained.take() == 1);
    CHECK(here.server->counts().connections == 0);
    CHECK_THROWS(peer(here.port()));
}

TEST_CASE("a drain ends at its deadline, whatever is under way") {
    mailbox<std::shared_ptr<exchange>> asked;
    served here([&](exchange one) { asked.put(std::make_shared<exchange>(std::move(one))); });
    peer busy(here.port());
    busy.send(get);
    const auto open = asked.take();
    mailbox<int> drained;
    here.server->drain(20ms, [&] { drained.put(1); });
    CHECK(drained.take() == 1);
    CHECK(busy.read_all().empty());
    open->respond(text("too late"));
}

TEST_CASE("an exchange may be answered after its client and its server have gone") {
    mailbox<std::shared_ptr<exchange>> asked;
    served here([&](exchange one) { asked.put(std::make_shared<exchange>(std::move(one))); });
    std::shared_ptr<exchange> open;
    {
        peer client(here.port());
        client.send(get);
        open = asked.take();
        client.reset();
    }
    here.server.reset();
    open->respond(text("nobody is there"));
    settle(here.executor());
    SUCCEED("nothing broke");
}
