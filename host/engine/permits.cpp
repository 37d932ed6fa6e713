// What may go out, by model::may_send, as far as it concerns one customer.

#include "host/engine/deciding.hpp"

namespace selat::engine {

model::channel_rules rules_of(const setup& setup, std::string_view channel) {
    const auto it = setup.channels.find(channel);
    if (it == setup.channels.end()) {
        return {};
    }
    const auto& on = it->second;
    return {true, on.capabilities.reply_window, on.quiet.any() ? &on.quiet : nullptr, on.sunset,
            on.closed_from};
}

failure deciding::why_not(const model::conversation* in, const model::address& to,
                          model::author_kind from, std::string_view origin,
                          std::string_view content) const {
    return why_not(to, {from, model::is_awaited(from, origin, in), content});
}

// A channel that is not there may be again when the message's turn comes.
failure deciding::why_not(const model::address& to, const model::wish& what) const {
    auto rules = rules_of(setup_, to.channel);
    rules.exists = true;
    const auto found = model::may_send(to, rules, what, now_);
    return found.given() ? failure{code::ok, {}} : model::refusal(found, to, rules, what, now_);
}

model::permission deciding::may_reply(const model::conversation& conversation) const {
    return model::may_reply(conversation, find_address(conversation.channel, conversation.address),
                            rules_of(setup_, conversation.channel), now_);
}

std::string deciding::written(const model::conversation& conversation) const {
    return model::write_conversation(conversation, may_reply(conversation));
}

}  // namespace selat::engine
