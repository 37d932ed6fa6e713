#include "host/net/address_rules.hpp"
#include "host/net/proxies.hpp"
#include "host/net/url.hpp"

#include <catch2/catch.hpp>

using namespace selat::net;
namespace ip = boost::asio::ip;

TEST_CASE("only unicast addresses of the public internet are not private") {
    const auto [text, expected] = GENERATE(table<const char*, bool>({
        {"127.0.0.1", true},
        {"127.255.255.254", true},
        {"10.1.2.3", true},
        {"172.15.255.255", false},
        {"172.16.0.0", true},
        {"172.31.255.255", true},
        {"172.32.0.0", false},
        {"192.168.0.1", true},
        {"169.254.169.254", true},
        {"100.64.0.1", true},
        {"100.128.0.1", false},
        {"0.0.0.0", true},
        {"224.0.0.1", true},
        {"255.255.255.255", true},
        {"8.8.8.8", false},
        {"1.1.1.1", false},
        {"::1", true},
        {"::", true},
        {"fe80::1", true},
        {"fd00::1", true},
        {"ff02::1", true},
        {"::ffff:10.0.0.1", true},
        {"::ffff:8.8.8.8", false},
        {"64:ff9b::7f00:1", true},
        {"64:ff9b::808:808", false},
        {"2002:7f00:1::", true},
        {"2002:808:808::", false},
        {"2001:db8::1", true},
        {"2606:4700::1111", false},
    }));
    CAPTURE(text);
    CHECK(is_private(ip::make_address(text)) == expected);
}

TEST_CASE("networks hold their addresses and no others") {
    const auto set =
        networks::parse({"10.0.0.0/8", "192.168.1.7", "fd00::/9", "::ffff:1.2.3.0/120"});
    REQUIRE(set);
    const auto [text, expected] = GENERATE(table<const char*, bool>({
        {"10.255.0.1", true},
        {"11.0.0.1", false},
        {"192.168.1.7", true},
        {"192.168.1.8", false},
        {"fd7f::1", true},
        {"fd80::1", false},
        {"::ffff:10.0.0.1", true},
        {"1.2.3.200", true},
        {"1.2.4.1", false},
    }));
    CAPTURE(text);
    CHECK(set->contains(ip::make_address(text)) == expected);
}

TEST_CASE("what is no network is named") {
    const auto* const text =
        GENERATE("10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "::/129", "nonsense", "");
    CAPTURE(text);
    const auto set = networks::parse({text});
    REQUIRE_FALSE(set);
    CHECK(set.error().code == selat::code::config);
    CHECK(set.error().text.find(text) != std::string::npos);
}

TEST_CASE("forwarded headers count as far as trusted proxies wrote them") {
    struct row {
        const char* peer;
        const char* forwarded_for;
        const char* proto;
        const char* remote;
        bool secure;
    };
    const auto row = GENERATE(values<struct row>({
        {"8.8.8.8", "1.1.1.1", "https", "8.8.8.8", false},
        {"10.0.0.1", "", "", "10.0.0.1", false},
        {"10.0.0.1", "1.1.1.1", "https", "1.1.1.1", true},
        {"10.0.0.1", "6.6.6.6, 1.1.1.1", "https", "1.1.1.1", true},
        {"10.0.0.1", "1.1.1.1, 10.0.0.2", "https, http", "1.1.1.1", true},
        {"10.0.0.1", "1.1.1.1, 10.0.0.2", "http, https", "1.1.1.1", false},
        {"10.0.0.1", "10.0.0.3,10.0.0.2", "https", "10.0.0.3", true},
        {"10.0.0.1", "garbage", "HTTPS", "10.0.0.1", true},
        {"10.0.0.1", "1.1.1.1, garbage, 10.0.0.2", "", "10.0.0.2", false},
        {"10.0.0.1", "1.1.1.1:4711", "", "1.1.1.1", false},
        {"10.0.0.1", "[2606:4700::1]:443", "", "2606:4700::1", false},
        {"::ffff:10.0.0.1", "1.1.1.1", "", "1.1.1.1", false},
    }));
    CAPTURE(row.peer, row.forwarded_for, row.proto);
    const auto trusted = networks::parse({"10.0.0.0/8"});
    REQUIRE(trusted);
    const auto found =
        unwrap(*trusted, ip::make_address(row.peer), false, row.forwarded_for, row.proto);
    CHECK(found.remote == row.remote);
    CHECK(found.secure == row.secure);
}

TEST_CASE("a URL gives what a connection needs") {
    const auto url = parse_url("wss://user:p%40ss@Example.com/a/b?c=d");
    REQUIRE(url);
    CHECK(url->scheme == "wss");
    CHECK(url->port == 443);
    CHECK(url->target == "/a/b?c=d");
    CHECK(url->credentials == "user:p@ss");
    const auto six = parse_url("ws://[::1]:8080");
    REQUIRE(six);
    CHECK(six->host == "::1");
    CHECK(six->authority == "[::1]:8080");
    CHECK(six->target == "/");
    CHECK_FALSE(parse_url("tcp://example.com"));
    CHECK_FALSE(parse_url("no url"));
    CHECK_FALSE(parse_url("ws://host:99999/"));
}
