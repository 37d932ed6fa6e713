#pragma once
// Ids as LINE shapes them. Unique within a process, different in each.

#include "tests/emulators/common/clock.hpp"

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace emulators::line {

// [any-thread]
class id_source {
public:
    id_source();

    std::string message_id();        // decimal
    std::string webhook_event_id();  // ULID
    std::string request_id();        // UUID
    // 32 hex digits nobody else has: reply, quote and read tokens.
    std::string token();

private:
    std::uint64_t next() { return counter_.fetch_add(1, std::memory_order_relaxed); }

    std::atomic<std::uint64_t> counter_{1};
    std::uint64_t seed_;
};

// U, C or R and 32 hex digits.
bool is_chat_id(std::string_view id);
bool is_uuid(std::string_view text);

// `name` when it is a chat id already, else one made from it: the same name is the same id.
std::string chat_id(char kind, std::string_view name);

}  // namespace emulators::line
