#pragma once
// The router's inside: the walk through workflows, the matching, and what ends reservations. Each
// part of it has a file of its own.

#include <optional>
#include <string>
#include <vector>

#include "host/routing/ledger.hpp"
#include "host/routing/roster.hpp"
#include "host/routing/router.hpp"
#include "host/routing/workflow.hpp"

namespace selat::routing {

// What stands in `target` of a task that is in no target.
constexpr int in_fallback = -1;
constexpr int put_directly = -2;

struct router::impl {
    impl(routing::setup setup, model::id_source ids);

    routing::setup setup;
    routing::roster roster;
    std::vector<workflow> workflows;
    routing::ledger ledger;
    model::id_source ids;
    model::time now{};
    std::vector<std::uint32_t> freed;   // agents that might take more
    std::vector<std::uint32_t> picked;  // kept to spare its memory

    [[nodiscard]] const workflow* find_workflow(std::string_view id) const;
    [[nodiscard]] model::duration reservation_timeout(const model::task& task) const;

    // walk.cpp: where a task stands.
    enum class walked { settled, unmatched, skipped, timed_out };
    void begin(task_record& task);
    void enter(task_record& task, std::size_t from_filter, walked so_far);
    walked try_targets(task_record& task, std::size_t filter, std::size_t from);
    void enter_fallback(task_record& task, walked so_far);
    void enter_directly(task_record& task, std::optional<std::uint32_t> passed_over);
    void move_on(task_record& task);
    void move_to(task_record& task, std::uint32_t queue);
    void stand(task_record& task, const target* at, std::uint32_t queue);
    void stand_directly(task_record& task);
    [[nodiscard]] bool skips(const task_record& task) const;

    // match.cpp: who gets what.
    bool reserve(task_record& task, std::optional<std::uint32_t> passed_over = std::nullopt);
    void choose(task_record& task, std::optional<std::uint32_t> passed_over);
    void choose_first(const task_record& task, std::size_t count,
                      std::optional<std::uint32_t> passed_over);
    void choose_ranked(task_record& task, std::size_t count,
                       std::optional<std::uint32_t> passed_over);
    void choose_decliners(const task_record& task, std::size_t count,
                          std::optional<std::uint32_t> passed_over);
    [[nodiscard]] bool suits(const task_record& task, std::uint32_t agent) const;
    void offer(task_record& task);
    void wait(task_record& task);
    void leave_line(task_record& task);
    [[nodiscard]] task_record* next_for(std::uint32_t agent) const;
    void match_agent(std::uint32_t agent);
    void match_freed();
    void match_everything();

    // outcomes.cpp: how reservations and tasks end.
    void end(reservation_record& reservation, model::reservation_status status);
    void end_others(task_record& task, const reservation_record* but,
                    model::reservation_status status);
    void declined(task_record& task, std::uint32_t agent);
    void back_to_pending(task_record& task, std::optional<std::uint32_t> passed_over);
    void cancel(task_record& task, std::string reason);
    void on_task_due(task_record& task);
    void on_reservation_due(reservation_record& reservation);
    void run_timers();
    decision close();

    // restore.cpp: taking over.
    void take_over(std::vector<model::task> tasks, std::vector<model::reservation> reservations);
    void take_over(model::reservation reservation);
    void settle(task_record& task, const std::vector<std::string>& changed_workflows);
    bool locate(task_record& task);
    decision settle_everything(const std::vector<std::string>& changed_workflows);
};

}  // namespace selat::routing
