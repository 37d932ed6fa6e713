#pragma once
// What RCS Business Messaging tells of a user → what the host is told. Pure.

#include "plugins/shared/google/json_read.hpp"
#include "plugins/shared/google/news.hpp"

#include <string_view>
#include <vector>

namespace rcs {

// `agent` is the id of the one whose events are wanted; empty: any.
std::vector<google::news> read_event(const google::json& event, std::string_view agent);

// "AGENT" of "AGENT@rbm.goog": both are written.
std::string_view plain_agent(std::string_view id);

}  // namespace rcs
