// Finding messages: by the index, behind it, and among what was touched since.

#include <algorithm>

#include "host/store/rules.hpp"
#include "host/store/sqlite/sqlite_reader.hpp"

namespace selat::store::sqlite {
namespace {

constexpr const char* filtered =
    "WHERE position > ?1 AND position > ?2 AND position < ?3 AND (?4 = x'' OR conversation = ?4) "
    "AND (?5 = x'' OR customer = ?5) AND (?6 = '' OR channel = ?6) "
    "AND (?7 < 0 OR direction = ?7) ORDER BY position";

bool passes(const message_filter& filter, const model::message& one) {
    return (filter.channel.empty() || one.channel == filter.channel) &&
           (!filter.conversation || one.conversation == filter.conversation) &&
           (!filter.customer || one.customer == filter.customer) &&
           (!filter.direction || one.direction == *filter.direction);
}

// In order, each once; the same message may come from the index and from behind it.
template <class Rank>
void settle(std::vector<model::message>& messages, bool descending, Rank rank) {
    std::sort(messages.begin(), messages.end(), [&](const auto& one, const auto& other) {
        return descending ? rank(one) > rank(other) : rank(one) < rank(other);
    });
    const auto same = [](const auto& one, const auto& other) {
        return one.position == other.position;
    };
    messages.erase(std::unique(messages.begin(), messages.end(), same), messages.end());
}

constexpr auto by_position = [](const model::message& one) { return one.position; };
constexpr auto by_seq = [](const model::message& one) {
    return std::pair(one.address_seq, one.position);
};

// What the index can be asked for, the narrowest first; false: nothing.
bool narrow(const message_filter& filter, index_range& range) {
    if (filter.conversation) {
        range.kind = index_kind::conversation;
        range.key = key_of(filter.conversation);
    } else if (filter.direction == model::direction::internal) {
        range.kind = index_kind::note;
    } else if (filter.customer) {
        range.kind = index_kind::customer;
        range.key = key_of(filter.customer);
    } else if (!filter.channel.empty()) {
        range.kind = index_kind::channel;
        range.key = key_of(filter.channel);
    } else {
        return false;
    }
    return true;
}

}  // namespace

std::optional<model::message> sqlite_reader::at(std::uint64_t position) {
    auto row = database_->prepare(message_by_position_);
    if (!row.with(position).next()) {
        return std::nullopt;
    }
    return read_row<message_row>(row).message;
}

std::vector<model::message> sqlite_reader::indexed(const index_range& range, std::uint64_t most,
                                                   const progress& known, const test& passes,
                                                   const test& last) {
    std::vector<model::message> out;
    index_.each(range, [&](std::uint64_t position) {
        auto found = at(position);
        const bool over = found && last(*found);
        if (found && passes(*found)) {
            out.push_back(std::move(*found));
        }
        return !over && out.size() < most;
    });
    auto touched = database_->prepare("SELECT target FROM touched WHERE number > ?1 AND kind <> 1");
    touched.with(known.touched);
    while (touched.next()) {
        auto found = at(touched.number(0));
        if (found && passes(*found)) {
            out.push_back(std::move(*found));
        }
    }
    return out;
}

result<listing<model::message>> sqlite_reader::messages(const message_filter& filter,
                                                        const page& page) {
    index_range range;
    range.descending = page.descending;
    std::uint64_t behind = 0;
    std::uint64_t before = INT64_MAX;
    if (!page.after.empty()) {
        const auto after = read_position(page.after);
        if (!after) {
            return tl::unexpected(after.error());
        }
        (page.descending ? before : behind) = *after;
    }
    range.from = behind + 1;
    range.to = before == 0 ? 0 : before - 1;
    const auto most = std::min<std::uint64_t>(page.limit, INT64_MAX - 1) + 1;
    const test fits = [&](const model::message& one) {
        return one.position > behind && one.position < before && passes(filter, one);
    };
    progress known;
    std::vector<model::message> found;
    if (narrow(filter, range)) {
        known = index_.progress();
        // Backwards, a conversation ends at its first message: older buckets need no look.
        found = indexed(range, most, known, fits, [&](const model::message& one) {
            return page.descending && one.seq == 1 && one.conversation == filter.conversation;
        });
    }
    const auto direction = filter.direction ? static_cast<std::int64_t>(*filter.direction) : -1;
    const auto where = std::string(filtered) + (page.descending ? " DESC LIMIT ?8" : " LIMIT ?8");
    add_tail(found, where, known, behind, before, filter.conversation, filter.customer,
             std::string_view(filter.channel), direction, most);
    settle(found, page.descending, by_position);
    return checked(cut(std::move(found), page.limit, by_position));
}

result<std::vector<model::message>>
sqlite_reader::history(std::string_view channel, std::string_view address, std::uint64_t after,
                       std::uint64_t before, std::uint32_t limit) {
    const bool newest = before != 0 && after == 0;
    const std::uint64_t bound = before == 0 ? INT64_MAX : before;
    const auto known = index_.progress();
    const index_range range{index_kind::address, key_of(channel, address), after + 1, bound - 1,
                            newest};
    auto found = indexed(range, limit, known, [&](const model::message& one) {
        return one.channel == channel && one.address == address && one.address_seq > after &&
               one.address_seq < bound;
    });
    const std::string where =
        "WHERE position > ?1 AND address = ?2 AND channel = ?3 AND address_seq > ?4 AND "
        "address_seq < ?5 ORDER BY address_seq";
    add_tail(found, where + (newest ? " DESC LIMIT ?6" : " LIMIT ?6"), known, address, channel,
             after, bound, static_cast<std::uint64_t>(limit));
    settle(found, newest, by_seq);
    if (found.size() > limit) {
        found.resize(limit);
    }
    if (newest) {
        std::reverse(found.begin(), found.end());
    }
    return checked(std::move(found));
}

result<std::optional<model::message>>
sqlite_reader::message_by_provider_id(std::string_view channel, std::string_view provider_id) {
    if (provider_id.empty()) {
        return std::nullopt;
    }
    const auto known = index_.progress();
    index_range range{index_kind::provider_id, key_of(channel, provider_id)};
    range.descending = true;  // most are asked for soon after they were sent
    auto found = indexed(range, 1, known, [&](const model::message& one) {
        return one.channel == channel && one.provider_id == provider_id;
    });
    add_tail(found,
             "WHERE position > ?1 AND provider_id = ?2 AND channel = ?3 ORDER BY position DESC "
             "LIMIT 1",
             known, provider_id, channel);
    settle(found, true, by_position);
    return checked(found.empty() ? by_part(channel, provider_id)
                                 : std::optional(std::move(found.front())));
}

std::optional<model::message> sqlite_reader::by_part(std::string_view channel,
                                                     std::string_view provider_id) {
    const auto known = index_.progress();
    std::optional<provider_key> part;
    const index_range range{index_kind::provider_key, key_of(channel, provider_id), 0,
                            known.provider_keys, false};
    index_.each(range, [&](std::uint64_t number) {
        auto row = database_->prepare(select(provider_keys_table, "WHERE number = ?1"));
        if (row.with(number).next()) {
            part = read_row<provider_key>(row, 1);
        }
        if (part && (part->channel != channel || part->provider_id != provider_id)) {
            part.reset();
        }
        return !part;
    });
    if (!part) {
        auto tail = database_->prepare(
            select(provider_keys_table, "WHERE number > ?1 AND provider_id = ?2 AND channel = ?3 "
                                        "ORDER BY number LIMIT 1"));
        if (tail.with(known.provider_keys, provider_id, channel).next()) {
            part = read_row<provider_key>(tail, 1);
        }
    }
    if (!part) {
        return std::nullopt;
    }
    auto rows = all<message_row>(messages_table, "WHERE id = ?1", part->message);
    if (rows.empty()) {
        return std::nullopt;
    }
    return part_of(std::move(rows.front().message), *part);
}

result<std::optional<model::message>> sqlite_reader::message_by_token(const model::id& conversation,
                                                                      std::string_view token) {
    if (token.empty()) {
        return std::nullopt;
    }
    const auto known = index_.progress();
    const index_range range{index_kind::token, key_of(conversation, token)};
    auto found = indexed(range, 1, known, [&](const model::message& one) {
        return one.conversation == conversation && one.client_token == token;
    });
    add_tail(found, "WHERE position > ?1 AND conversation = ?2 AND client_token = ?3 LIMIT 1",
             known, conversation, token);
    settle(found, false, by_position);
    return checked(found.empty() ? std::nullopt : std::optional(std::move(found.front())));
}

result<std::vector<model::event>> sqlite_reader::events(std::uint64_t after, std::uint32_t limit) {
    auto found = all<model::event>(events_table, "WHERE position > ?1 ORDER BY position LIMIT ?2",
                                   after, static_cast<std::uint64_t>(limit));
    for (auto& event : found) {
        if (!is_of_message(event.type)) {
            continue;
        }
        auto rows = all<message_row>(messages_table, "WHERE id = ?1", event.message);
        if (rows.empty()) {
            continue;
        }
        if (event.type == model::event_type::message_created) {
            fill(event, std::move(rows.front().message), rows.front().created_as);
        } else {
            fill(event, rows.front().message);
        }
    }
    return checked(std::move(found));
}

}  // namespace selat::store::sqlite
