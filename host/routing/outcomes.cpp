// How reservations and tasks end, and what follows.

#include <algorithm>

#include "host/routing/choices.hpp"
#include "host/routing/router_state.hpp"

namespace selat::routing {

using model::reservation_status;
using model::task_status;

// Moves a reservation on; when that ends it, the agent gets back what it held.
void router::impl::end(reservation_record& record, reservation_status status) {
    auto& reservation = record.reservation;
    const bool was_live = is_live(reservation.status);
    reservation.status = status;
    reservation.updated = now;
    ledger.touch(record);
    if (!was_live || is_live(status)) {
        return;
    }
    auto& task = *ledger.find_task(reservation.task);
    std::erase(task.live, &record);
    std::erase(roster.agent(record.agent).held, reservation.id);
    roster.release(record.agent, task.channel);
    ledger.touch_agent(record.agent);
    freed.push_back(record.agent);
}

void router::impl::end_others(task_record& task, const reservation_record* but,
                              reservation_status status) {
    const auto live = task.live;
    for (auto* each : live) {
        if (each != but) {
            end(*each, status);
        }
    }
}

void router::impl::declined(task_record& record, std::uint32_t agent) {
    const auto& id = roster.agent(agent).agent.id;
    std::erase(record.task.declined, id);
    record.task.declined.push_back(id);
    ledger.touch(record);
    if (record.live.empty()) {
        back_to_pending(record, agent);
    }
}

void router::impl::back_to_pending(task_record& record, std::optional<std::uint32_t> passed_over) {
    record.task.status = task_status::pending;
    ledger.touch(record);
    if (record.task.assignments >= choices::most_assignments) {
        return cancel(record, "offered " + std::to_string(record.task.assignments) +
                                  " times without being accepted");
    }
    if (now >= record.task.expires) {
        return cancel(record, "Task TTL Exceeded");
    }
    if (record.in == nullptr) {
        return begin(record);
    }
    if (!record.task.known_agent.empty()) {
        record.task.known_agent.clear();
        return enter_directly(record, passed_over);
    }
    if (deadline_of(record).value_or(now + model::duration{1}) <= now) {
        return move_on(record);
    }
    if (!reserve(record, passed_over)) {
        wait(record);
    }
}

void router::impl::cancel(task_record& record, std::string reason) {
    leave_line(record);
    end_others(record, nullptr, reservation_status::canceled);
    record.task.status = task_status::canceled;
    record.task.reason = std::move(reason);
    ledger.touch(record);
}

void router::impl::on_task_due(task_record& record) {
    record.armed.reset();
    const bool pending = record.task.status == task_status::pending;
    if (!pending && record.task.status != task_status::reserved) {
        return;
    }
    if (now >= record.task.expires) {
        cancel(record, "Task TTL Exceeded");
    } else if (pending && !record.task.known_agent.empty()) {
        leave_line(record);
        ledger.touch(record);
        record.task.known_agent.clear();
        enter_directly(record, std::nullopt);
    } else if (pending && deadline_of(record).value_or(now + model::duration{1}) <= now) {
        move_on(record);
    }
    if (!record.touched) {
        ledger.timers.arm(record.task.id, record.armed, due_of(record));
    }
}

void router::impl::on_reservation_due(reservation_record& record) {
    record.armed.reset();
    if (record.reservation.status != reservation_status::pending) {
        return;
    }
    auto* task = ledger.find_task(record.reservation.task);
    const auto agent = record.agent;
    end(record, reservation_status::timeout);
    if (const auto activity = roster.find_activity(setup.timeout_activity);
        activity && roster.agent(agent).activity != *activity) {
        roster.set_activity(agent, *activity, now);
        ledger.touch_agent(agent);
    }
    declined(*task, agent);
}

void router::impl::run_timers() {
    while (const auto due = ledger.timers.pop(now)) {
        if (due->id.kind() == model::id_kind::task) {
            on_task_due(*ledger.find_task(due->id));
        } else {
            on_reservation_due(*ledger.find_reservation(due->id));
        }
        match_freed();
    }
}

decision router::impl::close() {
    match_freed();
    return ledger.close(roster);
}

}  // namespace selat::routing
