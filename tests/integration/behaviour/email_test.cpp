// E-mail, with a mail server beside it: in, out, threads, and what becomes of mail.

#include "tests/integration/support/channel_centre.hpp"

#include <memory>
#include <utility>

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

// How the gateway speaks with its mail server.
struct terms {
    json manners = json::object();                // the server's
    std::string server = "tls: none";             // of imap and smtp alike
    std::string login = "password: mail-secret";  // the same
    std::string more{};                           // other options, a line each
};

configuration configured(const emulators& provider, const terms& terms) {
    const api control(provider.url(), {});
    const auto ports = control
                           .post("/_control/email/mailboxes",
                                 {{"address", "support@shop.example"}, {"password", "mail-secret"}})
                           .body;
    control.post("/_control/email/manners", terms.manners);
    const auto server = [&](const char* name) {
        return "{ host: 127.0.0.1, port: " + ports[name].dump() + ", " + terms.server +
               ", user: support@shop.example" + (terms.login.empty() ? "" : ", ") + terms.login +
               " }\n";
    };
    configuration out;
    out.web = false;
    out.channels = "  - id: mail-my\n    plugin: email\n    flow: front-door\n    options:\n"
                   "      address: support@shop.example\n      imap: " +
                   server("imap") + "      smtp: " + server("smtp") + terms.more;
    return out;
}

// A contact centre with a mailbox, and Ana with her mail program.
struct mail_centre : channel_centre {
    mail_centre() : mail_centre(std::make_unique<emulators>(), {}) {}
    mail_centre(std::unique_ptr<emulators> with, const terms& terms)
        : channel_centre(
              "email", "mail-my",
              [&](const emulators& provider) { return configured(provider, terms); },
              std::move(with)) {}

    void writes(json mail) const {
        mail["from"] = "ana@example.com";
        mail["name"] = "Ana";
        tell("messages", mail);
    }
    // What Ana got that has the words in it, in time; null: nothing.
    [[nodiscard]] json got(const std::string& words) const {
        return first_of("sent?to=ana@example.com", words, "text");
    }
    // So many came in, in time.
    [[nodiscard]] json inbound(std::size_t count) const {
        json found;
        eventually([&] {
            found = channel_centre::inbound();
            return found.size() >= count;
        });
        return found;
    }
    [[nodiscard]] json write(const json& content) const {
        return channel_centre::write("ana@example.com", content).body;
    }
};

// "starttls" or "implicit", with the authority that vouches for the provider's servers.
terms secured(const emulators& provider, const scratch& files, const std::string& tls) {
    const auto ca = api(provider.url(), {}).get("/_control/email/certificate").body["ca"];
    const auto file = files.write("ca.pem", ca.get<std::string>());
    return {.manners = {{"tls", tls}}, .server = "tls: " + tls + ", ca: " + file};
}

}  // namespace

TEST_CASE("a mail comes in by IDLE, is answered in its thread, and answered again") {
    const mail_centre all;
    all.writes(
        {{"subject", "Pesanan 你好"}, {"text", "opening hours 👋"}, {"id", "first@example.com"}});
    const auto stored = all.inbound(1);
    REQUIRE(stored.size() == 1);
    CHECK(stored[0]["content"]["text"] == "opening hours 👋");
    CHECK(stored[0]["content"]["subject"] == "Pesanan 你好");
    CHECK(stored[0]["author"]["name"] == "Ana");
    const auto answer = all.got("We are open every day");
    REQUIRE_FALSE(answer.is_null());
    CHECK(answer["subject"] == "Re: Pesanan 你好");
    CHECK(answer["headers"]["in-reply-to"] == "<first@example.com>");
    CHECK(answer["headers"]["auto-submitted"] == "auto-replied");
    CHECK(answer["replyTo"].get<std::string>().starts_with("support+"));

    REQUIRE(all.went_out("We are open every day"));
    all.writes({{"text", "thank you"}, {"answers", answer["n"]}, {"headless", true}});
    const auto both = all.inbound(2);
    REQUIRE(both.size() == 2);
    CHECK(both[1]["content"]["text"] == "thank you");
    CHECK(both[1]["conversation"] == both[0]["conversation"]);
    CHECK(both[1]["reply_to"].is_string());
    CHECK(eventually([&] {
        const auto mails = all.look("mailboxes")["items"][0]["mails"];
        return mails.size() == 2 && !mails[1]["flags"].empty();
    }));
}

TEST_CASE("a file comes in with its mail") {
    const mail_centre all;
    all.writes({{"subject", "File"},
                {"text", "see"},
                {"attachments",
                 {{{"name", "a.txt"}, {"content_type", "text/plain"}, {"content", "one two"}}}}});
    const auto stored = all.inbound(1);
    REQUIRE(stored.size() == 1);
    const auto file = stored[0]["content"]["attachments"][0];
    CHECK(file["name"] == "a.txt");
    CHECK(file["size"] == 7);
    CHECK_FALSE(file["url"].get<std::string>().empty());
}

TEST_CASE("a mail that is HTML alone has a text to be shown, both ways") {
    const mail_centre all;
    all.writes({{"subject", "Page"}, {"html", "<p>Hello <b>there</b></p>"}});
    const auto stored = all.inbound(1);
    REQUIRE(stored.size() == 1);
    CHECK(stored[0]["content"]["text"] == "Hello there");
    const auto written = all.write({{"html", "<p>Good <b>day</b></p>"}});
    CHECK(written["content"]["text"] == "Good day");
    CHECK(written["content"]["html"] == "<p>Good <b>day</b></p>");
    const auto sent = all.got("Good day");
    REQUIRE_FALSE(sent.is_null());
    CHECK(sent["html"].get<std::string>().find("<b>day</b>") != std::string::npos);
}

TEST_CASE("a bounce fails the message it is about, and makes no conversation") {
    const mail_centre all;
    all.tell("people", {{"address", "ana@example.com"}, {"bounced", "5.1.1"}});
    const auto id = all.write({{"text", "hello"}, {"subject", "News"}})["id"];
    const auto failed = all.message(id, "failed");
    REQUIRE_FALSE(failed.is_null());
    CHECK(failed["error"].dump().find("5.1.1") != std::string::npos);
    CHECK(all.host.ops().all("/api/v1/messages?direction=inbound").empty());
}

TEST_CASE("who is away is not answered, and nothing goes round") {
    const mail_centre all;
    all.tell("people", {{"address", "ana@example.com"}, {"away", true}});
    const auto id = all.write({{"text", "hello"}})["id"];
    CHECK_FALSE(all.message(id, "sent").is_null());
    all.writes({{"text", "I am away"}, {"headers", {{"Auto-Submitted", "auto-replied"}}}});
    CHECK(all.inbound(1).size() >= 1);
    all.writes({{"subject", "Now a person"}, {"text", "opening hours"}});
    CHECK_FALSE(all.got("We are open every day").is_null());
    CHECK(all.look("sent?to=ana@example.com")["items"][1]["subject"] == "Re: Now a person");
}

TEST_CASE("mail is taken once, also over a restart and when the server numbers it anew") {
    mail_centre all;
    all.writes({{"subject", "One"}, {"text", "one"}, {"id", "1@example.com"}});
    REQUIRE(all.inbound(1).size() == 1);
    all.host.restart();
    all.tell("connection", {{"do", "renumber"}});
    all.writes({{"subject", "Two"}, {"text", "two"}, {"id", "2@example.com"}});
    const auto stored = all.inbound(2);
    CHECK(stored.size() == 2);
}

TEST_CASE("a server that fails, or breaks behind the end, gets the mail once more under its id") {
    const mail_centre all;
    all.tell("faults", {{"endpoint", "end"}, {"kind", "drop_after"}, {"count", 1}});
    const auto id = all.write({{"text", "important"}})["id"];
    CHECK_FALSE(all.message(id, "sent").is_null());
    const auto sent = all.look("sent?to=ana@example.com")["items"];
    REQUIRE(sent.size() == 2);
    CHECK(sent[1]["repeated"] == true);
    CHECK(sent[0]["id"] == sent[1]["id"]);
}

TEST_CASE("an address that does not exist fails the message") {
    const mail_centre all;
    all.tell("people",
             {{"address", "ana@example.com"}, {"refused", "550 5.1.1 no such user here"}});
    const auto failed = all.message(all.write({{"text", "hello"}})["id"], "failed");
    REQUIRE_FALSE(failed.is_null());
    CHECK(failed["error"].dump().find("5.1.1") != std::string::npos);
}

TEST_CASE(
    "mail comes and goes in TLS that begins at once or later, with an authority of one's own") {
    for (const auto* tls : {"starttls", "implicit"}) {
        INFO(tls);
        const scratch files;
        auto provider = std::make_unique<emulators>();
        const auto terms = secured(*provider, files, tls);
        const mail_centre all(std::move(provider), terms);
        all.writes({{"subject", "Hours"}, {"text", "opening hours"}});
        CHECK(all.inbound(1).size() == 1);
        CHECK_FALSE(all.got("We are open every day").is_null());
    }
}

TEST_CASE("a server that nobody vouches for gets neither a password nor mail") {
    auto provider = std::make_unique<emulators>();
    const mail_centre all(std::move(provider),
                          {.manners = {{"tls", "starttls"}}, .server = "tls: starttls"});
    const auto failed = all.message(all.write({{"text", "hello"}})["id"], "failed");
    REQUIRE_FALSE(failed.is_null());
    CHECK(failed["error"].dump().find("certificate is not accepted") != std::string::npos);
    CHECK(all.look("sent")["items"].empty());
}

TEST_CASE("with access tokens in place of passwords mail comes and goes, also over a restart") {
    const scratch files;
    auto provider = std::make_unique<emulators>();
    auto terms = secured(*provider, files, "starttls");
    terms.manners["tokens"] = true;
    terms.login.clear();
    terms.more = "      oauth: { token_url: \"" + provider->url() +
                 "/email/token\", client_id: selat, client_secret: s&c, refresh_token: first }\n";
    api(provider->url(), {})
        .post("/_control/email/oauth", {{"address", "support@shop.example"},
                                        {"client_secret", "s&c"},
                                        {"refresh_token", "first"},
                                        {"rotates", true}});
    mail_centre all(std::move(provider), terms);
    all.writes({{"subject", "Hours"}, {"text", "opening hours"}});
    CHECK_FALSE(all.got("We are open every day").is_null());
    // The refresh token of the configuration is used up: the newest was kept.
    all.host.restart();
    all.writes({{"subject", "Again"}, {"text", "opening hours"}});
    CHECK(all.inbound(2).size() == 2);
}
