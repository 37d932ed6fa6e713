#pragma once
// What a store would remember of a router.

#include <algorithm>
#include <set>
#include <tuple>
#include <vector>

#include "host/routing/router.hpp"

namespace scene {

using snapshot = std::tuple<std::vector<selat::model::task>, std::vector<selat::model::reservation>,
                            std::vector<selat::model::agent_state>>;

// Live tasks are found through `known` and through reservations.
inline snapshot snapshot_of(const selat::routing::router& router,
                            const std::set<selat::model::id>& known) {
    snapshot out;
    for (const auto& id : known) {
        if (const auto* task = router.task(id); task != nullptr && !is_final(task->status)) {
            std::get<0>(out).push_back(*task);
        }
    }
    for (const auto& each : router.agents()) {
        std::get<2>(out).push_back(each.state);
        const auto held = router.reservations_of(each.agent->id);
        std::get<1>(out).insert(std::get<1>(out).end(), held.begin(), held.end());
    }
    return out;
}

}  // namespace scene
