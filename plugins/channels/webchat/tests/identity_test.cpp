#include "../encoding.hpp"
#include "given.hpp"

#include <catch2/catch.hpp>

using namespace webchat;
using namespace webchat::test;

namespace {

constexpr std::string_view secret = "widget-secret-1";

std::string mac(std::string_view key, std::string_view data) {
    std::string out(32, '\0');
    drive::crypto_table().hmac(nullptr, SELAT_SHA256, selat::str(key), selat::str(data),
                               reinterpret_cast<std::uint8_t*>(out.data()));
    return out;
}

std::string hex_of(const std::string& bytes) {
    return hex(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
}

std::string sign(const json& header, const json& claims, std::string_view key = secret) {
    const auto text = base64url(header.dump()) + "." + base64url(claims.dump());
    return text + "." + base64url(mac(key, text));
}

json claims_at(std::int64_t now_ms) {
    const auto now_s = now_ms / 1000;
    return {{"iss", "shop"},    {"aud", "web"},           {"sub", "user-42"},
            {"iat", now_s},     {"exp", now_s + 600},     {"name", "Aminah"},
            {"email", "a@b.c"}, {"email_verified", true}, {"attrs", {{"plan", "gold"}}}};
}

const json hs256 = {{"alg", "HS256"}, {"typ", "JWT"}};

drive::outcome with_token(drive::channel& channel, const std::string& token) {
    return post_session(channel, {{"identity", {{"token", token}}}});
}

}  // namespace

TEST_CASE("a signed identity is the same address in every browser and is proved to the host") {
    drive::channel channel(signing_instance());
    const auto token = sign(hs256, claims_at(channel.now_ms()));
    for (int browser = 0; browser < 2; ++browser) {
        const auto got = with_token(channel, token);
        REQUIRE(got.http_status() == 200);
        CHECK(body_of(got)["visitor_id"] == "user:user-42");
        CHECK(body_of(got)["contact"] == json({{"name", "Aminah"}, {"verified", true}}));
        REQUIRE(got.addresses.size() == 1);
        const auto& address = got.addresses[0];
        CHECK(address.address == "user:user-42");
        CHECK(address.verified);
        CHECK(address.identity == "user-42");
        CHECK(address.name == "Aminah");
        CHECK(json::parse(address.attributes) ==
              json({{"email", "a@b.c"}, {"email_verified", true}, {"plan", "gold"}}));
    }
}

TEST_CASE("claims that do not hold are refused") {
    drive::channel channel(signing_instance());
    const auto now_s = channel.now_ms() / 1000;
    const auto good = claims_at(channel.now_ms());
    const std::pair<const char*, json> changes[] = {{"aud", "other"},
                                                    {"aud", json::array({"x"})},
                                                    {"aud", nullptr},
                                                    {"sub", ""},
                                                    {"sub", 42},
                                                    {"sub", "a\nb"},
                                                    {"sub", std::string(129, 'a')},
                                                    {"exp", now_s - 61},
                                                    {"exp", now_s + 3661},
                                                    {"exp", "soon"},
                                                    {"exp", INT64_MAX},
                                                    {"iat", now_s + 61},
                                                    {"iat", now_s - 3100},
                                                    {"iat", INT64_MIN},
                                                    {"nbf", now_s + 61},
                                                    {"origin", "https://other.example"}};
    for (const auto& [name, value] : changes) {
        auto claims = good;
        claims[name] = value;
        INFO(claims.dump());
        CHECK(with_token(channel, sign(hs256, claims)).http_status() == 401);
    }
    for (const auto* missing : {"aud", "sub", "exp"}) {
        auto claims = good;
        claims.erase(missing);
        INFO(missing);
        CHECK(with_token(channel, sign(hs256, claims)).http_status() == 401);
    }
    const std::pair<const char*, json> allowed[] = {{"aud", json::array({"x", "web"})},
                                                    {"exp", now_s - 59},
                                                    {"iat", now_s + 59},
                                                    {"origin", site}};
    for (const auto& [name, value] : allowed) {
        auto claims = good;
        claims[name] = value;
        INFO(claims.dump());
        CHECK(with_token(channel, sign(hs256, claims)).http_status() == 200);
    }
}

TEST_CASE("only HS256 by the site's secret signs") {
    drive::channel channel(signing_instance());
    const auto claims = claims_at(channel.now_ms());
    for (const auto* algorithm : {"none", "None", "HS512", "RS256", "hs256", ""}) {
        INFO(algorithm);
        CHECK(with_token(channel, sign({{"alg", algorithm}}, claims)).http_status() == 401);
    }
    CHECK(with_token(channel, sign(hs256, claims, "another secret")).http_status() == 401);
    CHECK(with_token(channel, sign(hs256, claims, std::string(32, 'i'))).http_status() == 401);
    CHECK(with_token(channel, sign({{"alg", "HS256"}, {"crit", {"x"}}}, claims)).http_status() ==
          401);
    const auto whole = sign(hs256, claims);
    const auto unsigned_part = whole.substr(0, whole.rfind('.') + 1);
    for (const auto& token :
         {unsigned_part, whole + "A", whole + ".x", std::string("a.b"), std::string("..")}) {
        INFO(token);
        CHECK(with_token(channel, token).http_status() == 401);
    }
}

TEST_CASE("the legacy hash names the user, proves less than a token and nothing else") {
    drive::channel channel(signing_instance());
    const std::string hash = "c8b2a68591ea1b4235a1bc539939fcd561d1ad032b5b1f3b7d6102012411957a";
    const auto got = post_session(
        channel,
        {{"identity", {{"user_id", "user-42"}, {"user_hash", hash}, {"name", "Somebody"}}}});
    REQUIRE(got.http_status() == 200);
    REQUIRE(got.addresses.size() == 1);
    CHECK(got.addresses[0].identity == "user-42");
    CHECK_FALSE(got.addresses[0].verified);
    CHECK(body_of(got)["contact"]["verified"] == false);
    CHECK(got.addresses[0].name.empty());
    CHECK(json::parse(got.addresses[0].attributes) == json({{"name", "Somebody"}}));

    for (const auto& wrong : {std::string(), std::string(64, '0'), hash.substr(1), hash + "0"}) {
        INFO(wrong);
        CHECK(post_session(channel, {{"identity", {{"user_id", "user-42"}, {"user_hash", wrong}}}})
                  .http_status() == 401);
    }
    CHECK(post_session(channel, {{"identity", {{"user_id", "user-43"}, {"user_hash", hash}}}})
              .http_status() == 401);
}

TEST_CASE("a token proves what a hash only named before, and a hash takes no proof away") {
    drive::channel channel(signing_instance());
    const json by_hash = {{"user_id", "user-42"}, {"user_hash", hex_of(mac(secret, "user-42"))}};
    const auto first = token_of(channel, {{"identity", by_hash}});
    auto claims = claims_at(channel.now_ms());
    for (const auto* claim : {"name", "email", "email_verified", "attrs"}) {
        claims.erase(claim);
    }
    const auto proved =
        post_session(channel, {{"token", first}, {"identity", {{"token", sign(hs256, claims)}}}});
    CHECK(body_of(proved)["contact"]["verified"] == true);
    REQUIRE(proved.addresses.size() == 1);
    CHECK(proved.addresses[0].verified);
    const auto second = text_of(body_of(proved), "session_token");
    const auto again = post_session(channel, {{"token", second}, {"identity", by_hash}});
    CHECK(body_of(again)["contact"]["verified"] == true);
}

TEST_CASE("a user whom a hash named is not joined to the next one on the same browser") {
    drive::channel channel(signing_instance());
    const auto first = token_of(
        channel,
        {{"identity", {{"user_id", "user-1"}, {"user_hash", hex_of(mac(secret, "user-1"))}}}});
    const auto got = post_session(
        channel,
        {{"token", first}, {"identity", {{"token", sign(hs256, claims_at(channel.now_ms()))}}}});
    REQUIRE(got.addresses.size() == 1);
    CHECK(got.addresses[0].address == "user:user-42");
}

TEST_CASE("while the site changes its secret both the new one and the one before sign") {
    auto given = instance({{"identity_secret", "{{secret:identity_secret}}"},
                           {"identity_secret_previous", "{{secret:identity_secret_previous}}"}});
    given.secrets["identity_secret_previous"] = "widget-secret-0";
    drive::channel channel(given);
    const auto claims = claims_at(channel.now_ms());
    for (const auto* key : {"widget-secret-1", "widget-secret-0"}) {
        INFO(key);
        CHECK(with_token(channel, sign(hs256, claims, key)).http_status() == 200);
        CHECK(post_session(channel,
                           {{"identity", {{"user_id", "u"}, {"user_hash", hex_of(mac(key, "u"))}}}})
                  .http_status() == 200);
    }
    CHECK(with_token(channel, sign(hs256, claims, "widget-secret-2")).http_status() == 401);
}

TEST_CASE("fields without a signature are claims of an anonymous visitor") {
    drive::channel channel(signing_instance());
    const auto got = post_session(
        channel,
        {{"identity",
          {{"user_id", "user-42"}, {"name", "X"}, {"email", "x@y.z"}, {"nested", {{"a", 1}}}}}});
    REQUIRE(got.http_status() == 200);
    REQUIRE(got.addresses.size() == 1);
    CHECK_FALSE(got.addresses[0].verified);
    CHECK(got.addresses[0].identity.empty());
    CHECK(got.addresses[0].name.empty());
    CHECK(got.addresses[0].address.rfind("visitor:", 0) == 0);
    CHECK(json::parse(got.addresses[0].attributes) ==
          json({{"user_id", "user-42"}, {"name", "X"}, {"email", "x@y.z"}}));
}

TEST_CASE("signing in joins the visitor's address to the user, once") {
    drive::channel channel(signing_instance());
    const auto before = token_of(channel);
    const auto visitor = visitor_of(channel, before);
    const json identity = {{"token", sign(hs256, claims_at(channel.now_ms()))}};
    const auto got = post_session(channel, {{"token", before}, {"identity", identity}});
    REQUIRE(got.addresses.size() == 2);
    CHECK(got.addresses[0].address == visitor);
    CHECK(got.addresses[0].identity == "user-42");
    CHECK(got.addresses[1].address == "user:user-42");

    const auto after = text_of(body_of(got), "session_token");
    const auto again = post_session(channel, {{"token", after}, {"identity", identity}});
    CHECK(again.addresses.empty());
    CHECK(text_of(body_of(again), "session_token") == after);
    CHECK(body_of(post_session(channel, {{"token", after}}))["visitor_id"] == "user:user-42");
}

TEST_CASE("another user on the same browser gets a session of its own and is not joined") {
    drive::channel channel(signing_instance());
    auto claims = claims_at(channel.now_ms());
    const auto first = token_of(channel, {{"identity", {{"token", sign(hs256, claims)}}}});
    claims["sub"] = "user-43";
    const auto got =
        post_session(channel, {{"token", first}, {"identity", {{"token", sign(hs256, claims)}}}});
    CHECK(body_of(got)["visitor_id"] == "user:user-43");
    REQUIRE(got.addresses.size() == 1);
    CHECK(got.addresses[0].address == "user:user-43");
}

TEST_CASE("without identity_secret nothing signed is taken") {
    drive::channel channel(instance());
    const auto empty_key = sign(hs256, claims_at(channel.now_ms()), "");
    CHECK(with_token(channel, empty_key).http_status() == 401);
    CHECK(post_session(channel,
                       {{"identity", {{"user_id", "u"}, {"user_hash", std::string(64, '0')}}}})
              .http_status() == 401);
}
