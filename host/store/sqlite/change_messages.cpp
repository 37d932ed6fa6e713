// What happens to messages after they were stored: receipts and edits, merges, splits.

#include "host/store/rules.hpp"
#include "host/store/sqlite/change_writer.hpp"

namespace selat::store::sqlite {
namespace {

// Rows of a customer that the index does not know yet.
constexpr const char* behind_index =
    "SELECT position FROM messages WHERE position > ?1 AND customer = ?2 UNION "
    "SELECT target FROM touched WHERE number > ?3 AND kind <> 1";

}  // namespace

bool change_writer::change(const model::message_change& change) {
    message_row row;
    {
        auto found = connection_.prepare(message_by_id_);
        if (!found.with(change.id).next()) {
            return true;
        }
        row = read_row<message_row>(found);
    }
    apply(change, row.message);
    put(update_message_, row);
    if (change.content || change.deleted) {
        touch_message(row.message.position, touched::words);
    } else if (change.provider_id) {
        touch_message(row.message.position, touched::keys);
    }
    return !is_erased(row.message);
}

void change_writer::merge(const changes::merge& merge) {
    each_message(merge.from, [&](std::uint64_t position) {
        const auto changed =
            connection_
                .prepare("UPDATE messages SET customer = ?2 WHERE position = ?1 AND customer = ?3")
                .with(position, merge.into, merge.from)
                .run();
        if (changed > 0) {
            touch_message(position, touched::keys);
        }
    });
    for (const char* sql : {"UPDATE addresses SET customer = ?2 WHERE customer = ?1",
                            "UPDATE conversations SET customer = ?2 WHERE customer = ?1",
                            "UPDATE tasks SET customer = ?2 WHERE customer = ?1",
                            "UPDATE customers SET merged_into = ?2 WHERE id = ?1"}) {
        connection_.prepare(sql).with(merge.from, merge.into).run();
    }
    touch_customer(merge.from);
    touch_customer(merge.into);
}

void change_writer::split(const changes::split& split) {
    const std::string_view channel = split.channel;
    const std::string_view address = split.address;
    std::vector<model::id> moved;
    {
        auto rows = connection_.prepare("SELECT id FROM conversations WHERE customer = ?1 AND "
                                        "channel = ?2 AND address = ?3");
        rows.with(split.from, channel, address);
        while (rows.next()) {
            moved.push_back(rows.id(0));
        }
    }
    for (const auto& conversation : moved) {
        connection_.prepare("UPDATE conversations SET customer = ?2 WHERE id = ?1")
            .with(conversation, split.into)
            .run();
        connection_
            .prepare("UPDATE tasks SET customer = ?2 WHERE customer = ?3 AND conversation = ?1")
            .with(conversation, split.into, split.from)
            .run();
    }
    each_message(split.from, [&](std::uint64_t position) {
        for (const auto& conversation : moved) {
            const auto changed = connection_
                                     .prepare("UPDATE messages SET customer = ?2 WHERE position = "
                                              "?1 AND customer = ?3 AND conversation = ?4")
                                     .with(position, split.into, split.from, conversation)
                                     .run();
            if (changed > 0) {
                touch_message(position, touched::keys);
            }
        }
    });
    connection_
        .prepare("UPDATE addresses SET customer = ?4, identity = '' WHERE address = ?1 AND "
                 "channel = ?2 AND customer = ?3")
        .with(address, channel, split.from, split.into)
        .run();
    touch_customer(split.from);
    touch_customer(split.into);
}

void change_writer::move(const changes::moved_message& one) {
    message_row row;
    {
        auto found = connection_.prepare(message_by_id_);
        if (!found.with(one.message).next()) {
            return;
        }
        row = read_row<message_row>(found);
    }
    row.message.conversation = one.conversation;
    row.message.customer = one.customer;
    row.message.seq = one.seq;
    put(update_message_, row);
    touch_message(row.message.position, touched::words);
}

void change_writer::each_message(const model::id& customer,
                                 const std::function<void(std::uint64_t)>& act) {
    const auto known = messages_of_(customer);
    if (!known) {
        connection_.fail(known.error());
        return;
    }
    auto positions = known->positions;
    {
        auto rows = connection_.prepare(behind_index);
        rows.with(known->up_to, customer, known->touched_up_to);
        while (rows.next()) {
            positions.push_back(rows.number(0));
        }
    }
    for (const auto position : positions) {
        act(position);
    }
}

}  // namespace selat::store::sqlite
