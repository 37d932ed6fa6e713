#include "host/model/message.hpp"

#include "host/model/json.hpp"

namespace selat::model {

bool may_become(message_status from, message_status to) {
    if (from == message_status::received) {
        return false;
    }
    return to > from;
}

bool takes_receipts(const message& value) {
    return value.direction == direction::outbound && value.status >= message_status::sent &&
           (!value.unsent || value.unsent->part == 0);
}

bool may_be_told(const message& value, message_status to) {
    // Its arrival is known before the answer to its send, which is still to come.
    const bool ahead = value.direction == direction::outbound &&
                       value.status == message_status::queued && value.provider_id.empty() &&
                       to >= message_status::delivered;
    const bool in_doubt = value.status == message_status::failed && value.error &&
                          value.error->code == code::uncertain;
    return ahead || (takes_receipts(value) &&
                     (may_become(value.status, to) || (in_doubt && to == message_status::sent)));
}

const char* name_of(direction value) {
    switch (value) {
    case direction::inbound: return "inbound";
    case direction::outbound: return "outbound";
    case direction::internal: return "internal";
    }
    return "";
}

const char* name_of(author_kind value) {
    switch (value) {
    case author_kind::customer: return "customer";
    case author_kind::bot: return "bot";
    case author_kind::flow: return "flow";
    case author_kind::agent: return "agent";
    case author_kind::system: return "system";
    }
    return "";
}

const char* name_of(message_status value) {
    switch (value) {
    case message_status::received: return "received";
    case message_status::queued: return "queued";
    case message_status::failed: return "failed";
    case message_status::sent: return "sent";
    case message_status::delivered: return "delivered";
    case message_status::read: return "read";
    }
    return "";
}

std::string write_message(const message& value) {
    std::string out;
    out.reserve(640 + value.content.size());
    json_writer json(out);
    json.begin_object()
        .member("id", value.id)
        .member("at", value.at)
        .member("direction", name_of(value.direction))
        .nullable("channel", value.channel)
        .nullable("provider_id", value.provider_id)
        .member("conversation", value.conversation)
        .member("customer", value.customer);
    json.key("author").begin_object().member("kind", name_of(value.author.kind));
    json.nullable("id", value.author.id).optional("name", value.author.name);
    json.end_object();
    json.nullable("address", value.address).member("status", name_of(value.status));
    json.key("error");
    if (value.error) {
        json.begin_object()
            .member("code", name_of(value.error->code))
            .member("text", value.error->text)
            .nullable("provider_code", value.error->provider_code)
            .end_object();
    } else {
        json.null();
    }
    json.member("reply_to", value.reply_to)
        .member("edited", value.edited_ms != 0)
        .member("deleted", value.deleted)
        .member("seq", value.seq);
    if (value.sent_at) {
        json.member("sent_at", *value.sent_at);
    }
    json.key("content").raw(value.deleted ? std::string_view("{}") : value.content);
    json.end_object();
    return out;
}

}  // namespace selat::model
