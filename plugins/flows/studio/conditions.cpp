#include "conditions.hpp"

#include "pattern.hpp"
#include "unicode.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <string>
#include <utility>

namespace studio {
namespace {

constexpr std::pair<std::string_view, condition_kind> names[] = {
    {"equal_to", condition_kind::equal_to},
    {"not_equal_to", condition_kind::not_equal_to},
    {"contains", condition_kind::contains},
    {"does_not_contain", condition_kind::does_not_contain},
    {"starts_with", condition_kind::starts_with},
    {"does_not_start_with", condition_kind::does_not_start_with},
    {"matches_any_of", condition_kind::matches_any_of},
    {"does_not_match_any_of", condition_kind::does_not_match_any_of},
    {"regex", condition_kind::regex},
    {"is_blank", condition_kind::is_blank},
    {"is_not_blank", condition_kind::is_not_blank},
    {"less_than", condition_kind::less_than},
    {"greater_than", condition_kind::greater_than},
    {"is_before_time", condition_kind::is_before_time},
    {"is_after_time", condition_kind::is_after_time},
    {"is_before_date", condition_kind::is_before_date},
    {"is_after_date", condition_kind::is_after_date},
};

std::string shape(std::string_view text) { return fold_case(trim(text)); }

bool matches_any(std::string_view left, std::string_view list) {
    const auto wanted = shape(left);
    for (;;) {
        const auto comma = list.find(',');
        if (shape(list.substr(0, comma)) == wanted) {
            return true;
        }
        if (comma == std::string_view::npos) {
            return false;
        }
        list.remove_prefix(comma + 1);
    }
}

std::optional<double> number(std::string_view text) {
    text = trim(text);
    text.remove_prefix(text.starts_with('+') ? 1 : 0);
    double read = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), read);
    const bool whole = wrong == std::errc{} && end == text.data() + text.size();
    return whole && std::abs(read) < 1e300 ? std::optional(read) : std::nullopt;
}

// Digits at fixed places, the rest as in the form: "00:00" for a time.
bool has_form(std::string_view text, std::string_view form) {
    return text.size() == form.size() &&
           std::equal(text.begin(), text.end(), form.begin(), [](char c, char wanted) {
               return wanted == '0' ? c >= '0' && c <= '9' : c == wanted;
           });
}

int digits(std::string_view text, std::size_t at, std::size_t count) {
    int read = 0;
    std::from_chars(text.data() + at, text.data() + at + count, read);
    return read;
}

std::optional<int> minute_of_day(std::string_view text) {
    text = trim(text);
    if (!has_form(text, "00:00")) {
        return std::nullopt;
    }
    const int hour = digits(text, 0, 2);
    const int minute = digits(text, 3, 2);
    return hour < 24 && minute < 60 ? std::optional(hour * 60 + minute) : std::nullopt;
}

std::optional<int> day_number(std::string_view text) {
    text = trim(text);
    if (!has_form(text, "0000-00-00")) {
        return std::nullopt;
    }
    const std::chrono::year_month_day day{
        std::chrono::year{digits(text, 0, 4)},
        std::chrono::month{static_cast<unsigned>(digits(text, 5, 2))},
        std::chrono::day{static_cast<unsigned>(digits(text, 8, 2))}};
    return day.ok() ? std::optional(
                          static_cast<int>(std::chrono::sys_days{day}.time_since_epoch().count()))
                    : std::nullopt;
}

template <class T>
bool less(std::optional<T> left, std::optional<T> right) {
    return left && right && *left < *right;
}

}  // namespace

std::optional<condition_kind> condition_of(std::string_view name) {
    for (const auto& [known, kind] : names) {
        if (known == name) {
            return kind;
        }
    }
    return std::nullopt;
}

bool holds(condition_kind kind, std::string_view left, std::string_view right) {
    using k = condition_kind;
    switch (kind) {
    case k::equal_to: return shape(left) == shape(right);
    case k::not_equal_to: return shape(left) != shape(right);
    case k::contains: return shape(left).find(shape(right)) != std::string::npos;
    case k::does_not_contain: return shape(left).find(shape(right)) == std::string::npos;
    case k::starts_with: return shape(left).starts_with(shape(right));
    case k::does_not_start_with: return !shape(left).starts_with(shape(right));
    case k::matches_any_of: return matches_any(left, right);
    case k::does_not_match_any_of: return !matches_any(left, right);
    case k::regex: return pattern(trim(right)).matches(trim(left));
    case k::is_blank: return is_blank(left);
    case k::is_not_blank: return !is_blank(left);
    case k::less_than: return less(number(left), number(right));
    case k::greater_than: return less(number(right), number(left));
    case k::is_before_time: return less(minute_of_day(left), minute_of_day(right));
    case k::is_after_time: return less(minute_of_day(right), minute_of_day(left));
    case k::is_before_date: return less(day_number(left), day_number(right));
    case k::is_after_date: return less(day_number(right), day_number(left));
    }
    return false;
}

}  // namespace studio
