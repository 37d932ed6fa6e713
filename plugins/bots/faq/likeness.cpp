#include "likeness.hpp"

#include <algorithm>
#include <array>

namespace faq {
namespace {

// Shorter words have too many neighbours to forgive anything.
constexpr std::size_t least_root = 4;
constexpr std::size_t least_forgiven = 5;
constexpr std::size_t least_stretch = 7;
constexpr std::size_t longest_compared = 32;

// Letters put in, left out, mistaken, or swapped with their neighbour.
std::size_t mistakes(std::u32string_view a, std::u32string_view b) {
    std::array<std::array<std::size_t, longest_compared + 1>, 3> rows{};
    for (std::size_t j = 0; j <= b.size(); ++j) {
        rows[0][j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto& row = rows[i % 3];
        const auto& above = rows[(i - 1) % 3];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t mistaken = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + mistaken});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], rows[(i - 2) % 3][j - 2] + 1);
            }
        }
    }
    return rows[a.size() % 3][b.size()];
}

std::size_t common_start(std::u32string_view a, std::u32string_view b) {
    const auto size = std::min(a.size(), b.size());
    return static_cast<std::size_t>(
        std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(size), b.begin()).first -
        a.begin());
}

std::size_t common_stretch(std::u32string_view a, std::u32string_view b) {
    std::size_t longest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < b.size(); ++j) {
            longest = std::max(longest, common_start(a.substr(i), b.substr(j)));
        }
    }
    return longest;
}

}  // namespace

double likeness(std::u32string_view a, std::u32string_view b) {
    if (a == b) {
        return 1;
    }
    const auto& [shorter, longer] = a.size() <= b.size() ? std::pair(a, b) : std::pair(b, a);
    if (shorter.size() < least_root || shorter.size() * 2 < longer.size() ||
        longer.size() > longest_compared) {
        return 0;
    }
    if (longer.starts_with(shorter)) {
        return 0.9;
    }
    if (longer.ends_with(shorter) ||
        (shorter.size() >= least_forgiven && longer.find(shorter) != longer.npos)) {
        return 0.8;
    }
    if (shorter.size() >= least_forgiven && shorter.front() == longer.front() &&
        mistakes(shorter, longer) <= (shorter.size() >= 8 ? 2u : 1u)) {
        return 0.8;
    }
    const auto root = common_start(shorter, longer);
    if (root >= least_root && root * 9 >= longer.size() * 5) {
        return 0.7;
    }
    // Malay changes the front of a word: penghantaran, menghantar; pulangkan, memulangkan.
    return shorter.size() >= least_stretch && common_stretch(shorter, longer) >= least_stretch ? 0.7
                                                                                               : 0;
}

bool is_typed_as(std::u32string_view written, std::u32string_view meant) {
    if (written == meant || (written.size() == meant.size() + 1 && written.starts_with(meant) &&
                             written.back() == U's')) {
        return true;
    }
    return meant.size() >= least_forgiven && written.size() == meant.size() &&
           meant.size() <= longest_compared && written.front() == meant.front() &&
           mistakes(written, meant) <= 1;
}

}  // namespace faq
