// The mailbox: login, what is new, IDLE, and what goes wrong.
#include "email_under_test.hpp"
#include "imap_reader.hpp"

using namespace email_test;

namespace {

std::string kept_in(const drive::outcome& outcome) {
    return outcome.states.empty() ? std::string() : outcome.states.back().value;
}

}  // namespace

TEST_CASE("literals are found wherever they stand and however they come") {
    const std::string wire =
        "* 1 FETCH (FLAGS (\\Seen $A) UID 9 ENVELOPE (\"a\\\"b\" NIL) "
        "BODY[HEADER.FIELDS (TO)] {3}\r\nTo:BODY[]<0> {5}\r\nab)\r\n X-Y z)\r\nS1 OK\r\n";
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, wire.size()}) {
        email::imap_reader reader(100);
        email::response response;
        std::vector<email::response> got;
        for (std::size_t at = 0; at < wire.size(); at += step) {
            REQUIRE(reader.feed(std::string_view(wire).substr(at, step)));
            while (reader.next(response)) {
                got.push_back(response);
            }
        }
        REQUIRE(got.size() == 2);
        const auto one = email::read_fetch(got[0]);
        CHECK(one.uid == 9);
        CHECK(one.body == "ab)\r\n");
        CHECK(got[1].line == "S1 OK");
    }
}

TEST_CASE("a literal or a line without measure is refused") {
    email::imap_reader reader(100);
    email::response response;
    reader.feed("* 1 FETCH (BODY[] {101}\r\n");
    CHECK_FALSE(reader.next(response));
    CHECK_FALSE(reader.feed("x"));
    email::imap_reader other(100);
    other.feed(std::string(70'000, 'a'));
    CHECK_FALSE(other.next(response));
    CHECK_FALSE(other.feed({}));
    email::imap_reader many(100'000);
    many.feed("* 1 FETCH (A {100000}\r\n" + std::string(100'000, 'a') + " B {100000}\r\n");
    CHECK_FALSE(many.next(response));
    CHECK_FALSE(many.feed({}));
}

TEST_CASE("an instance connects, logs in and reads what is unread") {
    mailbox box;
    CHECK(box.channel.has("selat.connection/1"));
    REQUIRE(box.commands.size() >= 5);
    CHECK(box.commands[1] == "S2 AUTHENTICATE PLAIN AGJveABwYSJzcw==\r\n");
    CHECK(box.commands[3] == "S4 SELECT \"INBOX\"\r\n");
    CHECK(box.commands[4] == "S5 UID SEARCH UNSEEN SINCE 7-Nov-2023\r\n");
    box.settle();
    CHECK(box.commands.back() == "S6 IDLE\r\n");
}

TEST_CASE("a server without PLAIN gets LOGIN, with what is quoted") {
    mailbox box(json::object(), {}, "IMAP4rev1");
    CHECK(box.commands[1] == "S2 LOGIN \"box\" \"pa\\\"ss\"\r\n");
    box.say("* SEARCH\r\n");
    box.ok();
    CHECK(box.commands.size() == 5);  // it has no IDLE: asked again after a while
    const auto asked = box.channel.advance(30'000);
    REQUIRE(asked.size() == 1);
    CHECK(line_of(asked[0]) == "S6 NOOP\r\n");
}

TEST_CASE("a mail is delivered, kept, marked, and the wait goes on") {
    mailbox box;
    box.settle();
    const auto got = box.arrives(12, mail_with("", "hello"));
    REQUIRE(got.inbounds.size() == 1);
    CHECK(got.inbounds[0].from == "ana@example.com");
    CHECK(got.inbounds[0].tag == "77:12");
    CHECK(got.states.empty());
    const auto stored = box.told(box.channel.stored({.tag = "77:12"}));
    CHECK(json::parse(kept_in(stored)) == json{{"last", 12}, {"validity", 77}});
    CHECK(line_of(stored).ends_with("UID STORE 12 +FLAGS.SILENT (\\Seen)\r\n"));
    CHECK(line_of(box.ok()).ends_with("IDLE\r\n"));
}

TEST_CASE("a known mailbox is read on from where it stood, and the last mail is not taken again") {
    mailbox box(json::object(), {{"mailbox", R"({"validity":77,"last":11})"}});
    CHECK(box.commands.back() == "S5 UID SEARCH UID 12:*\r\n");
    box.say("* SEARCH 11\r\n");
    CHECK(line_of(box.ok()).ends_with("IDLE\r\n"));
}

TEST_CASE("a mailbox with other numbers is read anew") {
    mailbox box(json::object(), {{"mailbox", R"({"validity":76,"last":500})"}});
    CHECK(box.commands.back().find("UNSEEN") != std::string::npos);
}

TEST_CASE("mail that is told of between IDLE and its beginning is read at once") {
    mailbox box;
    box.say("* SEARCH\r\n");
    CHECK(line_of(box.ok()).ends_with("IDLE\r\n"));
    CHECK(box.say("* 4 EXISTS\r\n").writes.empty());
    CHECK(line_of(box.say("+ idling\r\n")) == "DONE\r\n");
    CHECK(line_of(box.ok()).find("UID SEARCH UID 12:*") != std::string::npos);
}

TEST_CASE("what could not be stored is read again") {
    mailbox box;
    box.settle();
    box.arrives(12, mail_with("", "hello"));
    const auto failed = box.channel.stored({.tag = "77:12", .failure = selat::code::unavailable});
    CHECK(failed.states.empty());
    CHECK(failed.hangups.size() == 1);
    CHECK(box.channel.timers().contains("imap-again"));
}

TEST_CASE("a mail that the gateway does not take twice is passed over, and the next one is read") {
    mailbox box;
    box.settle();
    box.arrives(12, mail_with("", "hello"));
    // A call that is refused leaves its timer as it was.
    const auto first = box.channel.timer("imap-answer");
    CHECK(first.hangups.size() == 1);
    CHECK(first.logs.at(0).event == "mailbox_lost");
    box.log_in(box.channel.advance(5'000).back());
    box.say("* SEARCH 12 13\r\n");
    box.ok();
    const auto raw = mail_with("", "hello");
    box.say("* 4 FETCH (UID 12 BODY[]<0> {" + std::to_string(raw.size()) + "}\r\n" + raw + ")\r\n");
    CHECK(box.ok().inbounds.size() == 1);
    const auto second = box.told(box.channel.timer("imap-answer"));
    CHECK(second.hangups.empty());
    REQUIRE(second.logs.size() == 1);
    CHECK(second.logs[0].event == "mail-refused");
    CHECK(drive::find(second.logs[0].pairs, "uid") == "12");
    CHECK(line_of(second).find("UID STORE 12") != std::string::npos);
    CHECK(line_of(box.ok()).find("UID FETCH 13") != std::string::npos);
}

TEST_CASE("long addresses beside ours, and long threads, are no reason to refuse a mail") {
    mailbox box({{"reply_all", true}});
    box.settle();
    std::string headers = "Cc: Bo <bo@example.com>";
    for (int n = 0; n < 20; ++n) {
        headers += ",\n c" + std::to_string(n) + "@" + std::string(5'000, 'x') + ".example";
    }
    headers += "\nReferences:";
    for (int n = 0; n < 25; ++n) {
        headers += "\n <" + std::to_string(n) + "@" + std::string(990, '\\') + ">";
    }
    const auto got = box.arrives(12, mail_with(headers + "\n", "hello"));
    REQUIRE(got.ok());
    REQUIRE(got.inbounds.size() == 1);
    const auto kept = json::parse(got.inbounds[0].context);
    CHECK(kept["cc"] == json::array({"bo@example.com"}));
    CHECK(kept["references"].back() == "1@example.com");
}

TEST_CASE("a mail that is too large comes in part and says so") {
    mailbox box({{"max_size", 65'536}});
    box.settle();
    const auto got = box.arrives(12, mail_with("", std::string(66'000, 'x')).substr(0, 65'537));
    REQUIRE(got.inbounds.size() == 1);
    CHECK(json::parse(got.inbounds[0].content)["unsupported"]["kind"] == "too_large");
}

TEST_CASE("mail that was removed meanwhile holds nobody up") {
    mailbox box;
    box.settle();
    box.say("* 4 EXISTS\r\n");
    box.ok();
    box.say("* SEARCH 12\r\n");
    box.ok();
    CHECK(box.ok().inbounds.empty());
    CHECK(box.commands.back().find("UID STORE 12") != std::string::npos);
}

TEST_CASE("IDLE is begun anew before servers end it, and silence ends the connection") {
    mailbox box;
    box.settle();
    const auto due = box.channel.advance(9 * 60'000);
    REQUIRE(due.size() == 1);
    CHECK(line_of(due[0]) == "DONE\r\n");
    const auto silent = box.channel.advance(60'000);
    REQUIRE_FALSE(silent.empty());
    CHECK(silent[0].hangups.size() == 1);
    CHECK(silent[0].statuses.at(0).reason == "the mailbox does not answer");
}

TEST_CASE("a refused login is not tried again for ten minutes") {
    drive::channel channel(given());
    const auto name = channel.timer(SELAT_TIMER_START).connects.at(0).connection;
    channel.open(name);
    channel.data(name, "* OK hi\r\n", true);
    channel.data(name, "* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\nS1 OK\r\n", true);
    const auto refused = channel.data(name, "S2 NO [AUTHENTICATIONFAILED] no\r\n", true);
    CHECK_FALSE(refused.statuses.at(0).running);
    CHECK(channel.timers().at("imap-again") >= channel.now_ms() + 600'000);
}

TEST_CASE("the connection is made again, later and later") {
    drive::channel channel(given());
    auto name = channel.timer(SELAT_TIMER_START).connects.at(0).connection;
    std::int64_t before = 0;
    for (int n = 0; n < 5; ++n) {
        channel.close(name, 1006, selat::code::unavailable, "no answer there");
        const auto due = channel.timers().at("imap-again") - channel.now_ms();
        CHECK(due >= before / 2);
        before = due;
        const auto again = channel.advance(due);
        name = again.back().connects.at(0).connection;
    }
    CHECK(before > 20'000);
}

TEST_CASE("options that cannot be carried are refused with their reason") {
    CHECK_THROWS_AS(drive::channel(given({{"address", "nobody"}})), drive::refused);
}

TEST_CASE("where to connect follows from how") {
    const auto url = [](const json& server) {
        drive::channel channel(given({{"imap", server}}));
        return channel.timer(SELAT_TIMER_START).connects.at(0).url;
    };
    CHECK(url({{"host", "h"}}) == "tls://h:993");
    CHECK(url({{"host", "h"}, {"tls", true}}) == "tls://h:993");
    CHECK(url({{"host", "h"}, {"tls", "implicit"}, {"port", 1993}}) == "tls://h:1993");
    CHECK(url({{"host", "h"}, {"tls", "starttls"}}) == "tcp://h:143");
    CHECK(url({{"host", "h"}, {"tls", "none"}}) == "tcp://h:143");
    CHECK(url({{"host", "::1"}, {"tls", false}}) == "tcp://[::1]:143");
}
