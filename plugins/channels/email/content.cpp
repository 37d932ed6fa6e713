#include "content.hpp"

#include "charset.hpp"
#include "html.hpp"
#include "quotes.hpp"

#include <algorithm>
#include <array>

namespace email {
namespace {

constexpr std::size_t longest_text = 512 * 1024;
constexpr std::size_t longest_html = 1024 * 1024;
constexpr std::size_t longest_subject = 1'000;

std::string with_line_breaks(std::string_view text) {
    std::string out;
    const auto escaped = as_html(text);
    for (const char each : escaped) {
        if (each == '\n') {
            out += "<br>";
        }
        out += each;
    }
    return "<div>" + out + "</div>";
}

// Some programs write a text that nobody sees beside their HTML.
std::string_view seen(std::string_view text) {
    constexpr std::array<std::string_view, 4> unseen = {"\u00A0", "\u200B", "\u200C", "\uFEFF"};
    auto rest = trimmed(text);
    while (!rest.empty()) {
        const auto* found = std::find_if(unseen.begin(), unseen.end(),
                                         [&](auto each) { return rest.starts_with(each); });
        if (found == unseen.end()) {
            return trimmed(text);
        }
        rest = trimmed(rest.substr(found->size()));
    }
    return rest;
}

struct body {
    std::string visible;
    std::string whole;
    std::string html;
    bool has_form = false;
};

void add(std::string& to, std::string_view more, std::string_view between) {
    if (!more.empty()) {
        to += (to.empty() ? "" : std::string(between));
        to += more;
    }
}

body body_of(const mail& mail) {
    const bool forwarded = is_forward(mail.subject);
    body out;
    for (const auto& each : mail.passages) {
        const auto page = each.html.empty() ? read_html{} : read_page(each.html);
        const auto plain = seen(each.text);
        out.has_form = out.has_form || !page.safe.empty();
        add(out.html, page.safe.empty() ? with_line_breaks(plain) : page.safe, "<hr>");
        add(out.whole, plain.empty() ? std::string_view(page.text) : plain, "\n\n");
        const auto said = plain.empty() && !forwarded ? std::string_view(page.visible)
                          : plain.empty()             ? std::string_view(page.text)
                                                      : plain;
        add(out.visible, visible_reply(said, forwarded), "\n\n");
    }
    return out;
}

const char* kind_of(std::string_view mime) {
    if (mime.starts_with("image/") && mime != "image/svg+xml") {
        return "image";
    }
    if (mime.starts_with("audio/")) {
        return "audio";
    }
    return mime.starts_with("video/") ? "video" : "file";
}

}  // namespace

json content_of(const mail& mail, bool whole) {
    json out = json::object();
    const auto body = body_of(mail);
    if (!body.visible.empty()) {
        out["text"] = cut(body.visible, longest_text);
    }
    const bool more = !body.whole.empty() && (body.has_form || body.visible != body.whole);
    if (more && !body.html.empty() && body.html.size() <= longest_html) {
        out["html"] = body.html;
    }
    if (!mail.subject.empty()) {
        out["subject"] = cut(mail.subject, longest_subject);
    }
    for (const auto& each : mail.files) {
        out["attachments"].push_back(
            {{"kind", kind_of(each.mime)}, {"mime", each.mime}, {"name", each.name}});
    }
    const char* missing = nullptr;
    if (mail.encrypted) {
        missing = "encrypted";
    } else if (mail.unreadable) {
        missing = "unreadable";
    } else if (!whole) {
        missing = "too_large";
    } else if (out.empty()) {
        missing = "empty";
    }
    if (missing != nullptr) {
        out["unsupported"] = {{"kind", missing}};
    }
    return out;
}

}  // namespace email
