#include "host/delivery/split_text.hpp"

#include <optional>

#include "host/delivery/boundaries.hpp"
#include "host/delivery/text_length.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace selat::delivery {
namespace {

bool is_space(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        UChar32 point = 0;
        U8_NEXT_OR_FFFD(text.data(), at, text.size(), point);
        if (!u_isUWhiteSpace(point)) {
            return false;
        }
    }
    return true;
}

// A stretch of the text that fits, and how far the spaces behind it reach.
struct window {
    std::size_t from;
    std::size_t end;
    std::size_t reach;
};

class cutter {
public:
    cutter(std::string_view text, model::text_limits limits)
        : text_(text), limits_(limits), graphemes_(boundary::grapheme, text) {}

    std::vector<std::string> parts();

    // The end of the graphemes from `from` on that fit behind what was `counted`.
    std::size_t fitting(std::size_t from, text_counter counted) const;
    std::string_view without_end_spaces(std::size_t from, std::size_t end) const;

private:
    [[nodiscard]] std::string_view between(std::size_t from, std::size_t end) const {
        return text_.substr(from, end - from);
    }
    std::size_t skip_spaces(std::size_t at) const;
    std::size_t fitting_points(std::size_t from) const;
    std::size_t cut(const window& room);
    std::size_t last_line(const window& room, std::string_view end) const;
    std::size_t last_sentence(const window& room);
    std::size_t last_word(const window& room);
    bool parts_words(std::size_t from, std::size_t at) const;
    bool ends_list_number(std::size_t from, std::size_t at) const;

    std::string_view text_;
    model::text_limits limits_;
    boundaries graphemes_;
    std::optional<boundaries> sentences_;
    std::optional<boundaries> lines_;
};

std::size_t cutter::fitting(std::size_t from, text_counter counted) const {
    auto end = from;
    for (auto next = graphemes_.after(end); next != boundaries::none;
         next = graphemes_.after(end)) {
        counted.add(between(end, next));
        if (counted.length() > limits_.max) {
            break;
        }
        end = next;
    }
    return end;
}

// For a grapheme that is longer than the limit: its code points that fit, one at least.
std::size_t cutter::fitting_points(std::size_t from) const {
    text_counter counted(limits_.unit);
    auto end = from;
    while (end < text_.size()) {
        auto next = end;
        U8_FWD_1(text_.data(), next, text_.size());
        counted.add(between(end, next));
        if (end > from && counted.length() > limits_.max) {
            break;
        }
        end = next;
    }
    return end;
}

std::size_t cutter::skip_spaces(std::size_t at) const {
    while (at < text_.size()) {
        const auto next = graphemes_.after(at);
        if (!is_space(between(at, next))) {
            break;
        }
        at = next;
    }
    return at;
}

std::string_view cutter::without_end_spaces(std::size_t from, std::size_t end) const {
    while (end > from) {
        const auto last = graphemes_.before(end);
        if (last == boundaries::none || last < from || !is_space(between(last, end))) {
            break;
        }
        end = last;
    }
    return between(from, end);
}

// "2. " belongs to what it counts. Looks back as far as `from`.
bool cutter::ends_list_number(std::size_t from, std::size_t at) const {
    auto number = between(from, at);
    while (number.ends_with(' ')) {
        number.remove_suffix(1);
    }
    if (!number.ends_with('.') && !number.ends_with(')')) {
        return false;
    }
    number.remove_suffix(1);
    const auto before = number.find_last_not_of("0123456789");
    const auto start = before == number.npos ? from : from + before + 1;
    return start < from + number.size() && (start == 0 || text_[start - 1] == '\n');
}

// The last place behind `end` in the second half of the room; 0 when there is none.
std::size_t cutter::last_line(const window& room, std::string_view end) const {
    const auto found = between(room.from, room.reach).rfind(end);
    const auto at = found == text_.npos ? 0 : room.from + found + end.size();
    return at > room.from + (room.end - room.from) / 2 && graphemes_.at(at) ? at : 0;
}

std::size_t cutter::last_sentence(const window& room) {
    if (!sentences_) {
        sentences_.emplace(boundary::sentence, text_);
    }
    const auto half = room.from + (room.end - room.from) / 2;
    auto at = sentences_->at(room.reach) ? room.reach : sentences_->before(room.reach);
    while (at != boundaries::none && at > half) {
        if (parts_words(room.from, at)) {
            return at;
        }
        at = sentences_->before(at);
    }
    return 0;
}

// Behind a space, or in writing that has none; never inside a link.
bool cutter::parts_words(std::size_t from, std::size_t at) const {
    const auto last = graphemes_.before(at);
    const bool foreign = static_cast<unsigned char>(text_[at - 1]) >= 0x80 ||
                         (at < text_.size() && static_cast<unsigned char>(text_[at]) >= 0x80);
    return graphemes_.at(at) && (foreign || is_space(between(last, at))) &&
           !ends_list_number(from, at);
}

std::size_t cutter::last_word(const window& room) {
    if (!lines_) {
        lines_.emplace(boundary::line, text_);
    }
    auto at = lines_->at(room.reach) ? room.reach : lines_->before(room.reach);
    while (at != boundaries::none && at > room.from) {
        if (parts_words(room.from, at)) {
            return at;
        }
        at = lines_->before(at);
    }
    return 0;
}

std::size_t cutter::cut(const window& room) {
    for (const std::string_view end : {"\n\n", "\r\n\r\n", "\n"}) {
        if (const auto at = last_line(room, end); at != 0) {
            return at;
        }
    }
    if (const auto at = last_sentence(room); at != 0) {
        return at;
    }
    if (const auto at = last_word(room); at != 0) {
        return at;
    }
    return room.end;
}

std::vector<std::string> cutter::parts() {
    std::vector<std::string> out;
    for (std::size_t from = 0; from < text_.size();) {
        auto end = fitting(from, text_counter(limits_.unit));
        if (end == text_.size()) {
            out.emplace_back(text_.substr(from));
            break;
        }
        if (end == from) {
            end = fitting_points(from);
            out.emplace_back(between(from, end));
            from = end;
            continue;
        }
        const auto at = cut({from, end, skip_spaces(end)});
        if (const auto part = without_end_spaces(from, at); !part.empty()) {
            out.emplace_back(part);
        }
        from = skip_spaces(at);
    }
    return out;
}

}  // namespace

std::size_t length(std::string_view text, model::text_unit unit) {
    text_counter counted(unit);
    counted.add(text);
    return counted.length();
}

std::vector<std::string> split_text(std::string_view text, model::text_limits limits) {
    if (text.empty() || limits.max == 0) {
        return {};
    }
    if (length(text, limits.unit) <= limits.max) {
        return {std::string(text)};
    }
    return cutter(text, limits).parts();
}

std::string cut_text(std::string_view text, std::size_t max, model::text_unit unit) {
    if (length(text, unit) <= max) {
        return std::string(text);
    }
    const std::string_view dots = unit == model::text_unit::gsm7 ? "..." : "…";
    const bool dotted = length(dots, unit) <= max;
    text_counter counted(unit);
    counted.add(dotted ? dots : std::string_view{});
    const cutter cutter(text, {static_cast<std::uint32_t>(max), unit});
    std::string out(cutter.without_end_spaces(0, cutter.fitting(0, counted)));
    return dotted ? out.append(dots) : out;
}

}  // namespace selat::delivery
