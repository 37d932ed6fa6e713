#include "tests/emulators/google-business-messages/google_business_messages.hpp"
#include "tests/emulators/tests/google_on_a_port.hpp"

using namespace google_emulator_test;

namespace {

struct google : google_on_a_port<emulators::google::business_messages_provider> {
    explicit google(const json& settings = json::object())
        : google_on_a_port("google-business-messages",
                           "https://www.googleapis.com/auth/businessmessages", settings) {}
};

json message(json more, const std::string& id = "out-1") {
    json out = {{"messageId", id}, {"representative", {{"representativeType", "BOT"}}}};
    out.update(more);
    return out;
}

json suggestions(int count) {
    json out = json::array();
    for (int n = 0; n < count; ++n) {
        out.push_back({{"reply", {{"text", std::to_string(n)}, {"postbackData", "x"}}}});
    }
    return out;
}

// Ana has written; where to answer her.
std::string conversation_of(google& provider) {
    provider.log_in();
    return "conversations/" +
           provider.control("messages", {{"user", "Ana"}, {"text", "hi"}})["address"]
               .get<std::string>();
}

}  // namespace

TEST_CASE("a token is given for a right assertion alone") {
    google provider;
    CHECK(body_of(provider.ask_token())["token_type"] == "Bearer");
    const auto now_s = emulators::now_ms() / 1000;
    for (const json& wrong :
         {json{{"iss", "other@x"}}, json{{"aud", "https://x.example"}},
          json{{"scope", "https://www.googleapis.com/auth/other"}}, json{{"exp", now_s - 1}},
          json{{"exp", now_s + 3700}}, json{{"iat", now_s + 3000}, {"exp", now_s + 3600}}}) {
        INFO(wrong.dump());
        const auto got = provider.ask_token(wrong);
        CHECK(got->status == 400);
        CHECK(body_of(got).contains("error_description"));
    }
    CHECK(body_of(provider.ask_token(json::object(), false))["error"] == "invalid_grant");
}

TEST_CASE("without a token, or with one that has ended, nothing is taken") {
    google provider;
    CHECK(error_of(provider.post("conversations/c/messages", message({{"text", "x"}}))) ==
          "UNAUTHENTICATED");
    const auto to = conversation_of(provider);
    provider.control("clock", {{"advance_ms", 3'600'000}});
    CHECK(error_of(provider.post(to + "/messages", message({{"text", "x"}}))) == "UNAUTHENTICATED");
    provider.control("clock", {{"advance_ms", -3'600'000}});
    CHECK(provider.post(to + "/messages", message({{"text", "x"}}))->status == 200);
    provider.control("revoke", json::object());
    CHECK(error_of(provider.post(to + "/messages", message({{"text", "x"}}, "out-2"))) ==
          "UNAUTHENTICATED");
}

TEST_CASE("a message is taken once in a conversation with us, while the window is open") {
    google provider;
    const auto to = conversation_of(provider);
    const auto taken = body_of(provider.post(to + "/messages", message({{"text", "hi"}})));
    CHECK(taken["name"] == to + "/messages/out-1");
    CHECK(error_of(provider.post(to + "/messages", message({{"text", "hi"}}))) == "ALREADY_EXISTS");
    CHECK(provider.look("sent?user=Ana")["items"].size() == 1);
    CHECK(error_of(provider.post("conversations/other/messages", message({{"text", "hi"}}))) ==
          "PERMISSION_DENIED");
    provider.control("people", {{"user", "Ana"}, {"refused", "FAILED_PRECONDITION"}});
    CHECK(error_of(provider.post(to + "/messages", message({{"text", "hi"}}, "out-2"))) ==
          "FAILED_PRECONDITION");
}

TEST_CASE("after thirty days a conversation is closed to us") {
    google provider;
    const auto to = conversation_of(provider);
    provider.control("clock", {{"advance_ms", std::int64_t{31} * 24 * 3'600'000}});
    provider.control("messages", {{"user", "Ben"}, {"text", "hi"}});
    const auto got =
        provider.ask_token({{"iat", emulators::now_ms() / 1000 + 31 * 24 * 3600},
                            {"exp", emulators::now_ms() / 1000 + 31 * 24 * 3600 + 60}});
    provider.client().set_bearer_token_auth(body_of(got)["access_token"].get<std::string>());
    CHECK(error_of(provider.post(to + "/messages", message({{"text", "hi"}}))) ==
          "FAILED_PRECONDITION");
}

TEST_CASE("what is beyond a limit is refused") {
    google provider;
    const auto to = conversation_of(provider);
    const auto card = [](const json& content) {
        return json{{"richCard", {{"standaloneCard", {{"cardContent", content}}}}}};
    };
    json eleven = json::array();
    for (int n = 0; n < 11; ++n) {
        eleven.push_back({{"title", "x"}});
    }
    for (const json& wrong :
         {json::object(), json{{"text", ""}}, json{{"text", std::string(3073, 'x')}},
          json{{"text", "x"}, {"representative", nullptr}},
          json{{"text", "x"}, {"representative", {{"representativeType", "ROBOT"}}}},
          json{{"text", "x"}, {"video", "y"}},
          json{{"text", "x"}, {"suggestions", suggestions(14)}},
          json{{"text", "x"},
               {"suggestions",
                json::array(
                    {{{"reply", {{"text", std::string(26, 'x')}, {"postbackData", "y"}}}}})}},
          json{{"text", "x"}, {"fallback", std::string(3073, 'x')}},
          json{{"image",
                {{"contentInfo", {{"fileUrl", "http://x.example/a.png"}, {"altText", "x"}}}}}},
          json{{"image", {{"contentInfo", {{"fileUrl", "https://x.example/a.png"}}}}}},
          json{{"text", "x"}, {"richCard", json::object()}}, card(json::object()),
          card({{"title", std::string(201, 'x')}}), card({{"description", std::string(2001, 'x')}}),
          card({{"title", "x"}, {"suggestions", suggestions(5)}}),
          json{{"richCard",
                {{"carouselCard", {{"cardWidth", "MEDIUM"}, {"cardContents", eleven}}}}}}}) {
        INFO(wrong.dump());
        CHECK(error_of(provider.post(to + "/messages", message(wrong))) == "INVALID_ARGUMENT");
    }
    CHECK(
        provider.post(to + "/messages", message({{"text", "x"}, {"suggestions", suggestions(13)}}))
            ->status == 200);
}

TEST_CASE("events, read marks and surveys are looked at and told") {
    google provider;
    const auto to = conversation_of(provider);
    const json joined = {{"eventType", "REPRESENTATIVE_JOINED"},
                         {"representative", {{"representativeType", "HUMAN"}}}};
    CHECK(body_of(provider.post(to + "/events?eventId=e1", joined))["name"] == to + "/events/e1");
    CHECK(error_of(provider.post(to + "/events?eventId=e1", joined)) == "ALREADY_EXISTS");
    CHECK(error_of(provider.post(to + "/events", joined)) == "INVALID_ARGUMENT");
    CHECK(error_of(provider.post(to + "/events?eventId=e2", {{"eventType", "WAVED"}})) ==
          "INVALID_ARGUMENT");
    const auto said = provider.control("messages", {{"user", "Ana"}, {"text", "x"}});
    const auto mark = [&](const std::string& id) {
        return provider.client().Patch("/google-business-messages/v1/" + to + "/messages/" + id +
                                           "/receipt",
                                       R"({"receiptType":"READ"})", "application/json");
    };
    CHECK(mark(said["messageId"])->status == 200);
    CHECK(error_of(mark("nothing")) == "NOT_FOUND");
    CHECK(provider.post(to + "/surveys?surveyId=s1", json::object())->status == 200);
    CHECK(error_of(provider.post(to + "/surveys?surveyId=s2", json::object())) ==
          "RESOURCE_EXHAUSTED");
    const auto seen = provider.look("activity?user=Ana")["items"];
    REQUIRE(seen.size() == 3);
    CHECK(seen[0]["kind"] == "REPRESENTATIVE_JOINED");
    CHECK(seen[1]["kind"] == "READ");
    CHECK(seen[2]["kind"] == "SURVEY");
}

TEST_CASE("webhooks come after a handshake, signed, and again until they are taken") {
    webhook_taker gateway;
    gateway.answer = [](std::size_t n, httplib::Response&) { return n < 3 ? 503 : 200; };
    google provider({{"webhook_url", gateway.url()}});
    const auto told = provider.control("messages", {{"user", "Ana"}, {"text", "hi"}});
    CHECK(told["delivered"] == true);
    CHECK(told["attempts"] == 3);
    const auto taken = gateway.taken();
    REQUIRE(taken.size() == 3);
    CHECK(taken[0].body == taken[2].body);
    CHECK(taken[0].signature == emulators::google::signature_of(token, taken[0].body));
    CHECK(json::parse(taken[0].body)["message"]["text"] == "hi");
    CHECK(provider.control("verify", {{"client_token", "other"}})["passed"] == false);
    CHECK(provider.control("verify", json::object())["passed"] == true);
}

TEST_CASE("what was taken becomes delivered and read, for who is there") {
    webhook_taker gateway;
    google provider({{"webhook_url", gateway.url()}});
    const auto to = conversation_of(provider);
    provider.post(to + "/messages", message({{"text", "hi"}}));
    provider.quiet();
    const auto taken = gateway.taken();
    REQUIRE(taken.size() == 3);
    const auto type = [](const taken_webhook& each) {
        return json::parse(each.body)["receipts"]["receipts"][0]["receiptType"];
    };
    CHECK(type(taken[1]) == "DELIVERED");
    CHECK(type(taken[2]) == "READ");
    provider.control("people", {{"user", "Ana"}, {"offline", true}});
    provider.post(to + "/messages", message({{"text", "hi"}}, "out-2"));
    provider.quiet();
    CHECK(gateway.taken().size() == 3);
}

TEST_CASE("a picture comes as a signed link that ends") {
    webhook_taker gateway;
    google provider({{"webhook_url", gateway.url()}, {"link_life_ms", 60'000}});
    provider.control("messages", {{"user", "Ana"}, {"image", {{"content", "bytes"}}}});
    const std::string link = json::parse(gateway.taken().at(0).body)["message"]["text"];
    CHECK(link.find("/business-messages-us/") != std::string::npos);
    const auto path = link.substr(link.find('/', 8));
    CHECK(provider.client().Get(path)->body == "bytes");
    provider.control("clock", {{"advance_ms", 61'000}});
    CHECK(provider.client().Get(path)->status == 403);
}

TEST_CASE("faults strike as they are told to") {
    google provider;
    const auto to = conversation_of(provider);
    const auto strike = [&](const json& fault) {
        provider.control("faults", fault);
        return provider.post(to + "/messages", message({{"text", "x"}}));
    };
    CHECK(error_of(strike({{"endpoint", "messages"}, {"kind", "throttle"}, {"count", 1}})) ==
          "RESOURCE_EXHAUSTED");
    CHECK(error_of(strike({{"endpoint", "messages"},
                           {"kind", "fail"},
                           {"message", "FAILED_PRECONDITION"},
                           {"count", 1}})) == "FAILED_PRECONDITION");
    CHECK(strike({{"endpoint", "messages"}, {"kind", "fail"}, {"status", 503}, {"count", 1}})
              ->status == 503);
    CHECK_FALSE(strike({{"endpoint", "messages"}, {"kind", "drop_after"}, {"count", 1}}));
    CHECK(provider.look("sent")["items"].size() == 1);
}

TEST_CASE("an agent has a phone, and what is wrong with its description is said") {
    google provider;
    const auto phones = json::parse(provider.client().Get("/_control/phones")->body)["items"];
    REQUIRE(phones.size() == 1);
    CHECK(phones[0]["channel"] == "brands/b1/agents/a1");
    CHECK(provider.client().Get("/google-business-messages/")->status == 200);
    CHECK(provider.control("agents", {{"client_token", "x"}, {"id", "a1"}}).contains("error"));
    CHECK(provider.control("agents", json::object()).contains("error"));
}
