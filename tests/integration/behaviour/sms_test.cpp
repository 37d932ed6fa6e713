// SMS, with Twilio's side beside it: in, out, what became of it, and who wants no more.

#include "tests/integration/support/channel_centre.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

const std::string account = "AC" + std::string(32, 'a');
const std::string token = "sms-test-auth-token";
const std::string ours = "+15005550006";
const std::string mei = "+60123456789";

configuration configured(const emulators& provider) {
    configuration out;
    out.web = false;
    out.channels = "  - id: sms-my\n    plugin: sms\n    flow: front-door\n    options: { "
                   "account_sid: " +
                   account + ", auth_token: " + token + ", from: \"" + ours +
                   "\", opt_out_words: [BERHENTI], api_base: \"" + provider.url() + "/sms\" }\n";
    return out;
}

// A contact centre with a number, and Mei with her phone.
struct sms_centre : channel_centre {
    sms_centre() : channel_centre("sms", "sms-my", configured) {
        tell("accounts", {{"account_sid", account},
                          {"auth_token", token},
                          {"numbers", {ours}},
                          {"webhook_url", host.url() + "/channels/sms-my"}});
    }

    json says(const std::string& text, json more = json::object()) const {
        more["from"] = mei;
        more["text"] = text;
        return tell("messages", more);
    }
    // What Mei got that has the words in it, in time; null: nothing.
    [[nodiscard]] json got(const std::string& words) const {
        return first_of("sent?to=%2B60123456789", words, "body");
    }
    [[nodiscard]] answer write(const json& content) const {
        return channel_centre::write(mei, content);
    }
    // What it is for our system to write to Mei, once it is that.
    [[nodiscard]] bool write_becomes(int status) const {
        return eventually([&] { return write({{"text", "news"}}).status == status; });
    }
};

}  // namespace

TEST_CASE("an SMS is answered, and the answer becomes delivered") {
    const sms_centre all;
    CHECK(all.says("opening hours")["status"] == 200);
    const auto stored = all.inbound();
    REQUIRE(stored.size() == 1);
    CHECK(stored[0]["address"] == mei);
    CHECK(stored[0]["content"]["text"] == "opening hours");
    const auto answer = all.got("We are open every day");
    REQUIRE_FALSE(answer.is_null());
    CHECK(answer["from"] == ours);
    CHECK(eventually([&] {
        const auto out = all.outbound();
        return std::any_of(out.begin(), out.end(), [&](const json& each) {
            return each["provider_id"] == answer["sid"] && each["status"] == "delivered";
        });
    }));
}

TEST_CASE("callbacks that overtake each other and come twice leave the message delivered") {
    const sms_centre all;
    all.strike("callback", "disorder", {{"delay_ms", 200}});
    all.strike("callback", "repeat", {{"count", 2}});
    const auto written = all.write({{"text", "news"}});
    REQUIRE(written.status == 202);
    CHECK_FALSE(all.message(written.body["id"], "delivered").is_null());
    const auto log = all.look("webhooks?wait_idle_ms=20000");
    CHECK(log["items"].back()["messageStatus"] == "sent");
    CHECK(log["totals"]["given_up"] == 0);
    CHECK_FALSE(all.message(written.body["id"], "delivered").is_null());
}

TEST_CASE("what does not reach the phone fails with the carrier's number") {
    const sms_centre all;
    all.tell("people", {{"number", mei}, {"undelivered", 30003}});
    const auto written = all.write({{"text", "news"}});
    const auto failed = all.message(written.body["id"], "failed");
    REQUIRE(failed.is_object());
    CHECK(failed["error"]["provider_code"] == "30003");
}

TEST_CASE("what Twilio refuses fails at once, with Twilio's number") {
    const sms_centre all;
    all.tell("people", {{"number", mei}, {"refused", 21614}});
    const auto failed = all.message(all.write({{"text", "news"}}).body["id"], "failed");
    REQUIRE(failed.is_object());
    CHECK(failed["error"]["code"] == "not_found");
    CHECK(failed["error"]["provider_code"] == "21614");
}

TEST_CASE("a send whose answer was lost is settled by its callback, and not sent again") {
    const sms_centre all;
    const auto kind = GENERATE(as<std::string>{}, "drop_after", "fail_after");
    all.strike("create", kind);
    const auto written = all.write({{"text", "news"}});
    REQUIRE(written.status == 202);
    CHECK_FALSE(all.message(written.body["id"], "delivered").is_null());
    CHECK(all.look("sent")["items"].size() == 1);
}

TEST_CASE("a send that is too fast for Twilio is tried again") {
    const sms_centre all;
    all.strike("create", "throttle");
    const auto written = all.write({{"text", "news"}});
    CHECK_FALSE(all.message(written.body["id"], "delivered").is_null());
}

TEST_CASE("choices are numbered lines, and a long text goes in messages that Twilio takes") {
    const sms_centre all;
    const auto asked =
        all.write({{"text", "Which?"}, {"choices", {{{"title", "Red"}}, {{"title", "Blue"}}}}});
    REQUIRE(asked.status == 202);
    const auto question = all.got("Which?");
    REQUIRE(question.is_object());
    CHECK(question["body"] == "Which?\n1. Red\n2. Blue");
    std::string text;
    for (int n = 0; n < 500; ++n) {
        text += "word" + std::to_string(n) + " ";
    }
    const auto written = all.write({{"text", text}});
    REQUIRE_FALSE(all.message(written.body["id"], "delivered").is_null());
    CHECK_FALSE(all.got("word499").is_null());
    CHECK(all.look("sent")["items"].size() == 4);
}

TEST_CASE("STOP ends what our systems write until START, whatever comes again late") {
    const sms_centre all;
    const auto word = GENERATE(as<std::string>{}, "STOP", "berhenti");
    all.says("opening hours");
    REQUIRE_FALSE(all.got("We are open every day").is_null());
    const auto stop = all.says(word);
    CHECK(stop["status"] == 200);
    CHECK(all.write_becomes(422));
    CHECK(all.inbound().size() == 2);
    CHECK(all.says("START")["status"] == 200);
    CHECK(all.write_becomes(202));
    CHECK(all.tell("messages", {{"messageSid", stop["messageSid"]}})["status"] == 200);
    CHECK(all.inbound().size() == 3);
    const auto written = all.write({{"text", "welcome back"}});
    REQUIRE(written.status == 202);
    CHECK_FALSE(all.message(written.body["id"], "delivered").is_null());
}

TEST_CASE("a STOP that only Twilio heard of is learnt from its refusal") {
    const sms_centre all;
    all.says("STOP", {{"signature", "absent"}});
    const auto failed = all.message(all.write({{"text", "news"}}).body["id"], "failed");
    REQUIRE(failed.is_object());
    CHECK(failed["error"]["code"] == "opted_out");
    CHECK(failed["error"]["provider_code"] == "21610");
    CHECK(all.write_becomes(422));
}

TEST_CASE("a webhook that Twilio did not sign is refused, and nothing of it is stored") {
    const sms_centre all;
    CHECK(all.says("x", {{"signature", "wrong"}})["status"] == 401);
    CHECK(all.says("x", {{"signature", "absent"}})["status"] == 401);
    CHECK(all.inbound().empty());
}

TEST_CASE("a message that comes again is answered the same and stored once") {
    sms_centre all;
    all.strike("webhook", "repeat");
    const auto first = all.says("opening hours");
    CHECK(first["status"] == 200);
    CHECK(all.inbound().size() == 1);
    all.host.restart();
    CHECK(all.tell("messages", {{"messageSid", first["messageSid"]}})["status"] == 200);
    CHECK(all.inbound().size() == 1);
}

TEST_CASE("a picture is fetched through Twilio's redirect and can be had here") {
    const sms_centre all;
    all.says("", {{"media", json::array({{{"content", "the picture's bytes"},
                                          {"content_type", "image/jpeg"}}})}});
    json attachment;
    REQUIRE(eventually([&] {
        const auto stored = all.inbound();
        if (stored.size() != 1 || !stored[0]["content"].contains("attachments")) {
            return false;
        }
        attachment = stored[0]["content"]["attachments"][0];
        return attachment.contains("url");
    }));
    CHECK(attachment["kind"] == "image");
    CHECK(attachment["mime"] == "image/jpeg");
    const std::string url = attachment["url"];
    CHECK(all.host.ops().get(url.substr(url.find("/api/v1/media/"))).text == "the picture's bytes");
}
