// SMS over SMPP with an SMSC beside it: in, out, in parts, what became of it, and what becomes of
// all that when the connection or the gateway breaks.

#include "tests/integration/support/channel_centre.hpp"

#include <algorithm>
#include <csignal>

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

const std::string mei = "+60123456789";

// The account is known at the SMSC before the gateway begins.
configuration configured(const emulators& side, const json& settings) {
    json account = {{"system_id", "gw"}, {"password", "pw"}, {"numbers", {"32665"}}};
    account.update(settings);
    const int port = api(side.url(), {}).post("/_control/smsc/accounts", account).body["port"];
    configuration out;
    out.web = false;
    out.channels = "  - id: sms-my\n    plugin: sms\n    flow: front-door\n    options: { driver: "
                   "smpp, host: 127.0.0.1, port: " +
                   std::to_string(port) +
                   ", system_id: gw, password: pw, from: \"32665\", opt_out_words: [BERHENTI], "
                   "timeout: 4s }\n";
    return out;
}

// A contact centre with a short code, and Mei with her phone.
struct smpp_centre : channel_centre {
    explicit smpp_centre(const json& settings = json::object())
        : channel_centre("smsc", "sms-my", [&](const emulators& provider) {
              return configured(provider, settings);
          }) {
        REQUIRE(eventually(
            [&] { return happened("bind") > 0 && shown().value("state", "") == "running"; }));
    }

    json says(const std::string& text, json more = json::object()) const {
        more.update({{"from", mei}, {"text", text}});
        return tell("messages", more);
    }
    [[nodiscard]] std::size_t happened(const std::string& kind) const {
        return look("connection?kind=" + kind)["items"].size();
    }
    // What Mei got that has the words in it, in time; null: nothing.
    [[nodiscard]] json got(const std::string& words) const {
        return first_of("sent?to=%2B60123456789", words, "text");
    }
    [[nodiscard]] std::size_t times_sent(const std::string& words) const {
        const auto sent = look("sent")["items"];
        return static_cast<std::size_t>(std::count_if(
            sent.begin(), sent.end(), [&](const json& each) { return each["text"] == words; }));
    }
    [[nodiscard]] json write(const std::string& text) const {
        return channel_centre::write(mei, {{"text", text}}).body;
    }
};

}  // namespace

TEST_CASE("a text over SMPP is answered, and the answer becomes delivered") {
    const smpp_centre all({{"receipt_ids", "decimal"}});
    CHECK(all.says("opening hours")["delivered"] == true);
    const auto stored = all.inbound();
    REQUIRE(stored.size() == 1);
    CHECK(stored[0]["address"] == mei);
    CHECK(stored[0]["content"]["text"] == "opening hours");
    const auto answer = all.got("We are open every day");
    REQUIRE_FALSE(answer.is_null());
    CHECK(eventually([&] {
        const auto out = all.outbound();
        return std::any_of(out.begin(), out.end(),
                           [](const json& each) { return each["status"] == "delivered"; });
    }));
}

TEST_CASE("long texts go and come in parts, in any order, in any alphabet") {
    const smpp_centre all;
    std::string text;
    for (int n = 0; n < 58; ++n) {
        text += "我是第" + std::to_string(n) + "个😀";
    }
    CHECK(all.says(text, {{"order", {3, 1, 2, 7, 6, 5, 4}}, {"split", "sar"}})["delivered"] ==
          true);
    CHECK(all.inbound()[0]["content"]["text"] == text);
    const auto sent = all.write(text);
    const auto shown = all.got("我是第57个😀");
    REQUIRE_FALSE(shown.is_null());
    CHECK(shown["text"] == text);
    CHECK(shown["parts"] == 7);
    CHECK_FALSE(all.message(sent["id"], "delivered").is_null());
}

TEST_CASE("parts that came before the gateway was killed are there afterwards") {
    smpp_centre all;
    const std::string text(300, 'x');
    CHECK(all.says(text, {{"order", {2}}})["delivered"] == true);
    all.host.kill();
    all.host.start();
    // The next reference would be another message's: the missing part as the phone sent it.
    CHECK(all.tell("messages", {{"from", mei},
                                {"hex", "050003010201" +
                                            [] {
                                                std::string hex;
                                                for (int n = 0; n < 153; ++n) {
                                                    hex += "78";
                                                }
                                                return hex;
                                            }()},
                                {"esm_class", 64}})["delivered"] == true);
    REQUIRE(eventually([&] { return all.inbound().size() == 1; }));
    CHECK(all.inbound()[0]["content"]["text"] == text);
}

TEST_CASE("a connection that is cut comes back, and nothing is lost or told twice") {
    const smpp_centre all;
    for (int n = 0; n < 10; ++n) {
        if (n == 5) {
            all.tell("connection", {{"do", "drop"}});
        }
        all.says("number " + std::to_string(n), {{"async", true}});
    }
    REQUIRE(eventually([&] { return all.inbound().size() == 10; }));
    CHECK(all.happened("bind") == 2);
}

TEST_CASE("a message whose answer was lost is in doubt and not sent again") {
    const smpp_centre all;
    all.tell("faults", {{"endpoint", "submit"}, {"kind", "drop_after"}, {"count", 1}});
    const auto sent = all.write("just once");
    const auto failed = all.message(sent["id"], "failed");
    REQUIRE_FALSE(failed.is_null());
    CHECK(failed["error"]["code"] == "uncertain");
    CHECK(all.times_sent("just once") == 1);
}

TEST_CASE("what is being sent when the gateway ends is answered before, and is not in doubt") {
    smpp_centre all({{"answer_ms", 500}});
    const auto sent = all.write("last words");
    REQUIRE(eventually([&] { return all.look("submits")["items"].size() == 1; }));
    CHECK(all.host.stop().exit == 0);
    CHECK(eventually([&] { return all.happened("unbind") == 1; }));
    all.host.start();
    const auto now = all.host.ops().get("/api/v1/messages/" + sent["id"].get<std::string>()).body;
    CHECK((now["status"] == "sent" || now["status"] == "delivered"));
    CHECK(all.times_sent("last words") == 1);
}

TEST_CASE(
    "what is being sent when the channel is changed is answered before, and is not in doubt") {
    smpp_centre all({{"answer_ms", 500}});
    const auto sent = all.write("under way");
    REQUIRE(eventually([&] { return all.look("submits")["items"].size() == 1; }));
    auto changed = all.host.configuration();
    const std::string before = "timeout: 4s";
    changed.channels.replace(changed.channels.find(before), before.size(), "timeout: 5s");
    all.host.configure(changed);
    all.host.process().signal(SIGHUP);
    CHECK_FALSE(all.message(sent["id"], "delivered").is_null());
    CHECK(all.times_sent("under way") == 1);
    REQUIRE(eventually([&] { return all.happened("bind") == 2; }));
    const auto next = all.write("by the new one");
    CHECK_FALSE(all.message(next["id"], "delivered").is_null());
}

TEST_CASE("what is throttled or goes down before it is sent goes later, once") {
    const smpp_centre all;
    all.tell("faults", {{"endpoint", "submit"}, {"kind", "throttle"}, {"count", 2}});
    const auto one = all.write("patience");
    CHECK_FALSE(all.message(one["id"], "delivered").is_null());
    CHECK(all.times_sent("patience") == 1);
    const auto submits = all.look("submits")["items"];
    CHECK(std::count_if(submits.begin(), submits.end(),
                        [](const json& each) { return each["status"] == 0x58; }) == 2);
}

TEST_CASE("a receipt tells that a message failed, and why") {
    const smpp_centre all({{"receipts", "both"}});
    all.tell("people", {{"number", mei}, {"state", "UNDELIV"}});
    const auto failed = all.message(all.write("nobody there")["id"], "failed");
    REQUIRE_FALSE(failed.is_null());
    CHECK(failed["error"]["provider_code"] == "UNDELIV:11");
}

TEST_CASE("STOP over SMPP ends what flows and our system say") {
    const smpp_centre all;
    all.says("Berhenti");
    CHECK(eventually([&] {
        return all.host.ops()
                   .post("/api/v1/messages",
                         {{"channel", "sms-my"}, {"to", mei}, {"content", {{"text", "news"}}}})
                   .status == 422;
    }));
}
