#pragma once
// The 64-bit keys of the index file, and what it is told to look at again. Kept on disk: they must
// never change.

#include <cstdint>
#include <string_view>

#include "host/model/ids.hpp"

namespace selat::store::sqlite {

enum class index_kind : std::int64_t {
    conversation = 0,
    customer = 1,
    channel = 2,
    address = 3,  // ranked by address_seq, the others by position
    provider_id = 4,
    token = 5,
    provider_key = 6,  // positions are numbers of provider_keys
    note = 7,          // all under one key
};

// What changed: all of a message; a customer; of a message anything but its words, whose index
// costs more than all others.
enum class touched : std::int64_t { words = 0, customer = 1, keys = 2 };

inline std::uint64_t mixed(std::uint64_t hash) {
    hash ^= hash >> 32;
    hash *= 0xD6E8FEB86659FD93ull;
    hash ^= hash >> 32;
    hash *= 0xD6E8FEB86659FD93ull;
    return hash ^ (hash >> 32);
}

inline std::uint64_t add_to_key(std::uint64_t hash, std::string_view text) {
    for (const char c : text) {
        hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001B3ull;
    }
    return (hash ^ 0x1FFu) * 0x100000001B3ull;
}

inline std::uint64_t key_of(std::string_view one, std::string_view two = {}) {
    return mixed(add_to_key(add_to_key(0xCBF29CE484222325ull, one), two));
}

inline std::uint64_t key_of(const model::id& id, std::string_view more = {}) {
    return mixed(add_to_key(std::hash<model::id>{}(id), more));
}

// Positions, or delivery numbers, that share a bucket.
constexpr std::uint64_t bucket_bits = 16;

constexpr std::uint64_t bucket_of(std::uint64_t position) { return position >> bucket_bits; }

}  // namespace selat::store::sqlite
