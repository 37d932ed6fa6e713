#include "../encoding.hpp"
#include "given.hpp"

#include <set>

#include <catch2/catch.hpp>

using namespace webchat;
using namespace webchat::test;

TEST_CASE("a new visitor gets an address and a token of its own") {
    drive::channel channel(instance());
    std::set<std::string> visitors, tokens;
    for (int i = 0; i < 50; ++i) {
        const auto got = post_session(channel);
        REQUIRE(got.http_status() == 200);
        CHECK(got.addresses.empty());
        const auto body = body_of(got);
        CHECK(text_of(body, "visitor_id").size() == std::string("visitor:").size() + 32);
        CHECK(number_of(body, "expires_at") == channel.now_ms() + 30LL * 24 * 3600 * 1000);
        visitors.insert(text_of(body, "visitor_id"));
        tokens.insert(text_of(body, "session_token"));
    }
    CHECK(visitors.size() == 50);
    CHECK(tokens.size() == 50);
}

TEST_CASE("a visitor comes back to the same thread, and the token moves on once a day") {
    drive::channel channel(instance());
    const auto token = token_of(channel);
    const auto visitor = visitor_of(channel, token);
    CHECK(token_of(channel, {{"token", token}}) == token);

    channel.advance(25LL * 3600 * 1000);
    const auto later = body_of(post_session(channel, {{"token", token}}));
    CHECK(text_of(later, "visitor_id") == visitor);
    CHECK(text_of(later, "session_token") != token);
    CHECK(number_of(later, "expires_at") == channel.now_ms() + 30LL * 24 * 3600 * 1000);
}

TEST_CASE("a token ends thirty days after it was made") {
    drive::channel channel(instance());
    const auto token = token_of(channel);
    channel.advance(30LL * 24 * 3600 * 1000 - 1000);
    CHECK(post_session(channel, {{"token", token}}).http_status() == 200);
    channel.advance(1000);
    const auto got = post_session(channel, {{"token", token}});
    CHECK(got.http_status() == 401);
    CHECK(body_of(got)["error"]["code"] == "session_expired");
}

TEST_CASE("no changed token is taken") {
    drive::channel channel(instance());
    const auto token = token_of(channel);
    for (std::size_t at = 0; at < token.size(); ++at) {
        auto changed = token;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        INFO(at);
        CHECK(post_session(channel, {{"token", changed}}).http_status() == 401);
    }
    const auto dot = token.find('.');
    const auto other = token_of(channel);
    const std::string forged[] = {token.substr(0, dot),
                                  token.substr(0, dot) + ".",
                                  "." + token.substr(dot + 1),
                                  token + ".x",
                                  token + "A",
                                  other.substr(0, other.find('.')) + token.substr(dot),
                                  "{{secret:instance}}",
                                  std::string(5000, 'a') + token.substr(dot)};
    for (const auto& each : forged) {
        INFO(each);
        CHECK(post_session(channel, {{"token", each}}).http_status() == 401);
    }
}

TEST_CASE("a token of another instance is not taken") {
    drive::channel channel(instance());
    auto elsewhere = instance();
    elsewhere.secrets["instance"] = std::string(32, 'x');
    drive::channel other(elsewhere);
    CHECK(post_session(channel, {{"token", token_of(other)}}).http_status() == 401);
}

TEST_CASE("a body that is no JSON object is refused") {
    drive::channel channel(instance());
    for (const auto* body : {"{", "[]", "1", "\"x\""}) {
        INFO(body);
        const auto got =
            channel.http({.path = "/session", .headers = {{"origin", site}}, .body = body});
        CHECK(got.http_status() == 400);
    }
}

TEST_CASE("base64url reads back what it wrote, and nothing else") {
    std::string bytes;
    for (int i = 0; i < 40; ++i) {
        CHECK(from_base64url(base64url(bytes)) == bytes);
        bytes += static_cast<char>(i * 37);
    }
    for (const auto* wrong : {"A", "AB", "A=", "A+", "AA==", "/w", "AAA B"}) {
        INFO(wrong);
        CHECK_FALSE(from_base64url(wrong).has_value());
    }
}
