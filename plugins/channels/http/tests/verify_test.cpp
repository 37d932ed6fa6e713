#include "encodings.hpp"
#include "http_under_test.hpp"

#include <array>

using namespace http_test;

namespace {

const json said = {{"id", "1"}, {"from", "+1"}, {"text", "x"}};

std::uint32_t status_of(const json& verify, const drive::request& request,
                        const json& secrets = {{"key", "s3cret"}}) {
    auto all = recipe();
    all["verify"] = verify;
    drive::channel http(given(all, {{"user", "selat"}}, secrets));
    const auto got = http.http(request);
    CHECK((got.http_status() == 200) == !got.inbounds.empty());
    return got.http_status();
}

drive::request with(const std::string& header, const std::string& value) {
    auto out = post(said);
    out.headers.emplace_back(header, value);
    return out;
}

std::string hmac_of(std::uint32_t algorithm, std::size_t size, const std::string& data) {
    std::map<std::string, std::string> none;
    const selat_host host{sizeof(selat_host), SELAT_ABI_MINOR, &none,
                          [](const selat_host*, selat_str) -> const void* { return nullptr; }};
    std::string out(size, '\0');
    drive::crypto_table().hmac(&host, algorithm, selat::str("s3cret"), selat::str(data),
                               reinterpret_cast<std::uint8_t*>(out.data()));
    return out;
}

}  // namespace

TEST_CASE("nothing is believed unless the recipe says so in a word") {
    CHECK(status_of("none", post(said)) == 200);
    auto silent = recipe();
    silent.erase("verify");
    CHECK_THROWS_AS(drive::channel(given(silent)), drive::refused);
}

TEST_CASE("a token is compared where the recipe says, with what is before it") {
    const json verify = {
        {"token", {{"secret", "key"}, {"in", "@header.x-token"}, {"prefix", "Token "}}}};
    CHECK(status_of(verify, with("x-token", "Token s3cret")) == 200);
    CHECK(status_of(verify, with("x-token", "s3cret")) == 401);
    CHECK(status_of(verify, with("x-token", "Token s3cre")) == 401);
    CHECK(status_of(verify, with("x-token", "Token {{secret:secrets.key}}")) == 401);
    CHECK(status_of(verify, with("x-token", "Token ")) == 401);
    CHECK(status_of(verify, post(said)) == 401);
    const json in_body = {{"token", {{"secret", "key"}, {"in", "$.token"}}}};
    auto body = said;
    body["token"] = "s3cret";
    CHECK(status_of(in_body, post(body)) == 200);
}

TEST_CASE("Basic credentials are compared in both parts") {
    const json verify = {{"basic", {{"user", "{values.user}"}, {"secret", "key"}}}};
    const auto as = [&](const char* pair) {
        return status_of(verify,
                         with("authorization",
                              "Basic " + selat::base64({reinterpret_cast<const std::uint8_t*>(pair),
                                                        std::strlen(pair)})));
    };
    CHECK(as("selat:s3cret") == 200);
    CHECK(as("selat:guess") == 401);
    CHECK(as("other:s3cret") == 401);
    CHECK(as("selat") == 401);
    CHECK(status_of(verify, with("authorization", "Bearer x")) == 401);
}

TEST_CASE("an HMAC fits by any digest, in hex or base64, over body, URL, header or form") {
    struct row {
        const char* name;
        std::uint32_t algorithm;
        std::size_t size;
    };
    const auto row = GENERATE(values<struct row>({{"sha1", SELAT_SHA1, 20},
                                                  {"sha256", SELAT_SHA256, 32},
                                                  {"sha512", SELAT_SHA512, 64},
                                                  {"md5", SELAT_MD5, 16}}));
    const std::string data = "n:https://gateway.example/channels/test" + said.dump();
    const auto digest = hmac_of(row.algorithm, row.size, data);
    json verify = {{"hmac",
                    {{"secret", "key"},
                     {"algorithm", row.name},
                     {"in", "@header.x-signature"},
                     {"prefix", "sig="},
                     {"over", "{header.x-nonce}:{url}{body}"}}}};
    const auto request = [&](const std::string& signature) {
        auto out = with("x-signature", signature);
        out.headers.emplace_back("x-nonce", "n");
        return out;
    };
    CHECK(status_of(verify, request("sig=" + http::hex(digest))) == 200);
    CHECK(status_of(verify, request("sig=" + http::hex(digest.substr(1)) + "00")) == 401);
    CHECK(status_of(verify, request(http::hex(digest))) == 401);
    CHECK(status_of(verify, request("sig=")) == 401);
    verify["hmac"]["as"] = "base64";
    const auto base64 =
        selat::base64({reinterpret_cast<const std::uint8_t*>(digest.data()), digest.size()});
    CHECK(status_of(verify, request("sig=" + base64)) == 200);
}

TEST_CASE("a form is signed sorted, as Twilio signs it") {
    const auto digest =
        hmac_of(SELAT_SHA1, 20, "https://gateway.example/channels/testaB0xb1b2from+1id1text");
    auto all = recipe();
    all["verify"] = {{"hmac",
                      {{"secret", "key"},
                       {"algorithm", "sha1"},
                       {"as", "base64"},
                       {"in", "@header.x-signature"},
                       {"over", "{url}{sorted_form}"}}}};
    drive::channel http(given(all, json::object(), {{"key", "s3cret"}}));
    const auto got =
        http.http({.headers = {{"content-type", "application/x-www-form-urlencoded"},
                               {"x-signature",
                                selat::base64({reinterpret_cast<const std::uint8_t*>(digest.data()),
                                               digest.size()})}},
                   .body = "text=&b=2&id=1&b=1&from=%2B1&aB=0x&b=2"});
    CHECK(got.http_status() == 200);
}

TEST_CASE("several ways are as good as each other") {
    const json verify = {{{"token", {{"secret", "key"}, {"in", "@header.x-a"}}}},
                         {{"token", {{"secret", "key"}, {"in", "@header.x-b"}}}}};
    CHECK(status_of(verify, with("x-a", "s3cret")) == 200);
    CHECK(status_of(verify, with("x-b", "s3cret")) == 200);
    CHECK(status_of(verify, with("x-c", "s3cret")) == 401);
}

TEST_CASE("a token that says it needs no signature is none") {
    const json verify = {{"jwt", {{"secret", "key"}, {"in", "@header.x-jwt"}}}};
    CHECK(status_of(verify, with("x-jwt", "eyJhbGciOiJub25lIn0.e30.")) == 401);
    CHECK(status_of(verify, with("x-jwt", "a.b")) == 401);
    CHECK(status_of(verify, with("x-jwt", "")) == 401);
}

TEST_CASE("a wrong signature is refused before anything is said of the body") {
    const json verify = {{"token", {{"secret", "key"}, {"in", "@header.x-token"}}}};
    drive::request broken{.headers = {{"content-type", "application/json"}}, .body = "{"};
    CHECK(status_of(verify, broken) == 401);
    broken.headers.emplace_back("x-token", "s3cret");
    CHECK(status_of(verify, broken) == 400);
}
