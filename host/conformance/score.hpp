#pragma once
// Calls of a strategy.

#include <string>
#include <vector>

#include "host/conformance/driven.hpp"

namespace selat::conformance {

// An agent that may be asked, as values.
struct candidate {
    std::string id;
    std::uint32_t assigned = 0, capacity = 3, total_assigned = 0;
    std::int64_t idle_since_ms = 0;
    std::vector<std::pair<std::string, double>> skills;
    std::vector<std::string> languages;
    std::string attributes = "{}";
};

// Some, ordinary ones and strange ones.
std::vector<candidate> some_candidates(std::size_t count);

struct scored {
    said call;
    std::vector<double> scores;
};
// For a task, where the manifest says "per_task"; a strange task, when that is said.
scored score(const bench& bench, const driven& instance, const std::vector<candidate>& candidates,
             bool strange_task = false, shape shape = shape::ordinary);

// An ordinary call; its summary holds the scores.
said score_some(const bench& bench, const driven& instance);

}  // namespace selat::conformance
