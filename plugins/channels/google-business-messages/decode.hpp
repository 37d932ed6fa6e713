#pragma once
// A UserMessage of Google Business Messages → what the host is told. Pure.

#include "plugins/shared/google/json_read.hpp"
#include "plugins/shared/google/news.hpp"

#include <string>
#include <vector>

namespace google_business_messages {

struct reading {
    std::string agent{};                   // brands/…/agents/…; empty: any
    std::vector<std::string> media_hosts;  // where pictures of customers are
};

std::vector<google::news> read_event(const google::json& event, const reading& with);

// What `selected` holds when the customer asked for a person by Google's own chip or menu.
inline constexpr std::string_view live_agent_payload = "requestedLiveAgent";

}  // namespace google_business_messages
