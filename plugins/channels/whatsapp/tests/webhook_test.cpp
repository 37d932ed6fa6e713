// Webhooks as a whole: batches, what is broken in them, and news of accounts.

#include "whatsapp_under_test.hpp"

using namespace whatsapp_test;

TEST_CASE("a batch is read whole, and what is broken in it costs nothing else") {
    drive::channel whatsapp(given());
    auto batch = of_ann(message({{"type", "text"}, {"text", {{"body", "one"}}}}));
    auto& first = batch["entry"][0]["changes"][0]["value"];
    first["messages"].push_back(7);
    first["messages"].push_back(json::object());
    first["messages"].push_back(message({{"type", 7}, {"id", {1}}, {"from", 15557770001}}));
    first["messages"].push_back(
        message({{"id", "wamid.2"}, {"type", "text"}, {"text", {{"body", "two"}}}}));
    first["statuses"] = json::array({{{"id", "wamid.S"}, {"status", "delivered"}}, "x"});
    batch["entry"][0]["changes"].push_back("broken");
    batch["entry"][0]["changes"].push_back({{"field", "messages"}, {"value", nullptr}});
    batch["entry"].push_back(nullptr);
    batch["entry"].push_back(of_ann(message({{"id", "wamid.3"},
                                             {"type", "text"},
                                             {"timestamp", 1'750'000'000'123},
                                             {"text", {{"body", "three"}}}}))["entry"][0]);
    const auto got = deliver(whatsapp, batch);
    CHECK(got.http_status() == 200);
    CHECK(got.refused.empty());
    REQUIRE(got.inbounds.size() == 4);
    CHECK(json::parse(got.inbounds[0].content) == json{{"text", "one"}});
    CHECK(json::parse(got.inbounds[2].content) == json{{"text", "two"}});
    CHECK(json::parse(got.inbounds[3].content) == json{{"text", "three"}});
    CHECK(got.inbounds[3].at_ms == 1'750'000'000'123);
    CHECK(got.receipts.size() == 1);
}

TEST_CASE("a character that was cut in two costs itself alone") {
    drive::channel whatsapp(given());
    auto body = of_ann(message({{"type", "text"}, {"text", {{"body", "CUT"}}}})).dump();
    body.replace(body.find("CUT"), 3, "hi \\ud83d");
    const auto got = whatsapp.http(
        {.headers = {{"x-hub-signature-256", meta_test::signature_of("s3cret", body)}},
         .body = body});
    CHECK(json::parse(one_of(got).content) == json{{"text", "hi \xEF\xBF\xBD"}});
}

TEST_CASE("news of another number are not ours") {
    drive::channel whatsapp(given());
    auto other = of_ann(message({{"type", "text"}, {"text", {{"body", "hi"}}}}));
    other["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = "999";
    const auto got = deliver(whatsapp, other);
    CHECK(got.http_status() == 200);
    CHECK(got.inbounds.empty());
    CHECK(got.logs.size() == 1);
}

TEST_CASE("a body with the right signature that is no webhook is refused with 400") {
    drive::channel whatsapp(given());
    for (const std::string body : {"", "x", "[]", "7", "{}", R"({"entry":7})"}) {
        const auto got = whatsapp.http(
            {.headers = {{"x-hub-signature-256", meta_test::signature_of("s3cret", body)}},
             .body = body});
        CHECK(got.http_status() == 400);
    }
}

TEST_CASE("a thousand messages with media fit into one call") {
    drive::channel whatsapp(given());
    json all = json::array();
    for (int n = 0; n < 1'000; ++n) {
        all.push_back(message({{"id", "wamid." + std::to_string(n)},
                               {"from_user_id", "US.42abc"},
                               {"type", "image"},
                               {"image", {{"id", std::to_string(n)}}}}));
    }
    const auto got = deliver(whatsapp, webhook(value_of({{"messages", all}})));
    CHECK(got.http_status() == 200);
    CHECK(got.refused.empty());
    CHECK(got.inbounds.size() == 1'000);
}

TEST_CASE("accounts that Meta stops degrade the channel until they go on") {
    drive::channel whatsapp(given());
    const auto tell = [&](const char* state) {
        return deliver(whatsapp, webhook({{"event", "DISABLED_UPDATE"},
                                          {"ban_info", {{"waba_ban_state", state}}}},
                                         "account_update"));
    };
    CHECK_FALSE(tell("DISABLE").statuses.at(0).running);
    CHECK(tell("REINSTATE").statuses.at(0).running);
    CHECK(tell("SCHEDULE_FOR_DISABLE").statuses.empty());
}

TEST_CASE("what is nothing to act on is answered and logged") {
    drive::channel whatsapp(given());
    const auto field = GENERATE("message_template_status_update", "phone_number_quality_update",
                                "history", "smb_app_state_sync", "calls", "brand_new");
    const auto got = deliver(whatsapp, webhook({{"event", "APPROVED"}}, field));
    CHECK(got.http_status() == 200);
    CHECK(got.inbounds.empty());
    REQUIRE(got.logs.size() == 1);
    CHECK(drive::find(got.logs[0].pairs, "what") == field);
}

TEST_CASE("who wants no marketing is known for it") {
    drive::channel whatsapp(given());
    const auto got = deliver(
        whatsapp,
        webhook(value_of({{"user_preferences", json::array({{{"wa_id", "15557770001"},
                                                             {"category", "marketing_messages"},
                                                             {"value", "stop"},
                                                             {"timestamp", 1750000000}}})}}),
                "user_preferences"));
    REQUIRE(got.addresses.size() == 1);
    CHECK(got.addresses[0].address == ann);
    CHECK(got.addresses[0].reach == SELAT_REACH_UNKNOWN);
    CHECK(json::parse(got.addresses[0].attributes) ==
          json{{"whatsapp_marketing_messages", "stop"}});
}
