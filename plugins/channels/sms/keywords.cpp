#include "keywords.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace sms {
namespace {

constexpr std::array opt_out = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL",
                                "END",  "QUIT",    "REVOKE",      "OPTOUT"};
constexpr std::array opt_in = {"START", "YES", "UNSTOP"};

std::string folded(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    std::string out(text.substr(first, text.find_last_not_of(blanks) - first + 1));
    for (auto& c : out) {
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return out;
}

bool holds(const auto& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

consent keyword_in(std::string_view text) {
    constexpr std::size_t longest = 400;  // bytes; no keyword is that long
    if (text.size() > longest) {
        return consent::unchanged;
    }
    const auto word = folded(text);
    if (holds(opt_out, word)) {
        return consent::opted_out;
    }
    return holds(opt_in, word) ? consent::opted_in : consent::unchanged;
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
