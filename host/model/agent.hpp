#pragma once
// A person (or system) that takes tasks. Configured; only the activity lives in the store.

#include <cstdint>
#include <map>
#include <string>

#include "host/model/time.hpp"

namespace selat::model {

enum class role : std::uint8_t { agent, supervisor, admin };

struct agent {
    std::string id;
    std::string name;
    std::string email;
    std::string password_hash;  // Argon2id, encoded; empty: no log-in
    model::role role = role::agent;
    std::string attributes = "{}";                                  // JSON object
    std::map<std::string, std::uint32_t> capacity{{"default", 1}};  // per task channel
};

struct activity {
    std::string id;
    bool available = false;
};

// What of an agent outlives a restart.
struct agent_state {
    std::string agent;
    std::string activity;
    time activity_since{};
    time last_offered{};  // the idle clock
};

const char* name_of(role value);

}  // namespace selat::model
