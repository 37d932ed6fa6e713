// Where a task stands: the walk through filters and targets.

#include "host/routing/choices.hpp"
#include "host/routing/router_state.hpp"

namespace selat::routing {

void router::impl::begin(task_record& record) {
    const auto& task = record.task;
    if (record.workflow != nullptr) {
        return enter(record, 0, walked::unmatched);
    }
    if (!task.workflow.empty() && roster.find_queue(task.queue) == nowhere) {
        return cancel(record, "workflow '" + task.workflow + "' is not configured");
    }
    enter_directly(record, std::nullopt);
}

void router::impl::enter(task_record& record, std::size_t from_filter, walked so_far) {
    const auto& filters = record.workflow->filters;
    for (std::size_t i = from_filter; i < filters.size(); ++i) {
        if (!filters[i].when.matches({.task = &record.attributes})) {
            record.task.skipped += record.workflow->total(i);
            continue;
        }
        const auto out = try_targets(record, i, 0);
        if (out == walked::settled) {
            return;
        }
        // A filter left by skipping counts as one that did not match.
        so_far = so_far == walked::timed_out ? so_far : out;
    }
    enter_fallback(record, so_far);
}

router::impl::walked router::impl::try_targets(task_record& record, std::size_t filter,
                                               std::size_t from) {
    const auto& targets = record.workflow->filters[filter].targets;
    auto out = from == 0 ? walked::skipped : walked::timed_out;
    for (std::size_t i = from; i < targets.size(); ++i) {
        const auto& target = targets[i];
        record.task.filter = static_cast<int>(filter);
        record.task.target = static_cast<int>(i);
        stand(record, &target, roster.find_queue(target.queue));
        if (reserve(record)) {
            return walked::settled;
        }
        if (skips(record)) {
            if (!choices::skipped_timeouts_count) {
                record.task.skipped += target.timeout.value_or(model::duration{0});
            }
            out = walked::skipped;
            continue;
        }
        if (deadline_of(record).value_or(now + model::duration{1}) <= now) {
            out = walked::timed_out;
            continue;
        }
        wait(record);
        return walked::settled;
    }
    return out;
}

void router::impl::enter_fallback(task_record& record, walked so_far) {
    const auto& fallback = record.workflow->fallback;
    if (so_far == walked::timed_out) {
        return cancel(record, "every target of workflow '" + record.workflow->id + "' timed out");
    }
    if (!fallback) {
        return cancel(record, "no filter of workflow '" + record.workflow->id +
                                  "' took the task, and it has no default_filter");
    }
    record.task.filter = in_fallback;
    record.task.target = in_fallback;
    stand(record, &*fallback, roster.find_queue(fallback->queue));
    if (!reserve(record)) {
        wait(record);
    }
}

void router::impl::enter_directly(task_record& record, std::optional<std::uint32_t> passed_over) {
    record.task.filter = in_fallback;
    record.task.target = put_directly;
    stand_directly(record);
    if (record.in == nullptr) {
        return cancel(record, "queue '" + record.task.queue + "' is not configured");
    }
    if (!reserve(record, passed_over)) {
        wait(record);
    }
}

void router::impl::move_on(task_record& record) {
    const auto filter = static_cast<std::size_t>(record.task.filter);
    leave_line(record);
    ledger.touch(record);
    const auto out = try_targets(record, filter, static_cast<std::size_t>(record.task.target) + 1);
    if (out != walked::settled) {
        enter(record, filter + 1, out);
    }
}

void router::impl::move_to(task_record& record, std::uint32_t queue) {
    if (record.queue != queue) {
        record.queue = queue;
        record.task.queue = roster.queue(queue).setup.id;
        record.task.queue_entered = now;
    }
}

void router::impl::stand(task_record& record, const target* at, std::uint32_t queue) {
    record.at = at;
    record.known = -1;
    move_to(record, queue);
    record.task.priority = at->priority.value_or(record.task.priority);
    const bool agents_alone = at->where && !at->where->reads_task();
    record.in =
        &roster.pool_of(queue, record.channel,
                        {.where = agents_alone ? &*at->where : nullptr, .order = &at->order_by});
    if (at->known_worker) {
        const auto named = at->known_worker->read({.task = &record.attributes}).text;
        const auto agent =
            at->known_by_name ? roster.find_agent_by_name(named) : roster.find_agent(named);
        // An agent that is not there is waited for all the same.
        record.known = agent ? static_cast<std::int64_t>(*agent) : std::int64_t{nowhere};
    }
}

void router::impl::stand_directly(task_record& record) {
    record.at = nullptr;
    record.known = -1;
    record.in = nullptr;
    record.queue = roster.find_queue(record.task.queue);
    if (!record.task.known_agent.empty()) {
        const auto agent = roster.find_agent(record.task.known_agent);
        record.in = &roster.pool_of(roster.everyone(), record.channel, {});
        record.known = agent ? static_cast<std::int64_t>(*agent) : std::int64_t{nowhere};
    } else if (record.queue != nowhere) {
        record.in = &roster.pool_of(record.queue, record.channel, {});
    }
}

bool router::impl::skips(const task_record& record) const {
    return record.at->skip_if &&
           record.at->skip_if->matches({.workers = roster.queue(record.queue).activities});
}

}  // namespace selat::routing
