#include "authentication.hpp"

#include <string>
#include <vector>

namespace email {
namespace {

char small(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
}

bool is_blank(char each) { return each == ' ' || each == '\t' || each == '\r' || each == '\n'; }

// The header's words in small letters, result by result: what is quoted is part of its word,
// comments are gone, and `=` stands without blanks around it. Empty when it is not whole.
std::vector<std::vector<std::string>> results_in(std::string_view text) {
    std::vector<std::vector<std::string>> out(1);
    std::string word;
    int depth = 0;
    bool quoted = false;
    const auto end_word = [&] {
        if (!word.empty()) {
            out.back().push_back(std::move(word));
        }
        word.clear();
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char each = text[i];
        if (each == '\\' && (quoted || depth > 0)) {
            ++i;
            word += quoted ? "\\" : "";  // no domain, and no result, has one
        } else if (depth > 0) {
            depth += each == '(' ? 1 : each == ')' ? -1 : 0;
        } else if (each == '"') {
            quoted = !quoted;
            word += each;
        } else if (quoted) {
            word += small(each);
        } else if (each == '(') {
            end_word();
            depth = 1;
        } else if (each == ';') {
            end_word();
            out.emplace_back();
        } else if (is_blank(each)) {
            end_word();
        } else {
            word += small(each);
        }
    }
    end_word();
    return depth == 0 && !quoted ? out : std::vector<std::vector<std::string>>{};
}

std::string without_quotes(std::string word) {
    const bool quoted = word.size() >= 2 && word.front() == '"' && word.back() == '"';
    return quoted ? word.substr(1, word.size() - 2) : word;
}

// "dmarc=pass" and "header.from=shop.example", also as three words.
std::vector<std::string> joined(const std::vector<std::string>& words) {
    std::vector<std::string> out;
    bool open = false;
    for (const auto& each : words) {
        if (!out.empty() && (open || each.front() == '=')) {
            out.back() += each;
        } else {
            out.push_back(each);
        }
        open = each.back() == '=';
    }
    return out;
}

bool is_pass(const std::string& word) { return word == "dmarc=pass" || word == "dmarc/1=pass"; }

}  // namespace

bool is_vouched_for(std::string_view results, std::string_view server, std::string_view from) {
    const auto at = from.rfind('@');
    const auto all = results_in(results);
    if (server.empty() || at == from.npos || all.empty() || all.front().empty() ||
        without_quotes(all.front().front()) != server) {
        return false;
    }
    std::string named = "header.from=";
    for (const char each : from.substr(at + 1)) {
        named += small(each);
    }
    for (std::size_t i = 1; i < all.size(); ++i) {
        const auto words = joined(all[i]);
        if (words.empty() || !is_pass(words.front())) {
            continue;
        }
        for (const auto& each : words) {
            if (each == named) {
                return true;
            }
        }
    }
    return false;
}

}  // namespace email
