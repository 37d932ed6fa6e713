#include "host/store/memory/tables.hpp"

#include "host/store/rules.hpp"

namespace selat::store::memory {
namespace {

template <class Map, class Items, class Key>
void put(Map& map, const Items& items, Key key) {
    for (const auto& item : items) {
        map.insert_or_assign(key(item), item);
    }
}

constexpr auto by_id = [](const auto& item) { return item.id; };

}  // namespace

committed tables::apply(const changes& changes) {
    const committed outcome{next_position};
    for (const auto& delivery : changes.deliveries) {
        deliveries.try_emplace({delivery.channel, delivery.provider_id}, delivery);
    }
    put(customers, changes.customers, by_id);
    put(addresses, changes.addresses,
        [](const model::address& address) { return std::pair{address.channel, address.address}; });
    put(conversations, changes.conversations, by_id);
    for (const auto& message : changes.messages) {
        const auto position = next_position++;
        if (message_positions.try_emplace(message.id, position).second) {
            auto& stored = messages[position];
            stored = {message, message.status};
            stored.message.position = position;
        }
    }
    std::set<model::id> erased;
    for (const auto& change : changes.message_changes) {
        const auto found = message_positions.find(change.id);
        if (found != message_positions.end()) {
            auto& message = messages[found->second].message;
            selat::store::apply(change, message);
            if (is_erased(message)) {
                erased.insert(change.id);
            }
        }
    }
    for (const auto& key : changes.provider_ids) {
        if (!erased.contains(key.message)) {
            provider_ids.try_emplace({key.channel, key.provider_id}, key);
        }
    }
    put(tasks, changes.tasks, by_id);
    put(reservations, changes.reservations, by_id);
    put(agents, changes.agents, [](const model::agent_state& state) { return state.agent; });
    put(jobs, changes.jobs, by_id);
    for (const auto& id : changes.finished_jobs) {
        jobs.erase(id);
    }
    for (const auto& value : changes.plugin_values) {
        if (value.value.empty()) {
            plugin_values.erase({value.instance, value.key});
        } else {
            plugin_values.insert_or_assign({value.instance, value.key}, value);
        }
    }
    put(sessions, changes.sessions, [](const session& one) { return one.token_hash; });
    for (const auto& token_hash : changes.ended_sessions) {
        sessions.erase(token_hash);
    }
    for (const auto& agent : changes.logged_out) {
        std::erase_if(sessions, [&](const auto& each) { return each.second.agent == agent; });
    }
    if (const auto& old = changes.tidying) {
        std::erase_if(sessions, [&](const auto& each) {
            return each.second.expires <= old->sessions_expired_by;
        });
        std::erase_if(answers,
                      [&](const auto& each) { return each.second.at < old->answers_before; });
    }
    put(answers, changes.answers, [](const kept_answer& answer) { return answer.key; });
    put(media, changes.media, by_id);
    for (const auto& id : changes.removed_media) {
        media.erase(id);
    }
    for (const auto& one : changes.merges) {
        merge(one);
    }
    for (const auto& one : changes.splits) {
        split(one);
    }
    for (const auto& one : changes.moved_messages) {
        move(one);
    }
    for (const auto& customer : changes.erased_customers) {
        for (const auto& each : merged_into(customer)) {
            erase_customer(each);
        }
    }
    for (const auto& event : changes.events) {
        const auto position = next_position++;
        auto& stored = events[position];
        stored = event;
        stored.position = position;
    }
    return outcome;
}

const stored_message* tables::find_message(const model::id& id) const {
    const auto found = message_positions.find(id);
    return found == message_positions.end() ? nullptr : &messages.at(found->second);
}

std::vector<model::address> tables::addresses_of(const model::id& customer) const {
    std::vector<model::address> out;
    for (const auto& [key, address] : addresses) {
        if (address.customer == customer) {
            out.push_back(address);
        }
    }
    return out;
}

void tables::merge(const changes::merge& merge) {
    const auto move = [&merge](model::id& customer) {
        if (customer == merge.from) {
            customer = merge.into;
        }
    };
    for (auto& [key, address] : addresses) {
        move(address.customer);
    }
    for (auto& [id, conversation] : conversations) {
        move(conversation.customer);
    }
    for (auto& [position, stored] : messages) {
        move(stored.message.customer);
    }
    for (auto& [id, task] : tasks) {
        move(task.customer);
    }
    const auto from = customers.find(merge.from);
    if (from != customers.end()) {
        from->second.merged_into = merge.into;
    }
}

void tables::split(const changes::split& split) {
    std::set<model::id> moved;
    const auto address = addresses.find({split.channel, split.address});
    if (address != addresses.end() && address->second.customer == split.from) {
        address->second.customer = split.into;
        address->second.identity.clear();
    }
    for (auto& [id, conversation] : conversations) {
        if (conversation.customer == split.from && conversation.channel == split.channel &&
            conversation.address == split.address) {
            conversation.customer = split.into;
            moved.insert(id);
        }
    }
    for (auto& [position, stored] : messages) {
        auto& message = stored.message;
        if (message.customer == split.from && moved.contains(message.conversation)) {
            message.customer = split.into;
        }
    }
    for (auto& [id, task] : tasks) {
        if (task.customer == split.from && moved.contains(task.conversation)) {
            task.customer = split.into;
        }
    }
}

void tables::move(const changes::moved_message& one) {
    const auto found = message_positions.find(one.message);
    if (found != message_positions.end()) {
        auto& message = messages.at(found->second).message;
        message.conversation = one.conversation;
        message.customer = one.customer;
        message.seq = one.seq;
    }
}

void tables::erase_customer(const model::id& customer) {
    if (const auto found = customers.find(customer); found != customers.end()) {
        erase(found->second);
    }
    std::erase_if(addresses, [&](const auto& entry) { return entry.second.customer == customer; });
    std::erase_if(jobs, [&](const auto& entry) { return entry.second.customer == customer; });
    std::erase_if(media, [&](const auto& entry) {
        const auto* message = find_message(entry.second.message);
        return message != nullptr && message->message.customer == customer;
    });
    std::erase_if(provider_ids, [&](const auto& entry) {
        const auto* message = find_message(entry.second.message);
        return message != nullptr && message->message.customer == customer;
    });
    for (auto& [id, conversation] : conversations) {
        if (conversation.customer != customer) {
            continue;
        }
        erase(conversation);
        if (const auto task = tasks.find(conversation.task); task != tasks.end()) {
            erase(task->second);
        }
    }
    for (auto& [id, task] : tasks) {
        if (task.customer == customer) {
            erase(task);
        }
    }
    for (auto& [position, stored] : messages) {
        if (stored.message.customer == customer) {
            erase(stored.message);
        }
    }
    erase_events(customer);
}

// A conversation may have been split off since: what was told of it belongs to its customer now.
void tables::erase_events(const model::id& customer) {
    for (auto& [position, event] : events) {
        const auto owner = conversations.find(event.conversation);
        const bool told_of_it = owner != conversations.end() && owner->second.customer == customer;
        if (event.customer ? event.customer == customer : told_of_it) {
            erase(event);
        }
    }
}

// The customer, and all who became it.
std::set<model::id> tables::merged_into(const model::id& customer) const {
    std::set<model::id> out{customer};
    for (bool grown = true; grown;) {
        grown = false;
        for (const auto& [id, one] : customers) {
            grown = (out.contains(one.merged_into) && out.insert(id).second) || grown;
        }
    }
    return out;
}

}  // namespace selat::store::memory
