#pragma once
// What is there when all is quiet and the gateway has ended: read from its store and its providers.

#include "tests/integration/support/api.hpp"

#include <map>
#include <string>
#include <vector>

#include "host/store/store.hpp"

namespace selat::testing {

// Everything that was said, and what is left to do.
struct remains {
    std::vector<model::message> messages;  // oldest first
    std::vector<model::job> jobs;
    std::vector<model::task> live_tasks;
    std::vector<model::reservation> live_reservations;
};

// Of a store that nobody holds open.
remains read_remains(const std::string& path);

// What is wrong; each a sentence. Empty: nothing.
using faults = std::vector<std::string>;

// Conversations and addresses count their messages from 1 without a gap, in the order of the store.
faults check_order(const remains& all);
// Each provider id is there once. `said`: what was said → its id.
faults check_inbound(const remains& all, const std::map<std::string, std::string>& said);
// Everything that went out reached LINE once, but for what is marked uncertain: not more than once.
faults check_outbound(const remains& all, const json& taken_by_line);
// Nothing waits to be done but timers, nobody waits for anybody.
faults check_rest(const remains& all);

// Messages that are marked uncertain.
std::size_t uncertain(const remains& all);

}  // namespace selat::testing
