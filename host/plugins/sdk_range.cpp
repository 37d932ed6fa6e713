#include <algorithm>
#include <charconv>

#include "host/plugins/manifest.hpp"

namespace selat::plugins {
namespace {

// One bound of a range: ">=1.0", "<2", "=1.3", "1".
bool bound_fits(std::string_view text, std::uint32_t major, std::uint32_t minor, bool& readable) {
    const auto digits = std::min(text.find_first_of("0123456789"), text.size());
    const auto sign = text.substr(0, digits);
    std::uint32_t number[2] = {0, 0};
    const char* at = text.data() + digits;
    const char* const end = text.data() + text.size();
    int parts = 0;
    for (; parts < 2 && at != end; ++parts) {
        const auto read = std::from_chars(at, end, number[parts]);
        if (read.ec != std::errc{} || (read.ptr != end && *read.ptr != '.')) {
            readable = false;
            return false;
        }
        at = read.ptr == end ? end : read.ptr + 1;
    }
    readable = readable && parts > 0 && at == end && text.back() != '.';
    const auto ours = std::pair(major, minor);
    const auto theirs = std::pair(number[0], number[1]);
    if (sign == ">=") {
        return ours >= theirs;
    }
    if (sign == ">") {
        return ours > theirs;
    }
    if (sign == "<=") {
        return parts == 1 ? major <= theirs.first : ours <= theirs;
    }
    if (sign == "<") {
        return ours < theirs;
    }
    readable = readable && (sign.empty() || sign == "=");
    return parts == 1 ? major == theirs.first : ours == theirs;
}

struct range_answer {
    bool readable = true;
    bool fits = true;
};

range_answer read_range(std::string_view range, std::uint32_t major, std::uint32_t minor) {
    range_answer out;
    int bounds = 0;
    while (!range.empty()) {
        const auto word = range.substr(0, range.find_first_of(" ,"));
        range.remove_prefix(std::min(word.size() + 1, range.size()));
        if (word.empty()) {
            continue;
        }
        ++bounds;
        out.fits = bound_fits(word, major, minor, out.readable) && out.fits;
    }
    out.readable = out.readable && bounds > 0;
    return out;
}

}  // namespace

bool is_sdk_range(std::string_view range) { return read_range(range, 1, 0).readable; }

bool sdk_fits(std::string_view range, std::uint32_t major, std::uint32_t minor) {
    const auto answer = read_range(range, major, minor);
    return answer.readable && answer.fits;
}

}  // namespace selat::plugins
