// Taking over: what a store remembers, or what lives through a new configuration.

#include <algorithm>

#include "host/routing/router_state.hpp"

namespace selat::routing {

using model::reservation_status;
using model::task_status;

namespace {

bool has_changed(const std::vector<std::string>& ids, std::string_view id) {
    return std::ranges::find(ids, id) != ids.end();
}

}  // namespace

decision router::restore(std::vector<model::task> tasks,
                         std::vector<model::reservation> reservations,
                         std::vector<model::agent_state> agents, model::time now) {
    auto& self = *impl_;
    self.now = now;
    std::vector<bool> stored(self.roster.agent_count());
    for (const auto& each : agents) {
        const auto agent = self.roster.find_agent(each.agent);
        if (!agent) {
            continue;
        }
        stored[*agent] = self.roster.restore(*agent, each, now);
    }
    for (std::uint32_t i = 0; i < stored.size(); ++i) {
        if (!stored[i]) {
            self.roster.set_activity(i, self.roster.agent(i).activity, now);
            self.ledger.touch_agent(i);
        }
    }
    self.take_over(std::move(tasks), std::move(reservations));
    return self.settle_everything({});
}

decision router::reconfigure(routing::setup setup, model::time now) {
    auto old = std::move(impl_);
    std::vector<std::string> changed;
    for (const auto& each : setup.workflows) {
        const auto before = std::ranges::find(old->setup.workflows, each.id, &workflow_setup::id);
        if (before == old->setup.workflows.end() || before->definition != each.definition) {
            changed.push_back(each.id);
        }
    }
    impl_ = std::make_unique<impl>(std::move(setup), old->ids);
    auto& self = *impl_;
    self.now = now;
    for (std::uint32_t i = 0; i < self.roster.agent_count(); ++i) {
        const auto before = old->roster.find_agent(self.roster.agent(i).agent.id);
        if (!before || !self.roster.restore(i, old->roster.agent(*before).state, now)) {
            self.roster.set_activity(i, self.roster.agent(i).activity, now);
            self.ledger.touch_agent(i);
        }
    }
    for (std::uint32_t i = 0; i < self.roster.queue_count(); ++i) {
        const auto before = old->roster.find_queue(self.roster.queue(i).setup.id);
        if (before != nowhere) {
            self.ledger.numbers(i).in_time = std::move(old->ledger.numbers(before).in_time);
            self.ledger.numbers(i).in_time_count = old->ledger.numbers(before).in_time_count;
        }
        self.roster.queue(i).changed = true;
    }
    std::vector<model::task> tasks;
    for (auto& [id, record] : old->ledger.tasks) {
        tasks.push_back(std::move(record.task));
    }
    std::vector<model::reservation> reservations;
    for (auto& [id, record] : old->ledger.reservations) {
        reservations.push_back(std::move(record.reservation));
    }
    self.take_over(std::move(tasks), std::move(reservations));
    return self.settle_everything(changed);
}

void router::impl::take_over(std::vector<model::task> tasks,
                             std::vector<model::reservation> reservations) {
    std::ranges::sort(tasks, {}, &model::task::id);
    for (auto& each : tasks) {
        const bool final = is_final(each.status);
        auto& record = ledger.add(std::move(each));
        record.channel = roster.channel(record.task.task_channel);
        if (final) {
            ledger.remember(record.task.id);
        }
    }
    std::ranges::sort(reservations, {}, &model::reservation::id);
    for (auto& each : reservations) {
        take_over(std::move(each));
    }
}

// Seats a live reservation; one whose task or agent is gone, or which its task does not know,
// ends.
void router::impl::take_over(model::reservation reservation) {
    auto& record = ledger.add(std::move(reservation));
    const auto& made = record.reservation;
    if (!is_live(made.status)) {
        return ledger.remember(made.id);
    }
    record.agent = roster.find_agent(made.agent).value_or(nowhere);
    auto* task = ledger.find_task(made.task);
    bool fits = record.agent != nowhere && task != nullptr && !is_final(task->task.status);
    if (fits) {
        const bool offered = made.status == reservation_status::pending;
        const bool offers =
            task->task.status == task_status::pending || task->task.status == task_status::reserved;
        fits = offered == offers && (offered || task->task.agent == made.agent);
    }
    if (!fits) {
        record.reservation.status = reservation_status::canceled;
        record.reservation.updated = now;
        return ledger.touch(record);
    }
    task->live.push_back(&record);
    roster.agent(record.agent).held.push_back(made.id);
    roster.take(record.agent, task->channel, std::nullopt);
    ledger.timers.arm(made.id, record.armed,
                      made.status == reservation_status::pending ? std::optional(made.expires)
                                                                 : std::nullopt);
}

decision router::impl::settle_everything(const std::vector<std::string>& changed_workflows) {
    std::vector<task_record*> live;
    for (auto& [id, record] : ledger.tasks) {
        if (!is_final(record.task.status)) {
            live.push_back(&record);
        }
    }
    std::ranges::sort(live, {}, [](const task_record* each) { return each->task.id; });
    for (auto* each : live) {
        settle(*each, changed_workflows);
    }
    for (auto* each : live) {
        ledger.settle(*each, roster);
    }
    run_timers();
    match_everything();
    return close();
}

// Makes a task's status fit its reservations and puts it where it stood, or where it belongs now.
void router::impl::settle(task_record& record, const std::vector<std::string>& changed_workflows) {
    auto& task = record.task;
    record.workflow = find_workflow(task.workflow);
    const bool changed = has_changed(changed_workflows, task.workflow);
    const bool located = !changed && locate(record);
    if (!record.live.empty()) {
        if (task.status == task_status::pending) {
            task.status = task_status::reserved;
            ledger.touch(record);
        }
        if (!located) {
            task.filter = -1;
            task.target = put_directly;
            stand_directly(record);
            ledger.touch(record);
        }
        return;
    }
    if (task.status == task_status::wrapping) {
        task.status = task_status::completed;
        task.reason = "the agent is gone";
        return ledger.touch(record);
    }
    const bool lost_its_agent = task.status == task_status::assigned;
    if (task.status != task_status::pending) {
        task.status = task_status::pending;
        task.agent.clear();
        ledger.touch(record);
    }
    if (lost_its_agent) {
        // While it was held no time ran; what was left of it says nothing about the wait to come.
        task.expires = now + setup.task_timeout;
        task.queue_entered = now;
    }
    if (located && (!lost_its_agent || task.target == put_directly)) {
        return wait(record);
    }
    ledger.touch(record);
    task.filter = task.target = -1;
    // Its deadlines begin anew: the old ones belong to other targets, or to another wait.
    task.skipped = changed || lost_its_agent ? task.created - now : model::duration{0};
    begin(record);
}

// Finds the target a task stood in; false when there is none any more.
bool router::impl::locate(task_record& record) {
    const auto& task = record.task;
    if (task.target == put_directly) {
        stand_directly(record);
        return record.in != nullptr;
    }
    const auto queue = roster.find_queue(task.queue);
    if (record.workflow == nullptr || queue == nowhere) {
        return false;
    }
    const target* at = record.workflow->fallback ? &*record.workflow->fallback : nullptr;
    if (task.filter >= 0) {
        const auto& filters = record.workflow->filters;
        const auto filter = static_cast<std::size_t>(task.filter);
        const auto index = static_cast<std::size_t>(std::max(task.target, 0));
        const bool there = filter < filters.size() && index < filters[filter].targets.size();
        at = there ? &filters[filter].targets[index] : nullptr;
    }
    if (at == nullptr || at->queue != task.queue) {
        return false;
    }
    record.queue = queue;
    const auto priority = task.priority;
    stand(record, at, queue);
    record.task.priority = priority;
    return true;
}

}  // namespace selat::routing
