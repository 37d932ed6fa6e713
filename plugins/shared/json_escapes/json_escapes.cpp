#include "json_escapes.hpp"

#include <charconv>

namespace json_escapes {
namespace {

constexpr std::size_t escape_size = 6;  // \uXXXX

// The code unit of the \uXXXX at `at`; -1 when there is none.
int unit_at(std::string_view json, std::size_t at) {
    if (at + escape_size > json.size() || json[at] != '\\' || json[at + 1] != 'u') {
        return -1;
    }
    int unit = 0;
    const auto* end = json.data() + at + escape_size;
    const auto read = std::from_chars(json.data() + at + 2, end, unit, 16);
    return read.ptr == end && unit >= 0 ? unit : -1;
}

bool is_high(int unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low(int unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

}  // namespace

std::string without_half_characters(std::string_view json) {
    std::string out;
    out.reserve(json.size());
    for (std::size_t at = 0; at < json.size();) {
        const auto unit = unit_at(json, at);
        std::size_t size = json[at] == '\\' ? 2 : 1;
        if (is_high(unit) && is_low(unit_at(json, at + escape_size))) {
            size = 2 * escape_size;
        } else if (is_high(unit) || is_low(unit)) {
            out += "\\uFFFD";
            at += escape_size;
            continue;
        }
        out.append(json, at, size);
        at += size;
    }
    return out;
}

}  // namespace json_escapes
