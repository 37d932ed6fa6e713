#include "host/engine/decide.hpp"

#include <algorithm>

#include "host/engine/deciding.hpp"

namespace selat::engine {

deciding::deciding(customer_state state, const setup& setup, const steps& steps, model::time now,
                   model::id_source& ids)
    : state_(std::move(state)), setup_(setup), steps_(steps), now_(now), ids_(ids) {
    for (const auto& each : state_.open) {
        remember_as_was(each);
    }
}

decision deciding::finish() && {
    auto& changes = out_.changes;
    if (profile_changed_) {
        tell_customer();
    }
    if (customer_changed_) {
        changes.customers.push_back(state_.customer);
    }
    for (const auto& address : state_.addresses) {
        const auto key = std::pair(address.channel, address.address);
        if (std::ranges::find(addresses_changed_, key) != addresses_changed_.end()) {
            changes.addresses.push_back(address);
        }
    }
    for (const auto& conversation : state_.open) {
        if (std::ranges::find(conversations_changed_, conversation.id) !=
            conversations_changed_.end()) {
            tell_what_changed(conversation);
            changes.conversations.push_back(conversation);
        }
    }
    if (!closed_.empty() && state_.open.empty()) {
        for (const auto& each : state_.addresses) {
            if (channel(each.channel).capabilities.status) {
                out_.effects.closed.push_back(
                    {each.channel, each.address, each.next_seq - 1, now_});
            }
        }
    }
    for (auto& conversation : closed_) {
        changes.conversations.push_back(std::move(conversation));
    }
    out_.state = std::move(state_);
    return std::move(out_);
}

void deciding::log(std::uint32_t level, std::string event, std::string text,
                   const model::conversation& conversation) {
    out_.logs.push_back(
        {level,
         std::move(event),
         std::move(text),
         {{"conversation", conversation.id.text()}, {"customer", conversation.customer.text()}}});
}

customer_state new_customer(std::string_view address, model::time now, model::id_source& ids) {
    customer_state state;
    state.customer.id = ids.make(model::id_kind::customer, now, model::partition_of(address));
    state.customer.created = now;
    return state;
}

std::size_t size_of(const customer_state& state) {
    std::size_t bytes = sizeof state + state.customer.attributes.size() +
                        state.addresses.size() * sizeof(model::address);
    for (const auto& each : state.open) {
        bytes += sizeof each + each.attributes.size();
        bytes += each.execution ? each.execution->state.size() : 0;
        bytes += each.bot ? each.bot->state.size() : 0;
    }
    for (const auto& each : state.recent) {
        bytes += sizeof each + each.offered.capacity();
        for (const auto& said : each.messages) {
            bytes += sizeof said + said.json.capacity();
        }
    }
    return bytes;
}

decision decide(customer_state state, const input::any& what, const setup& setup,
                const steps& steps, model::time now, model::id_source& ids) {
    deciding now_deciding(std::move(state), setup, steps, now, ids);
    std::visit([&](const auto& in) { now_deciding.on(in); }, what);
    now_deciding.answer_waiting();
    return std::move(now_deciding).finish();
}

}  // namespace selat::engine
