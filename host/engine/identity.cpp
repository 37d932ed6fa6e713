// Addresses and what is known of the customer behind them.

#include <algorithm>
#include <tuple>

#include "host/engine/attributes.hpp"
#include "host/engine/deciding.hpp"
#include "host/engine/linking.hpp"
#include "host/model/json.hpp"

namespace selat::engine {
namespace {

auto* place(auto& addresses, std::string_view channel, std::string_view address) {
    const auto it = std::ranges::find_if(addresses, [&](const model::address& each) {
        return each.address == address && each.channel == channel;
    });
    return it == addresses.end() ? nullptr : &*it;
}

}  // namespace

model::address* deciding::find_address(std::string_view channel, std::string_view address) {
    return place(state_.addresses, channel, address);
}

const model::address* deciding::find_address(std::string_view channel,
                                             std::string_view address) const {
    return place(state_.addresses, channel, address);
}

model::address& deciding::address(std::string_view channel, std::string_view address) {
    if (auto* known = find_address(channel, address)) {
        return *known;
    }
    if (state_.addresses.empty()) {
        touch_customer();  // the first address of a new customer
    }
    model::address fresh;
    fresh.channel = channel;
    fresh.address = address;
    fresh.customer = state_.customer.id;
    fresh.first_seen = now_;
    link(fresh);
    state_.addresses.push_back(std::move(fresh));
    touch(state_.addresses.back());
    if (this->channel(channel).capabilities.profile) {
        out_.effects.lookups.emplace_back(channel, address);
    }
    return state_.addresses.back();
}

void deciding::link(model::address& fresh) {
    const auto* through =
        linked_through(setup_, fresh.channel, fresh.address, state_.addresses, now_);
    if (through == nullptr) {
        return;
    }
    const auto kind = channel(fresh.channel).identity;
    fresh.linked = kind == model::address_kind::phone ? model::link::phone : model::link::email;
    fresh.linked_at = now_;
    tell_link(fresh, through->channel);
}

void deciding::link_by_code(model::address& fresh) {
    if (fresh.linked == model::link::none && state_.addresses.size() > 1) {
        fresh.linked = model::link::code;
        fresh.linked_at = now_;
        tell_link(fresh, {});
    }
}

void deciding::tell_link(const model::address& fresh, std::string_view through) {
    linked_.clear();
    model::json_writer json(linked_);
    json.begin_object().member("what", "linked").member("channel", fresh.channel);
    json.member("address", fresh.address).optional("through", through);
    json.member("evidence", name_of(fresh.linked)).end_object();
    touch_profile();
}

void deciding::touch(const model::address& address) {
    addresses_changed_.emplace_back(address.channel, address.address);
}

const channel_setup& deciding::channel(std::string_view id) const {
    static const channel_setup none;
    const auto it = setup_.channels.find(id);
    return it == setup_.channels.end() ? none : it->second;
}

void deciding::link_by_identity(model::address& proved) const {
    const bool first = std::ranges::none_of(state_.addresses, [&](const model::address& each) {
        return each.channel == proved.channel && each.identity == proved.identity &&
               each.address != proved.address;
    });
    if (!first && proved.linked == model::link::none) {
        proved.linked = model::link::identity;
        proved.linked_at = now_;
    }
}

// What is told again, or late, is older than what is known. Our own clock bounds the provider's.
void deciding::note_reach(model::address& known, const model::action::address_update& update) {
    const auto at = update.at_ms > 0 ? std::min(model::from_ms(update.at_ms), now_) : now_;
    if (update.reach != model::reach::unknown && at >= known.reach_at) {
        known.reach = update.reach;
        known.reach_at = at;
        for (const auto& each : state_.open) {  // what may be written in it may be another now
            if (each.channel == known.channel && each.address == known.address) {
                touch(each);
            }
        }
    }
}

void deciding::learn(model::address& known, const model::action::address_update& update) {
    touch(known);
    if (update.verified && known.verified == model::evidence::none) {
        known.verified = model::evidence::channel;
    }
    note_reach(known, update);
    if (!update.name.empty()) {
        known.name = update.name;
    }
    if (!update.picture.empty()) {
        known.picture = update.picture;
    }
    if (!update.address_context.empty()) {
        keep_context(known, update.address_context);
    }
    if (!update.identity.empty() && known.identity.empty() &&
        known.linked != model::link::split) {  // it made two one who were said to be two
        known.identity = update.identity;
        link_by_identity(known);
    }
    if (!update.identity.empty() && known.identity == update.identity) {
        follow(known);
    }
    auto& customer = state_.customer;
    const auto was = std::tuple(customer.name, customer.locale, customer.attributes);
    if (customer.name.empty()) {
        customer.name = update.name;
    }
    if (customer.locale.empty()) {
        customer.locale = update.locale;
    }
    if (!update.attributes.empty()) {
        // Claims of a channel never overwrite what an agent or system has said.
        if (auto attributes = claimed(customer.attributes, update.attributes)) {
            customer.attributes = std::move(*attributes);
        }
    }
    if (was != std::tie(customer.name, customer.locale, customer.attributes)) {
        touch_profile();
    }
}

// Who has proved to be the same is answered where the proof came from last.
void deciding::follow(const model::address& proved) {
    for (auto& conversation : state_.open) {
        const auto* before = conversation.channel == proved.channel
                                 ? find_address(conversation.channel, conversation.address)
                                 : nullptr;
        if (before != nullptr && before->identity == proved.identity &&
            before->address != proved.address) {
            conversation.address = proved.address;
            touch(conversation);
        }
    }
}

// A send is told by the time which context it was given, so no two contexts share one.
void deciding::keep_context(model::address& known, const std::string& context) {
    known.context = context;
    known.context_at = std::max(now_, known.context_at + model::duration{1});
}

void deciding::tell_customer() {
    model::event told;
    told.id = ids_.make(model::id_kind::event, now_, state_.customer.id.partition());
    told.type = model::event_type::customer_updated;
    told.at = now_;
    told.customer = state_.customer.id;
    told.conversation = state_.customer.last_conversation;
    const auto served = std::ranges::find_if(
        state_.open, [](const model::conversation& each) { return !each.agent.empty(); });
    if (served != state_.open.end()) {
        told.conversation = served->id;
        told.agent = served->agent;
    } else if (!state_.open.empty()) {
        told.conversation = state_.open.front().id;
    }
    told.data = model::write_customer(state_.customer, state_.addresses);
    if (!linked_.empty()) {
        told.data.insert(told.data.size() - 1, ",\"change\":" + linked_);
    }
    out_.changes.events.push_back(std::move(told));
}

void deciding::on(const input::address& in) {
    learn(address(in.channel, in.update.address), in.update);
}

void deciding::on(const input::receipt& in) {
    auto* known = find_address(in.channel, in.address);
    if (known == nullptr) {
        return;
    }
    const auto seq = std::min(in.read_seq, known->next_seq - 1);
    if (seq > known->read_seq) {
        known->read_seq = seq;
        touch(*known);
    }
}

void deciding::on(const input::typing& in) {
    const auto* known = find_address(in.channel, in.address);
    const auto* conversation = known == nullptr ? nullptr : find_for(*known);
    if (conversation == nullptr) {
        return;
    }
    auto event = this->event(model::event_type::typing, *conversation);
    model::json_writer json(event.data);
    json.begin_object().member("conversation", conversation->id);
    json.member("customer", conversation->customer).member("channel", in.channel);
    json.member("on", in.on)
        .member("ttl_ms", static_cast<std::int64_t>(in.ttl.count()))
        .end_object();
    out_.effects.told.push_back(std::move(event));
}

void deciding::on(const input::sent& in) {
    auto* known = find_address(in.channel, in.address);
    if (known == nullptr || known->context_at != in.context_at) {
        return;
    }
    if (in.clear_address_context) {
        known->context.clear();
    }
    if (!in.address_context.empty()) {
        keep_context(*known, in.address_context);
    }
    touch(*known);
}

void deciding::on(const input::patch_customer& in) {
    auto& customer = state_.customer;
    if (!in.attributes.empty()) {
        auto attributes = merged(customer.attributes, in.attributes);
        if (!attributes) {
            out_.answer = tl::unexpected(attributes.error());
            return;
        }
        customer.attributes = std::move(*attributes);
    }
    customer.name = in.name.value_or(customer.name);
    customer.locale = in.locale.value_or(customer.locale);
    touch_profile();
}

}  // namespace selat::engine
