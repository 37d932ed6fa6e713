// E-mail over the servers that people run: Dovecot's mailbox, Postfix's submission.

#include "tests/integration/behaviour/mail_servers.hpp"
#include "tests/integration/support/gateway.hpp"

#include <algorithm>
#include <iostream>

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

// False: it says why the test cannot be made here.
bool can_run() {
    const auto wanting = mail_servers::wanting();
    if (!wanting.empty()) {
        std::cout << "skipped: " << wanting << std::endl;
    }
    return wanting.empty();
}

configuration configured(const mail_servers& servers) {
    const auto server = [&](int port) {
        return "{ host: 127.0.0.1, port: " + std::to_string(port) +
               ", tls: starttls, ca: " + servers.ca() + ", user: " + servers.ours +
               ", password: " + servers.password + " }\n";
    };
    configuration out;
    out.web = false;
    out.channels = std::string("  - id: mail-my\n    plugin: email\n    flow: front-door\n"
                               "    options:\n      address: ") +
                   servers.ours + "\n      imap: " + server(servers.imap()) +
                   "      smtp: " + server(servers.submission());
    return out;
}

struct post {
    post() : host(configured(servers)) {}

    [[nodiscard]] bool writes(const std::string& to, const std::string& mail) const {
        return servers.deliver(servers.customer, to,
                               std::string("From: Ana <") + servers.customer + ">\r\nTo: <" + to +
                                   ">\r\n" + mail);
    }
    // So many came in, in time.
    [[nodiscard]] json inbound(std::size_t count) const {
        json found;
        eventually([&] {
            found = host.ops().all("/api/v1/messages?direction=inbound");
            return found.size() >= count;
        });
        return found;
    }
    // The mail of the customer's that has the words in it, in time.
    [[nodiscard]] std::string got(const std::string& words) const {
        std::string found;
        eventually([&] {
            for (const auto& each : servers.mails_of(servers.customer)) {
                if (each.mail.find(words) != std::string::npos) {
                    found = each.mail;
                }
            }
            return !found.empty();
        });
        return found;
    }

    mail_servers servers;
    gateway host;
};

// The address within <> of a header.
// With or without a name before it.
std::string address_in(const std::string& mail, const std::string& header) {
    const auto name = "\n" + header + ": ";
    const auto at = mail.find(name);
    if (at == mail.npos) {
        return "";
    }
    const auto begin = at + name.size();
    const auto line = mail.substr(begin, mail.find_first_of("\r\n", begin) - begin);
    const auto open = line.find('<');
    return open == line.npos ? line : line.substr(open + 1, line.find('>', open) - open - 1);
}

}  // namespace

TEST_CASE("a mail is read from Dovecot and answered over Postfix, and the answer finds back") {
    if (!can_run()) {
        return;
    }
    const post all;
    REQUIRE(
        all.writes(all.servers.ours,
                   "Subject: =?utf-8?q?Waktu_=E2=8F=B0?=\r\nMessage-ID: <first@customers.test>\r\n"
                   "MIME-Version: 1.0\r\nContent-Type: text/html; charset=iso-8859-1\r\n"
                   "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                   "<p>opening hours, s=E9l?</p>\r\n"));
    const auto stored = all.inbound(1);
    REQUIRE(stored.size() == 1);
    CHECK(stored[0]["content"]["text"] == "opening hours, sél?");
    CHECK(stored[0]["content"]["subject"] == "Waktu ⏰");
    CHECK(stored[0]["content"]["html"] == "<p>opening hours, sél?</p>");
    const auto answer = all.got("We are open every day");
    REQUIRE_FALSE(answer.empty());
    CHECK(address_in(answer, "In-Reply-To") == "first@customers.test");
    CHECK(answer.find("Auto-Submitted: auto-replied") != std::string::npos);
    CHECK(answer.find("ESMTPSA id") != std::string::npos);  // TLS and a login, says Postfix

    const auto back = address_in(answer, "Reply-To");
    CHECK(back.starts_with("support+"));
    REQUIRE(eventually([&] {  // and known by its id
        const auto out = all.host.ops().all("/api/v1/messages?direction=outbound");
        return std::any_of(out.begin(), out.end(),
                           [](const json& each) { return each["status"] == "sent"; }) &&
               std::none_of(out.begin(), out.end(),
                            [](const json& each) { return each["status"] == "queued"; });
    }));
    REQUIRE(all.writes(back,
                       "Subject: other\r\nMessage-ID: <second@customers.test>\r\n\r\nthanks\r\n"));
    const auto both = all.inbound(2);
    REQUIRE(both.size() == 2);
    CHECK(both[1]["conversation"] == both[0]["conversation"]);
    CHECK(both[1]["reply_to"].is_string());
    CHECK(eventually([&] {
        const auto kept = all.servers.mails_of(all.servers.ours);
        return kept.size() == 2 && std::all_of(kept.begin(), kept.end(),
                                               [](const auto& each) { return each.flags == "S"; });
    }));
}

TEST_CASE("a large attachment comes from Dovecot whole") {
    if (!can_run()) {
        return;
    }
    const post all;
    std::string lines;
    for (int n = 0; n < 50'000; ++n) {
        lines += std::string(74, "abcdefgh"[n % 8]) + "\r\n";
    }
    REQUIRE(all.writes(all.servers.ours,
                       "Subject: file\r\nMessage-ID: <file@customers.test>\r\nMIME-Version: 1.0\r\n"
                       "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nsee\r\n--b\r\n"
                       "Content-Type: text/csv; name=a.csv\r\n\r\n" +
                           lines + "--b--\r\n"));
    const auto stored = all.inbound(1);
    REQUIRE(stored.size() == 1);
    CHECK(stored[0]["content"]["attachments"][0]["name"] == "a.csv");
    CHECK(stored[0]["content"]["attachments"][0]["size"].get<int>() > 3'700'000);
}

TEST_CASE("Postfix's report of failure fails the message it is about") {
    if (!can_run()) {
        return;
    }
    const post all;
    const auto id = all.host.ops()
                        .post("/api/v1/messages", {{"channel", "mail-my"},
                                                   {"to", "gone@customers.test"},
                                                   {"content", {{"text", "hello"}}}})
                        .body["id"]
                        .get<std::string>();
    json message;
    CHECK(eventually([&] {
        message = all.host.ops().get("/api/v1/messages/" + id).body;
        return message["status"] == "failed";
    }));
    CHECK(message["error"].dump().find("5.1.1") != std::string::npos);
    CHECK(all.host.ops().all("/api/v1/messages?direction=inbound").empty());
}

TEST_CASE("mail is waited for again after Dovecot was started anew") {
    if (!can_run()) {
        return;
    }
    post all;
    REQUIRE(all.writes(all.servers.ours,
                       "Subject: a\r\nMessage-ID: <a@customers.test>\r\n\r\none\r\n"));
    REQUIRE(all.inbound(1).size() == 1);
    all.servers.restart_dovecot();
    REQUIRE(all.writes(all.servers.ours,
                       "Subject: b\r\nMessage-ID: <b@customers.test>\r\n\r\ntwo\r\n"));
    CHECK(all.inbound(2).size() == 2);
}
