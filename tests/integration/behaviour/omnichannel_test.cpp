// Mei writes in the web chat, texts, writes by WhatsApp, mails and calls: she is one customer in
// one conversation of one agent, who sees it all and answers on each. Strangers with her caller id
// are not.

#include "tests/integration/support/agent.hpp"
#include "tests/integration/support/emulators.hpp"
#include "tests/integration/support/gateway.hpp"
#include "tests/integration/support/visitor.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

const std::string account = "AC" + std::string(32, 'a');
const std::string token = "omnichannel-auth-token";
const std::string ours = "+15005550006";
const std::string number_id = "106540352242922";
const std::string mei = "+60123456789";
const std::string mailbox = "mei@example.com";

std::string mail_channel(const emulators& provider, const std::string& id,
                         const std::string& address) {
    const auto ports =
        api(provider.url(), {})
            .post("/_control/email/mailboxes", {{"address", address}, {"password", "mail-secret"}})
            .body;
    const auto server = [&](const char* name) {
        return "{ host: 127.0.0.1, port: " + ports[name].dump() + ", tls: false, user: " + address +
               ", password: mail-secret }";
    };
    return "  - id: " + id + "\n    plugin: email\n    invite: \"mailto:" + address +
           "?subject={code}\"\n    options:\n      address: " + address +
           "\n      authserv_id: mx.shop.example\n      imap: " + server("imap") +
           "\n      smtp: " + server("smtp") + "\n";
}

configuration configured(const emulators& provider) {
    const auto twilio = "options: { account_sid: " + account + ", auth_token: " + token +
                        ", from: \"" + ours + "\", api_base: \"" + provider.url();
    configuration out;
    out.flow = "";
    out.channels = "  - id: sms-my\n    plugin: sms\n    " + twilio + "/sms\" }\n" +
                   "  - id: voice-my\n    plugin: voice\n    " + twilio + "/voice\" }\n" +
                   "  - id: whatsapp-my\n    plugin: whatsapp\n"
                   "    invite: \"https://wa.me/60312345678\"\n"
                   "    options: { app_secret: meta-secret, verify_token: meta-word, "
                   "access_token: meta-token, phone_number_id: \"" +
                   number_id + "\", api_base: \"" + provider.url() + "/whatsapp\" }\n" +
                   mail_channel(provider, "mail-my", "support@shop.example") +
                   mail_channel(provider, "sales-my", "sales@shop.example");
    return out;
}

struct everywhere {
    everywhere() : host(configured(provider)) {
        tell("sms/accounts", {{"account_sid", account},
                              {"auth_token", token},
                              {"numbers", {ours}},
                              {"webhook_url", host.url() + "/channels/sms-my"}});
        tell("voice/accounts", {{"account_sid", account},
                                {"auth_token", token},
                                {"numbers", {ours}},
                                {"webhook_url", host.url() + "/channels/voice-my"},
                                {"status_url", host.url() + "/channels/voice-my/status"},
                                {"step_ms", 60}});
        tell("whatsapp/numbers", {{"id", number_id},
                                  {"app_secret", "meta-secret"},
                                  {"verify_token", "meta-word"},
                                  {"access_token", "meta-token"},
                                  {"webhook_url", host.url() + "/channels/whatsapp-my"}});
    }

    json tell(const std::string& what, const json& body) const {
        return api(provider.url(), {}).post("/_control/" + what, body).body;
    }
    // The newest that was sent there with the words in it, in time; empty: nothing.
    [[nodiscard]] std::string sent(const std::string& where, const std::string& words) const {
        std::string found;
        eventually([&] {
            const auto all = api(provider.url(), {}).get("/_control/" + where).body["items"];
            for (const auto& each : all) {
                const auto whole = each.dump(-1, ' ', false);
                found = whole.find(words) == std::string::npos ? found : whole;
            }
            return !found.empty();
        });
        return found;
    }
    // The message that came in with the words in it, in time; null: none.
    [[nodiscard]] json came(const std::string& words) const {
        json found;
        eventually([&] {
            const auto all = host.ops().all("/api/v1/messages?direction=inbound");
            for (const auto& each : all) {
                if (each["content"].dump().find(words) != std::string::npos) {
                    found = each;
                    return true;
                }
            }
            return false;
        });
        return found;
    }
    void texts(const std::string& words) const {
        tell("sms/messages", {{"from", mei}, {"text", words}});
    }
    void whatsapps(const std::string& words) const {
        tell("whatsapp/messages", {{"user", mei}, {"text", words}});
    }
    // `shown`: our own server vouches for the sender.
    void mails(const std::string& from, const std::string& to, const std::string& subject,
               const std::string& words, bool shown) const {
        const std::string verdict = shown ? "dmarc=pass" : "dmarc=fail";
        tell("email/messages", {{"from", from},
                                {"to", to + "@shop.example"},
                                {"subject", subject},
                                {"text", words},
                                {"headers",
                                 {{"Authentication-Results",
                                   "mx.shop.example; " + verdict + " header.from=example.com"}}}});
    }
    void calls(const std::string& attested) const {
        tell("voice/calls",
             {{"from", mei}, {"fields", {{"StirVerstat", "TN-Validation-" + attested}}}});
    }
    [[nodiscard]] json customer(const std::string& id) const {
        return host.ops().get("/api/v1/customers/" + id).body;
    }
    // Why the customer has its address on that channel.
    [[nodiscard]] std::string linked(const std::string& id, const std::string& channel) const {
        const auto known = customer(id);
        for (const auto& each : known["addresses"]) {
            if (each["channel"] == channel) {
                return each.contains("linked") ? each["linked"]["by"].get<std::string>() : "first";
            }
        }
        return "none";
    }

    emulators provider;
    gateway host;
};

std::string code_in(const std::string& text, const std::string& before) {
    const auto at = text.find(before);
    return at == std::string::npos ? std::string() : text.substr(at + before.size(), 10);
}

}  // namespace

TEST_CASE("web chat, SMS, WhatsApp, mail and a call are one customer in one agent's conversation") {
    everywhere all;
    agent ben(all.host, "ben");
    visitor window(all.host.url());
    window.say("my parcel is late");
    const auto offer = ben.offer();
    REQUIRE(ben.accepts(offer).well());
    const auto first = all.came("my parcel is late");
    const auto id = first["customer"].get<std::string>();
    const auto talk = first["conversation"].get<std::string>();
    const auto is_hers = [&](const std::string& words) {
        const auto message = all.came(words);
        INFO(words << ": " << message.dump());
        CHECK((message.is_object() && message["customer"] == id));
        CHECK((message.is_object() && message["conversation"] == talk));
    };

    // She reads out the code that ben sends to her number.
    const auto code = ben.desk.post("/api/v1/customers/" + id + "/verifications",
                                    {{"channel", "sms-my"}, {"to", mei}});
    REQUIRE(code.status == 201);
    const auto said = all.sent("sms/sent?to=%2B60123456789", "is your code");
    const auto digits = said.substr(said.find(" is your code") - 6, 6);
    REQUIRE(ben.desk
                .post("/api/v1/customers/" + id + "/verifications/" +
                          code.body["id"].get<std::string>() + "/check",
                      {{"code", digits}})
                .well());
    CHECK(all.linked(id, "sms-my") == "otp");

    all.texts("it is me, by SMS");
    is_hers("it is me, by SMS");
    // Asked to WhatsApp, she comes with the number that is known.
    const auto asked = ben.desk.post("/api/v1/conversations/" + talk + "/invite",
                                     {{"channel", "whatsapp-my"}, {"text", "Send us a photo."}});
    CHECK(asked.status == 202);
    CHECK_FALSE(all.sent("sms/sent?to=%2B60123456789", "Send us a photo.\\n\\nLet us go on here: "
                                                       "https://wa.me/60312345678")
                    .empty());
    all.whatsapps("a photo, by WhatsApp");
    is_hers("a photo, by WhatsApp");
    CHECK(all.linked(id, "whatsapp-my") == "phone");

    // Asked to write a mail, she comes with the code.
    CHECK(ben.desk.post("/api/v1/conversations/" + talk + "/invite", {{"channel", "mail-my"}})
              .status == 202);
    const auto invitation = all.sent("whatsapp/sent", "Put this code in your message: ");
    const auto word = code_in(invitation, "Put this code in your message: ");
    REQUIRE(word.size() == 10);
    all.mails("lin@example.com", "support", "Re: " + word, "a forged sender", false);
    const auto forged = all.came("a forged sender");
    REQUIRE(forged.is_object());
    CHECK(forged["customer"] != id);
    all.mails(mailbox, "support", "Re: " + word, "the invoice, by mail", true);
    is_hers("the invoice, by mail");
    CHECK(all.linked(id, "mail-my") == "otp");

    all.calls("Passed-A");
    is_hers("ringing");
    CHECK(all.linked(id, "voice-my") == "phone");

    // One customer, one open conversation, the same agent, the whole story.
    const auto open = all.host.ops().all("/api/v1/conversations?status=open&customer=" + id);
    REQUIRE(open.size() == 1);
    CHECK(open[0]["agent"] == "ben");
    const auto story = ben.desk.all("/api/v1/conversations/" + talk + "/messages");
    std::vector<std::string> channels;
    for (const auto& each : story) {
        if (each["direction"] == "inbound" &&
            (channels.empty() || channels.back() != each["channel"].get<std::string>())) {
            channels.push_back(each["channel"]);
        }
    }
    CHECK(channels ==
          std::vector<std::string>{"web", "sms-my", "whatsapp-my", "mail-my", "voice-my"});

    // He answers on whichever channel.
    const auto answers = [&](const std::string& channel, const std::string& words) {
        CHECK(ben.desk
                  .post("/api/v1/conversations/" + talk + "/messages",
                        {{"content", {{"text", words}}}, {"channel", channel}})
                  .status == 202);
    };
    answers("web", "answered on the website");
    CHECK(window.next("agent", "answered on the website").is_object());
    answers("sms-my", "answered by SMS");
    CHECK_FALSE(all.sent("sms/sent?to=%2B60123456789", "answered by SMS").empty());
    answers("whatsapp-my", "answered by WhatsApp");
    CHECK_FALSE(all.sent("whatsapp/sent", "answered by WhatsApp").empty());
    answers("mail-my", "answered by mail");
    CHECK_FALSE(all.sent("email/sent?to=" + mailbox, "answered by mail").empty());

    // Her daughter has the WhatsApp: apart, and apart they stay.
    const auto apart =
        ben.desk.post("/api/v1/customers/" + id + "/split",
                      {{"address", mei}, {"channel", "whatsapp-my"}, {"reason", "her daughter"}});
    REQUIRE(apart.status == 201);
    all.whatsapps("the daughter again");
    CHECK(all.came("the daughter again")["customer"] == apart.body["id"]);
    all.texts("the mother again");
    is_hers("the mother again");
}

TEST_CASE(
    "a caller id that nobody vouches for opens nobody's story, and no agent is told whose it is") {
    everywhere all;
    all.texts("my parcel is late");
    const auto known = all.came("my parcel is late")["customer"];
    agent ben(all.host, "ben");
    REQUIRE(ben.accepts(ben.offer()).well());
    all.calls("Failed");
    const auto stranger = all.came("ringing")["customer"];
    REQUIRE(stranger.is_string());
    CHECK(stranger != known);
    const auto path = "/api/v1/customers/" + known.get<std::string>() + "/matches";
    CHECK(ben.desk.get(path).body["items"].empty());
    const auto seen = all.host.ops().get(path).body["items"];
    REQUIRE(seen.size() == 1);
    CHECK(seen[0]["customer"]["id"] == stranger);
    CHECK(seen[0]["verified"] == false);

    // Nor does a mail that says whom it is from; one that our server vouches for does.
    all.mails(mailbox, "support", "hello", "to support", true);
    const auto writer = all.came("to support")["customer"];
    REQUIRE(writer.is_string());
    all.mails(mailbox, "sales", "hello", "a claim to sales", false);
    const auto claimed = all.came("a claim to sales")["customer"];
    REQUIRE(claimed.is_string());
    CHECK(claimed != writer);
    all.mails("lin@example.com", "support", "hello", "lin to support", true);
    const auto lin = all.came("lin to support")["customer"];
    all.mails("lin@example.com", "sales", "hello", "lin to sales", true);
    CHECK(all.came("lin to sales")["customer"] == lin);
    CHECK(all.linked(lin, "sales-my") == "email");
}
