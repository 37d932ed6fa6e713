// What is asked of all that a customer has: what is still to be read, and which files there are.

#include <algorithm>
#include <set>

#include "host/store/rules.hpp"
#include "host/store/sqlite/sqlite_reader.hpp"

namespace selat::store::sqlite {
namespace {

// in_short(): content, context and what lies beside them may be long, and are not read.
constexpr const char* short_columns =
    "SELECT position, conversation, customer, channel, address, address_seq, direction, status, "
    "id, at, origin FROM messages ";

// Receipts reach back to the one before, so what is behind many that need none needs none either.
constexpr std::uint32_t most_in_vain = 300;

model::message read_short(const query& row) {
    model::message out;
    field_reader read(row);
    read(out.position), read(out.conversation), read(out.customer), read(out.channel);
    read(out.address), read(out.address_seq), read(out.direction), read(out.status);
    read(out.id), read(out.at), read(out.origin);
    return out;
}

}  // namespace

result<std::vector<model::message>>
sqlite_reader::unread(std::string_view channel, std::string_view address,
                      model::message_status below, std::uint64_t after_seq, std::uint64_t up_to_seq,
                      std::optional<model::time> up_to) {
    std::vector<model::message> found;
    std::uint32_t in_vain = 0;
    const auto take = [&](query& rows) {
        while (rows.next()) {
            auto one = read_short(rows);
            if (one.channel != channel || one.address != address) {
                continue;
            }
            const bool covered =
                one.direction == model::direction::outbound && (!up_to || one.at <= *up_to);
            if (is_unread(one, below, after_seq, up_to_seq, up_to)) {
                found.push_back(std::move(one));
                in_vain = 0;
            } else if (covered) {
                ++in_vain;
            }
        }
    };
    const auto known = index_.progress();
    const index_range range{index_kind::address, key_of(channel, address), after_seq + 1,
                            up_to_seq == 0 ? INT64_MAX : up_to_seq, true};
    const auto at_position = std::string(short_columns) + "WHERE position = ?1";
    index_.each(range, [&](std::uint64_t position) {
        auto row = database_->prepare(at_position);
        take(row.with(position));
        return in_vain < most_in_vain;
    });
    const auto behind =
        std::string(short_columns) + "WHERE position > ?1 AND address = ?2 AND channel = ?3";
    auto tail = database_->prepare(behind);
    take(tail.with(known.messages, address, channel));
    std::ranges::sort(found, {}, [](const model::message& one) {
        return std::pair(one.address_seq, one.position);
    });
    const auto repeated = std::ranges::unique(found, {}, &model::message::position);
    found.erase(repeated.begin(), repeated.end());
    return checked(std::move(found));
}

result<std::vector<std::string>> sqlite_reader::media_files(const model::id& customer) {
    message_filter filter;
    filter.customer = customer;
    struct page part;
    part.limit = 500;
    std::set<std::string> out;
    do {
        const auto said = messages(filter, part);
        if (!said) {
            return tl::unexpected(said.error());
        }
        for (const auto& each : said->items) {
            for (const auto& one : all<media>(media_table, "WHERE message = ?1", each.id)) {
                out.insert(one.sha256);
            }
        }
        part.after = said->next;
    } while (!part.after.empty());
    return checked(std::vector<std::string>(out.begin(), out.end()));
}

result<bool> sqlite_reader::holds_media(std::string_view sha256) {
    const auto found = one<media>(media_table, "WHERE sha256 = ?1 LIMIT 1", sha256);
    return found ? result<bool>(found->has_value()) : tl::unexpected(found.error());
}

}  // namespace selat::store::sqlite
