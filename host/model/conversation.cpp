#include "host/model/conversation.hpp"

#include "host/model/json.hpp"
#include "host/model/permission.hpp"

namespace selat::model {

const char* name_of(conversation_status value) {
    return value == conversation_status::open ? "open" : "closed";
}

const char* name_of(handler value) {
    switch (value) {
    case handler::none: return "none";
    case handler::flow: return "flow";
    case handler::bot: return "bot";
    case handler::agent: return "agent";
    }
    return "";
}

std::string write_conversation(const conversation& value, const permission& reply) {
    std::string out;
    json_writer json(out);
    json.begin_object()
        .member("id", value.id)
        .member("customer", value.customer)
        .member("status", name_of(value.status));
    json.key("handler");
    if (value.handler == handler::none) {
        json.null();
    } else {
        json.value(name_of(value.handler));
    }
    json.nullable("channel", value.channel)
        .nullable("address", value.address)
        .member("task", value.task)
        .nullable("agent", value.agent);
    json.key("attributes").raw(value.attributes);
    json.member("opened", value.opened).member("last_message", value.last_message);
    json.member("previous", value.previous).optional("closed_reason", value.closed_reason);
    json.member("can_reply", reply.given()).nullable("reason", name_of(reply.why));
    json.key("until");
    if (reply.until) {
        json.value(*reply.until);
    } else {
        json.null();
    }
    json.end_object();
    return out;
}

}  // namespace selat::model
