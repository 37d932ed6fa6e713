// TLS that begins later, or with authorities of one's own; and what is never said in clear.
#include "email_under_test.hpp"
#include "tls_server.hpp"

#include <utility>

using namespace email_test;

namespace {

const selat::test::authority trusted;

std::string words_of(const drive::outcome& outcome) {
    std::string out;
    for (const auto& each : outcome.writes) {
        out += each.data;
    }
    return out;
}

json imap(const std::string& tls, const std::string& ca = trusted.pem()) {
    return {{"imap",
             {{"host", "imap.shop.example"},
              {"user", "box"},
              {"password", "secret"},
              {"tls", tls},
              {"ca", ca}}}};
}

json smtp(const std::string& tls) {
    return {{"smtp",
             {{"host", "smtp.shop.example"},
              {"user", "out"},
              {"password", "secret"},
              {"tls", tls},
              {"ca", trusted.pem()}}}};
}

// A mail server that can do TLS, and the instance that talks to it.
struct peer {
    peer(const json& options, const std::string& name)
        : channel(given(options)), server(trusted.vouch_for("DNS:" + name)) {}

    // In clear.
    drive::outcome say(const std::string& words) { return channel.data(connection, words, true); }
    // What the instance has written goes to the server and back, until nobody has anything to say;
    // then what it said in TLS.
    std::string shake(drive::outcome outcome) {
        std::string clear;
        while (!outcome.writes.empty()) {
            clear += server.receive(words_of(outcome));
            const auto back = server.say("");
            last = std::move(outcome);
            outcome = back.empty() ? drive::outcome() : channel.data(connection, back, true);
        }
        return clear;
    }
    // In TLS; what is said then.
    std::string tell(const std::string& words) {
        return server.receive(words_of(channel.data(connection, server.say(words), true)));
    }

    drive::channel channel;
    tls_server server;
    std::string connection;
    drive::outcome last;
};

struct mailbox_peer : peer {
    explicit mailbox_peer(const json& options, const std::string& name = "imap.shop.example")
        : peer(options, name) {
        connection = channel.timer(SELAT_TIMER_START).connects.at(0).connection;
        opened = channel.open(connection);
    }
    drive::outcome opened;
};

drive::outgoing_message message() {
    drive::outgoing_message out;
    out.to = "ana@example.com";
    out.content = R"({"text":"hello"})";
    return out;
}

struct submission_peer : peer {
    explicit submission_peer(const json& options, const std::string& name = "smtp.shop.example")
        : peer(options, name) {
        connection = channel.send(message()).connects.at(0).connection;
        opened = channel.open(connection);
    }
    drive::outcome opened;
};

}  // namespace

TEST_CASE("STARTTLS of a mailbox comes before anything else, and the login is not in clear") {
    mailbox_peer box(imap("starttls"));
    CHECK(words_of(box.opened).empty());
    CHECK(words_of(box.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n")) == "S1 STARTTLS\r\n");
    CHECK(box.shake(box.say("S1 OK begin\r\n")) == "S2 CAPABILITY\r\n");
    CHECK(box.tell("* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\nS2 OK\r\n") ==
          "S3 AUTHENTICATE PLAIN AGJveABzZWNyZXQ=\r\n");
}

TEST_CASE("STARTTLS of a submission server asks anew what it can, and the login is not in clear") {
    submission_peer to(smtp("starttls"));
    to.say("220 hi\r\n");
    CHECK(words_of(to.say("250-mx\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n")) == "STARTTLS\r\n");
    CHECK(to.shake(to.say("220 begin\r\n")) == "EHLO shop.example\r\n");
    CHECK(to.tell("250-mx\r\n250 AUTH PLAIN\r\n") == "AUTH PLAIN AG91dABzZWNyZXQ=\r\n");
    CHECK(to.tell("235 in\r\n").starts_with("MAIL FROM:<support@shop.example>"));
}

TEST_CASE("a server without STARTTLS gets no password") {
    mailbox_peer box(imap("starttls"));
    box.say("* OK hi\r\n");
    const auto lost = box.say("S1 BAD what?\r\n");
    CHECK(words_of(lost).empty());
    CHECK(lost.hangups.size() == 1);
    CHECK(box.channel.timers().at("imap-again") >= box.channel.now_ms() + 600'000);

    mailbox_peer known(imap("starttls"));
    CHECK(known.say("* PREAUTH welcome\r\n").hangups.size() == 1);

    submission_peer to(smtp("starttls"));
    to.say("220 hi\r\n");
    const auto refused = to.say("250-mx\r\n250 AUTH PLAIN\r\n");
    CHECK(words_of(refused).find("AUTH") == std::string::npos);
    CHECK(refused.faileds.at(0).code == selat::code::config);
    CHECK(refused.faileds.at(0).detail == "the mail server has no STARTTLS");
}

TEST_CASE("what stands in clear behind STARTTLS ends the connection") {
    mailbox_peer box(imap("starttls"));
    box.say("* OK hi\r\n");
    const auto lost = box.say("S1 OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n");
    CHECK(lost.hangups.size() == 1);
    CHECK(lost.statuses.at(0).reason.find("somebody speaks") == 0);

    submission_peer to(smtp("starttls"));
    to.say("220 hi\r\n");
    to.say("250-mx\r\n250 STARTTLS\r\n");
    const auto refused = to.say("220 begin\r\n250 AUTH PLAIN\r\n");
    CHECK(refused.faileds.at(0).code == selat::code::config);
    CHECK(refused.hangups.size() == 1);
}

TEST_CASE("TLS from the first byte goes by the authorities that are named") {
    mailbox_peer box(imap("implicit"));
    CHECK(box.shake(box.opened).empty());
    CHECK(box.tell("* OK hi\r\n") == "S1 CAPABILITY\r\n");
}

TEST_CASE("a server that nobody vouches for, or of another name, hears nothing") {
    const selat::test::authority other;
    mailbox_peer unknown(imap("implicit", other.pem()));
    CHECK(unknown.shake(unknown.opened).empty());
    CHECK(unknown.last.hangups.size() == 1);
    CHECK(unknown.last.statuses.at(0).reason.find("its certificate is not accepted") !=
          std::string::npos);
    CHECK(unknown.channel.timers().contains("imap-again"));

    submission_peer foreign(smtp("implicit"), "evil.example");
    CHECK(foreign.shake(foreign.opened).empty());
    CHECK(foreign.last.faileds.at(0).code == selat::code::config);
    CHECK(foreign.last.faileds.at(0).detail.find("hostname mismatch") != std::string::npos);
}

TEST_CASE("a server that answers STARTTLS with something else is given up") {
    submission_peer to(smtp("starttls"));
    to.say("220 hi\r\n");
    to.say("250-mx\r\n250 STARTTLS\r\n");
    to.say("220 begin\r\n");
    const auto broken = to.say("500 what?\r\n");
    CHECK(broken.faileds.at(0).code == selat::code::unavailable);
    CHECK(broken.hangups.size() == 1);
}

TEST_CASE("a large mail and a large answer cross TLS whole") {
    submission_peer to(smtp("implicit"));
    CHECK(to.shake(to.opened).empty());
    to.tell("220 hi\r\n");
    to.tell("250-mx\r\n250 AUTH PLAIN\r\n");
    CHECK(to.tell("235 in\r\n").starts_with("MAIL"));
    CHECK(to.tell("250 ok\r\n").starts_with("RCPT"));
    to.tell("250 ok\r\n");
    CHECK(to.tell("354 go\r\n").ends_with("\r\n.\r\n"));
    std::string lines;
    for (int n = 0; n < 1'000; ++n) {
        lines += "250-" + std::string(50, 'x') + "\r\n";
    }
    const auto done = to.channel.data(to.connection, to.server.say(lines + "250 ok\r\n"), true);
    CHECK(done.sents.size() == 1);
}

TEST_CASE(
    "passwords go to other machines in clear where the configuration says so, with a warning") {
    const auto begun = [](const json& server) {
        drive::channel channel(given({{"imap", server}}));
        return channel.timer(SELAT_TIMER_START);
    };
    const json far = {{"host", "h"}, {"tls", "none"}, {"user", "u"}, {"password", "p"}};
    CHECK(begun(far).logs.at(0).event == "password_in_clear");
    auto near = far;
    near["host"] = "127.0.0.1";
    CHECK(begun(near).logs.empty());
}

TEST_CASE("what cannot be trusted by is refused") {
    CHECK_THROWS_AS(drive::channel(given(imap("implicit", "no certificate"))), drive::refused);
    CHECK_THROWS_AS(drive::channel(given(imap("none"))), drive::refused);
    CHECK_THROWS_AS(drive::channel(given(imap("tls1.3"))), drive::refused);
}
