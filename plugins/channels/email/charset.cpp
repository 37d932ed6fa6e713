#include "charset.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <utility>

#include <unicode/normalizer2.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

namespace email {
namespace {

// What mails call it, and what it is in practice: the wider one that was meant.
constexpr std::array<std::pair<std::string_view, const char*>, 20> aliases = {{
    {"gb2312", "gb18030"},
    {"gb_2312-80", "gb18030"},
    {"gbk", "gb18030"},
    {"x-gbk", "gb18030"},
    {"cp936", "gb18030"},
    {"ks_c_5601-1987", "windows-949"},
    {"ks_c_5601", "windows-949"},
    {"euc-kr", "windows-949"},
    {"iso-8859-1", "windows-1252"},
    {"latin1", "windows-1252"},
    {"iso-8859-9", "windows-1254"},
    {"iso-8859-11", "windows-874"},
    {"tis-620", "windows-874"},
    {"shift_jis", "ibm-943_P15A-2003"},
    {"shift-jis", "ibm-943_P15A-2003"},
    {"x-sjis", "ibm-943_P15A-2003"},
    {"cp932", "ibm-943_P15A-2003"},
    {"big5", "Big5-HKSCS"},
    {"iso-8859-8-i", "iso-8859-8"},
    {"unicode-1-1-utf-7", "utf-7"},
}};

bool says_nothing(std::string_view charset) {
    return charset.empty() || charset == "us-ascii" || charset == "ascii" || charset == "utf-8" ||
           charset == "utf8" || charset == "default" || charset == "unknown-8bit" ||
           charset == "binary" || charset == "8bit";
}

icu::UnicodeString converted(std::string_view bytes, const char* charset) {
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(charset, &error),
                                                                       &ucnv_close);
    if (U_FAILURE(error) != 0 || !converter) {
        return {};
    }
    return {bytes.data(), static_cast<std::int32_t>(bytes.size()), converter.get(), error};
}

std::string finished(const icu::UnicodeString& text) {
    UErrorCode error = U_ZERO_ERROR;
    const auto* nfc = icu::Normalizer2::getNFCInstance(error);
    icu::UnicodeString composed;
    if (U_SUCCESS(error) != 0) {
        composed = nfc->normalize(text, error);
    }
    if (U_FAILURE(error) != 0) {
        composed = text;
    }
    std::string raw;
    composed.toUTF8String(raw);
    std::string out;
    out.reserve(raw.size());
    for (std::size_t at = 0; at < raw.size(); ++at) {
        const char each = raw[at];
        if (each == '\r') {
            out += '\n';
            at += at + 1 < raw.size() && raw[at + 1] == '\n' ? 1 : 0;
        } else if (static_cast<unsigned char>(each) >= 0x20 || each == '\n' || each == '\t') {
            out += each == '\x7f' ? ' ' : each;
        }
    }
    return out;
}

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto first = static_cast<unsigned char>(text[at]);
        std::size_t more = 0;
        std::uint32_t value = first;
        if (first >= 0xF0 && first < 0xF5) {
            more = 3;
            value = first & 7u;
        } else if (first >= 0xE0 && first < 0xF0) {
            more = 2;
            value = first & 15u;
        } else if (first >= 0xC2 && first < 0xE0) {
            more = 1;
            value = first & 31u;
        } else if (first >= 0x80) {
            return false;
        }
        if (text.size() - at <= more) {
            return false;
        }
        for (std::size_t n = 1; n <= more; ++n) {
            const auto next = static_cast<unsigned char>(text[at + n]);
            if ((next & 0xC0u) != 0x80) {
                return false;
            }
            value = value << 6 | (next & 63u);
        }
        const bool overlong = (more == 2 && value < 0x800) || (more == 3 && value < 0x10000);
        if (overlong || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) {
            return false;
        }
        at += more + 1;
    }
    return true;
}

std::string to_utf8(std::string_view bytes, std::string_view charset) {
    constexpr std::size_t most = 64 * 1024 * 1024;
    bytes = bytes.substr(0, most);
    const auto name = lower(trimmed(charset));
    if (says_nothing(name)) {
        return is_utf8(bytes) ? tidy(bytes) : finished(converted(bytes, "windows-1252"));
    }
    const auto* known = std::find_if(aliases.begin(), aliases.end(),
                                     [&](const auto& each) { return each.first == name; });
    auto text = converted(bytes, known == aliases.end() ? name.c_str() : known->second);
    if (text.isEmpty() && !bytes.empty()) {
        return is_utf8(bytes) ? tidy(bytes) : finished(converted(bytes, "windows-1252"));
    }
    return finished(text);
}

std::string tidy(std::string_view text) {
    return finished(icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size()))));
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), small);
    return out;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == text.npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool starts_with_word(std::string_view text, std::string_view word) {
    return text.size() >= word.size() &&
           std::equal(word.begin(), word.end(), text.begin(),
                      [](char a, char b) { return small(a) == small(b); });
}

bool contains_word(std::string_view text, std::string_view word) {
    return std::search(text.begin(), text.end(), word.begin(), word.end(),
                       [](char a, char b) { return small(a) == small(b); }) != text.end();
}

std::string_view cut(std::string_view text, std::size_t most) {
    if (text.size() <= most) {
        return text;
    }
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0u) == 0x80) {
        --most;
    }
    return text.substr(0, most);
}

}  // namespace email
