// The emulated mail server: as strict as real ones.
#include "tests/emulators/tests/email_on_a_port.hpp"

#include <algorithm>

using namespace email_emulator_test;

namespace {

const std::string mail = "From: support@shop.example\r\nDate: Tue, 14 Nov 2023 21:00:00 +0000\r\n"
                         "Message-ID: <1@shop.example>\r\nSubject: Hi\r\n\r\nhello\r\n";

std::string send(talk& to, const std::string& bytes, const std::string& whom = "ana@example.com") {
    to.ask("MAIL FROM:<support@shop.example>");
    const auto taken = to.ask("RCPT TO:<" + whom + ">");
    if (!taken.starts_with("250")) {
        to.ask("RSET");
        return taken;
    }
    to.ask("DATA");
    to.write(bytes);
    return to.ask(".");
}

bool has(const std::vector<std::string>& lines, const std::string& words) {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const auto& each) { return each.find(words) != std::string::npos; });
}

}  // namespace

TEST_CASE("nothing goes out without a login, or from somebody else's address") {
    email_on_a_port server;
    talk stranger(server.ports["smtp"].get<int>());
    stranger.reply();
    CHECK(stranger.ask("MAIL FROM:<support@shop.example>").starts_with("503"));
    stranger.ask("EHLO x");
    CHECK(stranger.ask("MAIL FROM:<support@shop.example>").starts_with("530"));
    CHECK(stranger.ask("AUTH PLAIN AGEAYg==").starts_with("535"));
    auto known = server.submission();
    CHECK(known.ask("MAIL FROM:<boss@shop.example>").starts_with("553"));
    CHECK(known.ask("MAIL FROM:<support@shop.example> SIZE=99999999999").starts_with("552"));
    CHECK(known.ask("MAIL FROM:<support+token@shop.example>").starts_with("250"));
}

TEST_CASE("mail is looked at as servers do") {
    email_on_a_port server;
    auto to = server.submission();
    CHECK(send(to, mail) == "250 2.0.0 queued");
    CHECK(send(to, mail + std::string(999, 'x') + "\r\n").starts_with("554 5.6.0"));
    CHECK(send(to, mail + "\xC3\xA9\r\n").starts_with("554 5.6.1"));
    CHECK(send(to, mail + "a\nb\r\n").starts_with("554 5.5.2"));
    CHECK(send(to, "Subject: none\r\n\r\nx\r\n").starts_with("550 5.6.0"));
    CHECK(send(to, mail + "..stuffed\r\n") == "250 2.0.0 queued");
    const auto sent = server.look("sent?to=ana@example.com")["items"];
    REQUIRE(sent.size() == 2);
    CHECK(sent[0]["subject"] == "Hi");
    CHECK(sent[0]["repeated"] == false);
    CHECK(sent[1]["repeated"] == true);
    CHECK(sent[1]["text"].get<std::string>().find("\n.stuffed") != std::string::npos);
}

TEST_CASE("a mailbox is waited at, read and marked") {
    email_on_a_port server;
    auto box = server.mailbox();
    box.write("t IDLE\r\n");
    CHECK(box.line() == "+ idling");
    CHECK(server.control("messages", {{"from", "ana@example.com"},
                                      {"subject", "Hi"},
                                      {"text", "hello"}})["delivered"] == true);
    CHECK(box.line() == "* 1 EXISTS");
    box.write("DONE\r\n");
    CHECK(box.line() == "t OK done");
    CHECK(box.command("UID SEARCH UNSEEN").front() == "* SEARCH 1");
    const auto fetched = box.command("UID FETCH 1 (UID BODY.PEEK[]<0.10>)");
    CHECK(has(fetched, "BODY[]<0> {10}"));
    CHECK(has(fetched, "UID 1)"));
    box.command("UID STORE 1 +FLAGS.SILENT (\\Seen)");
    CHECK(box.command("UID SEARCH UNSEEN").front() == "* SEARCH");
    CHECK(box.command("UID SEARCH UID 9:*").front() == "* SEARCH 1");
    CHECK(box.command("UID EXPUNGE 1").back().starts_with("t BAD"));
}

TEST_CASE("a login that is wrong, and a command before it, are refused") {
    email_on_a_port server;
    talk box(server.ports["imap"].get<int>());
    CHECK(box.line().find("CAPABILITY") != std::string::npos);
    CHECK(box.command("SELECT INBOX").back().starts_with("t BAD"));
    CHECK(box.command("LOGIN support@shop.example wrong")
              .back()
              .starts_with("t NO [AUTHENTICATIONFAILED]"));
}

TEST_CASE("special people bounce, refuse and are away, but never answer a machine") {
    email_on_a_port server;
    auto to = server.submission();
    server.control("people", {{"address", "gone@example.com"}, {"refused", "550 5.1.1 gone"}});
    CHECK(send(to, mail, "gone@example.com") == "550 5.1.1 gone");
    server.control("people", {{"address", "full@example.com"}, {"bounced", "5.2.2"}});
    server.control("people", {{"address", "away@example.com"}, {"away", true}});
    send(to, mail, "full@example.com");
    send(to, mail, "away@example.com");
    send(to, "Auto-Submitted: auto-replied\r\n" + mail, "away@example.com");
    CHECK(server.look("mailboxes")["items"][0]["mails"].size() == 2);
    auto box = server.mailbox();
    CHECK(has(box.command("UID FETCH 1 (UID BODY.PEEK[])"), "Status: 5.2.2"));
    CHECK(has(box.command("UID FETCH 2 (UID BODY.PEEK[])"), "Subject: Automatic reply: Hi"));
}

TEST_CASE("an answer stays in the thread and quotes it") {
    email_on_a_port server;
    auto to = server.submission();
    send(to, "Reply-To: support+tok@shop.example\r\n" + mail);
    server.control("messages", {{"from", "ana@example.com"}, {"text", "yes"}, {"answers", 1}});
    auto box = server.mailbox();
    const auto lines = box.command("UID FETCH 1 (UID BODY.PEEK[])");
    CHECK(has(lines, "Delivered-To: support+tok@shop.example"));
    CHECK(has(lines, "In-Reply-To: <1@shop.example>"));
    CHECK(has(lines, "Subject: Re: Hi"));
}

TEST_CASE("faults strike where they are asked to") {
    email_on_a_port server;
    server.control("faults", {{"endpoint", "end"}, {"kind", "drop_after"}, {"count", 1}});
    auto to = server.submission();
    CHECK(send(to, mail).empty());
    CHECK(server.look("sent")["items"].size() == 1);
    server.control("faults", {{"endpoint", "rcpt"}, {"kind", "throttle"}, {"count", 1}});
    auto again = server.submission();
    CHECK(send(again, mail).starts_with("450 4.7.1"));
    CHECK(send(again, mail) == "250 2.0.0 queued");
}

TEST_CASE("before STARTTLS nothing is taken where it is wanted") {
    email_on_a_port server;
    server.control("manners", {{"tls", "starttls"}});
    talk box(server.ports["imap"].get<int>());
    CHECK(box.line().find("STARTTLS LOGINDISABLED]") != std::string::npos);
    CHECK(box.command("LOGIN support@shop.example secret").back() ==
          "t NO [PRIVACYREQUIRED] STARTTLS first");
    CHECK(box.command("STARTTLS").back() == "t OK begin");
    talk to(server.ports["smtp"].get<int>());
    to.reply();
    CHECK(to.ask("STARTTLS").starts_with("503"));
    to.ask("EHLO x");
    CHECK(to.ask("AUTH PLAIN AHN1cHBvcnRAc2hvcC5leGFtcGxlAHNlY3JldA==").starts_with("530 5.7.0"));
    CHECK(to.ask("STARTTLS").starts_with("220"));
    CHECK(server.look("certificate")["ca"].get<std::string>().starts_with("-----BEGIN CERT"));
}

TEST_CASE("tokens are given for what was granted, and taken until they end") {
    email_on_a_port server;
    server.control("oauth", {{"address", ours},
                             {"client_id", "c"},
                             {"client_secret", "s"},
                             {"refresh_token", "r"},
                             {"rotates", true}});
    server.control("manners", {{"tokens", true}});
    httplib::Params form = {{"grant_type", "refresh_token"},
                            {"client_id", "c"},
                            {"client_secret", "wrong"},
                            {"refresh_token", "r"}};
    CHECK(server.token(form)["error"] == "invalid_client");
    form.erase("client_secret");
    form.emplace("client_secret", "s");
    const auto given = server.token(form);
    CHECK(given["access_token"] == "access-1");
    CHECK(given["refresh_token"] == "refresh-1");
    CHECK(server.token(form)["error"] == "invalid_grant");  // it was good for once

    // user=support@shop.example^Aauth=Bearer access-1^A^A
    const std::string good = "dXNlcj1zdXBwb3J0QHNob3AuZXhhbXBsZQFhdXRoPUJlYXJlciBhY2Nlc3MtMQEB";
    talk to(server.ports["smtp"].get<int>());
    to.reply();
    to.ask("EHLO x");
    CHECK(to.ask("AUTH PLAIN AHN1cHBvcnRAc2hvcC5leGFtcGxlAHNlY3JldA==").starts_with("504"));
    CHECK(to.ask("AUTH XOAUTH2 dXNlcj1h").starts_with("501"));
    CHECK(to.ask("AUTH XOAUTH2 " + good).starts_with("235"));

    server.control("revoke", json::object());
    talk box(server.ports["imap"].get<int>());
    CHECK(box.line().find("AUTH=XOAUTH2 AUTH=OAUTHBEARER LOGINDISABLED") != std::string::npos);
    CHECK(box.command("LOGIN support@shop.example secret").back().starts_with("t NO"));
    box.write("t AUTHENTICATE XOAUTH2 " + good + "\r\n");
    CHECK(box.line().starts_with("+ eyJ"));
    box.write("\r\n");
    CHECK(box.line() == "t NO [AUTHENTICATIONFAILED] Invalid credentials");
}
