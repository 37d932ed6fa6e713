#include "host/model/event.hpp"

namespace selat::model {

const char* name_of(event_type value) {
    switch (value) {
    case event_type::message_created: return "message.created";
    case event_type::message_updated: return "message.updated";
    case event_type::conversation_created: return "conversation.created";
    case event_type::conversation_updated: return "conversation.updated";
    case event_type::conversation_closed: return "conversation.closed";
    case event_type::task_created: return "task.created";
    case event_type::task_updated: return "task.updated";
    case event_type::reservation_created: return "reservation.created";
    case event_type::reservation_accepted: return "reservation.accepted";
    case event_type::reservation_rejected: return "reservation.rejected";
    case event_type::reservation_timeout: return "reservation.timeout";
    case event_type::reservation_canceled: return "reservation.canceled";
    case event_type::reservation_completed: return "reservation.completed";
    case event_type::agent_updated: return "agent.updated";
    case event_type::queue_updated: return "queue.updated";
    case event_type::channel_updated: return "channel.updated";
    case event_type::customer_updated: return "customer.updated";
    case event_type::typing: return "typing";
    }
    return "";
}

event message_updated(const id& event, time at, const id& conversation, const id& message) {
    model::event out;
    out.id = event;
    out.type = event_type::message_updated;
    out.at = at;
    out.conversation = conversation;
    out.message = message;
    return out;
}

}  // namespace selat::model
