#include "twiml.hpp"

namespace voice {
namespace {

// XML has no place for other control characters, escaped or not.
bool is_allowed(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 || c == '\t' || c == '\n' || c == '\r';
}

// U+FFFE and U+FFFF, in UTF-8.
bool is_noncharacter(std::string_view rest) {
    return rest.starts_with("\xef\xbf\xbe") || rest.starts_with("\xef\xbf\xbf");
}

void escape(std::string_view from, std::string& to) {
    for (std::size_t at = 0; at < from.size(); ++at) {
        const char c = from[at];
        switch (c) {
        case '\xef':
            if (is_noncharacter(from.substr(at))) {
                at += 2;
            } else {
                to += c;
            }
            break;
        case '&': to += "&amp;"; break;
        case '<': to += "&lt;"; break;
        case '>': to += "&gt;"; break;
        case '"': to += "&quot;"; break;
        case '\'': to += "&apos;"; break;
        default:
            if (is_allowed(c)) {
                to += c;
            }
        }
    }
}

}  // namespace

void twiml::close_tag() {
    text_ += in_tag_ ? ">" : "";
    in_tag_ = false;
}

twiml& twiml::begin(std::string_view name, const attributes& with) {
    close_tag();
    text_.append("<").append(name);
    for (const auto& [key, value] : with) {
        text_.append(" ").append(key).append("=\"");
        escape(value, text_);
        text_ += '"';
    }
    open_.emplace_back(name);
    in_tag_ = true;
    return *this;
}

twiml& twiml::text(std::string_view words) {
    if (!words.empty()) {
        close_tag();
        escape(words, text_);
    }
    return *this;
}

twiml& twiml::end() {
    if (in_tag_) {
        text_ += "/>";
        in_tag_ = false;
    } else {
        text_.append("</").append(open_.back()).append(">");
    }
    open_.pop_back();
    return *this;
}

twiml& twiml::add(std::string_view name, std::string_view words, const attributes& with) {
    return begin(name, with).text(words).end();
}

std::string twiml::finish() {
    while (!open_.empty()) {
        end();
    }
    return std::move(text_) + "</Response>";
}

}  // namespace voice
