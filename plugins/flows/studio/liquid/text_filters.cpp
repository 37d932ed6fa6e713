#include "../unicode.hpp"
#include "clock_time.hpp"
#include "filter_sets.hpp"

#include <algorithm>

namespace studio::liquid {
namespace {

json upcase(const json& input, arguments&) { return upper_case(to_text(input)); }
json downcase(const json& input, arguments&) { return lower_case(to_text(input)); }
json capitalized(const json& input, arguments&) { return capitalize(to_text(input)); }
json strip(const json& input, arguments&) { return std::string(trim(to_text(input))); }
json strip_left(const json& input, arguments&) { return std::string(trim_left(to_text(input))); }
json strip_right(const json& input, arguments&) { return std::string(trim_right(to_text(input))); }

json append(const json& input, arguments& given) { return to_text(input) + given.text(0); }
json prepend(const json& input, arguments& given) { return given.text(0) + to_text(input); }

constexpr std::size_t max_text = 256 * 1024;

// Every place `part` stands at; an empty one stands between all code points.
std::string replace_all(std::string_view text, std::string_view part, std::string_view by) {
    std::string out;
    for (std::size_t at = 0; out.size() <= max_text;) {
        if (part.empty()) {
            out += by;
            if (at == text.size()) {
                break;
            }
            const std::size_t start = at;
            next_point(text, at);
            out += text.substr(start, at - start);
            continue;
        }
        const std::size_t found = text.find(part, at);
        out += text.substr(at, found == std::string_view::npos ? found : found - at);
        if (found == std::string_view::npos) {
            break;
        }
        out += by;
        at = found + part.size();
    }
    return out;
}

json replace(const json& input, arguments& given) {
    return replace_all(to_text(input), given.text(0), given.text(1));
}

json remove(const json& input, arguments& given) {
    const auto part = given.text(0);
    return part.empty() ? json(to_text(input)) : json(replace_all(to_text(input), part, {}));
}

json replace_at(std::string text, std::size_t at, std::size_t size, std::string_view by) {
    return at == std::string::npos ? json(std::move(text)) : json(text.replace(at, size, by));
}

json replace_first(const json& input, arguments& given) {
    auto text = to_text(input);
    const auto part = given.text(0);
    const auto at = text.find(part);
    return replace_at(std::move(text), at, part.size(), given.text(1));
}

json replace_last(const json& input, arguments& given) {
    auto text = to_text(input);
    const auto part = given.text(0);
    const auto at = text.rfind(part);
    return replace_at(std::move(text), at, part.size(), given.text(1));
}

json remove_first(const json& input, arguments& given) {
    auto text = to_text(input);
    const auto part = given.text(0);
    const auto at = text.find(part);
    return replace_at(std::move(text), at, part.size(), {});
}

json remove_last(const json& input, arguments& given) {
    auto text = to_text(input);
    const auto part = given.text(0);
    const auto at = text.rfind(part);
    return replace_at(std::move(text), at, part.size(), {});
}

json truncate(const json& input, arguments& given) {
    const auto text = to_text(input);
    const auto limit = static_cast<std::size_t>(std::max<std::int64_t>(given.integer(0, 50), 0));
    const auto tail = given.text(1, "...");
    if (length(text) <= limit) {
        return text;
    }
    const std::size_t tail_size = length(tail);
    return std::string(first_points(text, limit > tail_size ? limit - tail_size : 0)) + tail;
}

json truncate_words(const json& input, arguments& given) {
    const auto text = to_text(input);
    const auto limit = std::max<std::int64_t>(given.integer(0, 15), 1);
    const auto tail = given.text(1, "...");
    std::string out;
    std::string_view rest = trim(text);
    for (std::int64_t words = 0; !rest.empty(); ++words) {
        if (words == limit) {
            return out + tail;
        }
        const std::size_t end = std::min(rest.find_first_of(" \t\r\n"), rest.size());
        out += (words == 0 ? "" : " ");
        out += rest.substr(0, end);
        rest = trim_left(rest.substr(end));
    }
    return text;
}

json split(const json& input, arguments& given) {
    const auto text = to_text(input);
    const auto separator = given.text(0);
    json parts = json::array();
    std::size_t at = 0;
    while (at < text.size()) {
        std::size_t end = at;
        if (separator.empty()) {
            next_point(text, end);
        } else {
            end = std::min(text.find(separator, at), text.size());
        }
        if (separator != " " || end != at) {
            parts.push_back(text.substr(at, end - at));
        }
        at = end + separator.size();
    }
    while (!parts.empty() && parts.back() == "") {
        parts.erase(parts.size() - 1);
    }
    return parts;
}

// Start and count of a slice over `size` elements; none when it begins outside.
std::optional<std::pair<std::size_t, std::size_t>> cut(std::int64_t from, std::int64_t count,
                                                       std::size_t size) {
    const auto whole = static_cast<std::int64_t>(size);
    if (from < -whole || from > whole) {
        return std::nullopt;
    }
    from = from < 0 ? from + whole : from;
    count = std::clamp<std::int64_t>(count, 0, whole - from);
    return std::pair{static_cast<std::size_t>(from), static_cast<std::size_t>(count)};
}

json slice(const json& input, arguments& given) {
    if (input.is_array()) {
        json out = json::array();
        if (const auto part = cut(given.integer(0, 0), given.integer(1, 1), input.size())) {
            for (std::size_t i = 0; i < part->second; ++i) {
                out.push_back(input[part->first + i]);
            }
        }
        return out;
    }
    const auto text = to_text(input);
    const auto part = cut(given.integer(0, 0), given.integer(1, 1), length(text));
    if (!part) {
        return "";
    }
    const std::string_view from = std::string_view(text).substr(offset_of(text, part->first));
    return std::string(first_points(from, part->second));
}

json date(const json& input, arguments& given) {
    const auto format = given.text(0);
    const auto time = read_time(input, given.now_ms);
    return time && !format.empty() ? json(write_time(*time, format)) : input;
}

json default_to(const json& input, arguments& given) {
    const json* allow = given.find("allow_false");
    const bool keeps_false = allow != nullptr && is_true(*allow);
    const bool missing =
        input.is_null() || is_empty_value(input) || (input == json(false) && !keeps_false);
    return !missing ? input : (given.has(0) ? given.positional[0] : json(""));
}

json as_json(const json& input, arguments&) { return to_json_text(input); }

}  // namespace

std::span<const named_filter> text_filters() {
    static constexpr named_filter all[] = {
        {"downcase", downcase},
        {"to_json", as_json},
        {"json", as_json},
        {"default", default_to},
        {"upcase", upcase},
        {"capitalize", capitalized},
        {"strip", strip},
        {"lstrip", strip_left},
        {"rstrip", strip_right},
        {"append", append},
        {"prepend", prepend},
        {"replace", replace},
        {"replace_first", replace_first},
        {"replace_last", replace_last},
        {"remove", remove},
        {"remove_first", remove_first},
        {"remove_last", remove_last},
        {"truncate", truncate},
        {"truncatewords", truncate_words},
        {"split", split},
        {"slice", slice},
        {"date", date},
    };
    return all;
}

}  // namespace studio::liquid
