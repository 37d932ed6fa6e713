#include "forms.hpp"

#include <algorithm>

namespace forms {
namespace {

int digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const auto lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

form form::read(std::string_view text, std::size_t most) {
    form out;
    while (!text.empty() && out.fields_.size() < most) {
        const auto part = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(part.size() + 1, text.size()));
        if (part.empty()) {
            continue;
        }
        const auto equals = std::min(part.find('='), part.size());
        const auto value = part.substr(std::min(equals + 1, part.size()));
        out.fields_.push_back({decode(part.substr(0, equals)), decode(value)});
    }
    return out;
}

std::string_view form::get(std::string_view name) const {
    const auto it = std::find_if(fields_.begin(), fields_.end(),
                                 [&](const field& each) { return each.name == name; });
    return it == fields_.end() ? std::string_view{} : std::string_view(it->value);
}

std::string decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool escape = text[at] == '%' && at + 2 < text.size();
        const int high = escape ? digit(text[at + 1]) : -1;
        const int low = escape ? digit(text[at + 2]) : -1;
        if (high >= 0 && low >= 0) {
            out += static_cast<char>(high * 16 + low);
            at += 2;
        } else {
            out += text[at] == '+' ? ' ' : text[at];
        }
    }
    return out;
}

std::string encode(std::string_view text, std::string_view plain) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (is_alphanumeric(c) || plain.find(c) != std::string_view::npos) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += hex[byte >> 4];
        out += hex[byte & 15];
    }
    return out;
}

form_text& form_text::add(std::string_view name, std::string_view value) {
    if (!value.empty()) {
        text_ += text_.empty() ? "" : "&";
        text_ += encode(name);
        text_ += '=';
        text_ += encode(value);
    }
    return *this;
}

}  // namespace forms
