#include "host/plugins/action_reader.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <limits>

#include "host/model/content.hpp"
#include "host/model/json.hpp"
#include "host/plugins/view.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace selat::plugins {
namespace {

using nlohmann::json;

constexpr std::uint64_t most_pairs = SELAT_MAX_PAIRS;
constexpr std::size_t deepest = 64;  // JSON trees are copied and written recursively

// A content of words alone, plainly written, is by far the most common: it needs no JSON reader.
// `given` is valid UTF-8.
bool is_plain_text_content(std::string_view given) {
    constexpr std::string_view start = R"({"text":")";
    constexpr std::string_view end = R"("})";
    if (given.size() <= start.size() + end.size() || !given.starts_with(start) ||
        !given.ends_with(end)) {
        return false;
    }
    const auto words = given.substr(start.size(), given.size() - start.size() - end.size());
    return std::none_of(words.begin(), words.end(), [](char each) {
        return each == '"' || each == '\\' || static_cast<unsigned char>(each) < 0x20;
    });
}

}  // namespace

bool is_utf8(std::string_view text) {
    const auto* at = reinterpret_cast<const unsigned char*>(text.data());
    const auto* const end = at + text.size();
    const auto tail = [&](int count) {
        for (int i = 1; i <= count; ++i) {
            if ((at[i] & 0xC0) != 0x80) {
                return false;
            }
        }
        return true;
    };
    while (at != end) {
        std::uint64_t word = 0;
        while (end - at >= 8) {
            __builtin_memcpy(&word, at, sizeof word);
            if ((word & 0x8080'8080'8080'8080u) != 0) {
                break;
            }
            at += 8;
        }
        if (at == end) {
            break;
        }
        const unsigned lead = *at;
        const int more = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        if (lead >= 0x80 && (lead < 0xC2 || lead > 0xF4 || end - at <= more || !tail(more) ||
                             (lead == 0xE0 && at[1] < 0xA0) || (lead == 0xED && at[1] > 0x9F) ||
                             (lead == 0xF0 && at[1] < 0x90) || (lead == 0xF4 && at[1] > 0x8F))) {
            return false;
        }
        at += more + 1;
    }
    return true;
}

void action_reader::refuse(const char* field, std::string_view what) {
    if (wrong_.empty()) {
        wrong_ = fmt::format("{} {}", field, what);
    }
}

std::string action_reader::bytes(selat_str raw, std::size_t most, const char* field) {
    if (raw.data == nullptr && raw.size != 0) {
        refuse(field, "is a null pointer with a length");
        return {};
    }
    if (raw.size > most) {
        refuse(field, fmt::format("has {} bytes, at most {} are taken", raw.size, most));
        return {};
    }
    size_ += raw.size;
    return std::string(view(raw));
}

std::string_view action_reader::lent(selat_str raw) const {
    const std::less_equal<> before;
    const auto given = view(raw);
    if (given.empty() || !before(body_.data(), given.data()) ||
        !before(given.data() + given.size(), body_.data() + body_.size())) {
        return {};
    }
    return given;
}

std::string action_reader::words(selat_str raw, std::size_t most, const char* field) {
    auto out = bytes(raw, most, field);
    if (!is_utf8(out)) {
        refuse(field, "is not UTF-8");
        out.clear();
    }
    return out;
}

std::string action_reader::some_words(selat_str raw, std::size_t most, const char* field) {
    auto out = words(raw, most, field);
    if (out.empty()) {
        refuse(field, "is empty");
    }
    return out;
}

std::string action_reader::remark(selat_str raw, std::size_t most) {
    auto given = view(raw);
    if (given.size() > most) {
        given = given.substr(0, most);
        while (!given.empty() && (static_cast<unsigned char>(given.back()) & 0xC0) == 0x80) {
            given.remove_suffix(1);
        }
        if (!given.empty() && static_cast<unsigned char>(given.back()) >= 0xC0) {
            given.remove_suffix(1);
        }
    }
    size_ += given.size();
    return is_utf8(given) ? std::string(given)
                          : fmt::format("({} bytes that are not UTF-8)", given.size());
}

std::string action_reader::content(selat_str raw, const char* field) {
    auto out = words(raw, document, field);
    if (!wrong_.empty() || is_plain_text_content(out)) {
        return out;
    }
    if (const auto read = model::read_content(out); !read) {
        refuse(field, "is no content: " + read.error().text);
    }
    return out;
}

std::string action_reader::object(selat_str raw, const char* field, bool optional) {
    auto out = words(raw, document, field);
    if (out.empty() && optional) {
        return out;
    }
    const auto first = out.find_first_not_of(" \t\r\n");
    if (first == out.npos || out[first] != '{' || !model::nests_within(out, deepest) ||
        !json::accept(out)) {
        refuse(field, "is no JSON object that nests at most 64 deep");
    }
    return out;
}

std::vector<std::string> action_reader::contents(selat_str raw, const char* field) {
    const auto given = words(raw, document, field);
    std::vector<std::string> out;
    if (given.empty()) {
        return out;
    }
    const auto list =
        model::nests_within(given, deepest) ? json::parse(given, nullptr, false) : json();
    if (!list.is_array() || list.size() > 100) {
        refuse(field, "is no JSON array of at most 100 contents");
        return out;
    }
    for (const auto& each : list) {
        out.push_back(each.dump());
        if (const auto read = model::read_content(out.back()); !read) {
            refuse(field, "holds something that is no content: " + read.error().text);
        }
    }
    return out;
}

model::action::headers action_reader::pairs(const selat_pair* first, std::uint64_t count,
                                            const char* field) {
    model::action::headers out;
    if (count > most_pairs || (first == nullptr && count != 0)) {
        refuse(field, first == nullptr ? "is a null pointer with a count" : "are more than 200");
        return out;
    }
    out.reserve(static_cast<std::size_t>(count));
    for (std::uint64_t i = 0; i < count; ++i) {
        out.emplace_back(words(first[i].name, name, field), words(first[i].value, text, field));
        const auto has_break = [](const std::string& each) {
            return each.find_first_of(std::string_view("\r\n\0", 3)) != each.npos;
        };
        if (has_break(out.back().first) || has_break(out.back().second)) {
            refuse(field, "hold a line break");
        }
    }
    return out;
}

selat::code action_reader::code_of(std::int32_t raw) {
    switch (raw) {
    case SELAT_CANCELLED:
    case SELAT_INVALID:
    case SELAT_TIMEOUT:
    case SELAT_NOT_FOUND:
    case SELAT_DENIED:
    case SELAT_THROTTLED:
    case SELAT_WRONG_STATE:
    case SELAT_UNSUPPORTED:
    case SELAT_UNAVAILABLE:
    case SELAT_OPTED_OUT:
    case SELAT_CONFIG:
    case SELAT_UNCERTAIN:
    case SELAT_OUTSIDE_WINDOW:
    case SELAT_QUIET_HOURS: return static_cast<selat::code>(raw);
    default: return selat::code::internal;
    }
}

std::uint32_t action_reader::within(std::uint32_t raw, std::uint32_t least, std::uint32_t most,
                                    const char* field) {
    if (raw < least || raw > most) {
        refuse(field, fmt::format("is {}, must be {} to {}", raw, least, most));
        return least;
    }
    return raw;
}

}  // namespace selat::plugins
