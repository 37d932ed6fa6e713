// Whatever bytes a mail or a mailbox server is made of: neither crashes nor yields anything but
// whole JSON, safe HTML and names that can be files.

#include "plugins/channels/email/automatic.hpp"
#include "plugins/channels/email/charset.hpp"
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    read_as_mail(bytes);
    read_as_server(bytes);
    const auto text = email::to_utf8(bytes, "utf-8");
    demand(email::is_utf8(text));
    const auto shown = email::visible_reply(text, false);
    demand(email::trimmed(text).empty() == shown.empty());
    return 0;
}
