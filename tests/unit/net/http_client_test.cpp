#include "loopback.hpp"

#include <atomic>

#include "host/net/http_client.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::test;
using net::exchange;
using net::http_call;
using net::http_client;
using net::http_result;

namespace {

http_call to(std::uint16_t port, std::string path = "/") {
    http_call call;
    call.url = "http://127.0.0.1:" + std::to_string(port) + path;
    call.allow_private = true;
    return call;
}

http_result ask(http_client& client, http_call call) {
    mailbox<http_result> answers;
    client.start(std::move(call), [&](http_result answer) { answers.put(std::move(answer)); });
    return answers.take();
}

std::string header(const http_result& result, std::string_view name) {
    for (const auto& [key, value] : result.headers) {
        if (key == name) {
            return value;
        }
    }
    return {};
}

// Answers every request with what it was.
void mirror(exchange asked) {
    const auto& request = asked.request();
    std::string seen = std::string(request.method) + " " + std::string(request.target) + "\n";
    for (const auto& one : request.headers) {
        seen += std::string(one.name) + ": " + std::string(one.value) + "\n";
    }
    auto response = text(seen + "\n" + std::string(request.body), 201);
    response.headers.emplace_back("X-Odd-CASE", " padded ");
    asked.respond(std::move(response));
}

}  // namespace

TEST_CASE("a call goes out as it was asked for, and its answer comes back whole") {
    const served here(mirror);
    http_client client;
    auto call = to(here.port(), "/path?query=1");
    call.method = GENERATE("POST", "PUT", "PATCH", "DELETE", "GET");
    call.headers = {{"X-Key", "value"}, {"X-Empty", ""}, {"Content-Type", "application/json"}};
    call.body = R"({"a":1})";
    const auto method = call.method;
    const auto answer = ask(client, std::move(call));
    CHECK(answer.code == code::ok);
    CHECK(answer.status == 201);
    CHECK(header(answer, "x-odd-case") == "padded");
    CHECK(answer.body.starts_with(method + " /path?query=1\n"));
    CHECK(answer.body.find("\nx-key: value\n") != std::string::npos);
    CHECK(answer.body.find("\nx-empty: \n") != std::string::npos);
    CHECK(answer.body.find("\ncontent-type: application/json\n") != std::string::npos);
    CHECK(answer.body.find("\nuser-agent: Selat\n") != std::string::npos);
    CHECK(answer.body.find("expect:") == std::string::npos);
    CHECK(answer.body.ends_with("\n{\"a\":1}"));
    CHECK(answer.took.count() > 0);
    CHECK(client.under_way() == 0);
}

TEST_CASE("a body without a type is given none, and HEAD brings none") {
    const served here(mirror);
    http_client client;
    auto call = to(here.port());
    call.method = "POST";
    const auto posted = ask(client, call);
    CHECK(posted.body.find("content-type") == std::string::npos);
    CHECK(posted.body.find("content-length: 0") != std::string::npos);
    call.method = "HEAD";
    const auto head = ask(client, call);
    CHECK(head.code == code::ok);
    CHECK(head.status == 201);
    CHECK(head.body.empty());
}

TEST_CASE("calls share connections, and many threads may start them") {
    const served here(mirror, {}, 2);
    http_client client;
    mailbox<code> codes;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&] {
            for (int index = 0; index < 50; ++index) {
                client.start(to(here.port()), [&](const http_result& one) { codes.put(one.code); });
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    for (int index = 0; index < 200; ++index) {
        REQUIRE(codes.take() == code::ok);
    }
    CHECK(here.server->counts().accepted <= 64);
    CHECK(here.server->counts().requests == 200);
}

TEST_CASE("a call may be started from another's answer") {
    const served here(mirror);
    http_client client;
    mailbox<http_result> answers;
    client.start(to(here.port(), "/1"), [&](const http_result&) {
        client.start(to(here.port(), "/2"), [&](http_result two) { answers.put(std::move(two)); });
    });
    CHECK(answers.take().body.starts_with("GET /2\n"));
}

TEST_CASE("addresses of this machine are refused, by number, by name, and on a kept connection") {
    const served here(mirror);
    http_client client;
    auto call = to(here.port());
    CHECK(ask(client, call).code == code::ok);
    call.allow_private = false;
    CHECK(ask(client, call).code == code::denied);
    const auto port = std::to_string(here.port());
    for (const auto* const host :
         {"localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0x7f.1", "127.1"}) {
        CAPTURE(host);
        call.url = "http://" + std::string(host) + ":" + port + "/";
        const auto answer = ask(client, call);
        CHECK(answer.code == code::denied);
        CHECK(answer.status == 0);
    }
    CHECK(here.server->counts().requests == 1);
}

TEST_CASE("redirects are answers like others") {
    const served here([](exchange asked) {
        auto response = text("", 302);
        response.headers.emplace_back("Location", "/elsewhere");
        asked.respond(std::move(response));
    });
    http_client client;
    const auto answer = ask(client, to(here.port()));
    CHECK(answer.code == code::ok);
    CHECK(answer.status == 302);
    CHECK(header(answer, "location") == "/elsewhere");
    CHECK(here.server->counts().requests == 1);
}

TEST_CASE("what cannot be called is invalid") {
    http_client client;
    http_call call;
    call.allow_private = true;
    const auto* const url = GENERATE("", "no url", "http://", "ftp://example.com/",
                                     "file:///etc/passwd", "http://127.0.0.1:99999/");
    CAPTURE(url);
    call.url = url;
    CHECK(ask(client, call).code == code::invalid);
}

TEST_CASE("headers and methods that would say more than they should are invalid") {
    http_client client;
    auto call = to(1);
    SECTION("a value with a line's end") { call.headers = {{"A", "b\r\nC: d"}}; }
    SECTION("a name with a colon") { call.headers = {{"A: b", "c"}}; }
    SECTION("a method") { call.method = "GET / HTTP/1.1\r\nX:"; }
    CHECK(ask(client, call).code == code::invalid);
}

TEST_CASE("nothing was sent where nobody listens or no such name is known") {
    std::uint16_t closed = 0;
    {
        const served here(mirror);
        closed = here.port();
    }
    http_client client;
    CHECK(ask(client, to(closed)).code == code::unavailable);
    http_call unknown;
    unknown.url = "http://no-such-name.invalid/";
    CHECK(ask(client, unknown).code == code::unavailable);
}

TEST_CASE("without a whole answer nobody knows") {
    struct row {
        const char* answer;
        bool reset;
    };
    const auto row = GENERATE(values<struct row>({
        {"", false},
        {"", true},
        {"HTTP/1.1 200 OK\r\nContent-Le", false},
        {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", false},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", false},
        {"garbage\r\n\r\n", false},
    }));
    CAPTURE(row.answer, row.reset);
    const scripted server([&](peer client) {
        client.read_response(false);
        client.send(row.answer);
        if (row.reset) {
            client.reset();
        }
    });
    http_client client;
    auto call = to(server.port());
    call.method = "POST";
    call.body = "payload";
    const auto answer = ask(client, call);
    CHECK(answer.code == code::uncertain);
    CHECK_FALSE(answer.detail.empty());
}

TEST_CASE("a server that stalls ends the call at its time") {
    mailbox<int> over;
    const scripted server([&](peer client) {
        client.read_response(false);
        over.take();
    });
    http_client client;
    auto call = to(server.port());
    call.timeout = 500ms;  // enough to be connected in
    const auto answer = ask(client, call);
    over.put(1);
    CHECK(answer.code == code::uncertain);
    CHECK(answer.took >= 490ms);
}

TEST_CASE("a kept connection that the server has closed is not taken for an answer") {
    std::atomic<int> connections{0};
    const scripted server([&](peer client) {
        ++connections;
        client.read_response(false);
        client.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
    http_client client;
    for (int turn = 0; turn < 5; ++turn) {
        CHECK(ask(client, to(server.port())).code == code::ok);
    }
    CHECK(connections == 5);
}

TEST_CASE("an answer over the limit is cut off") {
    const bool told = GENERATE(true, false);
    const scripted server([&](peer client) {
        client.read_response(false);
        client.send(told ? "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"
                         : "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        client.send(std::string(5000, 'x'));
    });
    http_client client;
    auto call = to(server.port());
    call.max_response = 1000;
    const auto answer = ask(client, call);
    CHECK(answer.code == code::uncertain);
    CHECK(answer.detail.find("larger") != std::string::npos);
    CHECK(answer.body.size() <= 1000);
}

TEST_CASE("what is under way is cancelled when the client goes") {
    mailbox<int> over;
    mailbox<int> asked;
    const scripted server([&](peer client) {
        client.read_response(false);
        asked.put(1);
        over.take();
    });
    mailbox<code> codes;
    {
        http_client client;
        for (int index = 0; index < 3; ++index) {
            client.start(to(server.port()), [&](const http_result& one) { codes.put(one.code); });
        }
        asked.take();
        CHECK(client.under_way() == 3);
    }
    for (int index = 0; index < 3; ++index) {
        CHECK(codes.take() == code::cancelled);
        over.put(1);
    }
}
