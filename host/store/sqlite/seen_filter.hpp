#pragma once
// Deliveries in memory: tells that a new one is new without a look at the database. A Bloom filter
// in segments of consecutive delivery numbers, 16 bits each; of the oldest segments only so many
// stay. Any thread, without locks; one thread at a time adds new numbers, one loads old ones.

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

namespace selat::store::sqlite {

class seen_filter {
public:
    // Deliveries below `first` are not known until load() has brought them.
    explicit seen_filter(std::uint64_t first)
        : newest_segment_(first >> segment_bits), covered_from_(first) {}

    // A delivery that is about to be written.
    void add(std::uint64_t number, std::uint64_t key);
    // One of before the start. Run from new to old; covered() after each stretch.
    void load(std::uint64_t number, std::uint64_t key) { set(segment(number), key); }
    // Everything from `from` to `before`, where it was covered from until now, has been loaded.
    void covered(std::uint64_t before, std::uint64_t from) {
        covered_from_.compare_exchange_strong(before, from);
    }

    // What may have to be looked up for a key: deliveries below `below`, or all of them.
    struct answer {
        bool maybe = false;
        std::uint64_t below = 0;
    };
    [[nodiscard]] answer ask(std::uint64_t key) const;
    [[nodiscard]] std::uint64_t covered_from() const { return covered_from_.load(); }
    // The oldest number that there is room for.
    [[nodiscard]] std::uint64_t oldest_kept(std::uint64_t newest) const;

private:
    static constexpr std::uint64_t segment_bits = 19;           // numbers in a segment
    static constexpr std::size_t words = std::size_t{1} << 17;  // 64 bits each: 1 MiB
    static constexpr std::size_t kept = 32;
    using bits = std::array<std::atomic<std::uint64_t>, words>;

    static void set(bits& bits, std::uint64_t key);
    static bool has(const bits& bits, std::uint64_t key);
    bits& segment(std::uint64_t number);

    std::array<std::atomic<bits*>, kept> ring_{};
    std::array<std::unique_ptr<bits>, kept> owned_;
    std::array<std::atomic_flag, kept> making_{};
    std::uint64_t newest_segment_;
    std::atomic<std::uint64_t> covered_from_;
};

}  // namespace selat::store::sqlite
