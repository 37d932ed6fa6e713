#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "host/net/request_reader.hpp"

#include <catch2/catch.hpp>

using namespace selat::net;
using progress = request_reader::progress;

namespace {

// Feeds `bytes` in pieces of `step`; stops at the first request or refusal.
progress feed(request_reader& reader, std::string_view& bytes, std::size_t step) {
    for (;;) {
        const auto now = reader.parse();
        if (now != progress::need_more || bytes.empty()) {
            return now;
        }
        const auto room = reader.room();
        const std::size_t size = std::min({step, bytes.size(), room.size()});
        std::memcpy(room.data(), bytes.data(), size);
        reader.filled(size);
        bytes.remove_prefix(size);
    }
}

std::uint32_t refusal_of(std::string_view bytes, const reader_limits& limits = {}) {
    request into;
    request_reader reader(into, limits);
    return feed(reader, bytes, 4096) == progress::refused ? reader.status() : 0;
}

std::string chunked(const std::string& body, std::size_t piece) {
    std::string out;
    for (std::size_t at = 0; at < body.size(); at += piece) {
        const auto part = body.substr(at, piece);
        char size[20];
        std::snprintf(size, sizeof size, "%zx;note=1\r\n", part.size());
        out += size + part + "\r\n";
    }
    return out + "0\r\nTrailer: x\r\n\r\n";
}

}  // namespace

TEST_CASE("a request is the same however its bytes are cut") {
    std::string body(9000, '\0');
    for (std::size_t index = 0; index < body.size(); ++index) {
        body[index] = static_cast<char>(index * 31 + index / 251);
    }
    const std::string head =
        "POST /channels/line-my?x=1&y=2 HTTP/1.1\r\nHost: a\r\nX-Line-Signature: "
        "AbC=\r\nEmpty:\r\n";
    const bool in_chunks = GENERATE(false, true);
    const std::size_t step = GENERATE(as<std::size_t>{}, 1, 2, 7, 100, 4096, 100000);
    CAPTURE(in_chunks, step);
    const std::string one =
        in_chunks ? head + "Transfer-Encoding: chunked\r\n\r\n" + chunked(body, 333)
                  : head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    const std::string both = one + "\r\n" + one + "GET / HTTP/1.1\r\nHost: b\r\n\r\n";
    std::string_view bytes = both;
    request into;
    const reader_limits limits;
    request_reader reader(into, limits);
    for (int turn = 0; turn < 2; ++turn) {
        REQUIRE(feed(reader, bytes, step) == progress::complete);
        CHECK(into.method == "POST");
        CHECK(into.target == "/channels/line-my?x=1&y=2");
        CHECK(into.path == "/channels/line-my");
        CHECK(into.query == "x=1&y=2");
        CHECK(into.get("x-line-signature") == "AbC=");
        CHECK(into.get("empty").empty());
        CHECK(into.get("trailer").empty());
        CHECK(into.body == body);
        CHECK(reader.keep_alive());
        reader.next();
    }
    REQUIRE(feed(reader, bytes, step) == progress::complete);
    CHECK(into.method == "GET");
    CHECK(into.body.empty());
    reader.next();
    CHECK(reader.untouched());
}

TEST_CASE("what is no request is refused with the status that fits") {
    struct row {
        const char* bytes;
        std::uint32_t status;
    };
    const auto row = GENERATE(values<struct row>({
        {"GARBAGE\r\n\r\n", 400},
        {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\nHost: a\n\n", 505},
        {"GET nowhere HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nA: b\x01\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
         400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
         400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", 501},
        {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
         400},
        {"POST / HTTP/1.1\r\nHost: a\r\nExpect: wonders\r\nContent-Length: 1\r\n\r\n", 417},
        {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400},
    }));
    CAPTURE(row.bytes);
    CHECK(refusal_of(row.bytes) == row.status);
}

TEST_CASE("a header over the limit is refused, long before its end") {
    reader_limits limits;
    limits.header = 2048;
    const std::string endless = "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(3000, 'x');
    CHECK(refusal_of(endless, limits) == 431);
    CHECK(refusal_of("GET /" + std::string(3000, 'x'), limits) == 431);
    std::string many = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (int index = 0; index < 200; ++index) {
        many += "a: b\r\n";
    }
    CHECK(refusal_of(many + "\r\n", limits) == 431);
}

TEST_CASE("a body over the limit is refused by what it says, or as it comes") {
    reader_limits limits;
    limits.body = 100;
    CHECK(refusal_of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n", limits) == 413);
    CHECK(refusal_of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n", limits) == 0);
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    CHECK(refusal_of(head + chunked(std::string(101, 'x'), 10), limits) == 413);
    CHECK(refusal_of(head + chunked(std::string(100, 'x'), 10), limits) == 0);
}

TEST_CASE("a request can be allowed more, and others are not touched by it") {
    const std::function<body_allowance(const request&)> allow = [](const request& head) {
        const bool more = head.method == "PUT" && head.path == "/media" && head.get("no").empty();
        return body_allowance{more ? 1000U : 0U};
    };
    reader_limits limits;
    limits.body = 100;
    limits.allow = &allow;
    CHECK(refusal_of("PUT /media?a HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n", limits) ==
          0);
    CHECK(refusal_of("PUT /media HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n", limits) ==
          413);
    CHECK(refusal_of("PUT /other HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n", limits) ==
          413);
    const std::string head = "PUT /media HTTP/1.1\r\nHost: a\r\n";
    CHECK(refusal_of(head + "Content-Length: 101\r\nNo: 1\r\n\r\n", limits) == 413);
    CHECK(refusal_of(head + "No: 1\r\nContent-Length: 100\r\n\r\n", limits) == 0);
    const std::string chunks = head + "Transfer-Encoding: chunked\r\n";
    CHECK(refusal_of(chunks + "\r\n" + chunked(std::string(1000, 'x'), 10), limits) == 0);
    CHECK(refusal_of(chunks + "\r\n" + chunked(std::string(1001, 'x'), 10), limits) == 413);
    CHECK(refusal_of(chunks + "No: 1\r\n\r\n" + chunked(std::string(101, 'x'), 10), limits) == 413);
}

TEST_CASE("a body of many tiny chunks takes little more room than itself") {
    const std::string body(20'000, 'x');
    const std::string text =
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(body, 1);
    std::string_view bytes = text;
    request into;
    const reader_limits limits;
    request_reader reader(into, limits);
    std::size_t most = 0;
    auto now = reader.parse();
    while (now == progress::need_more && !bytes.empty()) {
        const auto room = reader.room();
        most = std::max(most, room.size());
        const std::size_t size = std::min({std::size_t{1000}, bytes.size(), room.size()});
        std::memcpy(room.data(), bytes.data(), size);
        reader.filled(size);
        bytes.remove_prefix(size);
        now = reader.parse();
    }
    REQUIRE(now == progress::complete);
    CHECK(into.body == body);
    CHECK(most <= 64 * 1024);
}

TEST_CASE("only a well-formed upgrade is one") {
    const std::string good =
        "GET /socket HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\n"
        "Upgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    const auto [from, to, expected] = GENERATE(table<const char*, const char*, bool>({
        {"GET", "GET", true},
        {"GET", "PUT", false},
        {"HTTP/1.1", "HTTP/1.0", false},
        {", Upgrade", ", close", false},
        {"WebSocket\r", "h2c\r", false},
        {": 13", ": 8", false},
        {"dGhl", "", false},
    }));
    CAPTURE(from, to);
    std::string text = good;
    if (const auto at = text.find(from); at != std::string::npos) {
        text.replace(at, std::strlen(from), to);
    }
    std::string_view bytes = text;
    request into;
    const reader_limits limits;
    request_reader reader(into, limits);
    REQUIRE(feed(reader, bytes, 4096) == progress::complete);
    CHECK(into.upgrade == expected);
}
