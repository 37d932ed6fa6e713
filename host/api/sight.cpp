#include "host/api/sight.hpp"

#include <algorithm>

namespace selat::api {
namespace {

result<bool> has(store::reader& reader, const std::string& agent, const model::id& conversation) {
    const auto held = reader.visible_conversations(agent);
    if (!held) {
        return tl::unexpected(held.error());
    }
    return std::ranges::find(*held, conversation) != held->end();
}

result<bool> serves(store::reader& reader, const std::string& agent, const model::id& customer) {
    const auto served = served_by(reader, agent);
    if (!served) {
        return tl::unexpected(served.error());
    }
    return std::ranges::find(*served, customer) != served->end();
}

// Whether the agent has or had a conversation of the customer: a certain one, or any.
result<bool> had(store::reader& reader, const std::string& agent, const model::id& customer,
                 const model::id& conversation) {
    store::conversation_filter filter;
    filter.customer = customer;
    filter.agent = agent;
    store::page page;
    do {
        const auto found = reader.conversations(filter, page);
        if (!found) {
            return tl::unexpected(found.error());
        }
        const auto& items = found->items;
        if (conversation
                ? std::ranges::find(items, conversation, &model::conversation::id) != items.end()
                : !items.empty()) {
            return true;
        }
        page.after = found->next;
    } while (!page.after.empty());
    return false;
}

tl::unexpected<failure> unknown(const char* what) {
    return fail(code::not_found, std::string("there is no such ") + what);
}

// One yes is enough; the questions are asked in turn.
template <class... Questions>
result<bool> any(Questions... questions) {
    result<bool> out = false;
    const auto ask = [&](auto& question) {
        out = question();
        return !out || *out;
    };
    (ask(questions) || ...);
    return out;
}

}  // namespace

result<model::id> who_is(store::reader& reader, const model::id& customer) {
    const auto found = reader.record(customer);
    if (!found) {
        return tl::unexpected(found.error());
    }
    return *found ? (*found)->customer.id : customer;
}

result<std::vector<model::id>> served_by(store::reader& reader, const std::string& agent) {
    const auto held = reader.visible_conversations(agent);
    if (!held) {
        return tl::unexpected(held.error());
    }
    std::vector<model::id> out;
    for (const auto& id : *held) {
        const auto conversation = reader.conversation(id);
        if (!conversation) {
            return tl::unexpected(conversation.error());
        }
        if (*conversation && std::ranges::find(out, (*conversation)->customer) == out.end()) {
            out.push_back((*conversation)->customer);
        }
    }
    return out;
}

result<model::conversation> conversation_for(store::reader& reader, const caller& who,
                                             const model::id& id, need need) {
    const auto found = reader.conversation(id);
    if (!found) {
        return tl::unexpected(found.error());
    }
    if (!*found) {
        return unknown("conversation");
    }
    const auto& conversation = **found;
    if (who.sees_all()) {
        return conversation;
    }
    const auto holds = has(reader, who.agent, id);
    if (!holds || *holds) {
        return holds ? result<model::conversation>(conversation) : tl::unexpected(holds.error());
    }
    const auto sees =
        any([&] { return serves(reader, who.agent, conversation.customer); },
            [&] { return had(reader, who.agent, conversation.customer, conversation.id); });
    if (!sees) {
        return tl::unexpected(sees.error());
    }
    if (!*sees) {
        return unknown("conversation");
    }
    // Nobody has a closed one: that it is closed is the better answer.
    if (need == need::touch && conversation.status == model::conversation_status::open) {
        return fail(code::denied, "the conversation is not yours now");
    }
    return conversation;
}

result<model::message> message_for(store::reader& reader, const caller& who, const model::id& id,
                                   need need) {
    const auto found = reader.message(id);
    if (!found) {
        return tl::unexpected(found.error());
    }
    if (!*found) {
        return unknown("message");
    }
    if (!who.sees_all()) {
        const auto conversation = conversation_for(reader, who, (*found)->conversation, need);
        if (!conversation) {
            return conversation.error().code == code::not_found
                       ? unknown("message")
                       : tl::unexpected(conversation.error());
        }
    }
    return **found;
}

result<store::profiled_customer> customer_for(store::reader& reader, const caller& who,
                                              const model::id& id, need need) {
    auto found = reader.customer(id);
    if (!found) {
        return tl::unexpected(found.error());
    }
    if (!*found) {
        return unknown("customer");
    }
    if (who.sees_all()) {
        return std::move(**found);
    }
    const auto now = (*found)->customer.merged_into ? who_is(reader, id) : result<model::id>(id);
    if (!now) {
        return tl::unexpected(now.error());
    }
    const auto served = serves(reader, who.agent, *now);
    const auto sees = served && *served ? served : had(reader, who.agent, *now, {});
    if (!served || !sees) {
        return tl::unexpected(served ? sees.error() : served.error());
    }
    if (!*sees) {
        return unknown("customer");
    }
    if (need == need::touch && !*served) {
        return fail(code::denied, "the customer is not with you now");
    }
    return std::move(**found);
}

result<store::media> media_for(store::reader& reader, const caller& who, const model::id& id) {
    auto found = reader.attachment(id);
    if (!found) {
        return tl::unexpected(found.error());
    }
    if (!*found) {
        return unknown("attachment");
    }
    if (!(*found)->message) {  // an upload
        return who.sees_all() || (*found)->owner == owner_of(who)
                   ? std::move(**found)
                   : result<store::media>(unknown("attachment"));
    }
    const auto message = message_for(reader, who, (*found)->message, need::see);
    if (!message) {
        return message.error().code == code::not_found ? unknown("attachment")
                                                       : tl::unexpected(message.error());
    }
    return std::move(**found);
}

}  // namespace selat::api
