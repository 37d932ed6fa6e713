#include "line_under_test.hpp"
#include "signature.hpp"

#include <fstream>
#include <sstream>

using namespace line_test;

namespace line_test {

std::string signature_of(const std::string& body) {
    const auto secrets = given().secrets;
    const selat_host host{
        sizeof(selat_host), SELAT_ABI_MINOR,
        const_cast<std::map<std::string, std::string>*>(&secrets),
        [](const selat_host*, selat_str) -> const void* { return &drive::crypto_table(); }};
    return selat::base64(selat::crypto(&host).hmac_sha256("line-secret", body));
}

std::string payload(const std::string& name) {
    std::ifstream file(std::string(SELAT_LINE_PAYLOADS) + "/" + name + ".json");
    REQUIRE(file.good());
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace line_test

TEST_CASE("base64 is that of RFC 4648") {
    const auto of = [](std::string_view text) {
        return selat::base64({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    };
    CHECK(of("").empty());
    CHECK(of("f") == "Zg==");
    CHECK(of("fo") == "Zm8=");
    CHECK(of("foo") == "Zm9v");
    CHECK(of("foobar") == "Zm9vYmFy");
    CHECK(of("\xff\xfe\xfd") == "//79");
}

TEST_CASE("a webhook signed as LINE signs it is taken") {
    drive::channel line(given());
    const auto got = line.http(
        {.headers = {{"x-line-signature", "jHGKsZOC9E1kyEPdnnV8KLH1Q8vYfOVKnv3CY0cnwcA="}},
         .body = R"({"destination":"U00000000000000000000000000000000","events":[]})"});
    CHECK(got.http_status() == 200);
    CHECK(got.inbounds.empty());
}

TEST_CASE("a webhook without the right signature is refused with 401 and tells nothing") {
    drive::channel line(given());
    const auto body = payload("text");
    const auto right = signature_of(body);
    const auto signature =
        GENERATE_COPY(std::string{}, std::string{"nonsense"}, right.substr(0, right.size() - 1),
                      right + " ", signature_of(body + " "));
    const auto headers = signature.empty() ? drive::header_list{}
                                           : drive::header_list{{"x-line-signature", signature}};
    const auto got = line.http({.headers = headers, .body = body});
    CHECK(got.http_status() == 401);
    CHECK(got.inbounds.empty());
    CHECK(got.addresses.empty());
    CHECK(got.logs.empty());  // the host logs what was refused
}

TEST_CASE("the signature is over the bytes as they came, not over their meaning") {
    drive::channel line(given());
    const auto escaped = payload("text");  // non-ASCII is escaped there
    const auto plain = json::parse(escaped).dump();
    REQUIRE(escaped != plain);
    const auto got =
        line.http({.headers = {{"x-line-signature", signature_of(escaped)}}, .body = plain});
    CHECK(got.http_status() == 401);
}

TEST_CASE("a body that is no webhook is refused with 400") {
    drive::channel line(given());
    const std::string body =
        GENERATE("", "{", "[]", "null", "{}", R"({"events":{}})", R"({"events":[]}})",
                 R"({"events":[{"type":"message"])", "\xff\xfe");
    CAPTURE(body);
    const auto got = deliver(line, body);
    CHECK(got.http_status() == 400);
    CHECK(got.inbounds.empty());
}

TEST_CASE("only POST to the webhook itself is a webhook") {
    drive::channel line(given());
    CHECK(line.http({.method = "GET"}).http_status() == 405);
    CHECK(line.http({.path = "/elsewhere"}).http_status() == 404);
    const auto picture = line.http({.method = "GET", .path = "/video.png"});
    CHECK(picture.http_status() == 200);
    CHECK(picture.responds.at(0).body.substr(1, 3) == "PNG");
}

TEST_CASE("an instance without its secrets is refused") {
    auto without = given();
    without.options = GENERATE(R"({"channel_secret":"s"})", R"({"access_token":"t"})", "{}", "no");
    CHECK_THROWS_AS(drive::channel(without), drive::refused);
}
