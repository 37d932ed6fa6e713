#include "host/routing/roster.hpp"

#include <algorithm>
#include <cmath>

#include "host/routing/skills.hpp"

namespace selat::routing {
namespace {

std::uint32_t capacity_of(const model::agent& agent, const std::string& channel) {
    auto found = agent.capacity.find(channel);
    if (found == agent.capacity.end()) {
        found = agent.capacity.find("default");
    }
    return found == agent.capacity.end() ? 0 : found->second;
}

std::string lower(std::string_view text) {
    std::string out{text};
    for (auto& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

}  // namespace

std::uint32_t queue_record::count(bool available_only) const {
    std::uint32_t out = 0;
    for (const auto& each : activities) {
        out += each.available || !available_only ? each.agents : 0;
    }
    return out;
}

roster::roster(const setup& setup) : activities_(setup.activities) {
    auto sorted = setup.agents;
    std::ranges::sort(sorted, {}, &model::agent::id);
    agents_.reserve(sorted.size());
    for (const auto& each : sorted) {
        add_agent(each, setup.initial_activity);
    }
    // Expressions may ask for a capacity before the first task of its channel comes.
    for (const auto& each : sorted) {
        for (const auto& [name, capacity] : each.capacity) {
            channel(name);
        }
    }
    queues_.reserve(setup.queues.size() + 1);
    for (const auto& each : setup.queues) {
        add_queue(each, false);
    }
    add_queue({}, true);
}

void roster::add_agent(const model::agent& agent, const std::string& activity) {
    const auto index = static_cast<std::uint32_t>(agents_.size());
    auto& made = agents_.emplace_back();
    made.agent = agent;
    made.attributes = attributes::parse_or_empty(agent.attributes);
    made.other_capacity = capacity_of(agent, "default");
    made.state.agent = agent.id;
    made.state.activity = activity;
    made.activity = find_activity(activity).value_or(0);
    made.seen.id = agent.id;
    made.seen.attributes = agent.attributes;
    made.seen.skills = skills_of(made.attributes);
    made.seen.languages = languages_of(made.attributes);
    names_.emplace(lower(agent.name), index);
}

void roster::add_queue(const queue_setup& setup, bool everyone) {
    const auto index = static_cast<std::uint32_t>(queues_.size());
    auto& made = queues_.emplace_back();
    made.setup = setup;
    made.members.resize(agents_.size());
    for (const auto& each : activities_) {
        made.activities.push_back({each.id, each.available, 0});
    }
    if (!everyone) {
        queue_ids_.emplace(setup.id, index);
    }
    if (auto compiled = expression::compile(setup.workers, place::queue)) {
        made.workers = std::move(*compiled);
        if (made.workers->reads_state()) {
            watching_queues_.push_back(index);
        }
    }
    for (std::uint32_t agent = 0; agent < agents_.size(); ++agent) {
        update_membership(made, agent);
    }
}

std::optional<std::uint32_t> roster::find_agent(std::string_view id) const {
    const auto found = std::ranges::lower_bound(
        agents_, id, std::less<>{},
        [](const agent_record& each) -> std::string_view { return each.agent.id; });
    if (found == agents_.end() || found->agent.id != id) {
        return std::nullopt;
    }
    return static_cast<std::uint32_t>(found - agents_.begin());
}

std::optional<std::uint32_t> roster::find_agent_by_name(std::string_view name) const {
    const auto found = names_.find(lower(name));
    return found == names_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::uint32_t> roster::find_activity(std::string_view id) const {
    const auto found = std::ranges::find(activities_, id, &model::activity::id);
    if (found == activities_.end()) {
        return std::nullopt;
    }
    return static_cast<std::uint32_t>(found - activities_.begin());
}

bool roster::is_available(std::uint32_t agent) const {
    return activities_[agents_[agent].activity].available;
}

std::uint32_t roster::find_queue(std::string_view id) const {
    const auto found = queue_ids_.find(id);
    return found == queue_ids_.end() ? nowhere : found->second;
}

std::uint32_t roster::everyone() const { return static_cast<std::uint32_t>(queues_.size() - 1); }

std::uint32_t roster::channel(std::string_view name) {
    const auto found = std::ranges::find(channels_, name);
    if (found != channels_.end()) {
        return static_cast<std::uint32_t>(found - channels_.begin());
    }
    channels_.emplace_back(name);
    for (auto& each : agents_) {
        each.loads.push_back({0, capacity_of(each.agent, channels_.back())});
    }
    return static_cast<std::uint32_t>(channels_.size() - 1);
}

pool& roster::pool_of(std::uint32_t queue, std::uint32_t channel, const pool_terms& terms) {
    auto& record = queues_[queue];
    for (const auto& each : record.pools) {
        if (each->is_for(channel, terms)) {
            return *each;
        }
    }
    auto& made =
        *record.pools.emplace_back(std::make_unique<pool>(queue, channel, terms, record.setup));
    made.resize(agents_.size());
    watching_ += made.where && made.where->reads_state() ? 1 : 0;
    for (std::uint32_t agent = 0; agent < agents_.size(); ++agent) {
        update_pool(made, agent);
    }
    return made;
}

worker_facts roster::facts(std::uint32_t agent) const {
    const auto& record = agents_[agent];
    return {.id = record.agent.id,
            .name = record.agent.name,
            .activity = record.state.activity,
            .attributes = &record.attributes,
            .channels = channels_,
            .loads = record.loads,
            .other_capacity = record.other_capacity};
}

const candidate& roster::candidate_of(std::uint32_t agent, std::uint32_t channel) {
    auto& record = agents_[agent];
    record.seen.assigned = record.loads[channel].assigned;
    record.seen.capacity = record.loads[channel].capacity;
    record.seen.idle_since = record.state.last_offered;
    return record.seen;
}

void roster::set_activity(std::uint32_t agent, std::uint32_t activity, model::time since) {
    auto& record = agents_[agent];
    for (auto& queue : queues_) {
        count(queue, agent, false);
    }
    record.activity = activity;
    record.state.activity = activities_[activity].id;
    record.state.activity_since = since;
    for (auto& queue : queues_) {
        count(queue, agent, true);
    }
    refresh(agent);
}

bool roster::restore(std::uint32_t agent, const model::agent_state& state, model::time now) {
    auto& record = agents_[agent];
    record.state.last_offered = state.last_offered;
    const auto activity = find_activity(state.activity);
    set_activity(agent, activity.value_or(record.activity), activity ? state.activity_since : now);
    return activity.has_value();
}

void roster::take(std::uint32_t agent, std::uint32_t channel, std::optional<model::time> offered) {
    auto& record = agents_[agent];
    ++record.loads[channel].assigned;
    ++record.seen.total_assigned;
    record.state.last_offered = offered.value_or(record.state.last_offered);
    refresh(agent);
}

void roster::release(std::uint32_t agent, std::uint32_t channel) {
    auto& record = agents_[agent];
    --record.loads[channel].assigned;
    --record.seen.total_assigned;
    refresh(agent);
}

void roster::refresh(std::uint32_t agent) {
    for (const auto index : watching_queues_) {
        update_membership(queues_[index], agent);
    }
    if (watching_ > 0) {
        for (auto& queue : queues_) {
            for (const auto& each : queue.pools) {
                if (each->where && each->where->reads_state()) {
                    update_pool(*each, agent);
                }
            }
        }
    }
    for (auto* each : agents_[agent].pools) {
        reseat(*each, agent);
    }
}

void roster::update_membership(queue_record& queue, std::uint32_t agent) {
    const auto worker = facts(agent);
    const bool member = queue.workers && queue.workers->matches({.worker = &worker});
    if (member == queue.members[agent]) {
        return;
    }
    count(queue, agent, false);
    queue.members[agent] = member;
    count(queue, agent, true);
    for (const auto& each : queue.pools) {
        update_pool(*each, agent);
    }
}

void roster::update_pool(pool& pool, std::uint32_t agent) {
    const auto worker = facts(agent);
    const bool member = queues_[pool.queue].members[agent] &&
                        (!pool.where || pool.where->matches({.worker = &worker}));
    if (member != pool.has(agent)) {
        pool.set_member(agent, member);
        auto& pools = agents_[agent].pools;
        if (member) {
            pools.push_back(&pool);
        } else {
            std::erase(pools, &pool);
        }
    }
    reseat(pool, agent);
}

void roster::reseat(pool& pool, std::uint32_t agent) {
    const auto& record = agents_[agent];
    const auto& load = record.loads[pool.channel];
    if (!pool.has(agent) || !is_available(agent) || load.assigned >= load.capacity) {
        return pool.place(agent, std::nullopt);
    }
    seat at{{}, score(pool, agent), model::to_ms(record.state.last_offered), agent};
    pool.order.append_keys(facts(agent), at.keys);
    pool.place(agent, std::move(at));
}

void roster::count(queue_record& queue, std::uint32_t agent, bool in) {
    if (queue.members[agent]) {
        auto& counted = queue.activities[agents_[agent].activity].agents;
        in ? ++counted : --counted;
        queue.changed = true;
    }
}

double roster::score(const pool& pool, std::uint32_t agent) {
    if (pool.strategy == nullptr || pool.per_task) {
        return 0;
    }
    const candidate* const candidates[] = {&candidate_of(agent, pool.channel)};
    double scores[] = {0};
    const bool scored = pool.strategy->score(nullptr, candidates, scores);
    return scored && !std::isnan(scores[0]) ? scores[0] : 0;
}

}  // namespace selat::routing
