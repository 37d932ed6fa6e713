// WhatsApp, with Meta's side beside it: in, out, what became of it, media, faults.

#include "tests/integration/support/channel_centre.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

const std::string number = "106540352242922";
const std::string mei = "+60123456789";

configuration configured(const emulators& provider) {
    configuration out;
    out.web = false;
    out.channels =
        "  - id: whatsapp-my\n    plugin: whatsapp\n    flow: front-door\n    options: { "
        "app_secret: meta-secret, verify_token: meta-word, access_token: meta-token, "
        "phone_number_id: \"" +
        number + "\", api_base: \"" + provider.url() + "/whatsapp\" }\n";
    return out;
}

// A contact centre with a number, and Mei with her phone.
struct whatsapp_centre : channel_centre {
    explicit whatsapp_centre(json settings = json::object())
        : channel_centre("whatsapp", "whatsapp-my", configured) {
        settings.update({{"id", number},
                         {"app_secret", "meta-secret"},
                         {"verify_token", "meta-word"},
                         {"access_token", "meta-token"},
                         {"webhook_url", host.url() + "/channels/whatsapp-my"},
                         {"templates", json::array({{{"name", "order"}, {"parameters", 1}}})}});
        tell("numbers", settings);
    }

    json does(json what) const {
        what["user"] = mei;
        return tell("messages", what);
    }
    // What Mei got that has the words in it, in time; null: nothing.
    [[nodiscard]] json got(const std::string& words) const { return first_of("sent", words); }
    [[nodiscard]] answer write(const json& content) const {
        return channel_centre::write(mei, content);
    }
};

}  // namespace

TEST_CASE("a WhatsApp message is answered, and the answer becomes delivered") {
    const whatsapp_centre all;
    CHECK(all.does({{"text", "opening hours"}})["status"] == 200);
    const auto stored = all.inbound();
    REQUIRE(stored.size() == 1);
    CHECK(stored[0]["address"] == mei);
    CHECK(stored[0]["content"]["text"] == "opening hours");
    const auto answer = all.got("We are open every day");
    REQUIRE_FALSE(answer.is_null());
    CHECK(eventually([&] {
        const auto out = all.outbound();
        return std::any_of(out.begin(), out.end(), [&](const json& each) {
            return each["provider_id"] == answer["id"] && each["status"] == "delivered";
        });
    }));
}

TEST_CASE("statuses that overtake each other and come twice leave the message read") {
    const whatsapp_centre all;
    all.tell("people", {{"user", mei}, {"reads", true}});
    all.strike("webhook", "disorder", {{"delay_ms", 200}});
    all.strike("webhook", "repeat", {{"count", 2}});
    const auto written = all.write({{"text", "news"}});
    REQUIRE(written.status == 202);
    CHECK_FALSE(all.message(written.body["id"], "read").is_null());
    CHECK(all.look("webhooks?wait_idle_ms=20000")["totals"]["given_up"] == 0);
    CHECK_FALSE(all.message(written.body["id"], "read").is_null());
}

TEST_CASE("what WhatsApp refuses at once and what it fails later both fail with its number") {
    const whatsapp_centre all;
    all.tell("people", {{"user", mei}, {"refused", 131026}});
    const auto refused = all.message(all.write({{"text", "one"}}).body["id"], "failed");
    REQUIRE(refused.is_object());
    CHECK(refused["error"]["code"] == "not_found");
    CHECK(refused["error"]["provider_code"] == "131026");
    all.tell("people", {{"user", mei}, {"refused", 0}, {"failed", 131049}});
    const auto failed = all.message(all.write({{"text", "two"}}).body["id"], "failed");
    REQUIRE(failed.is_object());
    CHECK(failed["error"]["provider_code"] == "131049");
}

TEST_CASE("a send whose answer was lost is settled by its status, and not sent again") {
    const whatsapp_centre all;
    all.strike("messages", "drop_after");
    const auto written = all.write({{"text", "news"}});
    REQUIRE(written.status == 202);
    const auto settled = all.message(written.body["id"], "delivered");
    const auto sent = all.look("sent")["items"];
    REQUIRE(sent.size() == 1);
    REQUIRE(settled.is_object());
    CHECK(settled["provider_id"] == sent[0]["id"]);
}

TEST_CASE("a send that is too fast for WhatsApp, or met it out of order, is tried again") {
    const whatsapp_centre all;
    const auto why = GENERATE(as<std::string>{}, "throttle", "fail");
    all.strike("messages", why, {{"message", "131000"}});
    const auto written = all.write({{"text", "news"}});
    CHECK_FALSE(all.message(written.body["id"], "delivered").is_null());
    CHECK(all.look("sent")["items"].size() == 1);
}

TEST_CASE("choices are buttons, what is tapped comes back, and a template has its parameters") {
    const whatsapp_centre all;
    const auto written =
        all.write({{"text", "Which?"},
                   {"choices", {{{"title", "Red"}, {"payload", "r"}}, {{"title", "Blue"}}}}});
    REQUIRE(written.status == 202);
    REQUIRE_FALSE(all.message(written.body["id"], "delivered").is_null());
    const auto asked = all.got("Which?");
    REQUIRE(asked.is_object());
    const auto button = asked["message"]["interactive"]["action"]["buttons"][0]["reply"];
    all.does({{"button_reply", button}, {"quoted", asked["id"]}});
    const auto chosen = all.inbound();
    REQUIRE(chosen.size() == 1);
    CHECK(chosen[0]["content"]["selected"] == json{{"title", "Red"}, {"payload", "r"}});
    CHECK(chosen[0]["reply_to"].is_string());
    REQUIRE(all.write({{"template", {{"name", "order"}, {"parameters", {"17"}}}}}).status == 202);
    const auto told = all.got("\"order\"");
    REQUIRE(told.is_object());
    CHECK(told["message"]["template"]["components"][0]["parameters"][0]["text"] == "17");
}

TEST_CASE("a picture is fetched through its id, also when its first link has ended") {
    const whatsapp_centre all;
    all.strike("download", "fail", {{"status", 404}});
    all.does({{"image", {{"content", "the picture's bytes"}, {"caption", "look"}}}});
    json content;
    REQUIRE(eventually([&] {
        const auto stored = all.inbound();
        if (stored.size() != 1) {
            return false;
        }
        content = stored[0]["content"];
        return content["attachments"][0].contains("url");
    }));
    CHECK(content["text"] == "look");
    CHECK(content["attachments"][0]["kind"] == "image");
    const std::string url = content["attachments"][0]["url"];
    CHECK(all.host.ops().get(url.substr(url.find("/api/v1/media/"))).text == "the picture's bytes");
}

TEST_CASE("a webhook that Meta did not sign is refused, and a wrong word shakes no hands") {
    const whatsapp_centre all;
    CHECK(all.does({{"text", "x"}, {"signature", "wrong"}})["status"] == 401);
    CHECK(all.does({{"text", "x"}, {"signature", "absent"}})["status"] == 401);
    CHECK(all.inbound().empty());
    CHECK(all.tell("verify", {{"verify_token", "other"}})["status"] == 403);
    CHECK(all.tell("verify", json::object())["passed"] == true);
}

TEST_CASE("a message that comes again is answered the same and stored once") {
    whatsapp_centre all;
    const json said = {{"id", "wamid.same"}, {"text", "opening hours"}};
    CHECK(all.does(said)["status"] == 200);
    CHECK(all.does(said)["status"] == 200);
    all.host.restart();
    CHECK(all.does(said)["status"] == 200);
    CHECK(all.inbound().size() == 1);
}

TEST_CASE("a customer with a new number is the same customer") {
    const whatsapp_centre all;
    all.does({{"text", "first"}});
    all.does({{"system", {{"type", "user_changed_number"}, {"wa_id", "60198765432"}}}});
    all.tell("messages", {{"user", "+60198765432"}, {"text", "second"}});
    CHECK(eventually([&] {
        const auto stored = all.inbound();
        return stored.size() == 2 && stored[0]["customer"] == stored[1]["customer"];
    }));
}

TEST_CASE("what is edited and taken back at the phone is changed and deleted here") {
    const whatsapp_centre all;
    all.does({{"id", "wamid.first"}, {"text", "helo"}});
    all.does({{"edit", "wamid.first"}, {"text", "hello"}});
    CHECK(eventually([&] {
        const auto stored = all.inbound();
        return stored.size() == 1 && stored[0]["edited"] == true &&
               stored[0]["content"]["text"] == "hello";
    }));
    all.does({{"revoke", "wamid.first"}});
    CHECK(eventually([&] { return all.inbound()[0]["deleted"] == true; }));
}

TEST_CASE("what was said too long ago opens nothing: refused with the reason, but for a template") {
    const whatsapp_centre all;
    constexpr std::int64_t a_day = 25 * 3'600'000;
    all.tell("clock", {{"advance_ms", -a_day}});
    CHECK(all.does({{"text", "opening hours"}})["status"] == 200);
    const auto talk = [&] { return all.host.ops().all("/api/v1/conversations").at(0); };
    CHECK(talk()["can_reply"] == false);
    CHECK(talk()["reason"] == "outside_window");
    CHECK(talk()["until"].is_null());
    json answers;
    REQUIRE(eventually([&] {
        answers = all.outbound();
        return !answers.empty() && answers[0]["status"] == "failed";
    }));
    CHECK(answers[0]["error"]["code"] == "outside_window");
    const auto refused = all.write({{"text", "news"}});
    CHECK(refused.status == 422);
    CHECK(refused.body["detail"] ==
          "the customer's newest message is older than the 24 hours in which the channel takes "
          "answers; only a template can be sent");
    const auto sent = all.write({{"template", {{"name", "order"}, {"parameters", {"17"}}}}});
    REQUIRE(sent.status == 202);
    REQUIRE_FALSE(all.message(sent.body["id"], "delivered").is_null());
    CHECK(all.look("sent")["items"].size() == 1);

    all.tell("clock", {{"advance_ms", a_day}});
    all.does({{"text", "opening hours"}});
    CHECK_FALSE(all.got("We are open every day").is_null());
    CHECK(talk()["can_reply"] == true);
    CHECK(talk()["until"].is_string());
    CHECK(all.write({{"text", "news"}}).status == 202);
}
