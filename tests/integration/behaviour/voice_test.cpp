// Calls, with Twilio's side beside it: the hotline's flow, people on the telephone, voicemail.

#include "tests/integration/support/agent.hpp"
#include "tests/integration/support/channel_centre.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

const std::string account = "AC" + std::string(32, 'a');
const std::string token = "voice-test-auth-token";
const std::string ours = "+15005550006";
const std::string mei = "+60123456789";
const std::string bens = "+60199998888";

configuration configured(const emulators& provider) {
    configuration out;
    out.web = false;
    out.channels = "  - id: voice-my\n    plugin: voice\n    flow: hotline\n    options: { "
                   "account_sid: " +
                   account + ", auth_token: " + token + ", from: \"" + ours + "\", api_base: \"" +
                   provider.url() + "/voice\" }\n";
    out.flows = "flows:\n  items:\n    - id: hotline\n      plugin: studio\n      "
                "definition: " SELAT_CONFIGURATIONS "/flows/hotline.json\n      bindings: { "
                "WW00000000000000000000000000000000: main }\n";
    return out;
}

// A contact centre with a telephone number, and Mei with hers.
struct hotline : channel_centre {
    hotline() : channel_centre("voice", "voice-my", configured) {
        tell("accounts", {{"account_sid", account},
                          {"auth_token", token},
                          {"numbers", {ours}},
                          {"webhook_url", host.url() + "/channels/voice-my"},
                          {"status_url", host.url() + "/channels/voice-my/status"},
                          {"step_ms", 60},
                          {"patience_ms", 20'000}});
    }

    [[nodiscard]] std::string call(json more = json::object()) const {
        more["from"] = mei;
        return tell("calls", more)["call"];
    }
    void press(const std::string& call, const std::string& digits) const {
        tell("act", {{"call", call}, {"digits", digits}});
    }
    // Whether the words were heard, the `times`-th time, on the call.
    [[nodiscard]] bool hears(const std::string& call, const std::string& words,
                             std::ptrdiff_t times = 1) const {
        return eventually([&] {
            const auto all = look("heard?call=" + call)["items"];
            return std::count_if(all.begin(), all.end(), [&](const json& each) {
                       return each["text"].get<std::string>().find(words) != std::string::npos ||
                              each["kind"] == words;
                   }) >= times;
        });
    }
    // The message from Mei whose call is in that state; null when none comes.
    [[nodiscard]] json told(const std::string& state) const {
        json found;
        eventually([&] {
            const auto all = inbound();
            for (const auto& each : all) {
                const auto& content = each["content"];
                if (content.contains("call") && content["call"].value("state", "") == state) {
                    found = each;
                    return true;
                }
            }
            return false;
        });
        return found;
    }

    // A caller who waits in the queue.
    [[nodiscard]] std::string waiting() const {
        auto sid = call();
        REQUIRE(hears(sid, "press 1"));
        press(sid, "1");
        REQUIRE(hears(sid, "To talk to somebody, press 2"));
        press(sid, "2");
        REQUIRE(hears(sid, "You are number 1 in the queue."));
        return sid;
    }
};

// What the agent who has the conversation does with the call.
answer does(const agent& who, const json& offer, json what) {
    return who.desk.post("/api/v1/conversations/" + offer["conversation"].get<std::string>() +
                             "/messages",
                         {{"content", {{"call", std::move(what)}}}});
}

}  // namespace

TEST_CASE("a caller chooses a language, and the menu answers in it") {
    const hotline all;
    const auto call = all.call();
    REQUIRE(all.hears(call, "Untuk Bahasa Melayu, tekan 2"));
    const auto first = all.told("ringing");
    CHECK(first["address"] == mei);
    CHECK(first["content"]["call"]["to"] == ours);
    all.press(call, "2");
    REQUIRE(all.hears(call, "Untuk waktu operasi, tekan 1"));
    all.press(call, "1");
    CHECK(all.hears(call, "Kami buka setiap hari"));
    CHECK(all.hears(call, "Untuk waktu operasi, tekan 1", 2));
    all.tell("hangup", {{"call", call}});
    const auto over = all.told("completed");
    REQUIRE_FALSE(over.is_null());
    const auto errors = all.look("heard?call=" + call)["items"];
    CHECK(std::none_of(errors.begin(), errors.end(),
                       [](const json& each) { return each["kind"] == "error"; }));
}

TEST_CASE("a caller waits with music, talks with who accepts, is held, and the call ends") {
    const hotline all;
    agent ben(all.host, "ben");
    ben.is("unavailable");
    const auto call = all.waiting();
    CHECK(all.hears(call, "/music.wav"));

    ben.is("available");
    const auto offer = ben.offer();
    REQUIRE_FALSE(offer.is_null());
    REQUIRE(ben.accepts(offer).status == 200);
    REQUIRE(all.hears(call, "conference"));
    REQUIRE_FALSE(all.told("conference-start").is_null());
    const auto agents = all.host.ops().get("/api/v1/agents").body["items"];
    for (const auto& each : agents) {
        if (each["id"] == "ben") {
            CHECK(each["load"] == json{{"voice", 1}});
        }
    }

    CHECK(does(ben, offer, {{"state", "hold"}}).status == 202);
    CHECK_FALSE(all.told("participant-hold").is_null());

    const auto legs = all.look("calls?number=%2B60199998888")["items"];
    REQUIRE(legs.size() == 1);
    all.tell("hangup", {{"call", legs[0]["sid"]}});
    CHECK(all.hears(call, "end"));
    CHECK_FALSE(all.told("completed").is_null());
}

TEST_CASE("an agent whose telephone was not answered has it rung again") {
    const hotline all;
    all.tell("people", {{"number", bens}, {"answer", "no"}});
    agent ben(all.host, "ben");
    const auto call = all.waiting();
    const auto offer = ben.offer();
    REQUIRE_FALSE(offer.is_null());
    REQUIRE(ben.accepts(offer).status == 200);
    REQUIRE_FALSE(all.told("agent-no-answer").is_null());
    const auto before = all.look("heard?call=" + call)["items"].size();
    CHECK(eventually([&] { return all.look("heard?call=" + call)["items"].size() > before; }));

    all.tell("people", {{"number", bens}, {"answer", "yes"}});
    CHECK(does(ben, offer, {{"state", "connect"}}).status == 202);
    CHECK_FALSE(all.told("conference-start").is_null());
    all.tell("hangup", {{"call", call}});
    CHECK_FALSE(all.told("completed").is_null());
}

TEST_CASE("a caller comes back whom nobody takes at another number, and meets who is brought in") {
    const hotline all;
    const std::string desk = "+60377776666";
    all.tell("people", {{"number", desk}, {"answer", "busy"}});
    agent ben(all.host, "ben");
    const auto call = all.waiting();
    const auto offer = ben.offer();
    REQUIRE_FALSE(offer.is_null());
    REQUIRE(ben.accepts(offer).status == 200);
    REQUIRE_FALSE(all.told("conference-start").is_null());
    CHECK(does(ben, offer, {{"state", "transfer"}, {"to", desk}}).status == 202);
    REQUIRE_FALSE(all.told("dial-busy").is_null());

    all.tell("people", {{"number", desk}, {"answer", "yes"}});
    CHECK(does(ben, offer, {{"state", "connect"}}).status == 202);
    REQUIRE(all.hears(call, "conference", 2));
    const auto joined = [&](std::ptrdiff_t times) {
        return eventually([&] {
            const auto told = all.inbound();
            return std::count_if(told.begin(), told.end(), [](const json& each) {
                       const auto& content = each["content"];
                       return content.contains("call") &&
                              content["call"].value("state", "") == "participant-join";
                   }) >= times;
        });
    };
    REQUIRE(joined(4));
    CHECK(does(ben, offer, {{"state", "consult"}, {"to", desk}}).status == 202);
    REQUIRE(joined(5));
    CHECK(does(ben, offer, {{"state", "leave"}}).status == 202);
    const auto others = all.look("calls?number=%2B60377776666")["items"];
    REQUIRE_FALSE(others.empty());
    CHECK(eventually([&] {
        const auto legs = all.look("calls?number=%2B60199998888")["items"];
        return std::all_of(legs.begin(), legs.end(),
                           [](const json& each) { return each["status"] == "completed"; });
    }));
    const auto talking = all.look("calls?number=%2B60123456789")["items"];
    CHECK(std::any_of(talking.begin(), talking.end(),
                      [](const json& each) { return each["status"] == "in-progress"; }));
    for (const auto& each : others) {
        all.tell("hangup", {{"call", each["sid"]}});
    }
    CHECK(all.hears(call, "end"));
    CHECK_FALSE(all.told("completed").is_null());
}

TEST_CASE("a voicemail is kept with its recording and what was said") {
    const hotline all;
    const auto call = all.call();
    REQUIRE(all.hears(call, "press 1"));
    all.press(call, "1");
    REQUIRE(all.hears(call, "To leave a message, press 3"));
    all.press(call, "3");
    REQUIRE(all.hears(call, "beep"));
    all.tell("act", {{"call", call}, {"speech", "please call me back"}, {"digits", "#"}});
    CHECK(all.hears(call, "We will call you back"));
    CHECK(all.hears(call, "end"));
    const auto kept = all.told("recorded");
    REQUIRE_FALSE(kept.is_null());
    json file;
    CHECK(eventually([&] {
        file = all.host.ops().get("/api/v1/messages/" + kept["id"].get<std::string>()).body;
        return file["content"]["attachments"][0].contains("url");
    }));
    CHECK(all.told("transcript")["content"]["text"] == "please call me back");
}

TEST_CASE("an end that is told twice is one message, and who hangs up waiting was missed") {
    const hotline all;
    all.tell("faults", {{"endpoint", "callback"}, {"kind", "repeat"}, {"count", 4}});
    const auto call = all.call();
    REQUIRE(all.hears(call, "press 1"));
    all.press(call, "1");
    REQUIRE(all.hears(call, "press 2"));
    all.press(call, "2");
    REQUIRE(all.hears(call, "in the queue"));
    all.tell("hangup", {{"call", call}});
    REQUIRE_FALSE(all.told("missed").is_null());
    CHECK(all.look("webhooks?wait_idle_ms=20000")["totals"]["pending"] == 0);
    const auto stored = all.inbound();
    CHECK(std::count_if(stored.begin(), stored.end(), [](const json& each) {
              return each["content"]["call"].value("state", "") == "missed";
          }) == 1);
}

TEST_CASE("words to somebody who is not on the line make a call") {
    const hotline all;
    const auto write = [&] {
        return all.host.ops().post(
            "/api/v1/messages",
            {{"channel", "voice-my"}, {"to", mei}, {"content", {{"text", "Your order is ready"}}}});
    };
    const auto becomes = [&](const json& id, const std::string& status) {
        return eventually([&] {
            return all.host.ops().get("/api/v1/messages/" + id.get<std::string>()).body["status"] ==
                   status;
        });
    };
    const auto written = write();
    REQUIRE(written.status == 202);
    CHECK(becomes(written.body["id"], "delivered"));
    const auto heard = all.look("heard?number=%2B60123456789")["items"];
    REQUIRE_FALSE(heard.empty());
    CHECK(heard[0]["text"] == "Your order is ready");
    all.tell("hangup", {{"call", heard[0]["call"]}});
    REQUIRE_FALSE(all.told("completed").is_null());

    all.tell("people", {{"number", mei}, {"answer", "busy"}});
    json second;
    CHECK(eventually([&] {
        second = write().body;
        return becomes(second["id"], "failed");
    }));
}

TEST_CASE("a call that is not signed by Twilio is refused") {
    const hotline all;
    const auto call = all.call({{"signature", "wrong"}});
    CHECK(all.hears(call, "error"));
    CHECK(all.host.ops().all("/api/v1/messages").empty());
}
