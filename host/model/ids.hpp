#pragma once
// Ids as the contract writes them: two letters and a UUIDv7 in hex, 34 characters, sortable by
// time. Held as bytes; the last byte is the partition of the customer that owns the thing, so that
// every id tells which shard may touch it.

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "host/model/time.hpp"

namespace selat::model {

enum class id_kind : std::uint16_t {
    none = 0,
    customer = 'C' << 8 | 'U',
    conversation = 'C' << 8 | 'H',
    message = 'I' << 8 | 'M',
    task = 'W' << 8 | 'T',
    reservation = 'W' << 8 | 'R',
    media = 'M' << 8 | 'E',
    event = 'E' << 8 | 'V',
    execution = 'F' << 8 | 'N',
    job = 'J' << 8 | 'B',
    session = 'S' << 8 | 'E',
    verification = 'V' << 8 | 'E',
};

class id {
public:
    using bytes = std::array<std::uint8_t, 16>;

    constexpr id() = default;
    constexpr id(id_kind kind, const bytes& uuid) : kind_(kind), uuid_(uuid) {}

    // The 34 characters; nothing when `text` is not of that form.
    static std::optional<id> parse(std::string_view text);
    // As parse, and of that kind.
    static std::optional<id> parse(std::string_view text, id_kind kind);

    [[nodiscard]] id_kind kind() const { return kind_; }
    [[nodiscard]] const bytes& uuid() const { return uuid_; }
    [[nodiscard]] std::uint8_t partition() const { return uuid_[15]; }
    [[nodiscard]] time created() const;
    [[nodiscard]] std::string text() const;  // empty for a null id

    explicit operator bool() const { return kind_ != id_kind::none; }
    friend auto operator<=>(const id&, const id&) = default;
    friend bool operator==(const id&, const id&) = default;

private:
    id_kind kind_ = id_kind::none;
    bytes uuid_{};
};

// Makes ids that never repeat and never go backwards within one source. One source a thread; the
// seed makes tests repeatable.
class id_source {
public:
    explicit id_source(std::uint64_t seed);

    id make(id_kind kind, time now, std::uint8_t partition);
    std::uint64_t random();

private:
    std::uint64_t state_[2];
    std::uint64_t last_ = 0;  // milliseconds and counter of the newest id
};

// The partition of an address that has no customer yet, and so of its customer: the same for one
// number on several channels, so that one shard decides whether they are one customer's.
std::uint8_t partition_of(std::string_view address);

}  // namespace selat::model

template <>
struct std::hash<selat::model::id> {
    std::size_t operator()(const selat::model::id& value) const noexcept {
        std::uint64_t low = 0;
        std::uint64_t high = 0;
        for (std::size_t i = 0; i < 8; ++i) {
            high = high << 8 | value.uuid()[i];
            low = low << 8 | value.uuid()[i + 8];
        }
        return static_cast<std::size_t>((low ^ (high * 0x9E3779B97F4A7C15ull)));
    }
};
