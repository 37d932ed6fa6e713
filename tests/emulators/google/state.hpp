#pragma once
// Everything one of the two products remembers. Each part locks for itself.

#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/common/faults.hpp"
#include "tests/emulators/common/files.hpp"
#include "tests/emulators/common/journal.hpp"
#include "tests/emulators/google/agents.hpp"
#include "tests/emulators/google/hooks.hpp"
#include "tests/emulators/google/people.hpp"
#include "tests/emulators/google/token_server.hpp"

#include <atomic>
#include <cstddef>
#include <string>

namespace emulators::google {

struct state {
    state(const product& of, std::size_t lanes)
        : agents(of), known(of), access(agents, of), out(agents, of, faults, lanes) {}

    // The time here, which tests may move on.
    [[nodiscard]] std::int64_t now() const { return now_ms() + ahead_ms; }
    std::string make_id() { return "g" + std::to_string(now_ms()) + "x" + std::to_string(++count); }
    void clear() {
        out.clear();
        agents.clear();
        known.clear();
        files.clear();
        access.clear();
        sent.clear();
        activity.clear();
        faults.clear();
        ahead_ms = 0;
    }

    agent_list agents;
    people known;
    file_store files;
    token_server access;
    journal sent;      // messages
    journal activity;  // typing, read marks, who joined and left, surveys
    fault_list faults;
    std::atomic<std::int64_t> ahead_ms = 0;
    std::atomic<std::uint64_t> count = 0;
    hooks out;  // last: its threads use the rest
};

}  // namespace emulators::google
