#include "host/engine/linking.hpp"

#include <algorithm>

namespace selat::engine {
namespace {

model::address_kind kind_of(const setup& setup, std::string_view channel) {
    const auto it = setup.channels.find(channel);
    return it == setup.channels.end() ? model::address_kind::none : it->second.identity;
}

// Carriers give a number that was given up to somebody else after some months.
bool is_recent(const setup& setup, model::address_kind kind, const model::address& each,
               model::time now) {
    return kind != model::address_kind::phone || setup.link_within.count() == 0 ||
           std::max(each.first_seen, each.last_seen) + setup.link_within >= now;
}

}  // namespace

bool is_certain(const input::any& what) {
    if (const auto* in = std::get_if<input::inbound>(&what)) {
        return in->message.verified && !in->message.echo;
    }
    if (const auto* in = std::get_if<input::address>(&what)) {
        return in->update.verified;
    }
    const auto* out = std::get_if<input::write>(&what);
    return out != nullptr && !out->conversation;
}

bool are_alike(const setup& setup, std::string_view channel, std::string_view other) {
    const auto kind = kind_of(setup, channel);
    return kind != model::address_kind::none && kind_of(setup, other) == kind;
}

const model::address* linked_through(const setup& setup, std::string_view channel,
                                     std::string_view address,
                                     std::span<const model::address> known, model::time now) {
    const auto kind = kind_of(setup, channel);
    if (!model::is_of(kind, address)) {
        return nullptr;
    }
    const model::address* out = nullptr;
    for (const auto& each : known) {
        if (each.address != address || !are_alike(setup, channel, each.channel)) {
            continue;
        }
        if (each.linked == model::link::split) {
            return nullptr;  // somebody has said that it is of several people
        }
        if (each.verified == model::evidence::none || !is_recent(setup, kind, each, now)) {
            continue;
        }
        if (out != nullptr && out->customer != each.customer) {
            return nullptr;
        }
        out = out != nullptr && out->last_seen >= each.last_seen ? out : &each;
    }
    return out;
}

}  // namespace selat::engine
