#include "tests/emulators/email/letters.hpp"

#include "tests/emulators/common/base64.hpp"
#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/email/text.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <ctime>
#include <memory>

#include <gmime/gmime.h>

namespace emulators::email {
namespace {

std::string in_lines(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += 76) {
        out += text.substr(at, 76) + "\r\n";
    }
    return out;
}

std::string with_crlf(std::string_view text) {
    std::string out;
    for (const char each : text) {
        if (each == '\n' && !out.ends_with('\r')) {
            out += '\r';
        }
        out += each;
    }
    return out;
}

// One encoded word for each 40 bytes, cut between characters.
std::string encoded(const std::string& text) {
    if (is_ascii(text)) {
        return text;
    }
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        auto end = std::min(at + 40, text.size());
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80) {
            --end;
        }
        out += (out.empty() ? "" : "\r\n ") +
               ("=?utf-8?B?" + to_base64(text.substr(at, end - at)) + "?=");
        at = end;
    }
    return out;
}

std::string date() {
    const auto now = static_cast<std::time_t>(now_ms() / 1'000);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char out[64];
    const auto size = std::strftime(out, sizeof out, "%a, %d %b %Y %H:%M:%S +0000", &parts);
    return {out, size};
}

std::string next_id(std::string_view domain) {
    static std::atomic<std::uint64_t> count = 0;
    return std::to_string(now_ms()) + "." + std::to_string(++count) + "@" + std::string(domain);
}

std::string domain_of(const std::string& address) {
    const auto at = address.rfind('@');
    return at == address.npos ? "example.com" : address.substr(at + 1);
}

std::string part(const std::string& type, const std::string& bytes, const std::string& more = {}) {
    return "Content-Type: " + type + "\r\nContent-Transfer-Encoding: base64\r\n" + more + "\r\n" +
           in_lines(to_base64(bytes));
}

std::string quoted(const json& answered) {
    std::string out = "\r\n\r\nOn " + date() + ", " + text_in(answered, "from") + " wrote:\r\n";
    std::string line = "> ";
    for (const char each : text_in(answered, "text")) {
        line += each;
        if (each == '\n') {
            out += line;
            line = "> ";
        }
    }
    return out + line + "\r\n";
}

std::string body_of(const json& deed, const json& answered) {
    const bool quotes = !answered.is_null() && flag_in(deed, "quote", true);
    const auto text = with_crlf(text_in(deed, "text") + (quotes ? quoted(answered) : ""));
    const auto charset = text_in(deed, "charset", "utf-8");
    auto words = part("text/plain; charset=" + charset, text);
    if (const auto html = text_in(deed, "html"); !html.empty()) {
        const auto page = part("text/html; charset=utf-8", html);
        words = text.empty()
                    ? page
                    : "Content-Type: multipart/alternative; boundary=\"alt\"\r\n\r\n--alt\r\n" +
                          words + "--alt\r\n" + page + "--alt--\r\n";
    }
    const auto& files = member(deed, "attachments");
    if (!files.is_array() || files.empty()) {
        return words;
    }
    auto out = "Content-Type: multipart/mixed; boundary=\"mix\"\r\n\r\n--mix\r\n" + words;
    for (const auto& each : files) {
        out += "--mix\r\n" + part(text_in(each, "content_type", "application/octet-stream"),
                                  content_in(each),
                                  "Content-Disposition: attachment; filename=\"" +
                                      encoded(text_in(each, "name", "file")) + "\"\r\n");
    }
    return out + "--mix--\r\n";
}

std::string report(const json& about, const std::string& type, const std::string& part_type,
                   const std::string& words, const std::string& fields,
                   const std::string& subject) {
    const auto domain = domain_of(text_in(about, "to"));
    return "Return-Path: <>\r\nFrom: MAILER-DAEMON@" + domain +
           "\r\nTo: " + text_in(about, "envelopeFrom") + "\r\nSubject: " + subject +
           "\r\nDate: " + date() + "\r\nMessage-ID: <" + next_id(domain) +
           ">\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
           "Content-Type: multipart/report; report-type=" +
           type + "; boundary=\"rep\"\r\n\r\n--rep\r\nContent-Type: text/plain\r\n\r\n" + words +
           "\r\n--rep\r\nContent-Type: " + part_type + "\r\n\r\n" + fields +
           "\r\n--rep\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <" +
           text_in(about, "id") + ">\r\nSubject: " + encoded(text_in(about, "subject")) +
           "\r\n\r\n--rep--\r\n";
}

std::string text_of(const char* text) { return text == nullptr ? std::string() : text; }

std::string first_address(InternetAddressList* list) {
    auto* first = list == nullptr || internet_address_list_length(list) == 0
                      ? nullptr
                      : internet_address_list_get_address(list, 0);
    return first != nullptr && INTERNET_ADDRESS_IS_MAILBOX(first)
               ? text_of(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first)))
               : std::string();
}

void read_words(GMimeObject* object, json& out) {
    if (GMIME_IS_MULTIPART(object)) {
        auto* all = GMIME_MULTIPART(object);
        for (int n = 0; n < g_mime_multipart_get_count(all); ++n) {
            read_words(g_mime_multipart_get_part(all, n), out);
        }
    } else if (GMIME_IS_TEXT_PART(object)) {
        char* text = g_mime_text_part_get_text(GMIME_TEXT_PART(object));
        auto* type = g_mime_object_get_content_type(object);
        out[g_mime_content_type_is_type(type, "text", "html") != 0 ? "html" : "text"] =
            text_of(text);
        g_free(text);
    }
}

}  // namespace

std::string write_letter(const json& deed, const json& answered, const std::string& to) {
    const auto from = text_in(deed, "from", "ana@example.com");
    const auto name = text_in(deed, "name");
    auto subject = text_in(deed, "subject");
    std::string thread;
    if (!answered.is_null()) {
        const auto before = text_in(answered, "subject");
        subject = !subject.empty() || before.starts_with("Re: ")
                      ? (subject.empty() ? before : subject)
                      : "Re: " + before;
        const auto id = "<" + text_in(answered, "id") + ">";
        const auto earlier = text_in(member(answered, "headers"), "references");
        thread = "In-Reply-To: " + id + "\r\nReferences: " + earlier +
                 (earlier.empty() ? "" : "\r\n ") + id + "\r\n";
        thread = flag_in(deed, "headless") ? "" : thread;
    }
    std::string more;
    for (const auto& [key, value] : member(deed, "headers").items()) {
        more += key + ": " + (value.is_string() ? value.get<std::string>() : value.dump()) + "\r\n";
    }
    const auto who = name.empty() ? from : "\"" + encoded(name) + "\" <" + from + ">";
    return "Received: from " + domain_of(from) + " by mx.emulated.example; " + date() +
           "\r\nFrom: " + who + "\r\nTo: " + to + "\r\nSubject: " + encoded(subject) +
           "\r\nDate: " + date() + "\r\nMessage-ID: <" +
           text_in(deed, "id", next_id(domain_of(from))) + ">\r\n" + thread + more +
           "MIME-Version: 1.0\r\n" + body_of(deed, answered);
}

std::string write_bounce(const json& about, const std::string& action, const std::string& status) {
    const bool failed = action == "failed";
    return report(about, "delivery-status", "message/delivery-status",
                  "This is the mail system. Your message could not be delivered.",
                  "Reporting-MTA: dns; mx.emulated.example\r\n\r\nFinal-Recipient: rfc822; " +
                      text_in(about, "to") + "\r\nAction: " + action + "\r\nStatus: " + status +
                      "\r\nDiagnostic-Code: smtp; " + (failed ? "550 " : "450 ") + status +
                      " not taken there\r\n",
                  failed ? "Undelivered Mail Returned to Sender"
                         : "Delayed Mail (still being retried)");
}

std::string write_receipt(const json& about) {
    return report(about, "disposition-notification", "message/disposition-notification",
                  "Your message was displayed.",
                  "Final-Recipient: rfc822; " + text_in(about, "to") +
                      "\r\nOriginal-Message-ID: <" + text_in(about, "id") +
                      ">\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n",
                  "Read: " + text_in(about, "subject"));
}

std::string write_absence(const json& about) {
    const auto from = text_in(about, "to");
    return "From: " + from + "\r\nTo: " + text_in(about, "replyTo") +
           "\r\nSubject: Automatic reply: " + encoded(text_in(about, "subject")) +
           "\r\nDate: " + date() + "\r\nMessage-ID: <" + next_id(domain_of(from)) +
           ">\r\nIn-Reply-To: <" + text_in(about, "id") +
           ">\r\nAuto-Submitted: auto-replied\r\n\r\nI am away until Monday.\r\n";
}

json read_letter(const std::string& raw) {
    static const bool started = [] {
        g_mime_init();
        return true;
    }();
    static_cast<void>(started);
    const auto release = [](gpointer object) { g_object_unref(object); };
    const std::unique_ptr<GMimeStream, decltype(release)> stream(
        g_mime_stream_mem_new_with_buffer(raw.data(), raw.size()));
    const std::unique_ptr<GMimeParser, decltype(release)> parser(
        g_mime_parser_new_with_stream(stream.get()));
    const std::unique_ptr<GMimeMessage, decltype(release)> message(
        g_mime_parser_construct_message(parser.get(), nullptr));
    if (!message) {
        return {{"wrong", "it is no mail"}};
    }
    json out = {{"id", text_of(g_mime_message_get_message_id(message.get()))},
                {"subject", text_of(g_mime_message_get_subject(message.get()))},
                {"from", first_address(g_mime_message_get_from(message.get()))},
                {"replyTo", first_address(g_mime_message_get_reply_to(message.get()))},
                {"text", ""},
                {"headers", json::object()}};
    auto* list = g_mime_object_get_header_list(GMIME_OBJECT(message.get()));
    for (int n = 0; n < g_mime_header_list_get_count(list); ++n) {
        auto* each = g_mime_header_list_get_header_at(list, n);
        out["headers"][lower(text_of(g_mime_header_get_name(each)))] =
            text_of(g_mime_header_get_value(each));
    }
    if (text_in(out, "replyTo").empty()) {
        out["replyTo"] = out["from"];
    }
    if (auto* root = g_mime_message_get_mime_part(message.get()); root != nullptr) {
        read_words(root, out);
    }
    for (const auto* demanded : {"from", "date", "message-id"}) {
        if (!out["headers"].contains(demanded)) {
            out["wrong"] = std::string("it has no ") + demanded;
        }
    }
    return out;
}

}  // namespace emulators::email
