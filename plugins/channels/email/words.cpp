#include "words.hpp"

#include "charset.hpp"

#include <cstdint>

namespace email {
namespace {

struct word {
    std::string charset;
    std::string bytes;
    std::size_t size = 0;  // in the header; 0: it is none
};

int value_of_hex(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

int value_of_base64(char c) {
    return c >= 'A' && c <= 'Z'   ? c - 'A'
           : c >= 'a' && c <= 'z' ? c - 'a' + 26
           : c >= '0' && c <= '9' ? c - '0' + 52
           : c == '+'             ? 62
           : c == '/'             ? 63
                                  : -1;
}

std::string from_base64(std::string_view text) {
    std::string out;
    std::uint32_t held = 0;
    std::uint32_t bits = 0;
    for (const char each : text) {
        const auto value = value_of_base64(each);
        if (value < 0) {
            continue;
        }
        held = (held << 6 | static_cast<std::uint32_t>(value)) & 0xFFFFFFu;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>(held >> bits & 0xFFu);
        }
    }
    return out;
}

std::string from_q(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool coded = text[at] == '=' && at + 2 < text.size() &&
                           value_of_hex(text[at + 1]) >= 0 && value_of_hex(text[at + 2]) >= 0;
        if (coded) {
            out += static_cast<char>(value_of_hex(text[at + 1]) * 16 + value_of_hex(text[at + 2]));
            at += 2;
        } else {
            out += text[at] == '_' ? ' ' : text[at];
        }
    }
    return out;
}

// The encoded word that `text` begins with.
word read_word(std::string_view text) {
    constexpr std::size_t longest = 2'000;  // 75 by the standard
    const auto charset = text.substr(0, longest).find('?', 2);
    if (!text.starts_with("=?") || charset == text.npos || charset + 2 >= text.size() ||
        text[charset + 2] != '?') {
        return {};
    }
    const auto begin = charset + 3;
    const auto end = text.substr(0, begin + longest).find("?=", begin);
    if (end == text.npos) {
        return {};
    }
    const auto name = text.substr(2, charset - 2);
    const auto words = text.substr(begin, end - begin);
    const char way = text[charset + 1];
    word out;
    out.charset = lower(name.substr(0, name.find('*')));  // a language may follow
    if (way == 'B' || way == 'b') {
        out.bytes = from_base64(words);
    } else if (way == 'Q' || way == 'q') {
        out.bytes = from_q(words);
    } else {
        return {};
    }
    out.size = end + 2;
    return out;
}

}  // namespace

std::string decoded_words(std::string_view raw) {
    std::string out;
    std::string plain;  // as it stands, since the last word
    word pending;
    const auto flush = [&] {
        out += to_utf8(pending.bytes, pending.charset);
        pending = {};
    };
    for (std::size_t at = 0; at < raw.size();) {
        auto next = raw[at] == '=' ? read_word(raw.substr(at)) : word{};
        if (next.size == 0) {
            if (raw[at] != '\r' && raw[at] != '\n') {
                plain += raw[at];
            }
            ++at;
            continue;
        }
        const bool adjacent = pending.size > 0 && trimmed(plain).empty();
        if (!adjacent || pending.charset != next.charset) {
            flush();
            out += adjacent ? std::string() : to_utf8(plain, {});
        }
        plain.clear();
        at += next.size;
        pending.charset = next.charset;
        pending.bytes += next.bytes;
        pending.size += next.size;
    }
    flush();
    out += to_utf8(plain, {});
    return std::string(trimmed(out));
}

}  // namespace email
