#include "host/routing/transfer.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace selat::routing {

std::string with_transfer(std::string_view attributes, const transfer& to, std::string_view from) {
    auto document = nlohmann::json::parse(attributes, nullptr, false);
    if (!document.is_object()) {
        document = nlohmann::json::object();
    }
    const bool to_agent = !to.agent.empty();
    document["transferTargetType"] = to_agent ? "worker" : "queue";
    document["transferTargetSid"] = to_agent ? to.agent : to.queue;
    document["transferQueueName"] = to.queue;
    document["ignoreAgent"] = std::string{from};
    auto& served = document["workerSidsInConversation"];
    if (!served.is_array()) {
        served = nlohmann::json::array();
    }
    const nlohmann::json agent = std::string{from};
    if (std::ranges::find(served, agent) == served.end()) {
        served.push_back(agent);
    }
    if (!to.note.empty()) {
        document["transferNote"] = to.note;
    }
    return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace selat::routing
