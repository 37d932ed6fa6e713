#include "sockets.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::test;

namespace {

// The code of the close frame at the end of what came.
unsigned close_code(const std::string& bytes) {
    const auto at = bytes.find('\x88');
    if (at == std::string::npos || at + 3 >= bytes.size()) {
        return 0;
    }
    return static_cast<unsigned>(static_cast<unsigned char>(bytes[at + 2])) << 8U |
           static_cast<unsigned char>(bytes[at + 3]);
}

}  // namespace

TEST_CASE("the handshake is answered as the standard says") {
    echo_server here;
    peer client(here.port());
    client.send(upgrade_request());
    const auto answer = client.read_response(false);
    CHECK(status_line(answer) == "HTTP/1.1 101 Switching Protocols");
    CHECK(answer.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") !=
          std::string::npos);
    CHECK(answer.find("Sec-WebSocket-Extensions") == std::string::npos);
}

TEST_CASE("frames that break the rules close the socket with the code for it") {
    struct row {
        const char* what;
        std::string bytes;
        unsigned code;
        selat::code failure;
    };
    const auto row = GENERATE(values<struct row>({
        {"text that is not UTF-8", frame(0x81, "\xc3\x28"), 1007, code::invalid},
        {"text that ends inside a letter", frame(0x81, "\xe2\x82"), 1007, code::invalid},
        {"a message over the limit", frame(0x82, std::string(1001, 'x')), 1009, code::invalid},
        {"a message over the limit in parts",
         frame(0x02, std::string(600, 'x')) + frame(0x80, std::string(600, 'x')), 1009,
         code::invalid},
        {"a frame without a mask", std::string("\x81\x01x", 3), 1002, code::invalid},
        {"an unknown operation", frame(0x83, "x"), 1002, code::invalid},
        {"a reserved bit", frame(0xC1, "x"), 1002, code::invalid},
        {"a ping in parts", frame(0x09, "x"), 1002, code::invalid},
        {"a part of nothing", frame(0x80, "x"), 1002, code::invalid},
    }));
    CAPTURE(row.what);
    net::websocket_options options;
    options.max_message = 1000;
    echo_server here(options);
    peer client(here.port());
    client.send(upgrade_request());
    client.read_response(false);
    client.send(row.bytes);
    const auto rest = client.read_all();
    CHECK(close_code(rest) == row.code);
    client.finish_sending();  // the server waits for our end of it, for a while
    const auto end = here.closed.take();
    CHECK(end.code == row.code);
    CHECK(end.failure == row.failure);
    CHECK(eventually([&] { return here.counts().connections == 0; }));
}

TEST_CASE("a message in parts, with a ping between them, is one message") {
    echo_server here;
    peer client(here.port());
    client.send(upgrade_request());
    client.read_response(false);
    client.send(frame(0x01, "one ") + frame(0x89, "p") + frame(0x00, "two ") +
                frame(0x80, "three"));
    CHECK(client.read(3) == std::string("\x8a\x01p", 3));
    CHECK(client.read(15) == std::string("\x81\x0d") + "one two three");
    client.send(frame(0x88, std::string("\x03\xe8", 2)));
    CHECK(close_code(client.read_all()) == 1000);
    client.finish_sending();
    CHECK(here.closed.take() == ending{1000, "", code::ok});
}

TEST_CASE("a peer that answers pings stays, one that does not is given up") {
    net::websocket_options options;
    options.idle = 500ms;
    echo_server here(options);
    peer client(here.port());
    client.send(upgrade_request());
    client.read_response(false);
    for (int turn = 0; turn < 3; ++turn) {
        const auto ping = client.read(2);
        REQUIRE(ping == std::string("\x89\x00", 2));
        CHECK(here.closed.waiting() == 0);
        client.send(frame(0x8A, ""));
    }
    const auto end = here.closed.take();
    CHECK(end.code == 1006);
    CHECK(end.failure == code::timeout);
    CHECK(eventually([&] { return here.counts().connections == 0; }));
}

TEST_CASE("a peer that is held is not given up for its silence, and is again afterwards") {
    net::websocket_options options;
    options.idle = 500ms;
    echo_server here(options);
    const auto open = [&](peer& client) {
        client.send(upgrade_request());
        client.read_response(false);
        return here.sockets.take();
    };
    peer client(here.port());
    const auto hears = [&](std::string_view words) {  // pings may come before
        std::string got;
        for (auto next = client.read(1); !next.empty(); next = client.read(1)) {
            got += next;
            if (got.ends_with(words)) {
                return true;
            }
        }
        return false;
    };
    const auto held = open(client);
    held->hold(true);
    client.send(frame(0x81, "first"));  // a read that has begun takes it
    REQUIRE(hears("first"));
    client.send(frame(0x81, "second"));
    peer silent(here.port());
    open(silent);
    CHECK(here.closed.take().failure == code::timeout);
    held->hold(false);
    CHECK(hears("second"));
    CHECK(here.closed.waiting() == 0);
    CHECK(here.closed.take().failure == code::timeout);
}

TEST_CASE("a peer that vanishes ends the socket with 1006") {
    const bool reset = GENERATE(true, false);
    echo_server here;
    {
        peer client(here.port());
        client.send(upgrade_request());
        client.read_response(false);
        if (reset) {
            client.reset();
        }
    }
    CHECK(here.closed.take() == ending{1006, "connection lost", code::unavailable});
}

TEST_CASE("a client that does not wait for the answer to its upgrade is refused") {
    echo_server here;
    peer client(here.port());
    client.send(upgrade_request() + frame(0x81, "early"));
    CHECK(status_line(client.read_response()) == "HTTP/1.1 400 Bad Request");
    CHECK(here.sockets.take() == nullptr);
}
