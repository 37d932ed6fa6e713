#include "filter_sets.hpp"

#include <algorithm>

namespace studio::liquid {
namespace {

std::string_view entity_of(char c) {
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return {};
    }
}

void append_escaped(std::string& out, char c) {
    const auto entity = entity_of(c);
    if (entity.empty()) {
        out += c;
    } else {
        out += entity;
    }
}

json escape(const json& input, arguments&) {
    std::string out;
    for (const char c : to_text(input)) {
        append_escaped(out, c);
    }
    return out;
}

// True when an entity such as &amp; or &#39; begins at `at`.
bool is_entity(std::string_view text, std::size_t at) {
    const auto end = text.find(';', at);
    if (end == std::string_view::npos || end - at < 2 || end - at > 10) {
        return false;
    }
    auto name = text.substr(at + 1, end - at - 1);
    if (name.starts_with('#')) {
        name.remove_prefix(1);
        return !name.empty() && name.find_first_not_of("xX0123456789abcdefABCDEF") == name.npos;
    }
    return name.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == name.npos;
}

json escape_once(const json& input, arguments&) {
    const auto text = to_text(input);
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '&' && is_entity(text, at)) {
            out += '&';
        } else {
            append_escaped(out, text[at]);
        }
    }
    return out;
}

constexpr std::string_view hex_digits = "0123456789ABCDEF";

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '~';
}

json url_encode(const json& input, arguments&) {
    std::string out;
    for (const char c : to_text(input)) {
        if (is_unreserved(c)) {
            out += c;
        } else if (c == ' ') {
            out += '+';
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += {'%', hex_digits[byte >> 4], hex_digits[byte & 15]};
        }
    }
    return out;
}

int hex_value(char c) {
    const auto at = hex_digits.find(c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

json url_decode(const json& input, arguments&) {
    const auto text = to_text(input);
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const int high = at + 2 < text.size() && text[at] == '%' ? hex_value(text[at + 1]) : -1;
        const int low = high >= 0 ? hex_value(text[at + 2]) : -1;
        if (low >= 0) {
            out += static_cast<char>(high * 16 + low);
            at += 2;
        } else {
            out += text[at] == '+' ? ' ' : text[at];
        }
    }
    return out;
}

// Takes out everything from `open` to `close`.
void cut_between(std::string& text, std::string_view open, std::string_view close) {
    std::string out;
    std::size_t at = 0;
    for (;;) {
        const auto start = text.find(open, at);
        const auto end = start == std::string::npos ? start : text.find(close, start + open.size());
        if (end == std::string::npos) {
            break;
        }
        out.append(text, at, start - at);
        at = end + close.size();
    }
    out.append(text, at);
    text = std::move(out);
}

json strip_html(const json& input, arguments&) {
    auto text = to_text(input);
    cut_between(text, "<script", "</script>");
    cut_between(text, "<!--", "-->");
    cut_between(text, "<style", "</style>");
    cut_between(text, "<", ">");
    return text;
}

json strip_newlines(const json& input, arguments&) {
    auto text = to_text(input);
    std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
    return text;
}

json newline_to_br(const json& input, arguments&) {
    std::string out;
    for (const char c : to_text(input)) {
        if (c == '\n') {
            out += "<br />";
        }
        if (c != '\r') {
            out += c;
        }
    }
    return out;
}

constexpr std::string_view standard = "+/";
constexpr std::string_view url_safe = "-_";

// `last` are the two symbols in which alphabets differ.
char symbol(unsigned index, std::string_view last) {
    if (index < 26) {
        return static_cast<char>('A' + index);
    }
    if (index < 52) {
        return static_cast<char>('a' + index - 26);
    }
    return index < 62 ? static_cast<char>('0' + index - 52) : last[index - 62];
}

std::string to_base64(std::string_view bytes, std::string_view last) {
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        unsigned group = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            group = group << 8 |
                    (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u);
        }
        const std::size_t used = std::min<std::size_t>(bytes.size() - at, 3) + 1;
        for (std::size_t i = 0; i < 4; ++i) {
            out += i < used ? symbol(group >> (18 - 6 * i) & 63, last) : '=';
        }
    }
    return out;
}

int symbol_value(char c) {
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' || c == '-' ? 62 : (c == '/' || c == '_' ? 63 : -1);
}

json from_base64(const json& input, arguments& given) {
    std::string out;
    unsigned group = 0;
    int bits = 0;
    for (const char c : to_text(input)) {
        const int digit = symbol_value(c);
        if (c == '=' || c == '\n' || c == '\r') {
            continue;
        }
        if (digit < 0) {
            given.error = "text that is not base64";
            return {};
        }
        group = (group << 6 | static_cast<unsigned>(digit)) & 0xFFFFFF;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>(group >> bits & 0xFF);
        }
    }
    return out;
}

json base64_encode(const json& input, arguments&) { return to_base64(to_text(input), standard); }
json base64_url_encode(const json& input, arguments&) {
    return to_base64(to_text(input), url_safe);
}

}  // namespace

std::span<const named_filter> markup_filters() {
    static constexpr named_filter all[] = {
        {"escape", escape},
        {"h", escape},
        {"escape_once", escape_once},
        {"url_encode", url_encode},
        {"url_decode", url_decode},
        {"strip_html", strip_html},
        {"strip_newlines", strip_newlines},
        {"newline_to_br", newline_to_br},
        {"base64_encode", base64_encode},
        {"base64_decode", from_base64},
        {"base64_url_safe_encode", base64_url_encode},
        {"base64_url_safe_decode", from_base64},
    };
    return all;
}

}  // namespace studio::liquid
