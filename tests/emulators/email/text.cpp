#include "tests/emulators/email/text.hpp"

#include <algorithm>

namespace emulators::email {

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

std::string upper(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return out;
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string_view word_of(std::string_view& rest) {
    const auto end = std::min(rest.find(' '), rest.size());
    const auto out = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return out;
}

std::string string_of(std::string_view& rest) {
    if (!rest.starts_with('"')) {
        return std::string(word_of(rest));
    }
    std::string out;
    std::size_t at = 1;
    for (; at < rest.size() && rest[at] != '"'; ++at) {
        at += rest[at] == '\\' && at + 1 < rest.size() ? 1 : 0;
        out += rest[at];
    }
    rest.remove_prefix(std::min(at + 2, rest.size()));
    return out;
}

std::string bare_address(std::string_view address) {
    auto out = lower(address);
    const auto plus = out.find('+');
    const auto at = out.rfind('@');
    if (plus != out.npos && at != out.npos && plus < at) {
        out.erase(plus, at - plus);
    }
    return out;
}

}  // namespace emulators::email
