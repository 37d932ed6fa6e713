// Who gets what: the next agent for a task, the next task for an agent.

#include <algorithm>
#include <cmath>
#include <set>

#include "host/routing/choices.hpp"
#include "host/routing/router_state.hpp"
#include "host/routing/skills.hpp"

namespace selat::routing {
namespace {

bool has_declined(const task_record& record, const agent_record& agent) {
    return choices::decliners_go_last && !record.task.declined.empty() &&
           std::ranges::find(record.task.declined, agent.agent.id) != record.task.declined.end();
}

std::string text_of(const attributes& attributes, std::string_view name) {
    const auto value = attributes.root().member(name);
    return value.kind() == attributes::kind::text ? std::string{value.text()} : std::string{};
}

rank_request request_of(const task_record& record, model::time now, std::uint64_t seed) {
    auto last_agent = text_of(record.attributes, "last_agent");
    if (last_agent.empty()) {
        last_agent = text_of(record.attributes, "known_worker");
    }
    return {.task = &record.task,
            .skills = skills_of(record.attributes),
            .language = text_of(record.attributes, "language"),
            .last_agent = std::move(last_agent),
            .now = now,
            .seed = seed};
}

}  // namespace

// Whether a free agent of the task's pool fits what its target reads of the task.
bool router::impl::suits(const task_record& record, std::uint32_t agent) const {
    if (record.at == nullptr || !record.at->where || !record.at->where->reads_task()) {
        return true;
    }
    const auto worker = roster.facts(agent);
    return record.at->where->matches({.task = &record.attributes, .worker = &worker});
}

bool router::impl::reserve(task_record& record, std::optional<std::uint32_t> passed_over) {
    choose(record, passed_over);
    if (picked.empty()) {
        return false;
    }
    offer(record);
    return true;
}

void router::impl::choose(task_record& record, std::optional<std::uint32_t> passed_over) {
    picked.clear();
    if (record.known >= 0) {
        const auto agent = static_cast<std::uint32_t>(record.known);
        if (agent != nowhere && agent != passed_over && record.in->is_free(agent) &&
            suits(record, agent)) {
            picked.push_back(agent);
        }
        return;
    }
    const std::size_t count = roster.queue(record.in->queue).setup.max_reservations;
    if (record.in->per_task) {
        choose_ranked(record, count, passed_over);
    } else {
        choose_first(record, count, passed_over);
    }
    if (picked.size() < count && !record.task.declined.empty()) {
        choose_decliners(record, count, passed_over);
    }
}

void router::impl::choose_first(const task_record& record, std::size_t count,
                                std::optional<std::uint32_t> passed_over) {
    for (const auto& each : record.in->free()) {
        if (each.agent != passed_over && !has_declined(record, roster.agent(each.agent)) &&
            suits(record, each.agent)) {
            picked.push_back(each.agent);
            if (picked.size() == count) {
                return;
            }
        }
    }
}

void router::impl::choose_ranked(task_record& record, std::size_t count,
                                 std::optional<std::uint32_t> passed_over) {
    std::vector<seat> all;
    std::vector<const candidate*> candidates;
    for (const auto& each : record.in->free()) {
        if (each.agent != passed_over && !has_declined(record, roster.agent(each.agent)) &&
            suits(record, each.agent)) {
            all.push_back(each);
            candidates.push_back(&roster.candidate_of(each.agent, record.channel));
        }
    }
    if (all.empty()) {
        return;
    }
    const auto request = request_of(record, now, ids.random());
    std::vector<double> scores(all.size());
    const bool scored = record.in->strategy->score(&request, candidates, scores);
    for (std::size_t i = 0; scored && i < all.size(); ++i) {
        all[i].score = std::isnan(scores[i]) ? 0 : scores[i];
    }
    const auto wanted = std::min(count, all.size());
    std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(wanted), all.end());
    for (std::size_t i = 0; i < wanted; ++i) {
        picked.push_back(all[i].agent);
    }
}

void router::impl::choose_decliners(const task_record& record, std::size_t count,
                                    std::optional<std::uint32_t> passed_over) {
    for (const auto& id : record.task.declined) {
        const auto agent = roster.find_agent(id);
        if (picked.size() < count && agent && agent != passed_over && record.in->is_free(*agent) &&
            suits(record, *agent)) {
            picked.push_back(*agent);
        }
    }
}

void router::impl::offer(task_record& record) {
    leave_line(record);
    auto& task = record.task;
    task.status = model::task_status::reserved;
    ++task.assignments;
    ledger.touch(record);
    for (const auto agent : picked) {
        auto& made = ledger.add(model::reservation{
            .id = ids.make(model::id_kind::reservation, now, task.id.partition()),
            .task = task.id,
            .conversation = task.conversation,
            .agent = roster.agent(agent).agent.id,
            .task_channel = task.task_channel,
            .created = now,
            .updated = now,
            .expires = now + reservation_timeout(task)});
        made.agent = agent;
        record.live.push_back(&made);
        ledger.touch(made);
        roster.agent(agent).held.push_back(made.reservation.id);
        roster.take(agent, record.channel, now);
        ledger.touch_agent(agent);
        if (roster.reads_state()) {
            freed.push_back(agent);
        }
    }
}

void router::impl::wait(task_record& record) {
    if (record.waiting) {
        return;
    }
    record.key = {.known = record.known, .values = {}};
    if (record.at != nullptr && record.at->where && record.at->where->reads_task()) {
        // Equal expressions over equal values accept the same agents.
        record.key.values = record.at->where->text() + '\n';
        record.at->where->append_task_key(record.attributes, record.key.values);
    }
    record.in->wait(record.key, record.its_turn());
    record.waiting = true;
}

void router::impl::leave_line(task_record& record) {
    if (record.waiting) {
        record.in->leave(record.key, record.its_turn());
        record.waiting = false;
    }
}

// The first waiting task that this agent could take; those it declined come last.
task_record* router::impl::next_for(std::uint32_t agent) const {
    const turn* best = nullptr;
    const turn* best_declined = nullptr;
    const auto consider = [&](const lane& line) {
        const auto& head = *line.begin();
        const auto fresh = std::ranges::find_if(
            line, [&](const turn& each) { return !has_declined(*each.task, roster.agent(agent)); });
        const bool helps = fresh != line.end() && (best == nullptr || *fresh < *best);
        const bool helps_declined =
            fresh != line.begin() && (best_declined == nullptr || head < *best_declined);
        if ((helps || helps_declined) && suits(*head.task, agent)) {
            best = helps ? &*fresh : best;
            best_declined = helps_declined ? &head : best_declined;
        }
    };
    for (const auto* each : roster.agent(agent).pools) {
        if (!each->has_waiting() || !each->is_free(agent)) {
            continue;
        }
        const auto& lines = each->waiting();
        for (auto line = lines.begin(); line != lines.end() && line->first.known < 0; ++line) {
            consider(line->second);
        }
        const std::int64_t known = agent;
        for (auto line = lines.lower_bound({.known = known, .values = {}});
             line != lines.end() && line->first.known == known; ++line) {
            consider(line->second);
        }
    }
    best = best == nullptr ? best_declined : best;
    return best == nullptr ? nullptr : best->task;
}

void router::impl::match_agent(std::uint32_t agent) {
    while (auto* task = next_for(agent)) {
        picked.assign(1, agent);
        offer(*task);
    }
}

void router::impl::match_freed() {
    for (std::size_t i = 0; i < freed.size(); ++i) {
        match_agent(freed[i]);
    }
    freed.clear();
}

// All waiting tasks against all agents, in the order of the tasks.
void router::impl::match_everything() {
    freed.clear();
    std::vector<turn> heads;
    for (auto& [id, record] : ledger.tasks) {
        if (record.waiting) {
            heads.push_back(record.its_turn());
        }
    }
    std::sort(heads.begin(), heads.end());
    // A task that finds nobody speaks for all that wait behind it in its lane.
    std::set<std::pair<const pool*, const lane_key*>> hopeless;
    for (const auto& head : heads) {
        const auto line = head.task->in->waiting().find(head.task->key);
        const std::pair key{static_cast<const pool*>(head.task->in), &line->first};
        if (!hopeless.contains(key) && !reserve(*head.task)) {
            hopeless.insert(key);
        }
    }
    match_freed();
}

}  // namespace selat::routing
