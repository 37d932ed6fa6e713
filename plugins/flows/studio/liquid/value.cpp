#include "value.hpp"

#include "../unicode.hpp"

#include <charconv>
#include <cmath>

namespace studio::liquid {
namespace {

constexpr int max_nesting = 64;

bool nests_too_deep(std::string_view text) {
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            i += c == '\\' ? 1 : 0;
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{') {
            if (++depth > max_nesting) {
                return true;
            }
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return false;
}

void append_float(std::string& out, double number) {
    if (!std::isfinite(number)) {
        out += std::isnan(number) ? "NaN" : (number > 0 ? "Infinity" : "-Infinity");
        return;
    }
    char digits[64];
    const bool plain = std::abs(number) < 1e16 && (number == 0 || std::abs(number) >= 1e-4);
    const auto format = plain ? std::chars_format::fixed : std::chars_format::general;
    const auto end = std::to_chars(digits, digits + sizeof digits, number, format).ptr;
    const std::string_view text(digits, static_cast<std::size_t>(end - digits));
    out += text;
    if (text.find_first_of(".e") == std::string_view::npos) {
        out += ".0";
    }
}

std::optional<json> read_number(std::string_view text) {
    text = trim(text);
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    if (text.empty() || text.find_first_not_of("0123456789.-eE+") != std::string_view::npos) {
        return std::nullopt;
    }
    const char* last = text.data() + text.size();
    std::int64_t whole = 0;
    if (const auto read = std::from_chars(text.data(), last, whole);
        read.ec == std::errc{} && read.ptr == last) {
        return json(whole);
    }
    double number = 0;
    if (const auto read = std::from_chars(text.data(), last, number);
        read.ec == std::errc{} && read.ptr == last) {
        return json(number);
    }
    return std::nullopt;
}

bool equals_word(const json& from, value::word word) {
    return word == value::word::blank ? is_blank_value(from) : is_empty_value(from);
}

template <class T>
int sign(T left, T right) {
    return left < right ? -1 : (left > right ? 1 : 0);
}

int compare_numbers(const json& left, const json& right) {
    return left.is_number_integer() && right.is_number_integer()
               ? sign(left.get<std::int64_t>(), right.get<std::int64_t>())
               : sign(left.get<double>(), right.get<double>());
}

// Both sides as numbers, when at least both read as one.
std::optional<int> compare_as_numbers(const json& left, const json& right) {
    const auto a = to_number(left);
    const auto b = a ? to_number(right) : std::nullopt;
    return b ? std::optional(compare_numbers(*a, *b)) : std::nullopt;
}

bool equal_json(const json& left, const json& right) {
    if (left.is_string() && right.is_string()) {
        const auto& a = left.get_ref<const std::string&>();
        const auto& b = right.get_ref<const std::string&>();
        return a == b || (trim(a) == trim(b) && read_number(a).has_value());
    }
    if (left.is_number() || right.is_number()) {
        return compare_as_numbers(left, right) == 0;
    }
    return left == right;
}

}  // namespace

void append_text(std::string& out, const json& from) {
    switch (from.type()) {
    case json::value_t::string: out += from.get_ref<const std::string&>(); break;
    case json::value_t::boolean: out += from.get<bool>() ? "true" : "false"; break;
    case json::value_t::number_integer: out += std::to_string(from.get<std::int64_t>()); break;
    case json::value_t::number_unsigned: out += std::to_string(from.get<std::uint64_t>()); break;
    case json::value_t::number_float: append_float(out, from.get<double>()); break;
    case json::value_t::array:
        for (const auto& each : from) {
            append_text(out, each);
        }
        break;
    case json::value_t::object: out += to_json_text(from); break;
    default: break;
    }
}

std::string to_text(const json& from) {
    if (from.is_string()) {
        return from.get_ref<const std::string&>();
    }
    std::string out;
    append_text(out, from);
    return out;
}

std::string to_json_text(const json& from) {
    return from.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<json> read_json(std::string_view text) {
    if (nests_too_deep(text)) {
        return std::nullopt;
    }
    auto read = json::parse(text, nullptr, false);
    return read.is_discarded() ? std::nullopt : std::optional(std::move(read));
}

std::optional<json> to_number(const json& from) {
    if (from.is_number_unsigned() &&
        from.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX)) {
        return json(static_cast<double>(from.get<std::uint64_t>()));
    }
    if (from.is_number_integer()) {
        return json(from.get<std::int64_t>());
    }
    if (from.is_number()) {
        return from;
    }
    return from.is_string() ? read_number(from.get_ref<const std::string&>()) : std::nullopt;
}

std::optional<std::int64_t> to_integer(const json& from) {
    const auto number = to_number(from);
    if (!number) {
        return std::nullopt;
    }
    if (number->is_number_integer()) {
        return number->get<std::int64_t>();
    }
    const double wide = number->get<double>();
    return std::abs(wide) < 9e18 ? std::optional(static_cast<std::int64_t>(wide)) : std::nullopt;
}

bool is_true(const json& from) {
    return !from.is_null() && !(from.is_boolean() && !from.get<bool>());
}

bool is_blank_value(const json& from) {
    return !is_true(from) || is_empty_value(from) ||
           (from.is_string() && is_blank(std::string_view(from.get_ref<const std::string&>())));
}

bool is_empty_value(const json& from) {
    return (from.is_string() && from.get_ref<const std::string&>().empty()) ||
           ((from.is_array() || from.is_object()) && from.empty());
}

bool equal(const value& left, const value& right) {
    if (left.special() != value::word::plain && right.special() != value::word::plain) {
        return left.special() == right.special();
    }
    if (right.special() != value::word::plain) {
        return equals_word(left.get(), right.special());
    }
    if (left.special() != value::word::plain) {
        return equals_word(right.get(), left.special());
    }
    return equal_json(left.get(), right.get());
}

std::optional<int> compare(const json& left, const json& right) {
    if (const auto numbers = compare_as_numbers(left, right)) {
        return numbers;
    }
    if (left.is_string() && right.is_string()) {
        return sign(left.get_ref<const std::string&>().compare(right.get_ref<const std::string&>()),
                    0);
    }
    return std::nullopt;
}

bool contains(const json& left, const json& right) {
    if (left.is_string()) {
        const auto part = to_text(right);
        return !right.is_null() &&
               left.get_ref<const std::string&>().find(part) != std::string::npos;
    }
    if (left.is_array()) {
        for (const auto& each : left) {
            if (equal_json(each, right)) {
                return true;
            }
        }
        return false;
    }
    return left.is_object() && right.is_string() &&
           left.contains(right.get_ref<const std::string&>());
}

}  // namespace studio::liquid
