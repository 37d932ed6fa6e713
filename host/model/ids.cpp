#include "host/model/ids.hpp"

#include <algorithm>

namespace selat::model {
namespace {

constexpr char digits[] = "0123456789abcdef";
constexpr std::uint64_t counter_bits = 12;

int hex_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return -1;
}

std::uint64_t split_mix(std::uint64_t& state) {
    std::uint64_t z = (state += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

bool known(id_kind kind) {
    switch (kind) {
    case id_kind::customer:
    case id_kind::conversation:
    case id_kind::message:
    case id_kind::task:
    case id_kind::reservation:
    case id_kind::media:
    case id_kind::event:
    case id_kind::execution:
    case id_kind::job:
    case id_kind::session:
    case id_kind::verification: return true;
    case id_kind::none: return false;
    }
    return false;
}

}  // namespace

std::optional<id> id::parse(std::string_view text) {
    if (text.size() != 34) {
        return std::nullopt;
    }
    const auto kind = static_cast<id_kind>(static_cast<std::uint8_t>(text[0]) << 8 |
                                           static_cast<std::uint8_t>(text[1]));
    if (!known(kind)) {
        return std::nullopt;
    }
    bytes uuid{};
    for (std::size_t i = 0; i < uuid.size(); ++i) {
        const int high = hex_value(text[2 + 2 * i]);
        const int low = hex_value(text[3 + 2 * i]);
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        uuid[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return id{kind, uuid};
}

std::optional<id> id::parse(std::string_view text, id_kind kind) {
    auto parsed = parse(text);
    if (parsed && parsed->kind() != kind) {
        return std::nullopt;
    }
    return parsed;
}

time id::created() const {
    std::int64_t ms = 0;
    for (std::size_t i = 0; i < 6; ++i) {
        ms = ms << 8 | uuid_[i];
    }
    return from_ms(ms);
}

std::string id::text() const {
    if (kind_ == id_kind::none) {
        return {};
    }
    std::string out(34, '0');
    out[0] = static_cast<char>(static_cast<std::uint16_t>(kind_) >> 8);
    out[1] = static_cast<char>(static_cast<std::uint16_t>(kind_) & 0xFF);
    for (std::size_t i = 0; i < uuid_.size(); ++i) {
        out[2 + 2 * i] = digits[uuid_[i] >> 4];
        out[3 + 2 * i] = digits[uuid_[i] & 0xF];
    }
    return out;
}

id_source::id_source(std::uint64_t seed) : state_{split_mix(seed), split_mix(seed)} {}

std::uint64_t id_source::random() {
    // xorshift128+
    std::uint64_t x = state_[0];
    const std::uint64_t y = state_[1];
    state_[0] = y;
    x ^= x << 23;
    state_[1] = x ^ y ^ (x >> 17) ^ (y >> 26);
    return state_[1] + y;
}

id id_source::make(id_kind kind, time now, std::uint8_t partition) {
    // A clock that stands or steps back only moves the counter on, so ids of one source grow.
    last_ = std::max(last_ + 1, static_cast<std::uint64_t>(to_ms(now)) << counter_bits);
    const std::uint64_t ms = last_ >> counter_bits;
    const std::uint64_t counter = last_ & ((1u << counter_bits) - 1);
    const std::uint64_t noise = random();
    id::bytes uuid{};
    for (std::size_t i = 0; i < 6; ++i) {
        uuid[i] = static_cast<std::uint8_t>(ms >> (8 * (5 - i)));
    }
    uuid[6] = static_cast<std::uint8_t>(0x70 | counter >> 8);
    uuid[7] = static_cast<std::uint8_t>(counter);
    for (std::size_t i = 8; i < 15; ++i) {
        uuid[i] = static_cast<std::uint8_t>(noise >> (8 * (i - 8)));
    }
    uuid[8] = static_cast<std::uint8_t>(0x80 | (uuid[8] & 0x3F));
    uuid[15] = partition;
    return {kind, uuid};
}

std::uint8_t partition_of(std::string_view address) {
    std::uint64_t hash = 0xCBF29CE484222325ull;  // FNV-1a
    for (const char c : address) {
        hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001B3ull;
    }
    return static_cast<std::uint8_t>(hash ^ (hash >> 32));
}

}  // namespace selat::model
