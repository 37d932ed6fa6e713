#include "moment.hpp"

#include "path.hpp"

#include <charconv>
#include <cstddef>

namespace http {
namespace {

constexpr std::int64_t latest_ms = 4'102'444'800'000;  // 2100
constexpr std::int64_t earliest_ms = 100'000'000'000;  // 1973; less counts seconds

// Days since 1970 of a date of the Gregorian calendar.
std::int64_t days_of(std::int64_t year, std::int64_t month, std::int64_t day) {
    year -= month <= 2 ? 1 : 0;
    const auto era = year / 400;
    const auto of_era = year - era * 400;
    const auto of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

class cursor {
public:
    explicit cursor(std::string_view text) : rest_(text) {}

    bool digits(std::size_t count, std::int64_t& out) {
        if (rest_.size() < count) {
            return false;
        }
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + count, out);
        const bool fine = error == std::errc{} && end == rest_.data() + count && out >= 0;
        rest_.remove_prefix(count);
        return fine;
    }
    bool one_of(std::string_view any) {
        if (rest_.empty() || any.find(rest_[0]) == std::string_view::npos) {
            return false;
        }
        taken_ = rest_[0];
        rest_.remove_prefix(1);
        return true;
    }
    [[nodiscard]] char taken() const { return taken_; }
    [[nodiscard]] bool done() const { return rest_.empty(); }

private:
    std::string_view rest_;
    char taken_ = 0;
};

// After the seconds: ".123", then "Z", "+08:00", "+0800" or nothing.
bool read_tail(cursor& at, std::int64_t& ms) {
    if (at.one_of(".,")) {
        std::int64_t scale = 100;
        for (std::int64_t digit = 0; at.one_of("0123456789"); scale /= 10) {
            digit = at.taken() - '0';
            ms += digit * scale;
        }
    }
    at.one_of(" ");
    if (at.one_of("+-")) {
        const auto sign = at.taken() == '-' ? 1 : -1;
        std::int64_t hours = 0;
        std::int64_t minutes = 0;
        if (!at.digits(2, hours)) {
            return false;
        }
        at.one_of(":");
        if (!at.done() && !at.digits(2, minutes)) {
            return false;
        }
        ms += sign * (hours * 60 + minutes) * 60'000;
    } else {
        at.one_of("Zz");
    }
    return at.done();
}

std::int64_t read_iso(std::string_view text) {
    cursor at(text);
    std::int64_t year = 0;
    std::int64_t month = 0;
    std::int64_t day = 0;
    std::int64_t hour = 0;
    std::int64_t minute = 0;
    std::int64_t second = 0;
    const bool head = at.digits(4, year) && at.one_of("-/") && at.digits(2, month) &&
                      at.one_of("-/") && at.digits(2, day) && at.one_of("Tt ") &&
                      at.digits(2, hour) && at.one_of(":") && at.digits(2, minute);
    if (!head || month < 1 || month > 12 || day < 1 || day > 31) {
        return 0;
    }
    if (at.one_of(":") && !at.digits(2, second)) {
        return 0;
    }
    auto ms = (((days_of(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1000;
    return read_tail(at, ms) && ms > 0 && ms < latest_ms ? ms : 0;
}

}  // namespace

std::int64_t read_moment(std::string_view text) {
    const auto number = as_number(text);
    if (!number) {
        return read_iso(text);
    }
    if (*number <= 0 || *number >= static_cast<double>(latest_ms)) {
        return 0;
    }
    return static_cast<std::int64_t>(*number < static_cast<double>(earliest_ms) ? *number * 1000
                                                                                : *number);
}

}  // namespace http
