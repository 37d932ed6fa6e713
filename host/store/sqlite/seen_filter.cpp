#include "host/store/sqlite/seen_filter.hpp"

#include <algorithm>

namespace selat::store::sqlite {
namespace {

constexpr std::size_t block_words = 8;  // one cache line a key
constexpr int probes = 6;

std::size_t block_of(std::uint64_t key, std::size_t words) {
    return static_cast<std::size_t>(key >> 40) % (words / block_words) * block_words;
}

}  // namespace

void seen_filter::set(bits& bits, std::uint64_t key) {
    const auto block = block_of(key, words);
    for (int i = 0; i < probes; ++i) {
        const auto at = key >> (9 * i) & 511;
        bits[block + at / 64].fetch_or(std::uint64_t{1} << at % 64, std::memory_order_relaxed);
    }
}

bool seen_filter::has(const bits& bits, std::uint64_t key) {
    const auto block = block_of(key, words);
    for (int i = 0; i < probes; ++i) {
        const auto at = key >> (9 * i) & 511;
        if ((bits[block + at / 64].load(std::memory_order_relaxed) >> at % 64 & 1) == 0) {
            return false;
        }
    }
    return true;
}

seen_filter::bits& seen_filter::segment(std::uint64_t number) {
    const auto slot = static_cast<std::size_t>((number >> segment_bits) % kept);
    auto* present = ring_[slot].load();
    if (present == nullptr) {
        if (!making_[slot].test_and_set()) {
            owned_[slot] = std::make_unique<bits>();
            ring_[slot].store(owned_[slot].get());
            ring_[slot].notify_all();
        }
        ring_[slot].wait(nullptr);
        present = ring_[slot].load();
    }
    return *present;
}

void seen_filter::add(std::uint64_t number, std::uint64_t key) {
    const auto at = number >> segment_bits;
    if (at > newest_segment_) {
        newest_segment_ = at;
        if (at >= kept) {
            // Whoever asks meanwhile must see the bound before the bits are gone.
            covered_from_.store(std::max(covered_from_.load(), (at - kept + 1) << segment_bits));
            for (auto& word : segment(number)) {
                word.store(0);
            }
        }
    }
    set(segment(number), key);
}

seen_filter::answer seen_filter::ask(std::uint64_t key) const {
    answer answer;
    for (const auto& slot : ring_) {
        const auto* bits = slot.load();
        if (bits != nullptr && has(*bits, key)) {
            answer.maybe = true;
            break;
        }
    }
    answer.below = covered_from_.load();
    return answer;
}

std::uint64_t seen_filter::oldest_kept(std::uint64_t newest) const {
    const auto at = newest >> segment_bits;
    return at >= kept ? (at - kept + 1) << segment_bits : 0;
}

}  // namespace selat::store::sqlite
