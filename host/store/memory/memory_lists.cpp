// The queries that give many, page by page.

#include <algorithm>
#include <set>

#include "host/store/memory/memory_reader.hpp"
#include "host/store/rules.hpp"

namespace selat::store::memory {
namespace {

// Every word of `query` begins a word of `text`.
bool says(const std::string& text, const std::string& query) {
    const auto have = words(text);
    const auto asked = words(query);
    return std::all_of(asked.begin(), asked.end(), [&](const std::string& word) {
        return std::any_of(have.begin(), have.end(),
                           [&](const std::string& one) { return one.starts_with(word); });
    });
}

bool was_taken(model::reservation_status status) {
    using enum model::reservation_status;
    return status == accepted || status == wrapping || status == completed;
}

// The items behind `after` that pass, in the page's direction; one more than the page holds.
template <class Map, class Pass, class Make>
auto walk(const Map& map, const page& page, const typename Map::key_type* after, Pass pass,
          Make make) {
    std::vector<decltype(make(map.begin()->second))> out;
    const auto take = [&](const auto& entry) {
        if (pass(entry.second)) {
            out.push_back(make(entry.second));
        }
        return out.size() <= page.limit;
    };
    if (page.descending) {
        auto at = std::make_reverse_iterator(after ? map.lower_bound(*after) : map.end());
        while (at != map.rend() && take(*at)) {
            ++at;
        }
    } else {
        auto at = after ? map.upper_bound(*after) : map.begin();
        while (at != map.end() && take(*at)) {
            ++at;
        }
    }
    return out;
}

template <class Map, class Pass, class Make, class Key>
auto list_by_id(const Map& map, const page& page, model::id_kind kind, Pass pass, Make make,
                Key key) -> result<listing<std::decay_t<decltype(make(map.begin()->second))>>> {
    if (page.after.empty()) {
        return cut(walk(map, page, nullptr, pass, make), page.limit, key);
    }
    const auto after = read_id(page.after, kind);
    if (!after) {
        return tl::unexpected(after.error());
    }
    return cut(walk(map, page, &*after, pass, make), page.limit, key);
}

constexpr auto same = [](const auto& value) { return value; };
constexpr auto its_id = [](const auto& value) { return value.id; };

}  // namespace

result<listing<model::message>> memory_reader::messages(const message_filter& filter,
                                                        const page& page) {
    const auto pass = [&](const stored_message& stored) {
        const auto& one = stored.message;
        return (filter.channel.empty() || one.channel == filter.channel) &&
               (!filter.conversation || one.conversation == filter.conversation) &&
               (!filter.customer || one.customer == filter.customer) &&
               (!filter.direction || one.direction == *filter.direction);
    };
    const auto make = [](const stored_message& stored) { return stored.message; };
    const auto key = [](const model::message& one) { return one.position; };
    if (page.after.empty()) {
        return cut(walk(tables_.messages, page, nullptr, pass, make), page.limit, key);
    }
    const auto after = read_position(page.after);
    if (!after) {
        return tl::unexpected(after.error());
    }
    return cut(walk(tables_.messages, page, &*after, pass, make), page.limit, key);
}

result<listing<model::conversation>> memory_reader::conversations(const conversation_filter& filter,
                                                                  const page& page) {
    std::set<model::id> of_agent;
    for (const auto& [id, one] : tables_.reservations) {
        if (one.agent == filter.agent && was_taken(one.status)) {
            of_agent.insert(one.conversation);
        }
    }
    const auto said = [&](const model::id& conversation) {
        return std::any_of(tables_.messages.begin(), tables_.messages.end(),
                           [&](const auto& entry) {
                               const auto& message = entry.second.message;
                               return message.conversation == conversation &&
                                      says(search_text(message), filter.text);
                           });
    };
    const auto pass = [&](const model::conversation& one) {
        return (!filter.status || one.status == *filter.status) &&
               (!filter.customer || one.customer == filter.customer) &&
               (filter.agent.empty() || of_agent.contains(one.id)) &&
               (words(filter.text).empty() || said(one.id));
    };
    return list_by_id(tables_.conversations, page, model::id_kind::conversation, pass, same,
                      its_id);
}

result<listing<profiled_customer>> memory_reader::customers(const customer_filter& filter,
                                                            const page& page) {
    const auto make = [&](const model::customer& one) {
        return profiled_customer{one, tables_.addresses_of(one.id)};
    };
    const auto pass = [&](const model::customer& one) {
        if (one.merged_into) {
            return false;
        }
        const auto addresses = tables_.addresses_of(one.id);
        return (filter.address.empty() ||
                std::any_of(addresses.begin(), addresses.end(),
                            [&](const auto& each) { return each.address == filter.address; })) &&
               (words(filter.text).empty() || says(search_text(one, addresses), filter.text));
    };
    return list_by_id(tables_.customers, page, model::id_kind::customer, pass, make,
                      [](const profiled_customer& one) { return one.customer.id; });
}

result<listing<model::task>> memory_reader::tasks(const task_filter& filter, const page& page) {
    const auto pass = [&](const model::task& one) {
        return (!filter.status || one.status == *filter.status) &&
               (filter.queue.empty() || one.queue == filter.queue) &&
               (!filter.live_only || !model::is_final(one.status));
    };
    return list_by_id(tables_.tasks, page, model::id_kind::task, pass, same, its_id);
}

result<std::vector<model::message>>
memory_reader::history(std::string_view channel, std::string_view address, std::uint64_t after,
                       std::uint64_t before, std::uint32_t limit) {
    std::map<std::uint64_t, model::message> found;
    for (const auto& [position, stored] : tables_.messages) {
        const auto& one = stored.message;
        if (one.channel == channel && one.address == address && one.address_seq > after &&
            (before == 0 || one.address_seq < before)) {
            found.emplace(one.address_seq, one);
        }
    }
    const bool newest = before != 0 && after == 0;
    while (found.size() > limit) {
        found.erase(newest ? found.begin() : std::prev(found.end()));
    }
    std::vector<model::message> out;
    for (auto& [seq, one] : found) {
        out.push_back(std::move(one));
    }
    return out;
}

result<std::vector<model::message>>
memory_reader::unread(std::string_view channel, std::string_view address,
                      model::message_status below, std::uint64_t after_seq, std::uint64_t up_to_seq,
                      std::optional<model::time> up_to) {
    std::map<std::uint64_t, model::message> found;
    for (const auto& [position, stored] : tables_.messages) {
        const auto& one = stored.message;
        if (one.channel == channel && one.address == address &&
            is_unread(one, below, after_seq, up_to_seq, up_to)) {
            found.emplace(one.address_seq, in_short(one));
        }
    }
    std::vector<model::message> out;
    for (auto& [seq, one] : found) {
        out.push_back(std::move(one));
    }
    return out;
}

result<std::vector<model::event>> memory_reader::events(std::uint64_t after, std::uint32_t limit) {
    std::vector<model::event> out;
    for (auto at = tables_.events.upper_bound(after);
         at != tables_.events.end() && out.size() < limit; ++at) {
        auto event = at->second;
        const auto* stored = tables_.find_message(event.message);
        if (stored != nullptr && event.type == model::event_type::message_created) {
            fill(event, stored->message, stored->created_as);
        } else if (stored != nullptr && is_of_message(event.type)) {
            fill(event, stored->message);
        }
        out.push_back(std::move(event));
    }
    return out;
}

}  // namespace selat::store::memory
