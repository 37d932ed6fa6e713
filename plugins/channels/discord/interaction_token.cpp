#include "interaction_token.hpp"

#include "snowflake.hpp"

#include <algorithm>
#include <vector>

namespace discord {
namespace {

constexpr std::string_view mark = "interaction";
constexpr std::string_view nothing = "-";
constexpr std::size_t longest = 1'024;
constexpr std::int64_t life_ms = 15 * 60'000;
constexpr std::int64_t under_way_ms = 15'000;
constexpr std::int64_t fresh_ms = 5'000;

std::vector<std::string_view> words_in(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const auto end = text.find(' ');
        out.push_back(text.substr(0, end));
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return out;
}

}  // namespace

std::int64_t end_of_token(std::int64_t now_ms) { return now_ms + life_ms - under_way_ms; }

bool is_token(std::string_view text) {
    return !text.empty() && text.size() <= longest && text != "." && text != ".." &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      std::string_view("-_.=~:+").find(c) != std::string_view::npos;
           });
}

bool interaction_token::is_fresh(std::int64_t now_ms) const {
    return any() && now_ms < until_ms - end_of_token(0) + fresh_ms;
}

std::string interaction_token::write() const {
    std::string out(mark);
    const auto until = std::to_string(until_ms);
    const std::string signs = std::string(waits ? "w" : "") + (alone ? "a" : "");
    for (const std::string_view part :
         {std::string_view(application), std::string_view(token), std::string_view(channel),
          std::string_view(until), std::string_view(signs)}) {
        out += ' ';
        out += part.empty() ? nothing : part;
    }
    return out;
}

interaction_token interaction_token::read(std::string_view text) {
    const auto words = words_in(text);
    if (words.size() != 6 || words[0] != mark || !is_id(words[1]) || !is_token(words[2])) {
        return {};
    }
    return {.application = std::string(words[1]),
            .token = std::string(words[2]),
            .channel = is_id(words[3]) ? std::string(words[3]) : std::string(),
            .until_ms = static_cast<std::int64_t>(number_in(words[4])),
            .waits = words[5].find('w') != std::string_view::npos,
            .alone = words[5].find('a') != std::string_view::npos};
}

}  // namespace discord
