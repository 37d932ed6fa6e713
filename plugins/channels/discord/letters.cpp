#include "letters.hpp"

#include <algorithm>

namespace discord {
namespace {

constexpr std::size_t most_at_once = 4 * largest_together;
constexpr std::int64_t given_up_ms = 10 * 60'000;  // the gateway gives an operation half of it

std::size_t most_of(const letter& letter) {
    std::size_t out = 0;
    for (const auto& each : letter.wanted) {
        out += each.size == 0 ? largest_file : each.size;
    }
    return std::min(out, largest_together);
}

}  // namespace

bool letter::has_room(std::size_t size) const {
    std::size_t together = size;
    for (const auto& each : files) {
        together += each.bytes.size();
    }
    return size <= largest_file && together <= largest_together;
}

void letter::drop_files() {
    files.clear();
    wanted.clear();
}

bool letters::begin(std::uint64_t op, letter letter, std::int64_t now_ms) {
    end(op);
    forget_old(now_ms);
    const auto size = most_of(letter);
    if (size_ + size > most_at_once) {
        return false;
    }
    size_ += size;
    begun_.insert_or_assign(op, begun{std::move(letter), size, now_ms});
    return true;
}

letter* letters::find(std::uint64_t op) {
    const auto found = begun_.find(op);
    return found == begun_.end() ? nullptr : &found->second.letter;
}

void letters::end(std::uint64_t op) {
    if (const auto found = begun_.find(op); found != begun_.end()) {
        size_ -= found->second.size;
        begun_.erase(found);
    }
}

// Those that the gateway gave up on without a word.
void letters::forget_old(std::int64_t now_ms) {
    for (auto each = begun_.begin(); each != begun_.end();) {
        const auto next = std::next(each);
        if (now_ms - each->second.at_ms > given_up_ms) {
            end(each->first);
        }
        each = next;
    }
}

}  // namespace discord
