#pragma once
// The whole store as ordered maps: the reference for what a commit does. No thread of its own.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "host/store/store.hpp"

namespace selat::store::memory {

struct stored_message {
    model::message message;
    model::message_status created_as = model::message_status::received;
};

struct tables {
    std::map<std::pair<std::string, std::string>, delivery_key> deliveries;  // channel, provider id
    std::map<std::pair<std::string, std::string>, provider_key> provider_ids;  // same key
    std::map<model::id, model::customer> customers;
    std::map<std::pair<std::string, std::string>, model::address> addresses;  // channel, address
    std::map<model::id, model::conversation> conversations;
    std::map<std::uint64_t, stored_message> messages;  // by position
    std::unordered_map<model::id, std::uint64_t> message_positions;
    std::map<model::id, model::task> tasks;
    std::map<model::id, model::reservation> reservations;
    std::map<std::string, model::agent_state> agents;
    std::map<model::id, model::job> jobs;
    std::map<std::pair<std::string, std::string>, plugin_value> plugin_values;  // instance, key
    std::map<std::string, session> sessions;
    std::map<std::string, kept_answer> answers;
    std::map<model::id, struct media> media;
    std::map<std::uint64_t, model::event> events;
    std::uint64_t next_position = 1;

    committed apply(const changes& changes);

    // Null when there is none.
    [[nodiscard]] const stored_message* find_message(const model::id& id) const;
    [[nodiscard]] std::vector<model::address> addresses_of(const model::id& customer) const;

private:
    void merge(const changes::merge& merge);
    void split(const changes::split& split);
    void move(const changes::moved_message& one);
    void erase_customer(const model::id& customer);
    void erase_events(const model::id& customer);
    [[nodiscard]] std::set<model::id> merged_into(const model::id& customer) const;
};

}  // namespace selat::store::memory
