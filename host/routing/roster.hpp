#pragma once
// Agents and queues: who may take what, kept current as activities and loads change. Knows nothing
// of tasks.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/routing/pool.hpp"
#include "host/routing/router.hpp"

namespace selat::routing {

inline constexpr std::uint32_t nowhere = 0xFFFF'FFFF;

struct agent_record {
    model::agent agent;
    model::agent_state state;
    routing::attributes attributes;
    candidate seen;  // assigned and capacity are those of the channel last scored
    std::uint32_t activity = 0;
    std::vector<channel_load> loads;  // by channel
    std::uint32_t other_capacity = 0;
    std::vector<pool*> pools;     // a member of
    std::vector<model::id> held;  // live reservations, oldest first
};

struct queue_record {
    queue_setup setup;
    std::optional<expression> workers;  // nothing: nobody
    std::vector<bool> members;          // by agent
    std::vector<activity_count> activities;
    std::vector<std::unique_ptr<pool>> pools;
    bool changed = false;  // its numbers, since they were last told

    [[nodiscard]] std::uint32_t count(bool available_only) const;
};

class roster {
public:
    // `setup` was checked. Agents are in their initial activity.
    explicit roster(const setup& setup);

    [[nodiscard]] std::size_t agent_count() const { return agents_.size(); }
    [[nodiscard]] const agent_record& agent(std::uint32_t index) const { return agents_[index]; }
    [[nodiscard]] agent_record& agent(std::uint32_t index) { return agents_[index]; }
    [[nodiscard]] std::optional<std::uint32_t> find_agent(std::string_view id) const;
    [[nodiscard]] std::optional<std::uint32_t> find_agent_by_name(std::string_view name) const;
    [[nodiscard]] std::optional<std::uint32_t> find_activity(std::string_view id) const;
    [[nodiscard]] bool is_available(std::uint32_t agent) const;

    [[nodiscard]] std::size_t queue_count() const { return queues_.size() - 1; }
    [[nodiscard]] const queue_record& queue(std::uint32_t index) const { return queues_[index]; }
    [[nodiscard]] queue_record& queue(std::uint32_t index) { return queues_[index]; }
    [[nodiscard]] std::uint32_t find_queue(std::string_view id) const;  // or nowhere
    // A queue without name that everybody is in: for tasks sent to one agent.
    [[nodiscard]] std::uint32_t everyone() const;

    std::uint32_t channel(std::string_view name);  // made when new
    [[nodiscard]] const std::vector<std::string>& channels() const { return channels_; }
    pool& pool_of(std::uint32_t queue, std::uint32_t channel, const pool_terms& terms);  // ditto

    [[nodiscard]] worker_facts facts(std::uint32_t agent) const;
    // Fills in what of a candidate depends on the channel.
    const candidate& candidate_of(std::uint32_t agent, std::uint32_t channel);

    void set_activity(std::uint32_t agent, std::uint32_t activity, model::time since);
    void take(std::uint32_t agent, std::uint32_t channel, std::optional<model::time> offered);
    void release(std::uint32_t agent, std::uint32_t channel);
    // Whether an agent's own load or activity is part of some expression.
    [[nodiscard]] bool reads_state() const { return !watching_queues_.empty() || watching_ > 0; }
    // Sets the state as a whole; false when its activity is not configured any more, and the
    // agent's stays.
    bool restore(std::uint32_t agent, const model::agent_state& state, model::time now);

private:
    void add_agent(const model::agent& agent, const std::string& activity);
    void add_queue(const queue_setup& setup, bool everyone);
    // Everything that follows from a changed agent.
    void refresh(std::uint32_t agent);
    void update_membership(queue_record& queue, std::uint32_t agent);
    void update_pool(pool& pool, std::uint32_t agent);
    void reseat(pool& pool, std::uint32_t agent);
    void count(queue_record& queue, std::uint32_t agent, bool in);
    [[nodiscard]] double score(const pool& pool, std::uint32_t agent);

    std::vector<model::activity> activities_;
    std::vector<std::string> channels_;
    std::vector<agent_record> agents_;  // sorted by id
    std::vector<queue_record> queues_;  // the last one is everyone
    std::map<std::string, std::uint32_t, std::less<>> queue_ids_;
    std::map<std::string, std::uint32_t, std::less<>> names_;
    std::vector<std::uint32_t> watching_queues_;  // whose expression reads state
    std::uint32_t watching_ = 0;                  // pools whose expression does
};

}  // namespace selat::routing
