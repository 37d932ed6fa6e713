#include "keywords.hpp"

#include "code_points.hpp"

#include <algorithm>
#include <array>

namespace sms {
namespace {

constexpr std::array standard_opt_out = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL",
                                         "END",  "QUIT",    "REVOKE",      "OPTOUT"};
constexpr std::array standard_opt_in = {"START", "YES", "UNSTOP"};

// Small letters of the scripts that have them: Latin-1, Greek, Cyrillic.
char32_t lower(char32_t point) {
    const bool latin =
        (point >= U'A' && point <= U'Z') || (point >= 0xC0 && point <= 0xDE && point != 0xD7);
    const bool greek = point >= 0x391 && point <= 0x3A9;
    const bool cyrillic = point >= 0x410 && point <= 0x42F;
    if (latin || greek || cyrillic) {
        return point + 0x20;
    }
    return point >= 0x400 && point <= 0x40F ? point + 0x50 : point;
}

std::u32string folded(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    text = text.substr(first, text.find_last_not_of(blanks) - first + 1);
    std::u32string out;
    for (std::size_t at = 0; at < text.size();) {
        out += lower(next_code_point(text, at));
    }
    return out;
}

bool holds(const std::vector<std::u32string>& words, const std::u32string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

void take(std::vector<std::u32string>& into, const std::vector<std::string>& words) {
    for (const auto& each : words) {
        into.push_back(folded(each));
    }
}

}  // namespace

keywords::keywords(const keyword_options& options) {
    if (options.standard) {
        take(opt_out_, {standard_opt_out.begin(), standard_opt_out.end()});
        take(opt_in_, {standard_opt_in.begin(), standard_opt_in.end()});
    }
    take(opt_out_, options.opt_out);
    take(opt_in_, options.opt_in);
}

consent keywords::in(std::string_view text) const {
    constexpr std::size_t longest = 400;  // bytes; no keyword is that long
    if (text.size() > longest) {
        return consent::unchanged;
    }
    const auto word = folded(text);
    if (word.empty()) {
        return consent::unchanged;
    }
    if (holds(opt_out_, word)) {
        return consent::opted_out;
    }
    return holds(opt_in_, word) ? consent::opted_in : consent::unchanged;
}

consent read_opt_out_type(std::string_view type) {
    if (type == "STOP") {
        return consent::opted_out;
    }
    if (type == "START") {
        return consent::opted_in;
    }
    return type == "HELP" ? consent::help : consent::unchanged;
}

}  // namespace sms
