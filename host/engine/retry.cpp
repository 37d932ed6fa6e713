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
    if (model::id::parse(message.origin, model::id_kind::verification)) {
        out_.answer = fail(code::wrong_state, "a code is not sent again; ask for a new one");
        return;
    }
    const auto* to = find_address(message.channel, message.address);
    if (to == nullptr) {
        out_.answer = fail(code::wrong_state, "the customer has this address no more");
        return;
    }
    if (auto why = why_not(find(message.conversation), *to, message.author.kind, message.origin,
                           message.content);
        why.code != code::ok) {
        out_.answer = tl::unexpected(std::move(why));
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
    send_job(message, *to, who);
    tell_message(message.conversation, message.id);
    out_.message = message;
    out_.message->status = model::message_status::queued;
    out_.message->error.reset();
    out_.message->unsent.reset();
}

}  // namespace selat::engine
