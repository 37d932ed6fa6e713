#include "host/model/time.hpp"

#include <algorithm>

namespace selat::model {
namespace {

// Reads exactly `width` digits at `at`; -1 when there are none.
int number(std::string_view text, std::size_t at, std::size_t width) {
    if (at + width > text.size()) {
        return -1;
    }
    int value = 0;
    for (std::size_t i = at; i < at + width; ++i) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

}  // namespace

// Several for each message: a format string costs ten times as much.
std::string to_rfc3339(time at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{day};
    const auto ms = static_cast<unsigned>((at - day).count());
    std::string out = "0000-00-00T00:00:00.000Z";
    const auto put = [&out](std::size_t end, unsigned value) {
        for (; value != 0; value /= 10) {
            out[--end] = static_cast<char>('0' + value % 10);
        }
    };
    put(4, static_cast<unsigned>(std::clamp(static_cast<int>(date.year()), 0, 9999)));
    put(7, static_cast<unsigned>(date.month()));
    put(10, static_cast<unsigned>(date.day()));
    put(13, ms / 3'600'000);
    put(16, ms / 60'000 % 60);
    put(19, ms / 1000 % 60);
    put(23, ms % 1000);
    return out;
}

std::optional<time> parse_rfc3339(std::string_view text) {
    using namespace std::chrono;
    const int year = number(text, 0, 4);
    const int month = number(text, 5, 2);
    const int day = number(text, 8, 2);
    const int hour = number(text, 11, 2);
    const int minute = number(text, 14, 2);
    const int second = number(text, 17, 2);
    if (year < 0 || month < 0 || day < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
        second < 0 || second > 60 || text[4] != '-' || text[7] != '-' ||
        (text[10] != 'T' && text[10] != 't' && text[10] != ' ') || text[13] != ':' ||
        text[16] != ':') {
        return std::nullopt;
    }
    const year_month_day date{std::chrono::year{year},
                              std::chrono::month{static_cast<unsigned>(month)},
                              std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) {
        return std::nullopt;
    }
    std::size_t at = 19;
    int ms = 0;
    if (at < text.size() && text[at] == '.') {
        int scale = 100;
        if (number(text, ++at, 1) < 0) {
            return std::nullopt;
        }
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
            ms += (text[at] - '0') * scale;
            scale /= 10;
        }
    }
    minutes offset{0};
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
        const int hours_east = number(text, at + 1, 2);
        const int minutes_east = number(text, at + 4, 2);
        if (hours_east < 0 || hours_east > 23 || minutes_east < 0 || minutes_east > 59 ||
            text[at + 3] != ':' || at + 6 != text.size()) {
            return std::nullopt;
        }
        offset = minutes{hours_east * 60 + minutes_east} * (text[at] == '-' ? -1 : 1);
    } else if (at + 1 != text.size() || (text[at] != 'Z' && text[at] != 'z')) {
        return std::nullopt;
    }
    return sys_days{date} + hours{hour} + minutes{minute} + seconds{second} + milliseconds{ms} -
           offset;
}

bool is_day(std::string_view text) {
    return text.size() == 10 && parse_rfc3339(std::string(text) + "T00:00:00Z").has_value();
}

}  // namespace selat::model
