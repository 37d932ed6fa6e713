#include "tests/emulators/tests/sms_on_a_port.hpp"

using namespace sms_emulator_test;

namespace {

struct refused_send {
    httplib::Params with;
    int code;
};

}  // namespace

TEST_CASE("a message that Twilio takes is answered 201 as Twilio answers") {
    sms_on_a_port sms;
    const auto result = sms.send();
    const auto body = body_of(result);
    CHECK(result->status == 201);
    CHECK(body["sid"].get<std::string>().substr(0, 2) == "SM");
    CHECK(body["sid"].get<std::string>().size() == 34);
    CHECK(body["account_sid"] == account);
    CHECK(body["status"] == "queued");
    CHECK(body["direction"] == "outbound-api");
    CHECK(body["from"] == ours);
    CHECK(body["num_segments"] == "1");
    CHECK(body["num_media"] == "0");
    CHECK(body["error_code"].is_null());
    CHECK(body["price"].is_null());
    CHECK(body["date_created"].get<std::string>().ends_with(" +0000"));
    sms.quiet();
    const auto later = body_of(sms.get("/Messages/" + body["sid"].get<std::string>() + ".json"));
    CHECK(later["status"] == "delivered");
    CHECK(later["date_sent"].is_string());
}

TEST_CASE("a service takes the message before it knows who sends it") {
    sms_on_a_port sms;
    const auto body = body_of(sms.send({{"From", ""}, {"MessagingServiceSid", service}}));
    CHECK(body["status"] == "accepted");
    CHECK(body["from"].is_null());
    CHECK(body["num_segments"] == "0");
    CHECK(body["messaging_service_sid"] == service);
    sms.quiet();
    const auto later = body_of(sms.get("/Messages/" + body["sid"].get<std::string>() + ".json"));
    CHECK(later["from"] == ours);
}

TEST_CASE("every fault of a send has Twilio's number") {
    sms_on_a_port sms;
    sms.control("people", {{"number", "+60120000001"}, {"refused", 21614}});
    httplib::Params media;
    for (int n = 0; n < 11; ++n) {
        media.emplace("MediaUrl", "https://m.example/" + std::to_string(n));
    }
    const std::vector<refused_send> all = {
        {{{"To", ""}}, 21604},
        {{{"To", "0123"}, {"From", ""}}, 21603},
        {{{"To", "abc"}}, 21211},
        {{{"To", "whatsapp:+60123456789"}}, 21211},
        {{{"From", "+60999999999"}}, 21606},
        {{{"MessagingServiceSid", "MG" + std::string(32, 'c')}}, 21705},
        {{{"From", "+15005550010"}, {"MessagingServiceSid", service}}, 21606},
        {{{"Body", ""}}, 21602},
        {{{"Body", std::string(1601, 'x')}}, 21617},
        {{{"MediaUrl", "m.example/1"}}, 21620},
        {media, 21623},
        {{{"StatusCallback", "not a url"}}, 21609},
        {{{"StatusCallback", "https://under_score.example/x"}}, 21609},
        {{{"SendAt", "2030-01-01T00:00:00Z"}}, 20001},
        {{{"To", "+60120000001"}}, 21614},
        {{{"To", "+15005550001"}}, 21211},
        {{{"To", "+15005550002"}}, 21612},
        {{{"To", "+15005550003"}}, 21408},
        {{{"To", "+15005550004"}}, 21610},
        {{{"To", "+15005550009"}}, 21614},
        {{{"From", "+15005550008"}}, 21611}};
    for (const auto& each : all) {
        CAPTURE(each.code);
        const auto result = sms.send(each.with);
        const auto body = body_of(result);
        CHECK(result->status == 400);
        CHECK(body["code"] == each.code);
        CHECK(body["status"] == 400);
        CHECK(body["more_info"] ==
              "https://www.twilio.com/docs/errors/" + std::to_string(each.code));
        CHECK_FALSE(body["message"].get<std::string>().empty());
    }
    CHECK(sms.look("sent")["items"].empty());
    CHECK(sms.send({{"Body", std::string(1600, 'x')}})->status == 201);
}

TEST_CASE("a body in JSON is no form: nothing of it counts") {
    sms_on_a_port sms;
    const json body = {{"To", mei}, {"From", ours}, {"Body", "x"}};
    const auto result =
        sms.client().Post(sms_on_a_port::path("/Messages.json"), body.dump(), "application/json");
    CHECK(body_of(result)["code"] == 21603);
}

TEST_CASE("only the account's own token or an API key opens the door") {
    const auto key = "SK" + std::string(32, 'd');
    sms_on_a_port sms({{"api_keys", {{key, "k3y"}}}});
    sms.client().set_basic_auth(account, "wrong");
    const auto wrong = sms.send();
    CHECK(wrong->status == 401);
    CHECK(body_of(wrong)["code"] == 20003);
    sms.client().set_basic_auth(key, "k3y");
    CHECK(sms.send()->status == 201);
    const auto other = sms.client().Post(
        "/sms/2010-04-01/Accounts/AC" + std::string(32, '0') + "/Messages.json", httplib::Params{});
    CHECK(other->status == 404);
    CHECK(body_of(other)["code"] == 20404);
    CHECK(body_of(sms.get("/Messages/SM" + std::string(32, '0') + ".json"))["code"] == 20404);
    CHECK(body_of(sms.get("/Nothing.json"))["code"] == 20404);
}

TEST_CASE("messages are listed newest first, page by page, blanked out and deleted") {
    sms_on_a_port sms;
    for (const auto* text : {"one", "two", "three"}) {
        sms.send({{"Body", text}});
    }
    const auto page = body_of(sms.get("/Messages.json?PageSize=2&To=%2B60123456789"));
    REQUIRE(page["messages"].size() == 2);
    CHECK(page["messages"][0]["body"] == "three");
    const auto next = sms.client().Get("/sms" + page["next_page_uri"].get<std::string>());
    CHECK(body_of(next)["messages"][0]["body"] == "one");
    CHECK(body_of(next)["next_page_uri"].is_null());
    const auto one =
        sms_on_a_port::path("/Messages/" + page["messages"][0]["sid"].get<std::string>() + ".json");
    CHECK(body_of(sms.client().Post(one, httplib::Params{{"Body", ""}}))["body"] == "");
    CHECK(sms.client().Post(one, httplib::Params{{"Body", "new"}})->status == 400);
    CHECK(sms.client().Delete(one)->status == 204);
    CHECK(sms.client().Get(one)->status == 404);
    CHECK(body_of(sms.get(
              "/IncomingPhoneNumbers.json"))["incoming_phone_numbers"][0]["phone_number"] == ours);
}

TEST_CASE("faults strike as Twilio fails") {
    sms_on_a_port sms;
    const auto strike = [&](json fault) {
        fault["endpoint"] = "create";
        fault["count"] = 1;
        REQUIRE(sms.control("faults", fault).contains("items"));
    };
    strike({{"kind", "throttle"}});
    const auto throttled = sms.send();
    CHECK(throttled->status == 429);
    CHECK(throttled->get_header_value("Retry-After") == "1");
    CHECK(body_of(throttled)["code"] == 20429);
    strike({{"kind", "quota"}});
    CHECK(body_of(sms.send())["code"] == 21611);
    strike({{"kind", "fail"}, {"status", 503}});
    CHECK(sms.send()->status == 503);
    strike({{"kind", "drop_before"}});
    CHECK_FALSE(sms.send());
    CHECK(sms.look("sent")["items"].empty());
    strike({{"kind", "drop_after"}});
    CHECK_FALSE(sms.send());
    strike({{"kind", "fail_after"}, {"status", 502}});
    CHECK(sms.send()->status == 502);
    CHECK(sms.look("sent")["items"].size() == 2);
    CHECK(sms.control("faults", {{"kind", "explode"}}).contains("error"));
}

TEST_CASE("segments are counted by the alphabet that a text needs") {
    CHECK(emulators::sms::segments_of(std::string(160, 'a')) == 1);
    CHECK(emulators::sms::segments_of(std::string(161, 'a')) == 2);
    CHECK(emulators::sms::segments_of(std::string(152, 'a') + "€" + std::string(152, 'b')) == 3);
    CHECK(emulators::sms::segments_of(std::string(70, 'a') + "你") == 2);
    CHECK(emulators::sms::units_of("a你👋") == 4);
}
