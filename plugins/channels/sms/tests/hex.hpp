#pragma once
// Bytes as people compare them.

#include <string>
#include <string_view>

namespace sms_test {

inline std::string hex_of(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char each : bytes) {
        out += digits[static_cast<unsigned char>(each) >> 4];
        out += digits[static_cast<unsigned char>(each) & 15];
    }
    return out;
}

// Blanks are left out.
inline std::string bytes_of(std::string_view hex) {
    std::string digits;
    for (const char each : hex) {
        if (each != ' ') {
            digits += each;
        }
    }
    std::string out;
    for (std::size_t at = 0; at + 1 < digits.size(); at += 2) {
        out += static_cast<char>(std::stoi(digits.substr(at, 2), nullptr, 16));
    }
    return out;
}

}  // namespace sms_test
