#include "host/config/address.hpp"
#include "host/config/fault.hpp"
#include "host/config/text.hpp"

#include <catch2/catch.hpp>

using namespace selat::config;
using namespace std::chrono_literals;

TEST_CASE("durations have a number and a unit") {
    CHECK(parse_duration("250ms") == 250ms);
    CHECK(parse_duration("30s") == 30s);
    CHECK(parse_duration("120s") == 120s);
    CHECK(parse_duration("5m") == 5min);
    CHECK(parse_duration("24h") == 24h);
    CHECK(parse_duration("7d") == 168h);
    for (const auto* text : {"", "s", "30", "30 s", "-1s", "1.5h", "3x", "99999999999999999999s",
                             "9999999999h", " 1s", "1s "}) {
        INFO(text);
        CHECK_FALSE(parse_duration(text));
    }
}

TEST_CASE("durations are written as they would be typed, and read back the same") {
    CHECK(to_text(24h) == "24h");
    CHECK(to_text(120s) == "2m");
    CHECK(to_text(1500ms) == "1500ms");
    CHECK(to_text(0ms) == "0ms");
    for (std::int64_t count = 1; count < 1'000'000'000; count = count * 3 + 7) {
        const std::chrono::milliseconds duration(count);
        CHECK(parse_duration(to_text(duration)) == duration);
    }
}

TEST_CASE("sizes count in twos with an i and in tens without") {
    CHECK(parse_size("512") == 512U);
    CHECK(parse_size("512B") == 512U);
    CHECK(parse_size("64KiB") == 65'536U);
    CHECK(parse_size("10MiB") == 10'485'760U);
    CHECK(parse_size("2GiB") == 2'147'483'648U);
    CHECK(parse_size("1MB") == 1'000'000U);
    for (const auto* text : {"", "MiB", "10 MiB", "-1", "10mib", "99999999999GiB"}) {
        INFO(text);
        CHECK_FALSE(parse_size(text));
    }
    CHECK(size_to_text(25U * 1024 * 1024) == "25MiB");
    CHECK(size_to_text(1000) == "1000");
}

TEST_CASE("an endpoint is an address and a port") {
    CHECK(parse_endpoint("127.0.0.1:8080") == endpoint{"127.0.0.1", 8080});
    CHECK(parse_endpoint("[::1]:0") == endpoint{"::1", 0});
    CHECK(parse_endpoint("[fe80::1]:65535") == endpoint{"fe80::1", 65535});
    CHECK(parse_endpoint("localhost:1") == endpoint{"127.0.0.1", 1});
    CHECK(parse_endpoint(":80") == endpoint{"0.0.0.0", 80});
    CHECK(parse_endpoint(":0") == endpoint{"0.0.0.0", 0});
    for (const auto* text : {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:80",
                             "[::1]", "[:1", "300.0.0.1:1", "example.com:80", "127.0.0.1:-1"}) {
        INFO(text);
        CHECK_FALSE(parse_endpoint(text));
    }
}

TEST_CASE("an endpoint's URL can be typed into a browser") {
    CHECK(url_of({"127.0.0.1", 80}, false) == "http://127.0.0.1:80");
    CHECK(url_of({"0.0.0.0", 81}, true) == "https://127.0.0.1:81");
    CHECK(url_of({"::", 82}, false) == "http://[::1]:82");
}

TEST_CASE("networks and web addresses are told from other text") {
    CHECK(is_network("10.0.0.0/8"));
    CHECK(is_network("fd00::/64"));
    CHECK(is_network("::1"));
    CHECK_FALSE(is_network("10.0.0.0/33"));
    CHECK_FALSE(is_network("10.0.0/8"));
    CHECK_FALSE(is_network("10.0.0.0/"));
    CHECK(is_web_url("http://127.0.0.1:8080/x"));
    CHECK_FALSE(is_web_url("http://"));
    CHECK_FALSE(is_web_url("http:///x"));
    CHECK_FALSE(is_web_url("https://user@host"));
    CHECK_FALSE(is_web_url("ftp://host"));
}

TEST_CASE("a slip of the finger finds the word that was meant") {
    const std::vector<std::string_view> known{"server", "store", "channels", "flows", "line"};
    CHECK(did_you_mean("servr", known) == "server");
    CHECK(did_you_mean("Server", known) == "server");
    CHECK(did_you_mean("chanels", known) == "channels");
    CHECK(did_you_mean("lien", known) == "line");
    CHECK(did_you_mean("sotre", known) == "store");
    CHECK(did_you_mean("zebra", known).empty());
    CHECK(did_you_mean("", known).empty());
    CHECK(did_you_mean(std::string(1000, 'a'), known).empty());
    CHECK(did_you_mean("line", {}).empty());
}

TEST_CASE("UTF-8 is told from other bytes") {
    constexpr auto sound = std::string_view::npos;
    CHECK(first_not_utf8("ok é 漢 😀") == sound);
    CHECK(first_not_utf8("a\xff") == 1);
    CHECK(first_not_utf8("a\xc3") == 1);
    CHECK(first_not_utf8("\xc0\xaf") == 0);
    CHECK(first_not_utf8("\xed\xa0\x80") == 0);
    CHECK(first_not_utf8("\xf4\x90\x80\x80") == 0);
    CHECK(first_not_utf8("\xe0\x80\x80") == 0);
}
