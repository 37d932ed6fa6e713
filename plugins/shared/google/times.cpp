#include "times.hpp"

#include <charconv>
#include <chrono>
#include <cstddef>
#include <optional>

namespace google {
namespace {

// Cuts that many digits off `rest`.
std::optional<int> digits(std::string_view& rest, std::size_t count) {
    int out = 0;
    if (rest.size() < count ||
        rest.substr(0, count).find_first_not_of("0123456789") != std::string_view::npos) {
        return std::nullopt;
    }
    std::from_chars(rest.data(), rest.data() + count, out);
    rest.remove_prefix(count);
    return out;
}

bool cut_any(std::string_view& rest, std::string_view any_of) {
    if (rest.empty() || any_of.find(rest.front()) == std::string_view::npos) {
        return false;
    }
    rest.remove_prefix(1);
    return true;
}

std::int64_t fraction_ms(std::string_view& rest) {
    if (!cut_any(rest, ".")) {
        return 0;
    }
    std::int64_t out = 0;
    int scale = 100;
    while (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') {
        out += scale * (rest.front() - '0');
        scale /= 10;
        rest.remove_prefix(1);
    }
    return out;
}

// Minutes that the clock there is ahead.
std::optional<int> offset_minutes(std::string_view rest) {
    if (rest == "Z" || rest == "z") {
        return 0;
    }
    const bool behind = rest.starts_with('-');
    if (!cut_any(rest, "+-")) {
        return std::nullopt;
    }
    const auto hours = digits(rest, 2);
    const bool parted = cut_any(rest, ":");
    const auto minutes = digits(rest, 2);
    if (!hours || !parted || !minutes || !rest.empty()) {
        return std::nullopt;
    }
    const int ahead = *hours * 60 + *minutes;
    return behind ? -ahead : ahead;
}

}  // namespace

std::int64_t time_ms(std::string_view text) {
    using namespace std::chrono;
    const auto year = digits(text, 4);
    const bool first = cut_any(text, "-");
    const auto month = digits(text, 2);
    const bool second = cut_any(text, "-");
    const auto day = digits(text, 2);
    if (!year || !first || !month || !second || !day || !cut_any(text, "Tt ")) {
        return 0;
    }
    const auto hour = digits(text, 2);
    const bool third = cut_any(text, ":");
    const auto minute = digits(text, 2);
    const bool fourth = cut_any(text, ":");
    const auto second_of = digits(text, 2);
    if (!hour || !third || !minute || !fourth || !second_of) {
        return 0;
    }
    const auto part = fraction_ms(text);
    const auto ahead = offset_minutes(text);
    const year_month_day date{std::chrono::year{*year},
                              std::chrono::month{static_cast<unsigned>(*month)},
                              std::chrono::day{static_cast<unsigned>(*day)}};
    if (!ahead || !date.ok()) {
        return 0;
    }
    const auto at = sys_days(date) + hours(*hour) + minutes(*minute - *ahead) + seconds(*second_of);
    return duration_cast<milliseconds>(at.time_since_epoch()).count() + part;
}

}  // namespace google
