// A message that went out is changed or taken back, behind all that goes to its address.

#include "host/engine/deciding.hpp"

namespace selat::engine {
namespace {

result<void> may_be_revised(const model::message& message) {
    if (message.direction != model::direction::outbound ||
        message.status == model::message_status::failed) {
        return fail(code::wrong_state, "only a message that goes out can be changed or taken back");
    }
    if (message.deleted) {
        return fail(code::wrong_state, "the message has been taken back");
    }
    if (model::id::parse(message.origin, model::id_kind::verification)) {
        return fail(code::wrong_state, "a code stays as it was sent");
    }
    return {};
}

}  // namespace

// What it is then is known when its provider has taken the change.
void deciding::on(const input::revise& in) {
    const auto& message = in.message;
    if (const auto may = may_be_revised(message); !may) {
        out_.answer = tl::unexpected(may.error());
        return;
    }
    const auto* to = find_address(message.channel, message.address);
    if (to == nullptr) {
        out_.answer = fail(code::wrong_state, "the customer has this address no more");
        return;
    }
    // Nobody is woken by a change; what is taken back is no message, but somebody must take it.
    auto why = why_not(*to, {message.author.kind, true, in.content});
    if (in.content.empty() ? model::is_closed(rules_of(setup_, to->channel), now_)
                           : why.code != code::ok) {
        out_.answer = tl::unexpected(std::move(why));
        return;
    }
    speaker who;
    who.sealed = in.content;
    auto job = job_about(message, *to, who);
    job.name = in.content.empty() ? model::takes_back : model::edits;
    put(std::move(job));
    out_.message = message;
}

}  // namespace selat::engine
