#include "host/telemetry/log_line.hpp"

#include <cmath>
#include <ctime>
#include <iterator>
#include <type_traits>

#include <fmt/format.h>

namespace selat::telemetry {
namespace {

const char* name_of(level level) {
    switch (level) {
    case level::debug: return "debug";
    case level::info: return "info";
    case level::warning: return "warning";
    case level::error: return "error";
    }
    return "error";
}

struct moment {
    std::tm parts{};
    std::int64_t milliseconds = 0;
};

moment split(std::chrono::system_clock::time_point at) {
    const auto whole = std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch()).count();
    moment result;
    const auto seconds = static_cast<std::time_t>(
        std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count());
    gmtime_r(&seconds, &result.parts);
    result.milliseconds = whole - std::int64_t{seconds} * 1000;
    return result;
}

// Length of the well-formed UTF-8 sequence at `at`; 0: none.
std::size_t sequence(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t index) {
        return index < text.size() ? static_cast<unsigned char>(text[index]) : 0U;
    };
    const unsigned lead = byte(at);
    const std::size_t size = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
    for (std::size_t index = 1; index < size; ++index) {
        if ((byte(at + index) & 0xC0U) != 0x80U) {
            return 0;
        }
    }
    const unsigned second = byte(at + 1);
    const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    const bool beyond = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
    return overlong || beyond ? 0 : size;
}

// Inside quotes. What is not UTF-8 becomes U+FFFD, so that every line can be read.
void append_escaped(std::string& out, std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = sequence(text, at);
        const char letter = text[at];
        if (size == 0) {
            out += "\xEF\xBF\xBD";
            ++at;
            continue;
        }
        if (letter == '"' || letter == '\\') {
            out += '\\';
            out += letter;
        } else if (letter == '\n') {
            out += "\\n";
        } else if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F) {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(letter));
        } else {
            out.append(text, at, size);
        }
        at += size;
    }
}

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    append_escaped(out, text);
    out += '"';
}

bool is_plain(std::string_view text) {
    constexpr std::string_view quoted = " =\"\\";
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto letter = static_cast<unsigned char>(text[at]);
        if (letter <= 0x20 || letter >= 0x7F || quoted.find(text[at]) != std::string_view::npos) {
            return false;
        }
    }
    return !text.empty();
}

template <class Text>
void append_value(std::string& out, const pair& pair, const redactor& secrets, const Text& text) {
    std::visit(
        [&](const auto& value) {
            using type = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<type, std::string_view>) {
                text(out, secrets.apply(pair.key(), value));
            } else if constexpr (std::is_same_v<type, double>) {
                if (std::isfinite(value)) {
                    fmt::format_to(std::back_inserter(out), "{}", value);
                } else {
                    out += "null";
                }
            } else {
                fmt::format_to(std::back_inserter(out), "{}", value);
            }
        },
        pair.value());
}

}  // namespace

std::string as_json(const line& line, const redactor& secrets) {
    const auto at = split(line.at);
    std::string out = fmt::format(
        R"({{"at":"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z","level":"{}","event":)",
        at.parts.tm_year + 1900, at.parts.tm_mon + 1, at.parts.tm_mday, at.parts.tm_hour,
        at.parts.tm_min, at.parts.tm_sec, at.milliseconds, name_of(line.level));
    append_quoted(out, line.event);
    for (const auto& pair : line.pairs) {
        out += ',';
        append_quoted(out, pair.key());
        out += ':';
        append_value(out, pair, secrets, append_quoted);
    }
    if (line.left_out > 0) {
        fmt::format_to(std::back_inserter(out), ",\"left_out\":{}", line.left_out);
    }
    out += '}';
    return out;
}

std::string as_text(const line& line, const redactor& secrets) {
    const auto at = split(line.at);
    std::string out =
        fmt::format("{:02}:{:02}:{:02}.{:03} {:<7} {}", at.parts.tm_hour, at.parts.tm_min,
                    at.parts.tm_sec, at.milliseconds, name_of(line.level), line.event);
    const auto text = [](std::string& to, std::string_view value) {
        if (is_plain(value)) {
            to += value;
        } else {
            append_quoted(to, value);
        }
    };
    for (const auto& pair : line.pairs) {
        out += ' ';
        out += pair.key();
        out += '=';
        append_value(out, pair, secrets, text);
    }
    if (line.left_out > 0) {
        fmt::format_to(std::back_inserter(out), " left_out={}", line.left_out);
    }
    return out;
}

}  // namespace selat::telemetry
