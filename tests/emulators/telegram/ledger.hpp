#pragma once
// What the bot did: its messages, and everything else, in order.

#include "tests/emulators/common/json_answer.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace emulators::telegram {

// [any-thread]
class ledger {
public:
    // Numbers it as "n" and adds "at".
    void add(json entry);
    // Entries behind number `after`, of a chat unless it is 0: {"items":[…],"next":N}. Waits for
    // the first.
    [[nodiscard]] json find(std::int64_t chat, std::uint64_t after, std::size_t limit,
                            std::chrono::milliseconds wait) const;
    void clear();

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable more_;
    std::vector<json> entries_;
};

}  // namespace emulators::telegram
