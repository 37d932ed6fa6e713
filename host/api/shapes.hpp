#pragma once
// The contract's objects of agents and queues, as calls and events show them.

#include <string>

#include "host/api/services.hpp"

namespace selat::api {

std::string write_agent(const agent_row& row);
std::string write_queue(const routing::queue_view& queue, model::time now);
// {"activity":…,"available":…,"activity_since":…}
std::string write_activity(const agent_row& row);
// Who is logged in.
std::string write_person(const model::agent& agent);
std::string write_channel(const channel_view& channel);

}  // namespace selat::api
