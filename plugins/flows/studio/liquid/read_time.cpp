#include "../unicode.hpp"
#include "clock_time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

namespace studio::liquid {
namespace {

constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                     "jul", "aug", "sep", "oct", "nov", "dec"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z'); }

// Reads a lower-case text from the front, piece by piece.
class reader {
public:
    explicit reader(std::string_view text) : rest_(text) {}

    void skip(std::string_view any_of) {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(any_of), rest_.size()));
    }
    bool take(char c) {
        if (!rest_.starts_with(c)) {
            return false;
        }
        rest_.remove_prefix(1);
        return true;
    }
    std::optional<int> number(std::size_t least, std::size_t most) {
        std::size_t size = 0;
        while (size < most && size < rest_.size() && is_digit(rest_[size])) {
            ++size;
        }
        if (size < least) {
            return std::nullopt;
        }
        int read = 0;
        std::from_chars(rest_.data(), rest_.data() + size, read);
        rest_.remove_prefix(size);
        return read;
    }
    std::string_view word() {
        std::size_t size = 0;
        while (size < rest_.size() && is_letter(rest_[size])) {
            ++size;
        }
        const auto found = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return found;
    }
    [[nodiscard]] std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

struct date_parts {
    int year = 0;
    int month = 1;
    int day = 1;
};

std::optional<int> month_of(std::string_view word) {
    for (std::size_t i = 0; word.size() >= 3 && i < months.size(); ++i) {
        if (word.starts_with(months[i])) {
            return static_cast<int>(i) + 1;
        }
    }
    return std::nullopt;
}

std::optional<date_parts> read_numeric_date(reader& in) {
    const auto first = in.number(1, 4);
    if (!first || !(in.take('-') || in.take('/'))) {
        return std::nullopt;
    }
    const auto second = in.number(1, 2);
    if (!second || !(in.take('-') || in.take('/'))) {
        return std::nullopt;
    }
    const auto third = in.number(1, 4);
    if (!third) {
        return std::nullopt;
    }
    return *first > 31 ? date_parts{*first, *second, *third} : date_parts{*third, *second, *first};
}

// "tue, 5 mar 2026", "march 5, 2026", "5 mar 2026".
std::optional<date_parts> read_worded_date(reader& in) {
    auto word = in.word();
    auto month = month_of(word);
    in.skip(" ,.");
    auto day = in.number(1, 2);
    in.skip(" ,.-");
    if (!month) {
        word = in.word();
        month = month_of(word);
        in.skip(" ,.-");
        if (!day) {
            day = in.number(1, 2);
            in.skip(" ,.-");
        }
    }
    const auto year = in.number(4, 4);
    if (!month || !day || !year) {
        return std::nullopt;
    }
    return date_parts{*year, *month, *day};
}

struct day_time {
    int seconds = 0;
    int milliseconds = 0;
};

std::optional<day_time> read_day_time(reader& in) {
    in.skip(" t,");
    const auto hour = in.number(1, 2);
    if (!hour) {
        return day_time{};
    }
    int minute = 0;
    int second = 0;
    day_time out;
    if (in.take(':')) {
        minute = in.number(2, 2).value_or(99);
        second = in.take(':') ? in.number(2, 2).value_or(99) : 0;
        if (in.take('.')) {
            const std::size_t before = in.rest().size();
            const int fraction = in.number(1, 3).value_or(0);
            const std::size_t digits = before - in.rest().size();
            out.milliseconds = fraction * (digits == 1 ? 100 : (digits == 2 ? 10 : 1));
            in.skip("0123456789");
        }
    }
    in.skip(" ");
    int shown = *hour;
    if (in.rest().starts_with("pm") || in.rest().starts_with("am")) {
        shown = *hour % 12 + (in.word() == "pm" ? 12 : 0);
    }
    if (shown > 24 || minute > 59 || second > 60) {
        return std::nullopt;
    }
    out.seconds = shown * 3600 + minute * 60 + second;
    return out;
}

std::optional<int> read_zone(reader& in) {
    in.skip(" ");
    const bool west = in.rest().starts_with('-');
    if (west || in.rest().starts_with('+')) {
        in.take(west ? '-' : '+');
        const auto hours = in.number(2, 2);
        in.take(':');
        const int minutes = in.number(2, 2).value_or(0);
        if (!hours) {
            return std::nullopt;
        }
        return (west ? -1 : 1) * (*hours * 3600 + minutes * 60);
    }
    const auto word = in.word();
    const bool known = word.empty() || word == "z" || word == "utc" || word == "gmt";
    return known && trim(in.rest()).empty() ? std::optional(0) : std::nullopt;
}

std::optional<clock_time> read_written(std::string_view text) {
    reader in(text);
    const auto date = is_digit(text[0]) && text.find_first_of("-/") <= 4 ? read_numeric_date(in)
                                                                         : read_worded_date(in);
    if (!date) {
        return std::nullopt;
    }
    const std::chrono::year_month_day day{std::chrono::year{date->year},
                                          std::chrono::month{static_cast<unsigned>(date->month)},
                                          std::chrono::day{static_cast<unsigned>(date->day)}};
    const auto within = read_day_time(in);
    const auto zone = within ? read_zone(in) : std::nullopt;
    if (!day.ok() || !zone) {
        return std::nullopt;
    }
    const std::int64_t days = std::chrono::sys_days{day}.time_since_epoch().count();
    return clock_time{days * 86'400 + within->seconds - *zone, within->milliseconds, *zone};
}

}  // namespace

std::optional<clock_time> read_time(const json& from, std::int64_t now_ms) {
    // Beyond these no calendar of four-digit years reaches.
    constexpr std::int64_t most = 253'402'300'799;
    const auto number = to_number(from);
    if (number && std::abs(number->get<double>()) <= static_cast<double>(most)) {
        return clock_time{to_integer(*number).value_or(0), 0, 0};
    }
    if (number || !from.is_string()) {
        return std::nullopt;
    }
    const auto text = lower_case(trim(from.get_ref<const std::string&>()));
    if (text == "now" || text == "today") {
        return clock_time{now_ms / 1000, static_cast<int>(now_ms % 1000), 0};
    }
    return text.empty() || text.size() > 64 ? std::nullopt : read_written(text);
}

}  // namespace studio::liquid
