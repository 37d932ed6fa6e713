#pragma once
// What agents and integrators are told: one durable, ordered stream.

#include <cstdint>
#include <string>

#include "host/model/ids.hpp"
#include "host/model/time.hpp"

namespace selat::model {

enum class event_type : std::uint8_t {
    message_created,
    message_updated,
    conversation_created,
    conversation_updated,
    conversation_closed,
    task_created,
    task_updated,
    reservation_created,
    reservation_accepted,
    reservation_rejected,
    reservation_timeout,
    reservation_canceled,
    reservation_completed,
    agent_updated,
    queue_updated,
    channel_updated,
    customer_updated,
    typing,  // never stored
};

// "message.created"
const char* name_of(event_type value);

struct event {
    model::id id;
    std::uint64_t position =
        0;  // in the store's one order of commits; set by the store: the cursor
    event_type type = event_type::message_created;
    time at{};
    model::id conversation;  // for who may see it; null: everyone or `agent`
    std::string agent;   // who of the agents may see it: the one that has the conversation, holds
                         // the reservation or is updated. Supervisors see all
    std::string data;    // JSON of the entity. Empty for message events: the reader of the stream
                         // gets it from the message
    model::id message;   // for message_created, message_updated
    model::id customer;  // for customer_updated
};

// A stored message is no more what it was; whoever tells it reads it then.
event message_updated(const id& event, time at, const id& conversation, const id& message);

}  // namespace selat::model
