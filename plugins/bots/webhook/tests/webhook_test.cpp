#include <string>

#include <selat/testing/drive.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace drive = selat::testing;
using nlohmann::json;

namespace {

constexpr auto options = R"({"url":"https://bot.example/answer",
                             "secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw","timeout":"5s"})";

drive::bot_call a_message() {
    drive::bot_call call;
    call.op = 9;
    call.conversation = R"({"id":"CH1","attributes":{}})";
    call.customer = R"({"id":"CU1","name":"Siti"})";
    call.message = R"({"id":"IM2","content":{"text":"{{secret:secret}} hé"}})";
    call.history = R"([{"id":"IM1"},{"id":"IM2"}])";
    return call;
}

drive::outcome reply_to(drive::bot& bot, const drive::reply& reply) {
    auto call = a_message();
    call.reply = &reply;
    return bot.event(call);
}

}  // namespace

TEST_CASE("a message is posted with its customer, conversation and history") {
    drive::bot bot({.instance = "helper", .options = options});
    const auto out = bot.event(a_message());
    REQUIRE(out.ok());
    REQUIRE(out.order.size() == 1);
    REQUIRE(out.calls.size() == 1);
    const auto& call = out.calls[0];
    CHECK(call.op == 9);
    CHECK(call.method == "POST");
    CHECK(call.url == "https://bot.example/answer");
    CHECK(call.timeout_ms == 5'000);
    CHECK(call.repeatable);
    CHECK_FALSE(call.secret_body);
    CHECK(drive::find(call.headers, "content-type") == "application/json");
    CHECK(json::parse(call.body) ==
          json::parse(R"({"bot":"helper","conversation":"CH1","customer":{"id":"CU1","name":"Siti"},
                "message":{"id":"IM2","content":{"text":"{{secret:secret}} hé"}},
                "history":[{"id":"IM1"},{"id":"IM2"}]})"));
}

TEST_CASE("the post is signed over its id, its time and its body") {
    drive::bot bot({.options = options, .now_ms = 1'614'265'330'999});
    const auto call = bot.event(a_message()).calls.at(0);
    const auto id = drive::find(call.headers, "webhook-id");
    CHECK(id.starts_with("msg_"));
    CHECK(drive::find(call.headers, "webhook-timestamp") == "1614265330");

    std::map<std::string, std::string> none;
    const selat_host host{
        sizeof(selat_host), SELAT_ABI_MINOR, &none,
        [](const selat_host*, selat_str) -> const void* { return &drive::crypto_table(); }};
    const std::string key = "\x31\xF2\x90\xF6\xBF\x06\x29\x8A\xAB\x4F\x08\xD4\x3C\x3F\x08\x2C\xF6"
                            "\x48\xA3\x62\xDA\x2D\xA4\xB0";
    const auto mac = selat::crypto(&host).hmac_sha256(key, id + ".1614265330." + call.body);
    const auto signature = drive::find(call.headers, "webhook-signature");
    REQUIRE(signature.starts_with("v1,"));
    CHECK(signature.size() == 3 + 44);
    std::string sent;  // base64 again, the other way round
    std::uint32_t window = 0;
    unsigned bits = 0;
    for (const char each : signature.substr(3, 43)) {
        constexpr std::string_view digits =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        window = window << 6 | static_cast<std::uint32_t>(digits.find(each));
        if ((bits += 6) >= 8) {
            bits -= 8;
            sent += static_cast<char>(window >> bits & 0xFF);
        }
    }
    CHECK(sent == std::string(mac.begin(), mac.end()));
}

TEST_CASE("every post has an id of its own") {
    drive::bot bot({.options = options});
    const auto id = [&] {
        return drive::find(bot.event(a_message()).calls.at(0).headers, "webhook-id");
    };
    CHECK(id() != id());
}

TEST_CASE("without a secret the post bears no signature") {
    drive::bot bot({.options = R"({"url":"http://127.0.0.1:7000/"})"});
    const auto call = bot.event(a_message()).calls.at(0);
    CHECK(drive::find(call.headers, "webhook-signature").empty());
    CHECK_FALSE(drive::find(call.headers, "webhook-id").empty());
    CHECK(call.timeout_ms == 10'000);
}

TEST_CASE("what the bot says is said, kept and handed over") {
    drive::bot bot({.options = options});
    const auto call = bot.event(a_message()).calls.at(0);
    const auto said = reply_to(
        bot,
        drive::answer_to(call, 200, R"({"messages":[{"text":"hi"}],"attributes":{"vip":true}})"));
    REQUIRE(said.ok());
    REQUIRE(said.answers.size() == 1);
    CHECK(said.answers[0].op == 9);
    CHECK(said.answers[0].messages == R"([{"text":"hi"}])");
    CHECK(said.answers[0].attributes == R"({"vip":true})");
    CHECK_FALSE(said.answers[0].handoff);
    CHECK_FALSE(said.answers[0].ended);
    CHECK(reply_to(bot, drive::answer_to(call, 201, R"({"handoff":true})")).answers.at(0).handoff);
}

TEST_CASE("204 is the answer that says nothing") {
    drive::bot bot({.options = options});
    const auto call = bot.event(a_message()).calls.at(0);
    const auto said = reply_to(bot, drive::answer_to(call, 204));
    REQUIRE(said.answers.size() == 1);
    CHECK(said.answers[0].messages.empty());
    CHECK_FALSE(said.answers[0].handoff);
}

TEST_CASE("another status is the bot's failure") {
    drive::bot bot({.options = options});
    const auto call = bot.event(a_message()).calls.at(0);
    const std::pair<std::uint32_t, selat::code> rows[] = {
        {301, selat::code::invalid},     {400, selat::code::invalid},
        {401, selat::code::denied},      {403, selat::code::denied},
        {404, selat::code::not_found},   {408, selat::code::timeout},
        {410, selat::code::not_found},   {413, selat::code::invalid},
        {429, selat::code::throttled},   {500, selat::code::unavailable},
        {503, selat::code::unavailable}, {504, selat::code::timeout}};
    for (const auto& [status, code] : rows) {
        INFO(status);
        const auto out = reply_to(bot, drive::answer_to(call, status, R"({"messages":[]})"));
        REQUIRE(out.ok());
        CHECK(out.answers.empty());
        REQUIRE(out.faileds.size() == 1);
        CHECK(out.faileds[0].op == 9);
        CHECK(out.faileds[0].code == code);
        CHECK(out.faileds[0].provider_code == std::to_string(status));
    }
}

TEST_CASE("no answer, too large an answer and nonsense are the bot's failure") {
    drive::bot bot({.options = options});
    const auto call = bot.event(a_message()).calls.at(0);
    for (const auto code :
         {selat::code::unavailable, selat::code::uncertain, selat::code::denied}) {
        const auto out = reply_to(bot, drive::no_answer_to(call, code, "why"));
        REQUIRE(out.faileds.size() == 1);
        CHECK(out.faileds[0].code == code);
        CHECK(out.faileds[0].detail == "why");
        CHECK(out.answers.empty());
    }
    const auto out = reply_to(bot, drive::answer_to(call, 200, "<html>"));
    REQUIRE(out.faileds.size() == 1);
    CHECK(out.faileds[0].code == selat::code::invalid);
    CHECK(out.faileds[0].detail == "the answer is no JSON object");
}

TEST_CASE("options that cannot work are refused") {
    for (const auto* unfit :
         {"{}", R"({"url":""})", R"({"url":"https://a","secret":"hunter2!"})",
          R"({"url":"https://a","secret":"whsec_"})", R"({"url":"https://a","timeout":"soon"})",
          R"({"url":"https://a","timeout":"0s"})", R"({"url":"https://a","timeout":"9999h"})"}) {
        INFO(unfit);
        try {
            drive::bot bot({.options = unfit});
            FAIL("it was taken");
        } catch (const drive::refused& refused) {
            CHECK(refused.code == selat::code::config);
        }
    }
}

TEST_CASE("a duration is read in every unit") {
    const std::pair<const char*, std::uint32_t> rows[] = {
        {"500ms", 500}, {"10s", 10'000}, {"2m", 120'000}, {"1h", 3'600'000}};
    for (const auto& [text, ms] : rows) {
        drive::bot bot(
            {.options = R"({"url":"https://a","timeout":")" + std::string(text) + "\"}"});
        CHECK(bot.event(a_message()).calls.at(0).timeout_ms == ms);
    }
}
