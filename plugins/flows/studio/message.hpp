#pragma once
// A customer's message as Studio's names: Body, NumMedia, MediaUrl0, ButtonPayload …

#include <string_view>

#include <selat/plugin.hpp>

#include <nlohmann/json.hpp>

namespace studio {

/// Longest text that goes into Body, in characters.
inline constexpr std::size_t max_body = 1'600;

/// Among the facts: the provider's own fields of a call. They are of trigger.call alone.
inline constexpr const char* call_fields = "call";

/// What the event's message says; an empty object without one.
nlohmann::json message_facts(const selat::flow_event& event);

/// What the event's message tells of a call: its content's `call`; null without one.
nlohmann::json call_of(const selat::flow_event& event);
/// Whether a call that is in this state is over.
bool is_last_state(std::string_view state);

/// The attributes that the event's conversation has; an empty object without one.
nlohmann::json conversation_attributes(const selat::flow_event& event);

/// Facts with what is the same for every message of the conversation: From, To, ChannelSid …
/// `attributes` become ChannelAttributes.
nlohmann::json whole_message(nlohmann::json facts, const nlohmann::json& attributes);

}  // namespace studio
