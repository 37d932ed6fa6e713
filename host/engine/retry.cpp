// A message that failed goes out once more, from where it stopped.

#include "host/engine/deciding.hpp"

namespace selat::engine {

void deciding::on(const input::retry& in) {
    const auto& message = in.message;
    if (message.direction != model::direction::outbound ||
        message.status != model::message_status::failed) {
        out_.answer = fail(code::wrong_state, "only a message that failed can be sent again");
        return;
    }
    const auto* to = find_address(message.channel, message.address);
    if (to == nullptr) {
        out_.answer = fail(code::wrong_state, "the customer has this address no more");
        return;
    }
    if (does_not_want(*to, message.author)) {
        out_.answer = fail(code::opted_out, "the customer does not want messages at this address");
        return;
    }
    model::message_change change;
    change.id = message.id;
    change.again = true;
    change.at = now_;
    out_.changes.message_changes.push_back(std::move(change));
    speaker who;
    who.reply_to_provider_id = in.reply_to_provider_id;
    who.reply_to_context = in.reply_to_context;
    model::job job;
    job.id = message.unsent ? message.unsent->job
                            : ids_.make(model::id_kind::job, now_, message.id.partition());
    job.part = message.unsent ? message.unsent->part : 0;
    job.customer = state_.customer.id;
    job.conversation = message.conversation;
    job.message = message.id;
    job.channel = message.channel;
    job.address = message.address;
    job.due = now_;
    job.payload = send_payload(*to, who);
    put(std::move(job));
    model::event event;
    event.id = ids_.make(model::id_kind::event, now_, message.id.partition());
    event.type = model::event_type::message_updated;
    event.at = now_;
    event.conversation = message.conversation;
    event.message = message.id;
    if (const auto* conversation = find(message.conversation)) {
        event.agent = conversation->agent;
    }
    out_.changes.events.push_back(std::move(event));
    out_.message = message;
    out_.message->status = model::message_status::queued;
    out_.message->error.reset();
    out_.message->unsent.reset();
}

}  // namespace selat::engine
