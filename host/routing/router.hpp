#pragma once
// The task router: which agent is offered which task. Values and `now` in, a decision out; it knows
// no socket, file, thread or clock. One owner at a time. Everything it needs is indexed in memory
// and rebuilt with restore().

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/model/agent.hpp"
#include "host/model/ids.hpp"
#include "host/model/task.hpp"
#include "host/model/time.hpp"

namespace selat::routing {

struct skill {
    std::string name;
    double level = 1;
};

// One agent as strategies see it; kept up to date by the router.
struct candidate {
    std::string id;
    std::string attributes;
    std::vector<skill> skills;           // sorted by name
    std::vector<std::string> languages;  // sorted
    std::uint32_t assigned = 0;          // of the task's channel kind
    std::uint32_t capacity = 0;
    std::uint32_t total_assigned = 0;
    model::time idle_since{};  // when last offered a task; 0: never
};

struct rank_request {
    const model::task* task = nullptr;
    std::vector<skill> skills;  // wanted, sorted by name
    std::string language;
    std::string last_agent;
    model::time now{};
    std::uint64_t seed = 0;
};

// A strategy plugin, seen from here. Pure.
class strategy {
public:
    virtual ~strategy() = default;
    // False: the score depends on the candidate alone and `request` may be null.
    [[nodiscard]] virtual bool per_task() const = 0;
    // False: use the longest idle.
    virtual bool score(const rank_request* request, std::span<const candidate* const> candidates,
                       std::span<double> scores) const = 0;
};

struct queue_setup {
    std::string id;
    std::string workers = "1==1";                 // expression over agent attributes
    const routing::strategy* strategy = nullptr;  // null: longest idle
    std::uint32_t max_reservations = 1;
    bool lifo = false;
};

struct workflow_setup {
    std::string id;
    std::string definition;  // TaskRouter configuration JSON
    model::duration reservation_timeout{120'000};
};

struct setup {
    std::vector<queue_setup> queues;
    std::vector<workflow_setup> workflows;
    std::vector<model::activity> activities;
    std::vector<model::agent> agents;
    std::string initial_activity = "offline";
    std::string timeout_activity = "unavailable";  // empty: stay
    model::duration task_timeout{24 * 3'600'000};
};

// A fault in a workflow or expression: where and why.
struct fault {
    std::string what;        // "queue support" or "workflow main"
    std::string pointer;     // JSON pointer into the workflow definition; empty for expressions
    std::size_t offset = 0;  // into the expression
    std::string text;
    bool error = true;  // false: a warning
};

// What changed; every task, reservation and agent whole, as it is now. The order is the order in
// which it happened.
struct decision {
    std::vector<model::task> tasks;
    std::vector<model::reservation> reservations;
    std::vector<model::agent_state> agents;
    std::vector<std::string> queues;  // whose numbers changed
};

// For GET /agents and /queues.
struct agent_view {
    const model::agent* agent = nullptr;
    model::agent_state state;
    bool available = false;
    std::map<std::string, std::uint32_t> load;  // per task channel: live reservations
};

struct queue_view {
    std::string id;
    std::uint32_t waiting = 0;
    std::optional<model::time> oldest;
    std::uint32_t assigned = 0;
    std::uint32_t eligible_agents = 0;
    std::uint32_t available_agents = 0;
    double service_level = 1;  // share of tasks accepted within 20 s, of the last 1000
};

struct transfer {
    std::string queue;  // one of the two
    std::string agent;
    std::string note;
};

class router {
public:
    // Faults of every queue and workflow. Names of queues, agents and strategies are checked too.
    static std::vector<fault> check(const setup& setup);

    // `setup` without errors. Ids are made from `seed`.
    router(setup setup, std::uint64_t seed);
    ~router();
    router(router&&) noexcept;
    router& operator=(router&&) noexcept;

    // Takes over what a store remembers and settles it: reservations past their time, tasks of
    // queues and agents that are gone. Call once, first.
    decision restore(std::vector<model::task> tasks, std::vector<model::reservation> reservations,
                     std::vector<model::agent_state> agents, model::time now);
    // A new configuration; tasks are matched again, live reservations kept.
    decision reconfigure(setup setup, model::time now);

    // A pending task as the flow made it (workflow, attributes, priority, task_channel set).
    decision add(model::task task, model::time now);

    // wrong_state: gone, taken, not pending. denied: another agent's. not_found.
    result<decision> accept(const model::id& reservation, std::string_view agent, model::time now);
    result<decision> reject(const model::id& reservation, std::string_view agent, model::time now);
    // Assigned tasks.
    result<decision> wrap_up(const model::id& task, model::time now);
    result<decision> complete(const model::id& task, std::string_view reason, model::time now);
    // Pending and reserved tasks.
    result<decision> cancel(const model::id& task, std::string_view reason, model::time now);
    // Assigned tasks: the agent's reservation completes, the task waits again where it was sent.
    result<decision> hand_over(const model::id& task, const transfer& to, model::time now);
    result<decision> set_activity(std::string_view agent, std::string_view activity,
                                  model::time now);

    // Timers: reservations, targets and tasks that are due. Call at next_due().
    decision tick(model::time now);
    [[nodiscard]] std::optional<model::time> next_due() const;

    [[nodiscard]] const model::task* task(const model::id& id) const;
    [[nodiscard]] const model::reservation* reservation(const model::id& id) const;
    [[nodiscard]] std::vector<model::reservation> reservations_of(std::string_view agent) const;
    [[nodiscard]] std::vector<agent_view> agents() const;
    [[nodiscard]] std::optional<agent_view> agent(std::string_view id) const;
    [[nodiscard]] std::vector<queue_view> queues(model::time now) const;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace selat::routing
