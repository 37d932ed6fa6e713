#pragma once
// Writes small JSON objects straight into a string: what the webhook path builds for each message.

#include <charconv>
#include <concepts>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace line {

// Appends `text` (valid UTF-8) as a JSON string.
inline void append_quoted(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    std::size_t plain = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto c = static_cast<unsigned char>(text[at]);
        if (c >= 0x20 && c != '"' && c != '\\') {
            continue;
        }
        out.append(text, plain, at - plain);
        plain = at + 1;
        if (c == '"' || c == '\\') {
            out += '\\';
            out += static_cast<char>(c);
        } else if (c == '\n') {
            out += "\\n";
        } else {
            out += "\\u00";
            out += hex[c >> 4];
            out += hex[c & 15];
        }
    }
    out.append(text, plain);
    out += '"';
}

// An object under construction. Members appear in the order they are added.
class object_text {
public:
    // Adds a string; nothing when it is empty.
    object_text& add(std::string_view name, std::string_view value) {
        if (!value.empty()) {
            key(name);
            append_quoted(text_, value);
        }
        return *this;
    }
    object_text& add(std::string_view name, std::integral auto value) {
        return number(name, value);
    }
    object_text& add(std::string_view name, std::floating_point auto value) {
        return number(name, value);
    }
    // Adds what is JSON already; nothing when it is empty.
    object_text& add_json(std::string_view name, std::string_view json) {
        if (!json.empty()) {
            key(name);
            text_ += json;
        }
        return *this;
    }
    [[nodiscard]] bool empty() const { return text_.size() == 1; }
    // The whole object, or nothing when it has no member.
    [[nodiscard]] std::string end() {
        if (empty()) {
            return {};
        }
        text_ += '}';
        return std::move(text_);
    }

private:
    void key(std::string_view name) {
        if (!empty()) {
            text_ += ',';
        }
        append_quoted(text_, name);
        text_ += ':';
    }
    object_text& number(std::string_view name, auto value) {
        char digits[32];
        const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
        if (error == std::errc{}) {
            key(name);
            text_.append(digits, end);
        }
        return *this;
    }

    std::string text_ = "{";
};

}  // namespace line
