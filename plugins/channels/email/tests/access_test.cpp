// Access tokens in place of passwords.
#include "email_under_test.hpp"

using namespace email_test;

namespace {

json with_oauth(const json& more = json::object()) {
    json out = {{"imap", {{"host", "imap.shop.example"}}},
                {"smtp", {{"host", "smtp.shop.example"}}},
                {"oauth",
                 {{"token_url", "https://login.example/token"},
                  {"client_id", "client"},
                  {"client_secret", "s&c/t"},
                  {"refresh_token", "1//refresh+1"}}}};
    out.update(more);
    return out;
}

std::string granted(const std::string& token, const json& more = json::object()) {
    json out = {{"access_token", token}, {"token_type", "Bearer"}, {"expires_in", 3600}};
    out.update(more);
    return out.dump();
}

drive::outgoing_message message(std::uint64_t op = 1) {
    drive::outgoing_message out;
    out.op = op;
    out.to = "ana@example.com";
    out.content = R"({"text":"hello"})";
    return out;
}

// The mailbox as it asks for a token, and gets it.
struct asking {
    explicit asking(const json& options = with_oauth(),
                    std::map<std::string, std::string> state = {})
        : channel(given(options, std::move(state))),
          asked(channel.timer(SELAT_TIMER_START).calls.at(0)) {}
    drive::outcome answer(std::uint32_t status, const std::string& body) {
        return channel.serial_reply(drive::answer_to(asked, status, body));
    }
    // With a token; what it says once the server has told what it can.
    std::string log_in(const std::string& abilities) {
        connection = answer(200, granted("token-1")).connects.at(0).connection;
        channel.open(connection);
        channel.data(connection, "* OK hi\r\n", true);
        return line_of(
            channel.data(connection, "* CAPABILITY " + abilities + "\r\nS1 OK\r\n", true));
    }

    drive::channel channel;
    drive::call asked;
    std::string connection;
};

// base64 of user=support@shop.example^Aauth=Bearer token-1^A^A
const std::string xoauth2 = "dXNlcj1zdXBwb3J0QHNob3AuZXhhbXBsZQFhdXRoPUJlYXJlciB0b2tlbi0xAQE=";

}  // namespace

TEST_CASE("a token is asked for before the mailbox is, with what was granted") {
    asking box;
    CHECK(box.asked.url == "https://login.example/token");
    CHECK(box.asked.body == "grant_type=refresh_token&client_id=client&client_secret=s%26c%2Ft&"
                            "refresh_token=1%2F%2Frefresh%2B1");
    CHECK(box.log_in("IMAP4rev1 AUTH=XOAUTH2 SASL-IR") ==
          "S2 AUTHENTICATE XOAUTH2 " + xoauth2 + "\r\n");
    CHECK(box.asked.headers.at(0).second == "application/x-www-form-urlencoded");
}

TEST_CASE(
    "a server that takes nothing in the first line, or the standard's form alone, gets that") {
    asking two_lines;
    CHECK(two_lines.log_in("IMAP4rev1 AUTH=XOAUTH2") == "S2 AUTHENTICATE XOAUTH2\r\n");
    CHECK(line_of(two_lines.channel.data(two_lines.connection, "+ \r\n", true)) ==
          xoauth2 + "\r\n");
    asking standard;
    // n,a=support@shop.example,^Ahost=imap.shop.example^Aport=993^Aauth=Bearer token-1^A^A
    CHECK(standard.log_in("IMAP4rev1 AUTH=OAUTHBEARER SASL-IR") ==
          "S2 AUTHENTICATE OAUTHBEARER "
          "bixhPXN1cHBvcnRAc2hvcC5leGFtcGxlLAFob3N0PWltYXAuc2hvcC5leGFtcGxlAXBvcnQ9OTkzAWF1dGg9QmVh"
          "cmVyIHRva2VuLTEBAQ==\r\n");
    asking neither;
    neither.log_in("IMAP4rev1 AUTH=PLAIN");
    CHECK(neither.channel.timers().at("imap-again") >= neither.channel.now_ms() + 600'000);
}

TEST_CASE("a token that is refused is explained, then another is asked for unless it was new") {
    asking box;
    box.log_in("IMAP4rev1 AUTH=XOAUTH2 SASL-IR");
    // {"status":"400"}: the reason; the server waits for an empty line
    CHECK(line_of(box.channel.data(box.connection, "+ eyJzdGF0dXMiOiI0MDAifQ==\r\n", true)) ==
          "\r\n");
    box.channel.data(box.connection, "S2 NO [AUTHENTICATIONFAILED] no\r\n", true);
    const auto later = box.channel.timers().at("imap-again") - box.channel.now_ms();
    CHECK(later >= 600'000);  // it was new: another would be refused as well
    const auto again = box.channel.advance(later);
    CHECK(again.back().calls.size() == 1);  // all the same, a new one the next time
}

TEST_CASE("mailbox and submission server share a token") {
    asking box;
    box.answer(200, granted("token-1"));
    const auto sent = box.channel.send(message());
    CHECK(sent.calls.empty());
    const auto name = sent.connects.at(0).connection;
    box.channel.open(name);
    box.channel.data(name, "220 hi\r\n", true);
    CHECK(line_of(box.channel.data(name, "250-mx\r\n250 AUTH XOAUTH2 PLAIN\r\n", true)) ==
          "AUTH XOAUTH2 " + xoauth2 + "\r\n");
}

TEST_CASE("a token is renewed before its end, once for all that waits") {
    drive::channel channel(given(with_oauth({{"imap", json::object()}})));
    const auto token = [&](const drive::outcome& asked) {
        return channel.serial_reply(drive::answer_to(asked.calls.at(0), 200, granted("token-1")));
    };
    const auto first = channel.send(message());
    CHECK(channel.send(message(2)).calls.empty());
    auto name = token(first).connects.at(0).connection;
    channel.open(name);
    channel.data(name, "220 hi\r\n", true);
    channel.data(name, "250-mx\r\n250 AUTH XOAUTH2\r\n", true);
    channel.data(name, "235 in\r\n", true);
    channel.close(name, 1006, selat::code::unavailable, "gone");
    channel.advance(3'000'000);
    name = channel.send(message(3)).connects.at(0).connection;
    channel.close(name, 1006, selat::code::unavailable, "gone");
    channel.advance(500'000);
    const auto late = channel.send(message(4));
    CHECK(late.connects.empty());
    CHECK(token(late).connects.size() == 1);
}

TEST_CASE("a token that became void meanwhile costs no message") {
    asking box;
    box.answer(200, granted("token-1"));
    box.channel.advance(120'000);
    const auto name = box.channel.send(message()).connects.at(0).connection;
    box.channel.open(name);
    box.channel.data(name, "220 hi\r\n", true);
    box.channel.data(name, "250-mx\r\n250 AUTH XOAUTH2\r\n", true);
    CHECK(line_of(box.channel.data(name, "334 eyJzdGF0dXMiOiI0MDEifQ==\r\n", true)) == "\r\n");
    const auto refused = box.channel.data(name, "535 5.7.8 no\r\n", true);
    CHECK(refused.faileds.empty());
    REQUIRE(refused.calls.size() == 1);
    const auto again =
        box.channel.serial_reply(drive::answer_to(refused.calls[0], 200, granted("token-2")));
    const auto next = again.connects.at(0).connection;
    box.channel.open(next);
    box.channel.data(next, "220 hi\r\n", true);
    CHECK(line_of(box.channel.data(next, "250-mx\r\n250 AUTH XOAUTH2\r\n", true))
              .starts_with("AUTH XOAUTH2 "));
    const auto denied = box.channel.data(next, "535 5.7.8 no\r\n", true);
    CHECK(denied.faileds.at(0).code == selat::code::denied);
}

TEST_CASE("a credential that is too long for a command waits to be asked for") {
    asking box;
    box.answer(200, granted(std::string(2'000, 't')));
    const auto name = box.channel.send(message()).connects.at(0).connection;
    box.channel.open(name);
    box.channel.data(name, "220 hi\r\n", true);
    CHECK(line_of(box.channel.data(name, "250-mx\r\n250 AUTH XOAUTH2\r\n", true)) ==
          "AUTH XOAUTH2\r\n");
    CHECK(line_of(box.channel.data(name, "334 \r\n", true)).size() > 2'000);
}

TEST_CASE("what is granted no more fails what waits, and the mailbox says why") {
    asking box;
    box.channel.send(message());
    const auto refused = box.answer(
        400, R"({"error":"invalid_grant","error_description":"Token has been revoked."})");
    CHECK(refused.faileds.at(0).code == selat::code::denied);
    CHECK(refused.faileds.at(0).detail ==
          "no access token: 400 invalid_grant: Token has been revoked.");
    CHECK(refused.statuses.at(0).reason == refused.faileds.at(0).detail);
    CHECK(box.channel.timers().at("imap-again") >= box.channel.now_ms() + 600'000);

    asking slow;
    slow.channel.send(message());
    const auto later = slow.answer(503, "");
    CHECK(later.faileds.at(0).code == selat::code::unavailable);
    CHECK(slow.channel.timers().at("imap-again") < slow.channel.now_ms() + 60'000);
}

TEST_CASE("a newer refresh token is kept, until the configuration has another") {
    asking box;
    const auto renewed = box.answer(200, granted("token-1", {{"refresh_token", "newer"}}));
    REQUIRE(renewed.states.size() == 1);
    CHECK(renewed.states[0].key == "oauth");
    const std::map<std::string, std::string> kept = {{"oauth", renewed.states[0].value}};
    CHECK(asking(with_oauth(), kept).asked.body.ends_with("refresh_token=newer"));
    auto other = with_oauth();
    other["oauth"]["refresh_token"] = "fresh";
    CHECK(asking(other, kept).asked.body.ends_with("refresh_token=fresh"));
}

TEST_CASE("a token goes to another machine under TLS alone, and who has a password uses that") {
    CHECK_THROWS_AS(drive::channel(given(
                        with_oauth({{"imap", {{"host", "h"}, {"tls", "none"}, {"user", "u"}}}}))),
                    drive::refused);
    CHECK_THROWS_AS(drive::channel(given({{"imap", {{"host", "h"}, {"user", "u"}}}})),
                    drive::refused);
    drive::channel both(given(with_oauth(
        {{"imap", {{"host", "imap.shop.example"}, {"user", "box"}, {"password", "word"}}}})));
    CHECK(both.timer(SELAT_TIMER_START).connects.size() == 1);
}
