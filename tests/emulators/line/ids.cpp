#include "tests/emulators/line/ids.hpp"

#include <algorithm>
#include <chrono>
#include <random>

namespace emulators::line {
namespace {

// A full-period scrambling: different in, different out.
std::uint64_t scramble(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
    return value ^ (value >> 31);
}

std::string hex(std::uint64_t value) {
    std::string out(16, '0');
    for (std::size_t at = 16; at-- > 0; value >>= 4) {
        out[at] = "0123456789abcdef"[value & 15];
    }
    return out;
}

bool is_hex(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    });
}

}  // namespace

id_source::id_source() {
    std::random_device random;
    seed_ = static_cast<std::uint64_t>(random()) << 32 | random();
}

// Time in the high digits keeps the ids of one run apart from those of the next.
std::string id_source::message_id() {
    return std::to_string(500'000'000'000'000'000 +
                          static_cast<std::uint64_t>(now_ms() % 100'000'000'000) * 1'000'000 +
                          next() % 1'000'000);
}

std::string id_source::webhook_event_id() {
    constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::string out(26, '0');
    auto time = static_cast<std::uint64_t>(now_ms());
    for (std::size_t at = 10; at-- > 0; time >>= 5) {
        out[at] = digits[time & 31];
    }
    auto low = scramble(seed_ + next());
    auto high = seed_;
    for (std::size_t at = 26; at-- > 18; low >>= 5) {
        out[at] = digits[low & 31];
    }
    out[17] = digits[low & 31];
    low >>= 5;
    for (std::size_t at = 17; at-- > 10; high >>= 5) {
        out[at] = digits[(high ^ low) & 31];
        low >>= 5;
    }
    return out;
}

std::string id_source::request_id() {
    auto out = hex(scramble(seed_ + next())) + hex(scramble(~seed_));
    out[12] = '4';
    out[16] = 'a';
    for (const std::size_t dash : {20u, 16u, 12u, 8u}) {
        out.insert(dash, 1, '-');
    }
    return out;
}

std::string id_source::token() { return hex(scramble(seed_ ^ next())) + hex(scramble(seed_)); }

bool is_chat_id(std::string_view id) {
    return id.size() == 33 && (id[0] == 'U' || id[0] == 'C' || id[0] == 'R') &&
           is_hex(id.substr(1));
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) {
        return false;
    }
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool dash = at == 8 || at == 13 || at == 18 || at == 23;
        if (dash ? text[at] != '-' : !is_hex(text.substr(at, 1))) {
            return false;
        }
    }
    return true;
}

std::string chat_id(char kind, std::string_view name) {
    if (is_chat_id(name)) {
        return std::string(name);
    }
    std::uint64_t sum = 1469598103934665603u;
    for (const char c : name) {
        sum = (sum ^ static_cast<unsigned char>(c)) * 1099511628211u;
    }
    return kind + hex(scramble(sum)) + hex(scramble(~sum));
}

}  // namespace emulators::line
