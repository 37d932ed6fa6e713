// The queries that give one, and what a start reads whole.

#include "host/store/memory/memory_reader.hpp"

#include <algorithm>
#include <set>

#include "host/store/rules.hpp"

namespace selat::store::memory {
namespace {

template <class Map, class Key>
auto find(const Map& map, const Key& key) -> std::optional<typename Map::mapped_type> {
    const auto found = map.find(key);
    if (found == map.end()) {
        return std::nullopt;
    }
    return found->second;
}

std::pair<std::string, std::string> pair_of(std::string_view one, std::string_view two) {
    return {std::string(one), std::string(two)};
}

template <class Map, class Pass>
auto all(const Map& map, Pass pass) {
    std::vector<typename Map::mapped_type> out;
    for (const auto& [key, value] : map) {
        if (pass(value)) {
            out.push_back(value);
        }
    }
    return out;
}

template <class Pass>
std::optional<model::message> first_message(const tables& tables, Pass pass) {
    for (const auto& [position, stored] : tables.messages) {
        if (pass(stored.message)) {
            return stored.message;
        }
    }
    return std::nullopt;
}

template <class Pass>
std::optional<model::message> newest_message(const tables& tables, Pass pass) {
    const auto& all = tables.messages;
    const auto it = std::find_if(all.rbegin(), all.rend(),
                                 [&](const auto& each) { return pass(each.second.message); });
    return it == all.rend() ? std::nullopt : std::optional(it->second.message);
}

constexpr auto everything = [](const auto&) { return true; };

}  // namespace

result<std::optional<model::address>> memory_reader::address(std::string_view channel,
                                                             std::string_view address) {
    return find(tables_.addresses, pair_of(channel, address));
}

result<std::vector<model::address>> memory_reader::addresses(std::string_view address) {
    std::vector<model::address> out;
    for (const auto& [key, each] : tables_.addresses) {
        if (each.address == address) {
            out.push_back(each);
        }
    }
    return out;
}

result<std::optional<model::address>>
memory_reader::address_of_identity(std::string_view channel, std::string_view identity) {
    const model::address* found = nullptr;
    for (const auto& [key, each] : tables_.addresses) {
        if (!identity.empty() && each.channel == channel && each.identity == identity &&
            (found == nullptr || each.first_seen < found->first_seen)) {
            found = &each;
        }
    }
    return found == nullptr ? std::nullopt : std::optional(*found);
}

result<std::optional<customer_record>> memory_reader::record(const model::id& customer) {
    std::set<model::id> seen;
    auto at = tables_.customers.find(customer);
    while (at != tables_.customers.end() && at->second.merged_into &&
           seen.insert(at->first).second) {
        at = tables_.customers.find(at->second.merged_into);
    }
    if (at == tables_.customers.end()) {
        return std::nullopt;
    }
    customer_record record{at->second, tables_.addresses_of(at->first), {}};
    record.open = all(tables_.conversations, [&](const model::conversation& one) {
        return one.customer == at->first && one.status == model::conversation_status::open;
    });
    return record;
}

result<std::optional<delivery_key>> memory_reader::delivery(std::string_view channel,
                                                            std::string_view provider_id) {
    return find(tables_.deliveries, pair_of(channel, provider_id));
}

result<std::optional<model::message>> memory_reader::message(const model::id& id) {
    const auto* stored = tables_.find_message(id);
    if (stored == nullptr) {
        return std::nullopt;
    }
    return stored->message;
}

result<std::optional<model::message>>
memory_reader::message_by_provider_id(std::string_view channel, std::string_view provider_id) {
    if (provider_id.empty()) {
        return std::nullopt;
    }
    auto found = newest_message(tables_, [&](const model::message& one) {
        return one.channel == channel && one.provider_id == provider_id;
    });
    if (found) {
        return found;
    }
    const auto part = find(tables_.provider_ids, pair_of(channel, provider_id));
    const auto* stored = part ? tables_.find_message(part->message) : nullptr;
    if (stored == nullptr) {
        return std::nullopt;
    }
    return part_of(stored->message, *part);
}

result<std::optional<model::message>> memory_reader::message_by_token(const model::id& conversation,
                                                                      std::string_view token) {
    if (token.empty()) {
        return std::nullopt;
    }
    return first_message(tables_, [&](const model::message& one) {
        return one.conversation == conversation && one.client_token == token;
    });
}

result<std::optional<model::conversation>> memory_reader::conversation(const model::id& id) {
    return find(tables_.conversations, id);
}

result<std::optional<profiled_customer>> memory_reader::customer(const model::id& id) {
    const auto found = tables_.customers.find(id);
    if (found == tables_.customers.end()) {
        return std::nullopt;
    }
    return profiled_customer{found->second, tables_.addresses_of(id)};
}

result<std::optional<model::task>> memory_reader::task(const model::id& id) {
    return find(tables_.tasks, id);
}

result<std::optional<model::reservation>> memory_reader::reservation(const model::id& id) {
    return find(tables_.reservations, id);
}

result<std::optional<media>> memory_reader::attachment(const model::id& id) {
    return find(tables_.media, id);
}

result<std::vector<std::string>> memory_reader::media_files(const model::id& customer) {
    std::set<std::string> out;
    for (const auto& [id, one] : tables_.media) {
        const auto* stored = tables_.find_message(one.message);
        if (stored != nullptr && stored->message.customer == customer) {
            out.insert(one.sha256);
        }
    }
    return std::vector<std::string>(out.begin(), out.end());
}

result<bool> memory_reader::holds_media(std::string_view sha256) {
    return std::ranges::any_of(tables_.media,
                               [&](const auto& each) { return each.second.sha256 == sha256; });
}

result<std::uint64_t> memory_reader::newest_position() {
    const auto of = [](const auto& map) { return map.empty() ? 0 : map.rbegin()->first; };
    return std::max<std::uint64_t>(of(tables_.messages), of(tables_.events));
}

result<std::vector<model::job>> memory_reader::jobs() { return all(tables_.jobs, everything); }

result<std::vector<model::task>> memory_reader::live_tasks() {
    return all(tables_.tasks, [](const model::task& one) { return !model::is_final(one.status); });
}

result<std::vector<model::reservation>> memory_reader::live_reservations() {
    return all(tables_.reservations,
               [](const model::reservation& one) { return model::is_live(one.status); });
}

result<std::vector<model::agent_state>> memory_reader::agent_states() {
    return all(tables_.agents, everything);
}

result<std::vector<plugin_value>> memory_reader::plugin_values(std::string_view instance) {
    return all(tables_.plugin_values,
               [&](const plugin_value& one) { return one.instance == instance; });
}

result<std::optional<session>> memory_reader::session(std::string_view token_hash) {
    return find(tables_.sessions, std::string(token_hash));
}

result<std::optional<std::string>> memory_reader::answer(std::string_view key) {
    const auto found = find(tables_.answers, std::string(key));
    if (!found) {
        return std::nullopt;
    }
    return found->answer;
}

result<std::vector<model::id>> memory_reader::visible_conversations(std::string_view agent) {
    std::set<model::id> seen;
    for (const auto& [id, one] : tables_.reservations) {
        if (one.agent == agent && (one.status == model::reservation_status::accepted ||
                                   one.status == model::reservation_status::wrapping)) {
            seen.insert(one.conversation);
        }
    }
    return std::vector<model::id>(seen.begin(), seen.end());
}

}  // namespace selat::store::memory
