#include <array>
#include <string>

#include <selat/testing/drive.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace drive = selat::testing;
using nlohmann::json;

namespace {

const drive::given setup{.options = R"({"api_base":"https://api.example",
                   "hook_secret":"{{secret:hook_secret}}","token":"{{secret:token}}"})",
                         .secrets = {{"hook_secret", "hush"}, {"token", "t0ken"}}};

std::string signature_of(std::string_view body) {
    std::array<std::uint8_t, 32> bytes{};
    const std::string key = "hush";
    drive::crypto_table().hmac(nullptr, SELAT_SHA256, selat::str(key), selat::str(body),
                               bytes.data());
    std::string hex;
    for (const auto byte : bytes) {
        hex += "0123456789abcdef"[byte >> 4];
        hex += "0123456789abcdef"[byte & 15];
    }
    return hex;
}

drive::request signed_request(const std::string& body) {
    return {.headers = {{"x-echo-signature", signature_of(body)}}, .body = body};
}

}  // namespace

TEST_CASE("a signed webhook becomes an inbound message and is answered 200") {
    drive::channel echo(setup);
    const auto got = echo.http(signed_request(R"({"id":"m1","from":"ann","text":"hé \"you\""})"));
    CHECK(got.http_status() == 200);
    REQUIRE(got.inbounds.size() == 1);
    CHECK(got.inbounds[0].provider_id == "m1");
    CHECK(got.inbounds[0].from == "ann");
    CHECK(json::parse(got.inbounds[0].content) == json{{"text", "hé \"you\""}});
}

TEST_CASE("a webhook with a missing or wrong signature is refused and delivers nothing") {
    drive::channel echo(setup);
    const std::string body = R"({"id":"m1","from":"ann","text":"hi"})";
    for (const auto& signature : {std::string{}, std::string(64, '0'), signature_of(body + " ")}) {
        const auto got = echo.http({.headers = {{"x-echo-signature", signature}}, .body = body});
        CHECK(got.http_status() == 401);
        CHECK(got.inbounds.empty());
    }
}

TEST_CASE("a signed webhook that is no message is the caller's fault") {
    drive::channel echo(setup);
    for (const auto* body :
         {"", "{", "[]", R"({"id":"m1"})", R"({"id":1,"from":"a","text":"t"})"}) {
        INFO(body);
        CHECK(echo.http(signed_request(body)).http_status() == 400);
    }
}

TEST_CASE("a message is posted with the token's handle and the idempotency key") {
    drive::channel echo(setup);
    const auto out = echo.send(
        {.op = 7, .to = "ann", .content = R"({"text":"hello"})", .idempotency_key = "key-1"});
    REQUIRE(out.ok());
    REQUIRE(out.calls.size() == 1);
    const auto& call = out.calls[0];
    CHECK(call.op == 7);
    CHECK(call.method == "POST");
    CHECK(call.url == "https://api.example/messages");
    CHECK(call.repeatable);
    CHECK(drive::find(call.headers, "authorization") == "Bearer {{secret:token}}");
    CHECK(echo.fill_in(drive::find(call.headers, "authorization")) == "Bearer t0ken");
    CHECK(drive::find(call.headers, "idempotency-key") == "key-1");
    CHECK(json::parse(call.body) == json{{"to", "ann"}, {"content", {{"text", "hello"}}}});
}

TEST_CASE("the provider's answer ends the send once, with the code that tells what to do next") {
    drive::channel echo(setup);
    const auto call = echo.send({.op = 7, .to = "ann", .content = R"({"text":"x"})"}).calls.at(0);

    const auto good = echo.reply(drive::answer_to(call, 200, R"({"id":"p9"})"));
    REQUIRE(good.sents.size() == 1);
    CHECK(good.sents[0].op == 7);
    CHECK(good.sents[0].provider_ids == std::vector<std::string>{"p9"});

    const std::pair<std::uint32_t, selat::code> meanings[] = {{400, selat::code::invalid},
                                                              {401, selat::code::denied},
                                                              {429, selat::code::throttled},
                                                              {500, selat::code::unavailable},
                                                              {503, selat::code::unavailable}};
    for (const auto& [status, code] : meanings) {
        INFO(status);
        const auto bad = echo.reply(drive::answer_to(call, status, "no"));
        REQUIRE(bad.faileds.size() == 1);
        CHECK(bad.faileds[0].code == code);
        CHECK(bad.faileds[0].op == 7);
    }
    const auto lost = echo.reply(drive::no_answer_to(call, selat::code::uncertain));
    REQUIRE(lost.faileds.size() == 1);
    CHECK(lost.faileds[0].code == selat::code::uncertain);
}

TEST_CASE("an answer that is no JSON still ends the send as sent, without an id") {
    drive::channel echo(setup);
    const auto call = echo.send({.op = 7, .to = "ann", .content = R"({"text":"x"})"}).calls.at(0);
    for (const auto* body : {"", "thanks", "[]", R"({"id":5})"}) {
        INFO(body);
        const auto good = echo.reply(drive::answer_to(call, 200, body));
        REQUIRE(good.sents.size() == 1);
        CHECK(good.sents[0].provider_ids.empty());
    }
}

TEST_CASE("retry-after is passed on") {
    drive::channel echo(setup);
    const auto call = echo.send({.op = 7, .to = "ann", .content = R"({"text":"x"})"}).calls.at(0);
    const auto slow = echo.reply(drive::answer_to(call, 429, "", {{"retry-after", "30"}}));
    REQUIRE(slow.faileds.size() == 1);
    CHECK(slow.faileds[0].retry_after_ms == 30'000);
}
