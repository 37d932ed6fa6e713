#include "tests/emulators/tests/line_on_a_port.hpp"

using namespace emulator_test;

namespace {

const std::string form = "application/x-www-form-urlencoded";
const std::string by_secret =
    "grant_type=client_credentials&client_id=shop&client_secret=line-secret";
// {"alg":"RS256"} . {"iss":"shop","sub":"shop"} . nothing
const std::string by_assertion =
    "grant_type=client_credentials&client_assertion_type="
    "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion="
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJzaG9wIiwic3ViIjoic2hvcCJ9.c2ln";

json issued(line_on_a_port& line, const std::string& path, const std::string& body) {
    const auto result = line.call(path, body, {}, form);
    REQUIRE(result);
    return json::parse(result->body);
}

int pushed(line_on_a_port& line, const std::string& to, const std::string& token) {
    const json body = {{"to", to}, {"messages", {{{"type", "text"}, {"text", "x"}}}}};
    return line.call_as(token, "/v2/bot/message/push", body.dump())->status;
}

}  // namespace

TEST_CASE("every way to a token gives one that works") {
    line_on_a_port line;
    const auto to = line.user("mei");
    const auto short_lived = issued(line, "/v2/oauth/accessToken", by_secret);
    CHECK(short_lived["expires_in"] == 2'592'000);
    CHECK(short_lived["token_type"] == "Bearer");
    const auto signed_for = issued(line, "/oauth2/v2.1/token", by_assertion);
    CHECK(signed_for.contains("key_id"));
    const auto stateless = issued(line, "/oauth2/v3/token", by_secret);
    CHECK(stateless["expires_in"] == 899);
    CHECK(issued(line, "/oauth2/v3/token", by_assertion)["expires_in"] == 899);
    for (const auto& each : {short_lived, signed_for, stateless}) {
        CHECK(pushed(line, to, each["access_token"]) == 200);
    }
}

TEST_CASE("who is not the channel gets no token") {
    line_on_a_port line;
    const auto wrong = GENERATE(
        as<std::string>{}, "grant_type=client_credentials&client_id=shop&client_secret=guess",
        "grant_type=client_credentials&client_id=nobody&client_secret=line-secret",
        "grant_type=password&client_id=shop&client_secret=line-secret", "");
    const auto result = line.call("/v2/oauth/accessToken", wrong, {}, form);
    REQUIRE(result);
    CHECK(result->status == 400);
    const auto body = json::parse(result->body);
    CHECK(body.contains("error"));
    CHECK(body.contains("error_description"));
}

TEST_CASE("a token can be verified and revoked, a stateless one not revoked") {
    line_on_a_port line;
    const auto to = line.user("mei");
    const std::string token = issued(line, "/oauth2/v2.1/token", by_assertion)["access_token"];
    const auto known = line.get("/oauth2/v2.1/verify?access_token=" + token);
    CHECK(json::parse(known->body)["client_id"] == "shop");
    CHECK(line.call("/oauth2/v2.1/revoke", "access_token=" + token, {}, form)->status == 200);
    CHECK(line.get("/oauth2/v2.1/verify?access_token=" + token)->status == 400);
    CHECK(pushed(line, to, token) == 401);
    const std::string stateless = issued(line, "/oauth2/v3/token", by_secret)["access_token"];
    CHECK(line.call("/v2/oauth/revoke", "access_token=" + stateless, {}, form)->status == 200);
    CHECK(pushed(line, to, stateless) == 200);
}
