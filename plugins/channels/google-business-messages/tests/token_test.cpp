#include "google_under_test.hpp"
#include "plugins/shared/base64/base64.hpp"

using namespace google_test;

namespace {

json part_of(const std::string& jwt, int number) {
    const auto first = jwt.find('.');
    const auto second = jwt.find('.', first + 1);
    const auto part =
        number == 0 ? jwt.substr(0, first) : jwt.substr(first + 1, second - first - 1);
    return json::parse(base64::decoded(part).value_or(""), nullptr, false);
}

std::string assertion_in(const drive::call& call) {
    const std::string before =
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
    REQUIRE(call.body.substr(0, before.size()) == before);
    return call.body.substr(before.size());
}

}  // namespace

TEST_CASE(
    "the service account asks for a token at the start, with an assertion that its key signs") {
    drive::channel google(given());
    const auto asked = google.timer(SELAT_TIMER_START);
    REQUIRE(asked.calls.size() == 1);
    const auto& call = asked.calls[0];
    CHECK(call.url == "https://oauth2.googleapis.com/token");
    CHECK(drive::find(call.headers, "content-type") == "application/x-www-form-urlencoded");
    const auto jwt = assertion_in(call);
    CHECK(part_of(jwt, 0) == json::parse(R"({"alg":"RS256","typ":"JWT","kid":"k1"})"));
    const auto now_s = google.now_ms() / 1000;
    CHECK(part_of(jwt, 1) == json{{"iss", "bot@x.iam.gserviceaccount.com"},
                                  {"scope", "https://www.googleapis.com/auth/businessmessages"},
                                  {"aud", "https://oauth2.googleapis.com/token"},
                                  {"iat", now_s},
                                  {"exp", now_s + 3600}});
    const auto dot = jwt.rfind('.');
    CHECK(bare_crypto().public_verify(public_key, jwt.substr(0, dot),
                                      base64::decoded(jwt.substr(dot + 1)).value_or("")));
}

TEST_CASE("token_url is where a token is asked for, not whom the assertion is for") {
    drive::channel google(given({{"token_url", "http://127.0.0.1:9000/token"}}));
    const auto call = google.timer(SELAT_TIMER_START).calls.at(0);
    CHECK(call.url == "http://127.0.0.1:9000/token");
    CHECK(part_of(assertion_in(call), 1)["aud"] == "https://oauth2.googleapis.com/token");
}

TEST_CASE("a token is handed to the host, and renewed before it ends") {
    drive::channel google(given());
    const auto asked = google.timer(SELAT_TIMER_START);
    const auto got = google.serial_reply(drive::answer_to(asked.calls.at(0), 200, token_answer));
    REQUIRE(got.refresheds.size() == 1);
    CHECK(got.refresheds[0].name == "access_token");
    CHECK(got.refresheds[0].value == "ya29.t");
    CHECK(got.refresheds[0].expires_ms == 3'599'000);
    CHECK(google.advance(3'000'000).empty());
    const auto renewed = google.advance(500'000);
    REQUIRE(renewed.size() == 1);
    CHECK(renewed[0].calls.size() == 1);
}

TEST_CASE("a send without a token asks for one first, and goes out then") {
    drive::channel google(given());
    const auto asked = google.send(to_c1({{"text", "hi"}}));
    REQUIRE(asked.calls.size() == 1);
    CHECK(asked.calls[0].url == "https://oauth2.googleapis.com/token");
    CHECK(asked.calls[0].op == 7);
    const auto sent = google.serial_reply(drive::answer_to(asked.calls[0], 200, token_answer));
    CHECK(sent.refresheds.size() == 1);
    REQUIRE(sent.calls.size() == 1);
    CHECK(sent.calls[0].url == api + "/conversations/c1/messages");
    CHECK(body_of(sent.calls[0])["text"] == "hi");
    CHECK(google.serial_reply(drive::answer_to(sent.calls[0], 200)).sents.size() == 1);
}

TEST_CASE("a refused token is renewed once, and the message goes out with the new one") {
    drive::channel google(given());
    begin(google);
    const auto out = google.send(to_c1({{"text", "hi"}}));
    const auto refused = google.serial_reply(drive::answer_to(
        out.calls.at(0), 401, R"({"error":{"code":401,"status":"UNAUTHENTICATED"}})"));
    REQUIRE(refused.calls.size() == 1);
    CHECK(refused.calls[0].url == "https://oauth2.googleapis.com/token");
    const auto again = google.serial_reply(drive::answer_to(refused.calls[0], 200, token_answer));
    REQUIRE(again.calls.size() == 1);
    CHECK(body_of(again.calls[0])["messageId"] == key);
    const auto end = google.serial_reply(drive::answer_to(again.calls[0], 401));
    CHECK(end.calls.empty());
    CHECK(end.faileds.at(0).code == selat::code::denied);
}

TEST_CASE("a token that the host has lost is asked for again") {
    drive::channel google(given());
    begin(google);
    const auto out = google.send(to_c1({{"text", "hi"}}));
    const auto lost =
        google.serial_reply(drive::no_answer_to(out.calls.at(0), selat::code::config));
    REQUIRE(lost.calls.size() == 1);
    CHECK(lost.calls[0].url == "https://oauth2.googleapis.com/token");
}

TEST_CASE("a service account that Google refuses degrades the channel until it is taken") {
    drive::channel google(given());
    const auto asked = google.send(to_c1({{"text", "hi"}}));
    const auto refused = google.serial_reply(drive::answer_to(
        asked.calls.at(0), 400,
        R"({"error":"invalid_grant","error_description":"Invalid JWT Signature."})"));
    REQUIRE(refused.faileds.size() == 1);
    CHECK(refused.faileds[0].code == selat::code::denied);
    CHECK(refused.faileds[0].provider_code == "invalid_grant");
    REQUIRE(refused.statuses.size() == 1);
    CHECK_FALSE(refused.statuses[0].running);
    CHECK(refused.statuses[0].reason == "Google gives no access token: Invalid JWT Signature.");
    const auto tried = google.advance(20'000);
    REQUIRE(tried.size() == 1);
    const auto taken =
        google.serial_reply(drive::answer_to(tried[0].calls.at(0), 200, token_answer));
    REQUIRE(taken.statuses.size() == 1);
    CHECK(taken.statuses[0].running);
}

TEST_CASE("without an answer of the token server nothing has gone out") {
    drive::channel google(given());
    for (const auto failure : {selat::code::uncertain, selat::code::unavailable}) {
        const auto asked = google.send(to_c1({{"text", "hi"}}));
        const auto end = google.serial_reply(drive::no_answer_to(asked.calls.at(0), failure));
        CHECK(end.faileds.at(0).code == selat::code::unavailable);
        CHECK(end.statuses.empty());
    }
}

TEST_CASE("a message that is too long to wait beside a token goes out with the next try") {
    drive::channel google(given());
    json cards = json::array();
    for (int n = 0; n < 10; ++n) {
        cards.push_back({{"title", "A"}, {"text", std::string(7'000, 'x')}});
    }
    std::string words;
    for (int n = 0; n < 2'000; ++n) {
        words += "喂";
    }
    for (auto& each : cards) {
        each["text"] = words;
    }
    const auto asked = google.send(to_c1({{"cards", cards}}));
    REQUIRE(asked.ok());
    const auto end = google.serial_reply(drive::answer_to(asked.calls.at(0), 200, token_answer));
    CHECK(end.faileds.at(0).code == selat::code::unavailable);
    const auto again = google.send(to_c1({{"cards", cards}}));
    CHECK(again.calls.at(0).url == api + "/conversations/c1/messages");
    CHECK(google.serial_reply(drive::answer_to(again.calls[0], 200)).sents.size() == 1);
}

TEST_CASE("a service account without its parts is refused") {
    for (const auto& account :
         {json("not a key"), json::object(), json{{"client_email", "x"}}, json(nullptr)}) {
        INFO(account.dump());
        try {
            drive::channel google(given({{"service_account", account}}));
            FAIL("it was taken");
        } catch (const drive::refused& why) {
            CHECK(why.code == selat::code::config);
        }
    }
}

TEST_CASE("a key that signs nothing degrades the channel, and what comes in is taken still") {
    auto broken = given();
    broken.secrets["service_account.private_key"] = "-----BEGIN PRIVATE KEY-----\nMIIE\n";
    drive::channel google(broken);
    const auto begun = google.timer(SELAT_TIMER_START);
    CHECK(begun.ok());
    CHECK(begun.calls.empty());
    CHECK_FALSE(begun.statuses.at(0).running);
    CHECK(google.send(to_c1({{"text", "hi"}})).faileds.at(0).code == selat::code::config);
    CHECK(tell(google, {{"message", {{"messageId", "m1"}, {"text", "hi"}}}}).inbounds.size() == 1);
}
