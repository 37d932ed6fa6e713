#pragma once
// Where tasks and agents of one queue and task channel meet: the agents that could take a task at
// once, best first, and the tasks that wait for one, next first. Targets whose expression looks at
// the agent alone, or that order agents, have pools of their own.

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "host/model/ids.hpp"
#include "host/routing/expression.hpp"
#include "host/routing/router.hpp"

namespace selat::routing {

struct task_record;

// What tells the pools of one queue and task channel apart.
struct pool_terms {
    const expression* where = nullptr;  // looks at agents alone; null: everybody
    const ordering* order = nullptr;    // null: none
};

// Best first: smallest keys, greatest score, longest idle, agents in the order of their ids.
struct seat {
    std::vector<double> keys;  // of the target's order_by
    double score = 0;
    std::int64_t idle_since = 0;
    std::uint32_t agent = 0;

    friend bool operator<(const seat& a, const seat& b) {
        if (a.keys != b.keys) {
            return a.keys < b.keys;
        }
        if (a.score != b.score) {
            return a.score > b.score;
        }
        return a.idle_since != b.idle_since ? a.idle_since < b.idle_since : a.agent < b.agent;
    }
};

// Next first. Comparable between queues, so that a freed agent takes the first of all.
struct turn {
    bool lifo = false;
    std::int64_t priority = 0;
    model::time created{};
    model::id id;
    task_record* task = nullptr;

    friend bool operator<(const turn& a, const turn& b);
};

// Tasks that exactly the same agents could take.
struct lane_key {
    std::int64_t known = -1;  // the one agent they wait for, as an index; -1: anyone
    std::string values;       // what the target's expression reads of them

    friend auto operator<=>(const lane_key&, const lane_key&) = default;
};
using lane = std::set<turn>;
using lanes = std::map<lane_key, lane>;

class pool {
public:
    pool(std::uint32_t queue, std::uint32_t channel, const pool_terms& terms,
         const queue_setup& setup);

    const std::uint32_t queue;
    const std::uint32_t channel;
    const std::optional<expression> where;
    const ordering order;
    const routing::strategy* const strategy;
    const bool per_task;  // the strategy's score depends on the task
    const bool lifo;

    [[nodiscard]] bool is_for(std::uint32_t channel, const pool_terms& terms) const;
    [[nodiscard]] bool has(std::uint32_t agent) const { return places_[agent].member; }
    [[nodiscard]] bool is_free(std::uint32_t agent) const { return places_[agent].seated; }
    void resize(std::size_t agents) { places_.resize(agents); }
    void set_member(std::uint32_t agent, bool member) { places_[agent].member = member; }
    // Where the agent sits now; nothing takes it away.
    void place(std::uint32_t agent, std::optional<seat> at);
    [[nodiscard]] const std::set<seat>& free() const { return free_; }

    [[nodiscard]] bool has_waiting() const { return !lanes_.empty(); }
    [[nodiscard]] const lanes& waiting() const { return lanes_; }
    void wait(const lane_key& key, const turn& turn) { lanes_[key].insert(turn); }
    void leave(const lane_key& key, const turn& turn);

private:
    struct spot {
        bool member = false;
        bool seated = false;
        seat at;
    };

    std::vector<spot> places_;
    std::set<seat> free_;
    lanes lanes_;
};

}  // namespace selat::routing
