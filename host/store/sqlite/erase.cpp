// A customer is erased: who it was and what was said, wherever it stands.

#include <algorithm>

#include "host/store/rules.hpp"
#include "host/store/sqlite/change_writer.hpp"

namespace selat::store::sqlite {

void change_writer::erase_customer(const model::id& customer) {
    erase_messages(customer);
    erase_events(customer);
    for (const char* sql :
         {"UPDATE customers SET name = '', locale = '', attributes = '{}' WHERE id = ?1",
          "UPDATE tasks SET attributes = '{}' WHERE customer = ?1",
          "UPDATE tasks SET attributes = '{}' WHERE id IN "
          "(SELECT task FROM conversations WHERE customer = ?1)",
          "UPDATE conversations SET address = '', attributes = '{}', executes = 0, has_bot = 0, "
          "flow_state = '', flow_parameters = '', bot_parameters = '', bot_state = '', "
          "suspended = '' WHERE customer = ?1",
          "DELETE FROM addresses WHERE customer = ?1", "DELETE FROM jobs WHERE customer = ?1"}) {
        connection_.prepare(sql).with(customer).run();
    }
    touch_customer(customer);
}

void change_writer::erase_messages(const model::id& customer) {
    each_message(customer, [&](std::uint64_t position) {
        message_row row;
        {
            auto found = connection_.prepare(message_by_position_);
            if (!found.with(position).next()) {
                return;
            }
            row = read_row<message_row>(found);
        }
        if (row.message.customer != customer) {
            return;
        }
        erase(row.message);
        put(update_message_, row);
        for (const char* sql : {"DELETE FROM media WHERE message = ?1",
                                "DELETE FROM provider_keys WHERE message = ?1"}) {
            connection_.prepare(sql).with(row.message.id).run();
        }
        touch_message(position, touched::words);
    });
}

// A conversation may have been split off since: what was told of it belongs to its customer now.
void change_writer::erase_events(const model::id& customer) {
    std::vector<model::event> told;
    const auto collect = [&](const std::string& sql, const model::id& key) {
        auto rows = connection_.prepare(sql);
        rows.with(key);
        while (rows.next()) {
            auto event = read_row<model::event>(rows);
            if (!event.customer || event.customer == customer) {
                told.push_back(std::move(event));
            }
        }
    };
    collect(events_of_customer_, customer);
    for (const auto& each : ids("SELECT id FROM conversations WHERE customer = ?1", customer)) {
        collect(events_of_conversation_, each);
    }
    for (auto& event : told) {
        erase(event);
        connection_.prepare("UPDATE events SET data = ?2 WHERE position = ?1")
            .with(event.position, std::string_view(event.data))
            .run();
    }
}

// The customer, and all who became it.
std::vector<model::id> change_writer::merged_into(const model::id& customer) {
    std::vector<model::id> out{customer};
    for (std::size_t at = 0; at < out.size(); ++at) {
        for (const auto& each : ids("SELECT id FROM customers WHERE merged_into = ?1 AND "
                                    "merged_into <> x''",
                                    out[at])) {
            if (std::ranges::find(out, each) == out.end()) {
                out.push_back(each);
            }
        }
    }
    return out;
}

std::vector<model::id> change_writer::ids(std::string_view sql, const model::id& key) {
    std::vector<model::id> out;
    auto rows = connection_.prepare(sql);
    rows.with(key);
    while (rows.next()) {
        out.push_back(rows.id(0));
    }
    return out;
}

}  // namespace selat::store::sqlite
