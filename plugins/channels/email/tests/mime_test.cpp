// Mail as it comes.
#include "automatic.hpp"
#include "charset.hpp"
#include "content.hpp"
#include "email_under_test.hpp"
#include "mime.hpp"

using namespace email_test;
using email::read_mail;

namespace {

json content(const std::string& raw) { return email::content_of(read_mail(raw), true); }

std::string part(const std::string& type, const std::string& words) {
    return "--b\nContent-Type: " + type + "\n\n" + words + "\n";
}

}  // namespace

TEST_CASE("encoded words, also when one character is cut in two") {
    const auto mail = read_mail(crlf("From: =?utf-8?q?N=C3=BArul?= <n@example.com>\n"
                                     "Subject: =?utf-8?b?5L2g5aU=?= =?utf-8?b?vQ==?=\n\nhi\n"));
    CHECK(mail.from.at(0).name == "Núrul");
    CHECK(mail.subject == "你好");
    const auto subject = [](const std::string& raw) {
        return read_mail(crlf("Subject: " + raw + "\n\nx")).subject;
    };
    CHECK(subject("a =?iso-8859-1?Q?caf=E9_b?=\n =?utf-8?q?!?= c") == "a café b! c");
    CHECK(subject("=?gb2312?B?xOO6ww==?=") == "你好");
    CHECK(subject("=?utf-8?x?broken?= =? caf\xE9") == "=?utf-8?x?broken?= =? café");
}

TEST_CASE("charsets are read as what was meant") {
    CHECK(email::to_utf8("\xC4\xE3\xBA\xC3", "gb2312") == "你好");
    CHECK(email::to_utf8("caf\xE9 \x80", "iso-8859-1") == "café €");
    CHECK(email::to_utf8("caf\xE9", "") == "café");
    CHECK(email::to_utf8("caf\xC3\xA9", "no-such-charset") == "café");
    CHECK(email::to_utf8("\x83\x65\x83\x58\x83\x67", "Shift_JIS") == "テスト");
    CHECK(email::to_utf8("\x1b$B$3$s\x1b(B", "iso-2022-jp") == "こん");
    CHECK(email::to_utf8("e\xCC\x81", "utf-8") == "é");
}

TEST_CASE("a type that is longer than any is none") {
    const auto got = content(mail_with("MIME-Version: 1.0\nContent-Type: application/" +
                                           std::string(5'000'000, 'x') + "\n",
                                       "abc"));
    CHECK(got["attachments"].at(0)["mime"] == "application/octet-stream");
}

TEST_CASE("of alternatives the text is shown and the form kept") {
    const auto body =
        mail_with("MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n",
                  part("text/plain; charset=utf-8", "Hello") +
                      part("text/html", "<p>Hello <b>you</b></p>") + "--b--");
    const auto got = content(body);
    CHECK(got["text"] == "Hello");
    CHECK(got["html"] == "<p>Hello <b>you</b></p>");
    CHECK(got["subject"] == "Order 7");
}

TEST_CASE("HTML alone, or beside a text that nobody sees, is shown as its words") {
    const auto page = "<html><head><title>T</title></head><body><p>Hi&nbsp;Ana,</p><p>see "
                      "<a href=\"https://a.example/1\">this</a></p></body></html>";
    const auto alone =
        content(mail_with("MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n", page));
    CHECK(alone["text"] == "Hi\u00A0Ana,\n\nsee this (https://a.example/1)");
    CHECK(alone["html"].get<std::string>().starts_with("<p>Hi"));
    const auto beside =
        content(mail_with("MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n",
                          "--b\nContent-Type: text/plain; charset=utf-8\n\n \u00A0\n\u200B\n" +
                              part("text/html; charset=utf-8", page) + "--b--"));
    CHECK(beside["text"] == alone["text"]);
    const auto picture = content(mail_with("MIME-Version: 1.0\nContent-Type: text/html\n",
                                           "<p><img src=\"https://a.example/p.png\"></p>"));
    CHECK(picture == json{{"subject", "Order 7"}});
}

TEST_CASE("files keep their bytes and lose what is dangerous in their names") {
    const auto raw = mail_with(
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n",
        part("text/plain", "see") +
            "--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n"
            "Content-Disposition: attachment; "
            "filename*=UTF-8''..%2F%E2%80%AEgnp.png\n\naGVsbG8=\n" +
            "--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\naGVsbG8=\n" +
            "--b\nContent-Type: message/rfc822\n\nSubject: inner\n\nold\n--b--");
    const auto mail = read_mail(raw);
    REQUIRE(mail.files.size() == 3);
    CHECK(mail.files[0].name == "gnp.png");
    CHECK(mail.files[0].bytes == "hello");
    CHECK(mail.files[1].name == "part-2.pdf");
    CHECK(mail.files[2].name == "inner.eml");
    CHECK(mail.files[2].bytes.find("old") != std::string::npos);
    const auto got = email::content_of(mail, true);
    CHECK(got["attachments"][0] ==
          json{{"kind", "image"}, {"mime", "image/png"}, {"name", "gnp.png"}});
    CHECK(got["attachments"][1]["kind"] == "file");
}

TEST_CASE("what has no place is said, not dropped") {
    CHECK(content(crlf("From: a@b.example\n\n"))["unsupported"]["kind"] == "empty");
    const auto sealed =
        mail_with("MIME-Version: 1.0\nContent-Type: multipart/encrypted; boundary=b\n",
                  part("application/pgp-encrypted", "Version: 1") +
                      part("application/octet-stream", "x") + "--b--");
    CHECK(content(sealed)["unsupported"]["kind"] == "encrypted");
    std::string deep = "From: a@b.example\nSubject: deep\n";
    for (int n = 0; n < 3'000; ++n) {
        deep += "Content-Type: multipart/mixed; boundary=b" + std::to_string(n) + "\n\n--b" +
                std::to_string(n) + "\n";
    }
    CHECK(content(deep)["unsupported"]["kind"] == "unreadable");
    CHECK(content(deep)["subject"] == "deep");
}

TEST_CASE("what a broken mail says is shown") {
    const auto whole = [](const std::string& type, const std::string& body) {
        return content(mail_with("MIME-Version: 1.0\nContent-Type: " + type + "\n", body));
    };
    const auto untold = whole("multipart/mixed", part("text/plain", "hello there") + "--b--");
    CHECK(untold["text"].get<std::string>().find("hello there") != std::string::npos);
    CHECK(whole("multipart/mixed; boundary=b", "no boundary at all")["text"] ==
          "no boundary at all");
    const auto base64 = "text/plain\nContent-Transfer-Encoding: base64";
    CHECK(whole(base64, "SGVsbG8gd29ybGQ")["text"] == "Hello world");
    CHECK(whole(base64, "SGVs!bG8gd29y bGRz")["text"] == "Hello worlds");
    CHECK(whole(base64, "SGVsbG8gd29ybGQ=")["text"] == "Hello world");
    const auto empty = whole("application/pdf; name=a.pdf\nContent-Disposition: attachment", "");
    CHECK(empty["attachments"][0]["name"] == "a.pdf");
}

TEST_CASE("parts may nest as deep as we look, and no deeper") {
    std::string deep = "From: a@b.example\nSubject: deep\n";
    for (int n = 0; n < 400; ++n) {
        deep += "Content-Type: multipart/mixed; boundary=b" + std::to_string(n) + "\n\n--b" +
                std::to_string(n) + "\n";
    }
    CHECK(content(deep)["unsupported"]["kind"] == "unreadable");
}

TEST_CASE("a bounce tells whose mail failed and why") {
    const auto raw =
        crlf("From: MAILER-DAEMON@mx.example\nTo: x@y.example\nSubject: Undelivered "
             "Mail\nMIME-Version: 1.0\n"
             "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
             "--b\nContent-Type: text/plain\n\nSorry.\n"
             "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
             "Final-Recipient: rfc822; ana@example.com\nAction: failed\nStatus: 5.1.1\n"
             "Diagnostic-Code: smtp; 550 5.1.1\n no such user\n\n"
             "--b\nContent-Type: message/rfc822\n\nMessage-ID: <abc@shop.example>\nSubject: "
             "x\n\nbody\n--b--\n");
    const auto news = email::read_news(read_mail(raw));
    CHECK(news.kind == email::news_kind::failed);
    CHECK(news.message_id == "abc@shop.example");
    CHECK(news.address == "ana@example.com");
    CHECK(news.status == "5.1.1");
    CHECK(news.detail == "smtp; 550 5.1.1 no such user");
    CHECK(email::code_of(news.status) == selat::code::not_found);
    CHECK(email::code_of("5.2.2") == selat::code::unavailable);
}

TEST_CASE("a read receipt and a complaint are told apart") {
    const auto report = [](const std::string& type, const std::string& part_type,
                           const std::string& fields) {
        return email::read_news(read_mail(crlf(
            "From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=" +
            type + "; boundary=b\n\n--b\nContent-Type: text/plain\n\nx\n--b\nContent-Type: " +
            part_type + "\n\n" + fields +
            "\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: "
            "<abc@shop.example>\n--b--\n")));
    };
    const auto read = report("disposition-notification", "message/disposition-notification",
                             "Original-Message-ID: <abc@shop.example>\n"
                             "Disposition: manual-action/MDN-sent-manually; displayed\n");
    CHECK(read.kind == email::news_kind::read);
    CHECK(read.message_id == "abc@shop.example");
    const auto complaint = report("feedback-report", "message/feedback-report",
                                  "Feedback-Type: abuse\nOriginal-Rcpt-To: <Ana@example.com>\n");
    CHECK(complaint.kind == email::news_kind::complaint);
    CHECK(complaint.address == "ana@example.com");
}

TEST_CASE("machines are told from people") {
    const auto why = [](const std::string& headers) {
        return email::why_automatic(read_mail(crlf(headers + "\n\nx")));
    };
    CHECK(why("From: ana@example.com\nSubject: hello").empty());
    CHECK(why("From: ana@example.com\nAuto-Submitted: no").empty());
    for (const auto* each :
         {"Auto-Submitted: auto-replied", "Return-Path: <>", "X-Auto-Response-Suppress: OOF",
          "List-Id: <l.example>", "Precedence: bulk", "X-Autoreply: yes",
          "Subject: Automatic reply: hello", "Subject: Out of Office"}) {
        INFO(each);
        CHECK_FALSE(why("From: ana@example.com\n" + std::string(each)).empty());
    }
    CHECK_FALSE(why("From: no-reply@example.com").empty());
    CHECK(why("From: nobodyknows@example.com").empty());
}
