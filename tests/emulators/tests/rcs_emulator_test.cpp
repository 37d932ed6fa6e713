#include "tests/emulators/rcs/rcs.hpp"
#include "tests/emulators/tests/google_on_a_port.hpp"

using namespace google_emulator_test;

namespace {

const std::string ana = "+60127770001";

struct rcs : google_on_a_port<emulators::google::rcs_provider> {
    explicit rcs(const json& settings = json::object())
        : google_on_a_port("rcs", "https://www.googleapis.com/auth/rcsbusinessmessaging",
                           settings) {}

    httplib::Result send(const json& content, const std::string& id = "out-1",
                         const std::string& agent = "shop") {
        return post("phones/" + ana + "/agentMessages?messageId=" + id + "&agentId=" + agent,
                    {{"contentMessage", content}});
    }
};

}  // namespace

TEST_CASE("RCS takes a message to any phone that has it, and a repeat comes to nothing") {
    rcs provider;
    CHECK(error_of(provider.send({{"text", "hi"}})) == "UNAUTHENTICATED");
    provider.log_in();
    CHECK(body_of(provider.send({{"text", "hi"}}))["name"] ==
          "phones/" + ana + "/agentMessages/out-1");
    CHECK(provider.send({{"text", "hi"}})->status == 200);
    CHECK(provider.look("sent")["items"].size() == 1);
    CHECK(error_of(provider.send({{"text", "hi"}}, "out-2", "other")) == "PERMISSION_DENIED");
    provider.control("people", {{"user", ana}, {"no_rcs", true}});
    CHECK(error_of(provider.send({{"text", "hi"}}, "out-2")) == "NOT_FOUND");
}

TEST_CASE("RCS refuses what is beyond its limits") {
    rcs provider;
    provider.log_in();
    json twelve = json::array();
    for (int n = 0; n < 12; ++n) {
        twelve.push_back({{"reply", {{"text", "x"}, {"postbackData", "y"}}}});
    }
    const json card = {{"title", "x"}};
    for (const json& wrong :
         {json::object(), json{{"text", std::string(3073, 'x')}},
          json{{"text", "x"}, {"suggestions", twelve}}, json{{"text", "x"}, {"fallback", "y"}},
          json{{"richCard", {{"standaloneCard", {{"cardContent", card}}}}}},
          json{{"richCard",
                {{"carouselCard",
                  {{"cardWidth", "SMALL"}, {"cardContents", json::array({card})}}}}}},
          json{{"text", "x"},
               {"suggestions", json::array({{{"liveAgentRequest", json::object()}}})}}}) {
        INFO(wrong.dump());
        CHECK(error_of(provider.send(wrong)) == "INVALID_ARGUMENT");
    }
    CHECK(error_of(provider.send({{"text", "x"}}, "")) == "INVALID_ARGUMENT");
    CHECK(provider
              .send({{"richCard",
                      {{"standaloneCard",
                        {{"cardOrientation", "VERTICAL"}, {"cardContent", card}}}}}})
              ->status == 200);
}

TEST_CASE("RCS tells events in an envelope whose data is signed") {
    webhook_taker gateway;
    rcs provider({{"webhook_url", gateway.url()}});
    CHECK(provider.control("messages", {{"user", ana}, {"text", "hi"}})["delivered"] == true);
    provider.log_in();
    provider.send({{"text", "hi"}});
    provider.quiet();
    const auto taken = gateway.taken();
    REQUIRE(taken.size() == 3);
    const auto data = emulators::google::from_base64(
        json::parse(taken[0].body)["message"]["data"].get<std::string>());
    CHECK(taken[0].signature == emulators::google::signature_of(token, data));
    CHECK(json::parse(data)["text"] == "hi");
    CHECK(json::parse(data)["senderPhoneNumber"] == ana);
    const auto read = json::parse(emulators::google::from_base64(
        json::parse(taken[2].body)["message"]["data"].get<std::string>()));
    CHECK(read["eventType"] == "READ");
    CHECK(read["messageId"] == "out-1");
}

TEST_CASE("RCS knows what phones can show, takes events, and revokes what is not delivered") {
    rcs provider;
    provider.log_in();
    auto& client = provider.client();
    CHECK(body_of(client.Get("/rcs/v1/phones/" + ana + "/capabilities?requestId=1&agentId=shop"))
              .contains("features"));
    CHECK(provider
              .post("phones/" + ana + "/agentEvents?eventId=e1&agentId=shop",
                    {{"eventType", "IS_TYPING"}})
              ->status == 200);
    CHECK(error_of(provider.post("phones/" + ana + "/agentEvents?eventId=e2&agentId=shop",
                                 {{"eventType", "READ"}, {"messageId", "nothing"}})) ==
          "INVALID_ARGUMENT");
    provider.control("people", {{"user", ana}, {"offline", true}});
    provider.send({{"text", "hi"}});
    const auto revoke = [&](const std::string& id) {
        return client.Delete("/rcs/v1/phones/" + ana + "/agentMessages/" + id + "?agentId=shop");
    };
    CHECK(revoke("out-1")->status == 200);
    CHECK(error_of(revoke("out-9")) == "NOT_FOUND");
    const auto seen = provider.look("activity")["items"];
    REQUIRE(seen.size() == 2);
    CHECK(seen[1]["kind"] == "REVOKE");
    CHECK(seen[1]["revoked"] == true);
    CHECK(body_of(provider.post("users:batchGet", {{"users", {ana}}}))["reachableUsers"].size() ==
          1);
}
