#include "unicode.hpp"

#include "case_tables.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace studio {
namespace {

constexpr char32_t broken = 0xFFFD;

char32_t map_point(std::span<const case_run> runs, char32_t point) {
    const auto after =
        std::upper_bound(runs.begin(), runs.end(), point,
                         [](char32_t wanted, const case_run& run) { return wanted < run.first; });
    if (after == runs.begin()) {
        return point;
    }
    const case_run& run = *std::prev(after);
    const char32_t distance = point - run.first;
    if (distance % run.stride == 0 && distance / run.stride < run.count) {
        return static_cast<char32_t>(static_cast<std::int32_t>(point) + run.delta);
    }
    return point;
}

char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
char upper_ascii(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

std::string map_text(std::string_view text, std::span<const case_run> runs, char (*ascii)(char)) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            out += ascii(text[at++]);
            continue;
        }
        const std::size_t start = at;
        const char32_t point = next_point(text, at);
        const char32_t mapped = map_point(runs, point);
        if (mapped == point) {
            out.append(text.substr(start, at - start));
        } else {
            append_point(out, mapped);
        }
    }
    return out;
}

std::size_t sequence_size(unsigned char lead) {
    if (lead >= 0xC2 && lead <= 0xDF) {
        return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        return 3;
    }
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 1;
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

std::string fold_case(std::string_view text) { return map_text(text, folding, lower_ascii); }
std::string lower_case(std::string_view text) { return map_text(text, lowering, lower_ascii); }
std::string upper_case(std::string_view text) { return map_text(text, raising, upper_ascii); }

std::string capitalize(std::string_view text) {
    const std::size_t cut = offset_of(text, 1);
    return upper_case(text.substr(0, cut)) + lower_case(text.substr(cut));
}

char32_t next_point(std::string_view text, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t size = sequence_size(lead);
    if (lead < 0x80 || size == 1 || at + size > text.size()) {
        ++at;
        return lead < 0x80 ? lead : broken;
    }
    char32_t point = lead & (0x7Fu >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if (!is_continuation(text[at + i])) {
            ++at;
            return broken;
        }
        point = (point << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3Fu);
    }
    at += size;
    return point;
}

void append_point(std::string& out, char32_t point) {
    const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0 | (point >> 6));
        put(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        put(0xE0 | (point >> 12));
        put(0x80 | ((point >> 6) & 0x3F));
        put(0x80 | (point & 0x3F));
    } else {
        put(0xF0 | (point >> 18));
        put(0x80 | ((point >> 12) & 0x3F));
        put(0x80 | ((point >> 6) & 0x3F));
        put(0x80 | (point & 0x3F));
    }
}

bool is_blank(char32_t point) {
    return (point >= 0x09 && point <= 0x0D) || point == 0x20 || point == 0x85 || point == 0xA0 ||
           point == 0x1680 || (point >= 0x2000 && point <= 0x200A) || point == 0x2028 ||
           point == 0x2029 || point == 0x202F || point == 0x205F || point == 0x3000 ||
           point == 0xFEFF;
}

bool is_blank(std::string_view text) { return trim_left(text).empty(); }

std::string_view trim_left(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        if (!is_blank(next_point(text, at))) {
            return text.substr(start);
        }
    }
    return {};
}

std::string_view trim_right(std::string_view text) {
    while (!text.empty()) {
        std::size_t start = text.size() - 1;
        while (start > 0 && text.size() - start < 4 && is_continuation(text[start])) {
            --start;
        }
        std::size_t at = start;
        const char32_t last = next_point(text, at);
        if (at != text.size() || !is_blank(last)) {
            break;
        }
        text = text.substr(0, start);
    }
    return text;
}

std::string_view trim(std::string_view text) { return trim_right(trim_left(text)); }

std::size_t length(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) {
        next_point(text, at);
    }
    return count;
}

std::size_t offset_of(std::string_view text, std::size_t index) {
    std::size_t at = 0;
    while (index > 0 && at < text.size()) {
        next_point(text, at);
        --index;
    }
    return at;
}

std::string_view first_points(std::string_view text, std::size_t count) {
    return text.size() <= count ? text : text.substr(0, offset_of(text, count));
}

}  // namespace studio
