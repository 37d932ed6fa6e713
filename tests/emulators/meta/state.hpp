#pragma once
// Everything one of Meta's products remembers here. Each part locks for itself.

#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/common/faults.hpp"
#include "tests/emulators/meta/businesses.hpp"
#include "tests/emulators/meta/hooks.hpp"
#include "tests/emulators/meta/journal.hpp"
#include "tests/emulators/meta/media.hpp"
#include "tests/emulators/meta/people.hpp"

#include <atomic>
#include <cstddef>
#include <string>

namespace emulators::meta {

struct state {
    explicit state(std::size_t lanes) : out(businesses, faults, lanes) {}

    // The time here, which tests may move on.
    [[nodiscard]] std::int64_t now() const { return now_ms() + ahead_ms; }
    // "wamid.…", "m_…": nobody else has it.
    std::string make_id(std::string_view prefix) {
        return std::string(prefix) + std::to_string(now_ms()) + "x" + std::to_string(++count);
    }
    void clear() {
        out.clear();
        businesses.clear();
        known.clear();
        media.clear();
        sent.clear();
        activity.clear();
        faults.clear();
        ahead_ms = 0;
    }

    business_list businesses;
    people known;
    media_store media;
    journal sent;      // messages
    journal activity;  // typing, read marks, reactions, control of conversations
    fault_list faults;
    std::atomic<std::int64_t> ahead_ms = 0;
    std::atomic<std::uint64_t> count = 0;
    hooks out;  // last: its threads use the rest
};

}  // namespace emulators::meta
