#include "host/routing/ledger.hpp"

#include <algorithm>

#include "host/routing/choices.hpp"

namespace selat::routing {
namespace {

using status = model::task_status;

bool is_waiting(status value) { return value == status::pending || value == status::reserved; }

}  // namespace

std::optional<model::time> deadline_of(const task_record& record) {
    if (record.at == nullptr || record.workflow == nullptr || record.task.filter < 0) {
        return std::nullopt;
    }
    const auto age = record.workflow->deadline(static_cast<std::size_t>(record.task.filter),
                                               static_cast<std::size_t>(record.task.target));
    if (!age) {
        return std::nullopt;
    }
    return record.task.created + *age - record.task.skipped;
}

std::optional<model::time> due_of(const task_record& record) {
    if (!is_waiting(record.task.status)) {
        return std::nullopt;
    }
    auto due = record.task.expires;
    if (record.task.status == status::pending) {
        due = std::min(due, deadline_of(record).value_or(due));
        if (!record.task.known_agent.empty()) {
            due = std::min(due, record.task.known_agent_until);
        }
    }
    return due;
}

task_record* ledger::find_task(const model::id& id) {
    const auto found = tasks.find(id);
    return found == tasks.end() ? nullptr : &found->second;
}

reservation_record* ledger::find_reservation(const model::id& id) {
    const auto found = reservations.find(id);
    return found == reservations.end() ? nullptr : &found->second;
}

task_record& ledger::add(model::task task) {
    auto& made = tasks[task.id];
    made.task = std::move(task);
    made.attributes = attributes::parse_or_empty(made.task.attributes);
    return made;
}

reservation_record& ledger::add(model::reservation reservation) {
    auto& made = reservations[reservation.id];
    made.reservation = std::move(reservation);
    return made;
}

void ledger::touch(task_record& task) {
    if (!task.touched) {
        task.touched = true;
        touched_tasks_.push_back(&task);
    }
}

void ledger::touch(reservation_record& reservation) {
    if (!reservation.touched) {
        reservation.touched = true;
        touched_reservations_.push_back(&reservation);
    }
}

void ledger::touch_agent(std::uint32_t agent) {
    if (agent >= agent_touched_.size()) {
        agent_touched_.resize(agent + 1);
    }
    if (!agent_touched_[agent]) {
        agent_touched_[agent] = true;
        touched_agents_.push_back(agent);
    }
}

void ledger::accepted(const task_record& task, model::time now) {
    if (task.queue == nowhere) {
        return;
    }
    auto& numbers = numbers_[task.queue];
    const bool in_time = now - task.task.queue_entered <= choices::service_target;
    numbers.in_time.push_back(in_time);
    numbers.in_time_count += in_time ? 1 : 0;
    if (numbers.in_time.size() > choices::service_window) {
        numbers.in_time_count -= numbers.in_time.front() ? 1 : 0;
        numbers.in_time.pop_front();
    }
}

void ledger::settle(task_record& task, roster& roster) {
    timers.arm(task.task.id, task.armed, due_of(task));
    count(task, roster);
}

decision ledger::close(roster& roster) {
    decision out;
    out.tasks.reserve(touched_tasks_.size());
    for (auto* each : touched_tasks_) {
        each->touched = false;
        timers.arm(each->task.id, each->armed, due_of(*each));
        count(*each, roster);
        out.tasks.push_back(each->task);
        if (is_final(each->task.status)) {
            ended_.push_back(each->task.id);
        }
    }
    out.reservations.reserve(touched_reservations_.size());
    for (auto* each : touched_reservations_) {
        const auto& reservation = each->reservation;
        each->touched = false;
        const bool pending = reservation.status == model::reservation_status::pending;
        timers.arm(reservation.id, each->armed,
                   pending ? std::optional(reservation.expires) : std::nullopt);
        out.reservations.push_back(reservation);
        if (!is_live(reservation.status)) {
            ended_.push_back(reservation.id);
        }
    }
    out.agents.reserve(touched_agents_.size());
    for (const auto each : touched_agents_) {
        agent_touched_[each] = false;
        out.agents.push_back(roster.agent(each).state);
    }
    for (std::uint32_t i = 0; i < roster.queue_count(); ++i) {
        if (std::exchange(roster.queue(i).changed, false)) {
            out.queues.push_back(roster.queue(i).setup.id);
        }
    }
    touched_tasks_.clear();
    touched_reservations_.clear();
    touched_agents_.clear();
    forget_oldest();
    return out;
}

void ledger::count(task_record& record, roster& roster) {
    using counted = task_record::counted;
    const auto now_as = record.queue == nowhere || is_final(record.task.status)
                            ? counted::not_at_all
                        : is_waiting(record.task.status) ? counted::waiting
                                                         : counted::assigned;
    if (now_as == record.as && record.queue == record.counted_in) {
        return;
    }
    const std::pair key{record.task.created, record.task.id};
    if (record.as != counted::not_at_all) {
        auto& numbers = numbers_[record.counted_in];
        record.as == counted::waiting ? static_cast<void>(numbers.waiting.erase(key))
                                      : static_cast<void>(--numbers.assigned);
        roster.queue(record.counted_in).changed = true;
    }
    record.as = now_as;
    record.counted_in = record.queue;
    if (now_as != counted::not_at_all) {
        auto& numbers = numbers_[record.queue];
        now_as == counted::waiting ? static_cast<void>(numbers.waiting.insert(key))
                                   : static_cast<void>(++numbers.assigned);
        roster.queue(record.queue).changed = true;
    }
}

void ledger::forget_oldest() {
    while (ended_.size() > choices::remembered_ends) {
        const auto id = ended_.front();
        ended_.pop_front();
        if (id.kind() == model::id_kind::task) {
            tasks.erase(id);
        } else {
            reservations.erase(id);
        }
    }
}

}  // namespace selat::routing
