#include "host/gateway/presence.hpp"

#include <set>
#include <utility>

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

constexpr model::duration typing_means_something{5'000};

bool serves(const model::author& by, const model::conversation& conversation) {
    return conversation.status == model::conversation_status::open &&
           (by.kind != model::author_kind::bot ||
            (conversation.bot && conversation.bot->bot == by.id));
}

// Of the customer's messages, for the newest at each address.
constexpr std::uint64_t most_looked_at = 50;

bool can_show(const plugins::channel& channel, const sign& sign) {
    const auto& can = channel.manifest().capabilities;
    return sign.purpose == SELAT_OUT_READ ? can.read : can.typing;
}

}  // namespace

void presence::typing(const model::id& conversation, const model::author& by, bool on) {
    world_.store.read([this, conversation, by, on](store::reader& reader) {
        const auto found = reader.conversation(conversation);
        if (!found || !*found || !serves(by, **found)) {
            return;
        }
        sign sign;
        sign.about.conversation = conversation;
        sign.about.customer = (*found)->customer;
        sign.about.channel = (*found)->channel;
        sign.about.address = (*found)->address;
        sign.about.author = by;
        sign.about.at = world_.now();
        sign.content = on ? R"({"on":true})" : R"({"on":false})";
        sign.on = on;
        sign.until = world_.now() + typing_means_something;
        show(reader, std::move(sign));
    });
}

void presence::read(const model::id& conversation, const model::author& by) {
    world_.store.read([this, conversation, by](store::reader& reader) {
        store::message_filter theirs;
        theirs.conversation = conversation;
        theirs.direction = model::direction::inbound;
        store::page newest;
        newest.limit = most_looked_at;
        newest.descending = true;
        auto found = reader.messages(theirs, newest);
        if (!found) {
            return;
        }
        std::set<std::pair<std::string, std::string>> told;  // the newest at each address
        for (auto& each : found->items) {
            if (told.emplace(each.channel, each.address).second) {
                read_up_to(reader, std::move(each), by);
            }
        }
    });
}

void presence::read_up_to(store::reader& reader, model::message newest, const model::author& by) {
    sign sign;
    sign.purpose = SELAT_OUT_READ;
    sign.about = std::move(newest);
    sign.about.id = {};
    sign.about.author = by;
    sign.context.target_provider_id = sign.about.provider_id;
    sign.context.target_context = sign.about.context;
    show(reader, std::move(sign));
}

void presence::show(store::reader& reader, sign sign) {
    const auto channel = world_.channel(sign.about.channel);
    if (!channel || !can_show(*channel, sign)) {
        return;
    }
    const auto address = reader.address(sign.about.channel, sign.about.address);
    if (!address || !*address || (*address)->reach == model::reach::blocked) {
        return;
    }
    sign.context.address_context = (*address)->context;
    sign.context.address_context_at = (*address)->context_at;
    boost::asio::post(world_.control, [this, sign = std::move(sign)] { outbox_.show(sign); });
}

}  // namespace selat::gateway
