// What the host is told of a mail.
#include "email_under_test.hpp"

using namespace email_test;

namespace {

struct box_with_mail : mailbox {
    explicit box_with_mail(const json& options = json::object()) : mailbox(options) { settle(); }
    drive::outcome get(const std::string& raw) {
        auto out = arrives(++uid, raw);
        if (!out.inbounds.empty()) {
            told(channel.stored({.tag = "77:" + std::to_string(uid)}));
        }
        ok();  // the mark
        say("+ idling\r\n");
        return out;
    }
    int uid = 11;
};

std::string message_id_in(const std::string& mail) {
    const auto at = mail.find("Message-Id: <");
    const auto begin = mail.find('<', at == mail.npos ? mail.find("Message-ID: <") : at) + 1;
    return mail.substr(begin, mail.find('>', begin) - begin);
}

// What goes out for `content`, as the server is given it.
std::string outgoing(drive::channel& channel, const std::string& context = {},
                     const std::string& author = "agent") {
    drive::outgoing_message message;
    message.to = "ana@example.com";
    message.content = R"({"text":"hello"})";
    message.author_kind = author;
    message.address_context = context;
    const auto name = channel.send(message).connects.at(0).connection;
    channel.open(name);
    for (const auto* line :
         {"220 hi\r\n", "250-mx\r\n250 AUTH PLAIN\r\n", "235 in\r\n", "250 ok\r\n", "250 ok\r\n"}) {
        channel.data(name, line, true);
    }
    const auto body = channel.data(name, "354 go\r\n", true).writes.at(0).data;
    channel.data(name, "250 taken\r\n", true);
    return body;
}

}  // namespace

TEST_CASE("a mail becomes a message of who wrote it, with where answers go") {
    box_with_mail box;
    const auto got = box.get(mail_with("References: <0@example.com>\nReply-To: desk@example.com\n",
                                       "hello\n\nOn x, Shop <s@shop.example> wrote:\n> hi"));
    REQUIRE(got.inbounds.size() == 1);
    const auto& in = got.inbounds[0];
    CHECK(in.message_id == "1@example.com");
    CHECK(in.provider_id.starts_with("1@example.com#"));
    CHECK(in.author_name == "Ana Lim");
    CHECK(in.at_ms == 1'699'995'600'000);
    CHECK(in.reply_to == "0@example.com");
    CHECK_FALSE(in.no_reply);
    const auto content = json::parse(in.content);
    CHECK(content["text"] == "hello");
    CHECK(content["subject"] == "Order 7");
    CHECK(content["html"].get<std::string>().find("&gt; hi") != std::string::npos);
    const auto route = json::parse(in.address_context);
    CHECK(route["to"] == "desk@example.com");
    CHECK(route["references"] == json{"0@example.com", "1@example.com"});
    CHECK(in.context == in.address_context);
}

TEST_CASE("the same id with other words is another mail; without an id one is made") {
    box_with_mail box;
    const auto first = box.get(mail_with("", "one")).inbounds.at(0);
    const auto again = box.get("Received: by other\r\n" + mail_with("", "one")).inbounds.at(0);
    const auto other = box.get(mail_with("", "two")).inbounds.at(0);
    CHECK(first.provider_id == again.provider_id);
    CHECK(first.provider_id != other.provider_id);
    const auto nameless = box.get(crlf("From: a@example.com\n\nx\n")).inbounds.at(0);
    CHECK(nameless.message_id.ends_with("@absent.invalid"));
}

TEST_CASE("an answer to our address with a token names what it answers, a made-up token does not") {
    box_with_mail box;
    const auto sent = outgoing(box.channel);
    const auto id = message_id_in(sent);
    const auto token = id.substr(0, id.find('@'));
    CHECK(sent.find("support+" + token + "@shop.example") != std::string::npos);
    const auto with = [&](const std::string& name) {
        return box.get(mail_with("Delivered-To: Support+" + name + "@shop.example\n", "x" + name))
            .inbounds.at(0)
            .reply_to;
    };
    CHECK(with(token) == id);
    auto wrong = token;
    wrong.back() = wrong.back() == 'a' ? 'b' : 'a';
    CHECK(with(wrong).empty());
}

TEST_CASE("bounces and read receipts of our mail are told, of others' dropped") {
    box_with_mail box;
    const auto id = message_id_in(outgoing(box.channel));
    const auto bounce = [&](const std::string& about) {
        return crlf("From: MAILER-DAEMON@mx.example\nMIME-Version: 1.0\n"
                    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
                    "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
                    "Final-Recipient: rfc822; ana@example.com\nAction: failed\nStatus: 5.1.1\n\n"
                    "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <" +
                    about + ">\n--b--\n");
    };
    const auto got = box.get(bounce(id));
    CHECK(got.inbounds.empty());
    REQUIRE(got.receipts.size() == 1);
    CHECK(got.receipts[0].status == SELAT_RECEIPT_FAILED);
    CHECK(got.receipts[0].message_id == id);
    CHECK(got.receipts[0].code == selat::code::not_found);
    CHECK(got.receipts[0].provider_code == "5.1.1");
    const auto foreign = box.get(bounce("x@elsewhere.example"));
    CHECK(foreign.receipts.empty());
    CHECK(foreign.inbounds.empty());
    CHECK(foreign.logs.at(0).event == "dropped");
}

TEST_CASE("whatever others wrote stands in the log on one line, and not at any length") {
    box_with_mail box;
    const auto got =
        box.get("From: a@" + std::string(70'000, 'x') +
                ".example\r\nMessage-ID: <=?utf-8?q?a=0Ab?=@example.com>\r\n\r\nx\r\n");
    REQUIRE(got.ok());
    REQUIRE(got.logs.size() == 1);
    CHECK(got.logs[0].event == "dropped");
    CHECK(drive::find(got.logs[0].pairs, "from").size() <= 320);
    CHECK(drive::find(got.logs[0].pairs, "message_id") == "a b@example.com");
}

TEST_CASE("a complaint names its address in characters, whatever bytes stand in it") {
    box_with_mail box;
    const auto ours_id = message_id_in(outgoing(box.channel));
    const auto got = box.get(
        crlf("From: fbl@isp.example\nMIME-Version: 1.0\nContent-Type: multipart/report; "
             "report-type=feedback-report; boundary=b\n\n--b\nContent-Type: text/plain\n\nspam\n"
             "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
             "Original-Rcpt-To: <an\xFF@example.com>\n\n--b\nContent-Type: text/rfc822-headers\n\n"
             "Message-ID: <" +
             ours_id + ">\n\n--b--\n"));
    REQUIRE(got.addresses.size() == 1);
    CHECK(got.addresses[0].address == "an\uFFFD@example.com");
}

TEST_CASE("a bounce in prose is recognised by whose it is") {
    box_with_mail box;
    const auto id = message_id_in(outgoing(box.channel));
    const auto got = box.get(crlf("From: MAILER-DAEMON@qmail.example\nSubject: failure notice\n\n"
                                  "<ana@example.com>:\n550 5.2.2 mailbox full\n\n--- Below\n"
                                  "Message-ID: <" +
                                  id + ">\nSubject: x\n"));
    REQUIRE(got.receipts.size() == 1);
    CHECK(got.receipts[0].provider_code == "5.2.2");
}

TEST_CASE("automatic mail is kept, and nothing answers it") {
    box_with_mail box;
    CHECK(box.get(mail_with("Auto-Submitted: auto-replied\n", "away")).inbounds.at(0).no_reply);
}

TEST_CASE("our own mail that comes back is dropped") {
    box_with_mail box;
    auto own = outgoing(box.channel);
    CHECK(box.get(own).inbounds.empty());
    std::string hops;
    for (int n = 0; n < 50; ++n) {
        hops += "Received: by x\n";
    }
    CHECK(box.get(mail_with(hops, "round")).logs.at(0).text == "it has gone round too often");
}

TEST_CASE("who sends too many in an hour is answered by people alone") {
    box_with_mail box({{"hourly_answers", 2}});
    CHECK_FALSE(box.get(mail_with("", "1")).inbounds.at(0).no_reply);
    CHECK_FALSE(box.get(mail_with("", "2")).inbounds.at(0).no_reply);
    CHECK(box.get(mail_with("", "3")).inbounds.at(0).no_reply);
}

TEST_CASE("files come with their message") {
    box_with_mail box;
    const auto got =
        box.get(mail_with("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n",
                          "--b\n\nsee\n--b\nContent-Type: text/csv; name=a.csv\n\n1,2\n--b--"));
    REQUIRE(got.attaches.size() == 1);
    CHECK(got.attaches[0].provider_id == got.inbounds.at(0).provider_id);
    CHECK(got.attaches[0].bytes.starts_with("1,2"));
}

TEST_CASE("a forged mail leads no answer to another's domain where forged ones are told apart") {
    const auto answered = [](const json& options, const std::string& headers) {
        box_with_mail box(options);
        const auto got = box.get(mail_with(headers, "x"));
        return json::parse(got.inbounds.at(0).address_context)["to"].get<std::string>();
    };
    const json telling = {{"authserv_id", "mx.shop.example"}};
    const std::string passed =
        "Authentication-Results: mx.shop.example; dmarc=pass header.from=example.com\n";
    CHECK(answered(telling, "Reply-To: me@evil.example\n") == "Ana@Example.com");
    CHECK(answered(telling, passed + "Reply-To: ana@home.example\n") == "ana@home.example");
    CHECK(answered(telling, "Reply-To: desk@Example.com\n") == "desk@Example.com");
    CHECK(answered(json::object(), "Reply-To: ana@home.example\n") == "ana@home.example");
}

TEST_CASE("whose domain vouches is believed of our own server alone") {
    const json trusting = {{"authserv_id", "mx.shop.example"}};
    const auto verified = [&](const std::string& header) {
        box_with_mail box(trusting);
        return box.get(mail_with(header, "x")).inbounds.at(0).verified;
    };
    CHECK(
        verified("Authentication-Results: mx.shop.example; dmarc=pass header.from=example.com\n"));
    CHECK(verified("Authentication-Results: mx.shop.example 1; spf=fail smtp.mailfrom=b.example; "
                   "dmarc = pass (p=none) header.from=Example.COM\n"));
    CHECK_FALSE(verified("Authentication-Results: evil.example; dmarc=pass "
                         "header.from=example.com\n"));
    CHECK_FALSE(verified("Authentication-Results: mx.shop.example; dmarc=fail "
                         "header.from=example.com\n"));
    CHECK_FALSE(verified("Authentication-Results: mx.shop.example; dmarc=pass "
                         "header.from=evil.example\n"));
    CHECK_FALSE(verified("Authentication-Results: mx.shop.example; spf=pass "
                         "smtp.mailfrom=\"x; dmarc=pass header.from=example.com\"@evil.example; "
                         "dmarc=fail header.from=example.com\n"));
    CHECK_FALSE(verified("Authentication-Results: mx.shop.example; dmarc=fail (; dmarc=pass "
                         "header.from=example.com) header.from=example.com\n"));
    CHECK_FALSE(verified("Authentication-Results: mx.shop.example; spf=pass "
                         "smtp.mailfrom=dmarc=pass@evil.example\n"));
    CHECK_FALSE(verified("Authentication-Results: mx.shop.example; spf=pass smtp.mailfrom="
                         "=?utf-8?q?x=3B_dmarc=3Dpass_header.from=3Dexample.com_?=@evil.example; "
                         "dmarc=fail header.from=example.com\n"));
    CHECK_FALSE(verified("Authentication-Results: evil.example; none\n"
                         "Authentication-Results: mx.shop.example; dmarc=pass "
                         "header.from=example.com\n"));
}
