#include "tests/emulators/sms/ids.hpp"

#include <array>
#include <chrono>
#include <ctime>
#include <random>

namespace emulators::sms {
namespace {

std::string random_hex(std::size_t digits) {
    thread_local std::mt19937_64 random{std::random_device{}()};
    std::string out;
    while (out.size() < digits) {
        out += "0123456789abcdef"[random() & 15];
    }
    return out;
}

}  // namespace

std::string make_sid(std::string_view kind) { return std::string(kind) + random_hex(32); }

std::string make_token() {
    auto out = random_hex(32);
    out[12] = '4';
    out[16] = 'a';
    for (const std::size_t dash : {20u, 16u, 12u, 8u}) {
        out.insert(dash, 1, '-');
    }
    return out;
}

bool is_sid(std::string_view text, std::string_view kind) {
    return text.size() == 34 && text.starts_with(kind) &&
           text.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
}

bool is_number(std::string_view text) {
    return text.size() >= 8 && text.size() <= 16 && text[0] == '+' && text[1] != '0' &&
           text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

std::string rfc_2822(std::int64_t at_ms) {
    const std::time_t seconds = at_ms / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 64> text{};
    const auto size =
        std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S +0000", &parts);
    return {text.data(), size};
}

}  // namespace emulators::sms
