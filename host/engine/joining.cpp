// Two customers turn out to be one: what is known of either, and one open conversation.

#include <algorithm>
#include <tuple>

#include "host/engine/deciding.hpp"

#include <nlohmann/json.hpp>

namespace selat::engine {
namespace {

using json = nlohmann::json;

// Members of both; of what both have, that of `kept`.
std::string united(const std::string& kept, const std::string& added) {
    auto out = json::parse(added, nullptr, false);
    const auto over = json::parse(kept, nullptr, false);
    if (!out.is_object()) {
        return kept;
    }
    if (over.is_object()) {
        out.update(over);
    }
    return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

// What is known of either; of what there is only one, that of `kept`, but the later of what was
// last.
void unite(model::customer& kept, const model::customer& gone) {
    kept.attributes = united(kept.attributes, gone.attributes);
    kept.name = kept.name.empty() ? gone.name : kept.name;
    kept.locale = kept.locale.empty() ? gone.locale : kept.locale;
    const bool later = gone.last_conversation > kept.last_conversation;
    kept.last_conversation = later ? gone.last_conversation : kept.last_conversation;
    if (kept.last_agent.empty() || (later && !gone.last_agent.empty())) {
        kept.last_agent = gone.last_agent;
    }
}

// Who has an agent keeps it, who waits for one does not wait anew; else the older one goes on. Of
// two that have agents it is that of the customer who stays, which stands first: who merges from a
// conversation goes on in it.
bool goes_on_before(const model::conversation& a, const model::conversation& b) {
    const auto stage = [](const model::conversation& each) {
        return !each.agent.empty() ? 0 : each.handler == model::handler::agent ? 1 : 2;
    };
    if (stage(a) != stage(b) || stage(a) == 0) {
        return stage(a) < stage(b);
    }
    return std::tie(a.opened, a.id) < std::tie(b.opened, b.id);
}

}  // namespace

void deciding::on(const input::join& in) {
    if (in.other.customer.id) {
        take_over(in.other, in.by);
    }
    for (const auto& each : in.proved) {
        auto* known = find_address(each.channel, each.address);
        if (known != nullptr && known->verified == model::evidence::none) {
            known->verified = model::evidence::code;
            touch(*known);
        }
    }
    if (setup_.join_channels) {
        join_conversations();
    }
}

// What was taken apart before is one again, and may tell whose another address is.
void deciding::take_over(const customer_state& other, model::link by) {
    unite(state_.customer, other.customer);
    touch_customer();
    for (auto& each : state_.addresses) {
        const bool again = std::ranges::any_of(
            other.addresses, [&](const auto& one) { return one.address == each.address; });
        if (again && each.linked == model::link::split) {
            each.linked = model::link::none;
            touch(each);
        }
    }
    for (auto address : other.addresses) {
        address.customer = state_.customer.id;
        address.linked = by;
        address.linked_at = now_;
        state_.addresses.push_back(std::move(address));
        touch(state_.addresses.back());
    }
    for (auto conversation : other.open) {
        remember_as_was(conversation);
        conversation.customer = state_.customer.id;
        touch(conversation);
        state_.open.push_back(std::move(conversation));
    }
}

// The others end, with what ran in them; whoever writes from then on writes in the one that is
// left, and is answered where the customer wrote last.
void deciding::join_conversations() {
    const auto first = std::ranges::min_element(state_.open, goes_on_before);
    if (first == state_.open.end()) {
        return;
    }
    const auto id = first->id;
    const auto heard = [this](const model::conversation& each) {
        const auto* from = find_address(each.channel, each.address);
        return from == nullptr ? model::time{} : from->last_seen;
    };
    while (state_.open.size() > 1) {
        auto& kept = *find(id);
        auto& gone =
            *std::ranges::find_if(state_.open, [&](const auto& each) { return each.id != id; });
        kept.attributes = united(kept.attributes, gone.attributes);
        if (heard(gone) > heard(kept)) {
            kept.channel = gone.channel;
            kept.address = gone.address;
        }
        touch(kept);
        close(gone, "joined");
    }
}

}  // namespace selat::engine
