#pragma once
// What is due when: one entry for each task and each pending reservation.

#include <compare>
#include <cstdint>
#include <optional>
#include <set>

#include "host/model/ids.hpp"
#include "host/model/time.hpp"

namespace selat::routing {

class timers {
public:
    // At one moment tasks come before reservations.
    struct entry {
        model::time at{};
        model::id id;
        friend bool operator<(const entry& a, const entry& b) {
            if (a.at != b.at) {
                return a.at < b.at;
            }
            const bool a_task = a.id.kind() == model::id_kind::task;
            const bool b_task = b.id.kind() == model::id_kind::task;
            return a_task != b_task ? a_task : a.id < b.id;
        }
    };

    // Moves an entry; `armed` is the owner's note of where it stands.
    void arm(const model::id& id, std::optional<model::time>& armed,
             std::optional<model::time> at) {
        if (armed == at) {
            return;
        }
        if (armed && at) {
            auto node = entries_.extract({*armed, id});
            node.value() = {*at, id};
            entries_.insert(std::move(node));
        } else if (armed) {
            entries_.erase({*armed, id});
        } else {
            entries_.insert({*at, id});
        }
        armed = at;
    }

    // Takes out the next entry that is due.
    std::optional<entry> pop(model::time now) {
        if (entries_.empty() || entries_.begin()->at > now) {
            return std::nullopt;
        }
        const auto first = *entries_.begin();
        entries_.erase(entries_.begin());
        return first;
    }

    [[nodiscard]] std::optional<model::time> next() const {
        return entries_.empty() ? std::nullopt : std::optional(entries_.begin()->at);
    }

private:
    std::set<entry> entries_;
};

}  // namespace selat::routing
