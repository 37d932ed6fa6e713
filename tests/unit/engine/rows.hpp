#pragma once
// What a store would hold after the decisions so far, and whether it is in order.

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "host/engine/decide.hpp"

namespace scene {

using namespace selat;

struct rows {
    std::map<model::id, model::customer> customers;
    std::map<std::pair<std::string, std::string>, model::address> addresses;
    std::map<model::id, model::conversation> conversations;
    std::vector<model::message> messages;  // in the order of their commits
    std::map<model::id, model::task> tasks;
    std::map<model::id, model::job> jobs;
    std::vector<model::event> events;
    std::set<model::id> over;  // tasks that the engine was told to be over, or has ended

    void apply(const engine::decision& decision);
    // The customer as a shard would load it.
    [[nodiscard]] engine::customer_state load(const model::id& customer) const;

    [[nodiscard]] model::message& message(const model::id& id);
    [[nodiscard]] std::vector<model::job> jobs_of(model::job_kind kind) const;

    // Requires everything that holds between decisions, whatever happened.
    void check(const engine::setup& setup) const;

private:
    void check_order() const;
    void check_tasks() const;
    [[nodiscard]] std::set<model::id> awaited() const;
    void check_jobs(const engine::setup& setup) const;
};

// Everything in it, one line each: equal texts are equal values. Addresses in the order of their
// names; messages remembered by id and content, since their delivery moves on outside.
std::string text_of(const engine::customer_state& state);
std::string text_of(const engine::decision& decision);

}  // namespace scene
