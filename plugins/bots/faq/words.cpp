#include "words.hpp"

#include <cstdint>
#include <memory>
#include <stdexcept>

#include <unicode/ubrk.h>
#include <unicode/ucasemap.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

namespace faq {
namespace {

using utf16 = std::u16string;

void require(UErrorCode status) {
    if (U_FAILURE(status)) {
        throw std::runtime_error(std::string("ICU: ") + u_errorName(status));
    }
}

std::int32_t size_of(const auto& text) { return static_cast<std::int32_t>(text.size()); }

// Bytes that are not UTF-8 become U+FFFD, which is no word.
utf16 from_utf8(std::string_view text) {
    utf16 out(text.size(), u'\0');
    std::int32_t size = 0;
    UErrorCode status = U_ZERO_ERROR;
    u_strFromUTF8WithSub(out.data(), size_of(out), &size, text.data(), size_of(text), 0xFFFD,
                         nullptr, &status);
    require(status);
    out.resize(static_cast<std::size_t>(size));
    return out;
}

utf16 normalized(const utf16& text, const UNormalizer2* (*form)(UErrorCode*)) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* normalizer = form(&status);
    require(status);
    utf16 out(text.size() * 4 + 16, u'\0');
    for (;;) {
        const auto size = unorm2_normalize(normalizer, text.data(), size_of(text), out.data(),
                                           size_of(out), &status);
        if (status != U_BUFFER_OVERFLOW_ERROR) {
            require(status);
            out.resize(static_cast<std::size_t>(size));
            return out;
        }
        status = U_ZERO_ERROR;
        out.resize(static_cast<std::size_t>(size) + 1);
    }
}

// Accents that any letter may wear; marks that belong to one script are letters there.
bool is_accent(char32_t point) {
    const auto code = static_cast<UChar32>(point);
    UErrorCode status = U_ZERO_ERROR;
    return u_charType(code) == U_NON_SPACING_MARK &&
           uscript_getScript(code, &status) == USCRIPT_INHERITED;
}

bool is_apostrophe(char32_t point) {
    return point == U'\'' || point == U'\u2019' || point == U'\u02BC' || point == U'`';
}

word points_of(std::u16string_view text) {
    word out(text.size(), U'\0');
    std::int32_t size = 0;
    UErrorCode status = U_ZERO_ERROR;
    u_strToUTF32(reinterpret_cast<UChar32*>(out.data()), size_of(out), &size, text.data(),
                 size_of(text), &status);
    require(status);
    out.resize(static_cast<std::size_t>(size));
    return out;
}

utf16 units_of(const word& points) {
    utf16 out(points.size() * 2, u'\0');
    std::int32_t size = 0;
    UErrorCode status = U_ZERO_ERROR;
    u_strFromUTF32(out.data(), size_of(out), &size, reinterpret_cast<const UChar32*>(points.data()),
                   size_of(points), &status);
    require(status);
    out.resize(static_cast<std::size_t>(size));
    return out;
}

// What is written in one word with an apostrophe ("where's", "l'adresse") is two.
utf16 without_accents(const utf16& text) {
    word out;
    for (const auto point : points_of(text)) {
        if (is_apostrophe(point)) {
            out += U' ';
        } else if (!is_accent(point)) {
            out += point;
        }
    }
    return units_of(out);
}

}  // namespace

std::vector<word> words_of(std::string_view text) {
    const auto plain = normalized(
        without_accents(normalized(normalized(from_utf8(text), unorm2_getNFKCCasefoldInstance),
                                   unorm2_getNFDInstance)),
        unorm2_getNFCInstance);
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UBreakIterator, decltype(&ubrk_close)> breaks(
        ubrk_open(UBRK_WORD, "", plain.data(), size_of(plain), &status), ubrk_close);
    require(status);
    std::vector<word> out;
    std::int32_t from = 0;
    for (auto at = ubrk_next(breaks.get()); at != UBRK_DONE; at = ubrk_next(breaks.get())) {
        if (ubrk_getRuleStatus(breaks.get()) >= UBRK_WORD_NUMBER) {
            out.push_back(points_of(std::u16string_view(plain).substr(
                static_cast<std::size_t>(from), static_cast<std::size_t>(at - from))));
        }
        from = at;
    }
    return out;
}

std::string primary_language(std::string_view tag) {
    std::string out(tag.substr(0, tag.find_first_of("-_")));
    for (auto& each : out) {
        each = each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
    }
    return out;
}

std::string capitalized(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UCaseMap, decltype(&ucasemap_close)> map(
        ucasemap_open("", U_TITLECASE_WHOLE_STRING | U_TITLECASE_NO_LOWERCASE, &status),
        ucasemap_close);
    require(status);
    std::string out(text.size() * 3 + 1, '\0');
    const auto size = ucasemap_utf8ToTitle(map.get(), out.data(), size_of(out), text.data(),
                                           size_of(text), &status);
    require(status);
    out.resize(static_cast<std::size_t>(size));
    return out;
}

}  // namespace faq
