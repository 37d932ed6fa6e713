#include "host/config/fault.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace selat::config {
namespace {

char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

// Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other.
std::size_t slips(std::string_view from, std::string_view to) {
    std::vector<std::size_t> before(to.size() + 1);
    std::vector<std::size_t> above(to.size() + 1);
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(above.begin(), above.end(), std::size_t{0});
    for (std::size_t i = 1; i <= from.size(); ++i) {
        row[0] = i;
        for (std::size_t k = 1; k <= to.size(); ++k) {
            const bool same = lower(from[i - 1]) == lower(to[k - 1]);
            row[k] = std::min({above[k] + 1, row[k - 1] + 1, above[k - 1] + (same ? 0 : 1)});
            if (i > 1 && k > 1 && lower(from[i - 1]) == lower(to[k - 2]) &&
                lower(from[i - 2]) == lower(to[k - 1])) {
                row[k] = std::min(row[k], before[k - 2] + 1);
            }
        }
        before.swap(above);
        above.swap(row);
    }
    return above[to.size()];
}

}  // namespace

std::string to_string(const fault& fault) {
    const auto* kind = fault.error ? "error" : "warning";
    // Of the file as a whole when nothing else is known.
    return fmt::format("{}:{}:{}: {}: {}", fault.at.file, std::max(fault.at.line, 1U),
                       std::max(fault.at.column, 1U), kind, fault.text);
}

std::string_view did_you_mean(std::string_view word, const std::vector<std::string_view>& known) {
    constexpr std::size_t longest_word = 64;
    if (word.size() > longest_word) {
        return {};
    }
    std::string_view best;
    std::size_t fewest = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const auto candidate : known) {
        if (candidate.empty() || candidate.size() > longest_word) {
            continue;
        }
        const auto distance = slips(word, candidate);
        if (distance < fewest && distance < candidate.size()) {
            fewest = distance;
            best = candidate;
        }
    }
    return best;
}

}  // namespace selat::config
