#pragma once
// Tasks and reservations, what of them changed since the last decision, and the numbers of queues.

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "host/routing/roster.hpp"
#include "host/routing/timers.hpp"
#include "host/routing/workflow.hpp"

namespace selat::routing {

struct reservation_record {
    model::reservation reservation;
    std::uint32_t agent = nowhere;
    std::optional<model::time> armed;
    bool touched = false;
};

struct task_record {
    model::task task;
    routing::attributes attributes;
    std::uint32_t queue = nowhere;
    std::uint32_t channel = 0;
    const routing::workflow* workflow = nullptr;  // null: none, or gone
    const target* at = nullptr;                   // null: put into the queue directly
    pool* in = nullptr;
    std::int64_t known = -1;                // only this agent; -1: anyone
    std::vector<reservation_record*> live;  // oldest first
    bool waiting = false;                   // in a lane of `in`, under `key`
    lane_key key;
    std::optional<model::time> armed;
    bool touched = false;

    enum class counted : std::uint8_t { not_at_all, waiting, assigned };
    counted as = counted::not_at_all;  // in `counted_in`
    std::uint32_t counted_in = nowhere;

    [[nodiscard]] turn its_turn() { return {in->lifo, task.priority, task.created, task.id, this}; }
};

// One queue's numbers.
struct queue_numbers {
    std::set<std::pair<model::time, model::id>> waiting;  // by creation
    std::uint32_t assigned = 0;
    std::deque<bool> in_time;  // the last tasks accepted, oldest first
    std::uint32_t in_time_count = 0;
};

class ledger {
public:
    explicit ledger(std::size_t queues) : numbers_(queues) {}

    [[nodiscard]] task_record* find_task(const model::id& id);
    [[nodiscard]] reservation_record* find_reservation(const model::id& id);
    task_record& add(model::task task);
    reservation_record& add(model::reservation reservation);

    // Marks what the next decision tells.
    void touch(task_record& task);
    void touch(reservation_record& reservation);
    void touch_agent(std::uint32_t agent);
    void accepted(const task_record& task, model::time now);

    // Keeps what ended for a while, so that late callers learn what became of it.
    void remember(const model::id& id) { ended_.push_back(id); }
    // Sets the timer of a task that was taken over and counts it, touched or not.
    void settle(task_record& task, roster& roster);

    // What was touched, timers set anew.
    decision close(roster& roster);

    [[nodiscard]] const queue_numbers& numbers(std::uint32_t queue) const {
        return numbers_[queue];
    }
    [[nodiscard]] queue_numbers& numbers(std::uint32_t queue) { return numbers_[queue]; }
    routing::timers timers;
    // Every one that is known, ended ones that are still remembered too.
    std::unordered_map<model::id, task_record> tasks;
    std::unordered_map<model::id, reservation_record> reservations;

private:
    void count(task_record& task, roster& roster);
    void forget_oldest();

    std::vector<queue_numbers> numbers_;
    std::vector<task_record*> touched_tasks_;
    std::vector<reservation_record*> touched_reservations_;
    std::vector<std::uint32_t> touched_agents_;
    std::vector<bool> agent_touched_;
    std::deque<model::id> ended_;
};

// When a task needs attention again; nothing when it waits for its agent.
std::optional<model::time> due_of(const task_record& record);
// When it leaves the target it waits in.
std::optional<model::time> deadline_of(const task_record& record);

}  // namespace selat::routing
