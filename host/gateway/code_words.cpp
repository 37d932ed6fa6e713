#include "host/gateway/code_words.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "host/base/crypto.hpp"
#include "host/gateway/phrases.hpp"

#include <fmt/format.h>

namespace selat::gateway {
namespace {

// With a title and without: {0} is the code, {1} the title. One SMS each, in its alphabet.
struct phrase {
    std::string_view language;
    std::string_view titled;
    std::string_view plain;
};

constexpr std::array phrases{
    phrase{"en", "{0} is your code for {1}. It is valid for 10 minutes. Do not share it.",
           "{0} is your code. It is valid for 10 minutes. Do not share it."},
    phrase{"ms", "{0} ialah kod anda untuk {1}. Sah selama 10 minit. Jangan kongsi kod ini.",
           "{0} ialah kod anda. Sah selama 10 minit. Jangan kongsi kod ini."},
    phrase{"id", "{0} adalah kode Anda untuk {1}. Berlaku 10 menit. Jangan bagikan kode ini.",
           "{0} adalah kode Anda. Berlaku 10 menit. Jangan bagikan kode ini."},
    phrase{"zh", "{1}验证码：{0}，10分钟内有效。请勿告诉他人。",
           "您的验证码：{0}，10分钟内有效。请勿告诉他人。"},
    phrase{"ta", "{1}: உங்கள் குறியீடு {0}. 10 நிமிடம் செல்லும். பகிர வேண்டாம்.",
           "உங்கள் குறியீடு {0}. 10 நிமிடம் செல்லும். பகிர வேண்டாம்."},
};

bool is_host(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char each) {
        return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
               (each >= '0' && each <= '9') || each == '.' || each == '-';
    });
}

}  // namespace

std::string make_code() {
    constexpr std::uint32_t codes = 1'000'000;
    constexpr std::uint32_t even = UINT32_MAX - UINT32_MAX % codes;  // each code as likely
    for (;;) {
        std::array<std::uint8_t, 4> bytes{};
        crypto::random_bytes(bytes);
        std::uint32_t number = 0;
        for (const auto byte : bytes) {
            number = number << 8 | byte;
        }
        if (number < even) {
            return fmt::format("{:06}", number % codes);
        }
    }
}

std::string typed_code(std::string_view text) {
    std::string out(text);
    std::erase_if(out, [](char each) { return each == ' ' || each == '-' || each == '\t'; });
    return out;
}

std::string code_words(std::string_view locale, std::string_view title, std::string_view code,
                       std::string_view origin) {
    const auto& phrase = phrase_for(locale, phrases);
    auto out = fmt::format(fmt::runtime(title.empty() ? phrase.plain : phrase.titled), code, title);
    if (is_host(origin)) {
        out += fmt::format("\n\n@{} #{}", origin, code);
    }
    return out;
}

}  // namespace selat::gateway
