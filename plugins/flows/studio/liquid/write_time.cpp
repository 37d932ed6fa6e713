#include "../unicode.hpp"
#include "clock_time.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace studio::liquid {
namespace {

constexpr std::array<std::string_view, 7> days = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                  "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> months = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

struct calendar {
    int year, month, day, hour, minute, second, weekday, year_day, iso_year, iso_week;
};

int weeks_of(int iso_year) {
    const auto weekday_of_end = [](int year) {
        return ((year + year / 4 - year / 100 + year / 400) % 7 + 7) % 7;
    };
    return weekday_of_end(iso_year) == 4 || weekday_of_end(iso_year - 1) == 3 ? 53 : 52;
}

calendar calendar_of(const clock_time& time) {
    using namespace std::chrono;
    const sys_seconds local{seconds{time.seconds + time.offset}};
    const auto day = floor<std::chrono::days>(local);
    const year_month_day date{day};
    const auto within = static_cast<int>((local - day).count());
    calendar out{};
    out.year = static_cast<int>(date.year());
    out.month = static_cast<int>(static_cast<unsigned>(date.month()));
    out.day = static_cast<int>(static_cast<unsigned>(date.day()));
    out.hour = within / 3600;
    out.minute = within / 60 % 60;
    out.second = within % 60;
    out.weekday = static_cast<int>(weekday{day}.c_encoding());
    out.year_day = static_cast<int>((day - sys_days{date.year() / January / 1}).count()) + 1;
    out.iso_year = out.year;
    out.iso_week = (out.year_day - (out.weekday == 0 ? 7 : out.weekday) + 10) / 7;
    if (out.iso_week < 1) {
        out.iso_week = weeks_of(--out.iso_year);
    } else if (out.iso_week > weeks_of(out.iso_year)) {
        out.iso_week = 1;
        ++out.iso_year;
    }
    return out;
}

struct directive {
    bool no_padding = false;
    bool upper = false;
    char padding = '\0';  // none asked for
    int width = -1;
    int colons = 0;
};

std::string padded(std::int64_t number, int width, char padding, const directive& asked) {
    if (asked.no_padding) {
        return std::to_string(number);
    }
    const auto wanted = static_cast<std::size_t>(asked.width >= 0 ? asked.width : width);
    const char with = asked.padding == '\0' ? padding : asked.padding;
    const bool negative = number < 0;
    auto digits = std::to_string(negative ? -number : number);
    if (digits.size() + (negative ? 1 : 0) < wanted) {
        digits.insert(0, wanted - digits.size() - (negative ? 1 : 0), with);
    }
    return negative ? "-" + digits : digits;
}

std::string zone(const clock_time& time, const directive& asked) {
    const int minutes = std::abs(time.offset) / 60;
    const directive two{};
    return (time.offset < 0 ? "-" : "+") + padded(minutes / 60, 2, '0', two) +
           (asked.colons > 0 ? ":" : "") + padded(minutes % 60, 2, '0', two);
}

std::string fraction(const clock_time& time, char which, const directive& asked) {
    auto digits = padded(time.milliseconds, 3, '0', {});
    const auto wanted = static_cast<std::size_t>(asked.width > 0 ? asked.width
                                                 : which == 'L'  ? 3
                                                                 : 9);
    digits.resize(wanted, '0');
    return digits;
}

// Directives that stand for several others.
std::string_view composed(char which) {
    switch (which) {
    case 'D':
    case 'x': return "%m/%d/%y";
    case 'F': return "%Y-%m-%d";
    case 'T':
    case 'X': return "%H:%M:%S";
    case 'R': return "%H:%M";
    case 'r': return "%I:%M:%S %p";
    case 'c': return "%a %b %e %H:%M:%S %Y";
    case 'v': return "%e-%^b-%Y";
    case '+': return "%a %b %e %H:%M:%S %Z %Y";
    default: return {};
    }
}

std::string word(char which, const clock_time& time, const calendar& at) {
    switch (which) {
    case 'a': return std::string(days[static_cast<std::size_t>(at.weekday)].substr(0, 3));
    case 'A': return std::string(days[static_cast<std::size_t>(at.weekday)]);
    case 'b':
    case 'h': return std::string(months[static_cast<std::size_t>(at.month - 1)].substr(0, 3));
    case 'B': return std::string(months[static_cast<std::size_t>(at.month - 1)]);
    case 'p': return at.hour < 12 ? "AM" : "PM";
    case 'P': return at.hour < 12 ? "am" : "pm";
    case 'Z': return time.offset == 0 ? "UTC" : "";
    case 'n': return "\n";
    case 't': return "\t";
    case '%': return "%";
    default: return {};
    }
}

std::optional<std::string> number(char which, const clock_time& time, const calendar& at,
                                  const directive& asked) {
    const int hour12 = at.hour % 12 == 0 ? 12 : at.hour % 12;
    const int monday_based = (at.weekday + 6) % 7;
    switch (which) {
    case 'Y': return padded(at.year, 4, '0', asked);
    case 'C': return padded(at.year / 100, 2, '0', asked);
    case 'y': return padded(at.year % 100, 2, '0', asked);
    case 'm': return padded(at.month, 2, '0', asked);
    case 'd': return padded(at.day, 2, '0', asked);
    case 'e': return padded(at.day, 2, ' ', asked);
    case 'j': return padded(at.year_day, 3, '0', asked);
    case 'H': return padded(at.hour, 2, '0', asked);
    case 'k': return padded(at.hour, 2, ' ', asked);
    case 'I': return padded(hour12, 2, '0', asked);
    case 'l': return padded(hour12, 2, ' ', asked);
    case 'M': return padded(at.minute, 2, '0', asked);
    case 'S': return padded(at.second, 2, '0', asked);
    case 's': return padded(time.seconds, 1, '0', asked);
    case 'u': return padded(at.weekday == 0 ? 7 : at.weekday, 1, '0', asked);
    case 'w': return padded(at.weekday, 1, '0', asked);
    case 'U': return padded((at.year_day + 6 - at.weekday) / 7, 2, '0', asked);
    case 'W': return padded((at.year_day + 6 - monday_based) / 7, 2, '0', asked);
    case 'V': return padded(at.iso_week, 2, '0', asked);
    case 'G': return padded(at.iso_year, 4, '0', asked);
    case 'g': return padded(at.iso_year % 100, 2, '0', asked);
    default: return std::nullopt;
    }
}

directive read_directive(std::string_view format, std::size_t& at) {
    directive asked;
    for (; at < format.size(); ++at) {
        const char c = format[at];
        if (c == '-') {
            asked.no_padding = true;
        } else if (c == '^' || c == '#') {
            asked.upper = true;
        } else if (c == '_' || (c == '0' && asked.width < 0)) {
            asked.padding = c == '_' ? ' ' : '0';
        } else if (c == ':') {
            ++asked.colons;
        } else if (c >= '0' && c <= '9') {
            asked.width = std::min(std::max(asked.width, 0) * 10 + (c - '0'), 100);
        } else {
            break;
        }
    }
    return asked;
}

std::string one(char which, const clock_time& time, const calendar& at, const directive& asked) {
    if (which == 'z') {
        return zone(time, asked);
    }
    if (which == 'L' || which == 'N') {
        return fraction(time, which, asked);
    }
    if (const auto several = composed(which); !several.empty()) {
        return write_time(time, several);
    }
    if (auto digits = number(which, time, at, asked)) {
        return *digits;
    }
    auto text = word(which, time, at);
    if (asked.width > 0 && text.size() < static_cast<std::size_t>(asked.width)) {
        text.insert(0, static_cast<std::size_t>(asked.width) - text.size(),
                    asked.padding == '0' ? '0' : ' ');
    }
    return text;
}

}  // namespace

std::string write_time(const clock_time& time, std::string_view format) {
    const calendar at = calendar_of(time);
    std::string out;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%' || i + 1 == format.size()) {
            out += format[i];
            continue;
        }
        const std::size_t start = i++;
        const directive asked = read_directive(format, i);
        auto made = i < format.size() ? one(format[i], time, at, asked) : std::string();
        if (made.empty() && !(i < format.size() && format[i] == 'Z')) {
            made = format.substr(start, std::min(i + 1, format.size()) - start);
        }
        out += asked.upper ? upper_case(made) : made;
        if (out.size() > 4096) {
            break;
        }
    }
    return out;
}

}  // namespace studio::liquid
