#include "host/api/stream_visibility.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace selat::api {

using model::event_type;

namespace {

// Wrap-up is told as accepted once more.
bool begins_wrapping(const frame& event) {
    const auto document = nlohmann::json::parse(event.text, nullptr, false);
    const auto status = nlohmann::json::json_pointer("/data/status");
    return document.is_object() && document.value(status, std::string()) == "wrapping";
}

}  // namespace

bool visibility::sees_next(const frame& next) {
    if (everything_) {
        return true;
    }
    const bool own = next.agent == agent_;
    if (own && next.type == event_type::reservation_accepted && !holds(next.conversation)) {
        held_.push_back(next.conversation);
    }
    const bool seen = sees(next);
    if (own && (next.type == event_type::reservation_completed ||
                next.type == event_type::reservation_canceled)) {
        std::erase(held_, next.conversation);
    }
    return seen;
}

bool visibility::sees(const frame& told) const {
    if (everything_) {
        return true;
    }
    switch (told.type) {
    // What was said is for who holds the conversation; the agent that an event names may have
    // handed it over just before.
    case event_type::message_created:
    case event_type::message_updated:
    case event_type::typing: return holds(told.conversation);
    case event_type::conversation_created:
    case event_type::conversation_updated:
    case event_type::conversation_closed:
    case event_type::task_created:
    case event_type::task_updated: return told.agent == agent_ || holds(told.conversation);
    case event_type::reservation_created:
    case event_type::reservation_accepted:
    case event_type::reservation_rejected:
    case event_type::reservation_timeout:
    case event_type::reservation_canceled:
    case event_type::reservation_completed:
    case event_type::agent_updated:
    case event_type::customer_updated: return told.agent == agent_;
    case event_type::queue_updated:
    case event_type::channel_updated: return true;
    }
    return false;
}

bool visibility::holds(const model::id& conversation) const {
    return std::ranges::find(held_, conversation) != held_.end();
}

void rewind::add(const frame& event) {
    if (event.agent != agent_) {
        return;
    }
    switch (event.type) {
    case event_type::reservation_created:
    case event_type::reservation_rejected:
    case event_type::reservation_timeout:
    // Only offers are canceled, but for agents that are gone.
    case event_type::reservation_canceled: before_.emplace(event.conversation, false); return;
    case event_type::reservation_accepted:
        before_.emplace(event.conversation, begins_wrapping(event));
        return;
    case event_type::reservation_completed: before_.emplace(event.conversation, true); return;
    default: return;
    }
}

std::vector<model::id> rewind::held_before(const std::vector<model::id>& held_now) const {
    std::vector<model::id> out;
    for (const auto& each : held_now) {
        if (!before_.contains(each)) {
            out.push_back(each);
        }
    }
    for (const auto& [conversation, held] : before_) {
        if (held) {
            out.push_back(conversation);
        }
    }
    return out;
}

}  // namespace selat::api
