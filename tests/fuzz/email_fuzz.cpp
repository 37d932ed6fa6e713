// Whatever bytes a mail or a mailbox server is made of: neither crashes nor yields anything but
// whole JSON, safe HTML and names that can be files.

#include "plugins/channels/email/automatic.hpp"
#include "plugins/channels/email/charset.hpp"
#include "plugins/channels/email/compose.hpp"
#include "plugins/channels/email/content.hpp"
#include "plugins/channels/email/imap_reader.hpp"
#include "plugins/channels/email/quotes.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

void demand(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void read_as_mail(std::string_view bytes) {
    const auto mail = email::read_mail(bytes);
    const auto content = email::content_of(mail, true);
    demand(content.is_object() && !content.empty());
    demand(email::parse(email::written(content)).is_object());
    const auto html = email::lower(email::text_of(content, "html"));
    for (const auto* bad : {"<script", "<img", "<iframe", "<style", "<svg", "javascript:\""}) {
        demand(html.find(bad) == html.npos);
    }
    for (const auto& each : mail.files) {
        demand(!each.name.empty() && each.name.find_first_of("/\\\n") == each.name.npos);
    }
    email::why_automatic(mail);
    email::read_news(mail);
}

void read_as_server(std::string_view bytes) {
    email::imap_reader reader(64 * 1024);
    email::response response;
    for (std::size_t at = 0; at < bytes.size(); at += 7) {
        if (!reader.feed(bytes.substr(at, 7))) {
            return;
        }
        while (reader.next(response)) {
            email::read_fetch(response);
        }
    }
}

// Nobody writes headers or commands through what is said, and it is read as it was sent.
void write(const std::string& text) {
    email::letter letter;
    letter.from = "shop@shop.example";
    letter.to = "ana@example.com";
    letter.message_id = "1@shop.example";
    letter.from_name = letter.subject = text.substr(0, 60);
    letter.text = "A " + text;
    letter.html = "<p>" + text;
    letter.files = {{text.substr(0, 30), "image/" + text.substr(0, 5), text}};
    const auto raw = email::compose(letter);
    demand(email::is_ascii(raw) && raw.ends_with("\r\n"));
    for (std::size_t at = 0; at < raw.size();) {
        const auto end = raw.find('\n', at);
        demand(end != std::string::npos && end > at && raw[end - 1] == '\r' && end - at < 1000);
        demand(raw.substr(at, end - 1 - at).find('\r') == std::string::npos);
        at = end + 1;
    }
    const auto read = email::read_mail(raw);
    demand(read.message_id == letter.message_id && !read.unreadable);
    demand(read.from.size() == 1 && read.from[0].address == letter.from);
    demand(read.to.size() == 1 && read.to[0].address == letter.to);
    demand(read.cc.empty() && read.passages.size() == 1 && read.files.size() == 1);
    demand(read.files[0].bytes == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    read_as_mail(bytes);
    read_as_server(bytes);
    const auto text = email::to_utf8(bytes, "utf-8");
    demand(email::is_utf8(text));
    const auto shown = email::visible_reply(text, false);
    demand(email::trimmed(text).empty() == shown.empty());
    if (!text.empty()) {
        write(text);
    }
    return 0;
}
