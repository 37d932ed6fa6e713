#include "host/store/sqlite/change_writer.hpp"

#include <algorithm>

#include "host/store/rules.hpp"
#include "host/store/sqlite/key.hpp"

namespace selat::store::sqlite {

counters read_counters(connection& connection) {
    const auto behind = [&connection](std::string_view sql) {
        return static_cast<std::uint64_t>(connection.integer(sql)) + 1;
    };
    counters next;
    next.position = std::max(behind("SELECT max(position) FROM messages"),
                             behind("SELECT max(position) FROM events"));
    next.delivery = behind("SELECT max(number) FROM deliveries");
    next.provider_key = behind("SELECT max(number) FROM provider_keys");
    next.touched = behind("SELECT max(number) FROM touched");
    return next;
}

change_writer::change_writer(connection& connection, seen_filter& seen, index_lookup messages_of)
    : connection_(connection), seen_(seen), messages_of_(std::move(messages_of)),
      next_(read_counters(connection)),
      insert_message_(insert(messages_table) + " ON CONFLICT (id) DO NOTHING"),
      message_by_id_(select(messages_table, "WHERE id = ?1")),
      message_by_position_(select(messages_table, "WHERE position = ?1")),
      update_message_(update_where_same(messages_table, "position, id, created_as")),
      insert_event_(insert(events_table)),
      events_of_conversation_(
          select(events_table, "WHERE conversation = ?1 AND data <> '' AND conversation <> x''")),
      events_of_customer_(select(events_table, "WHERE customer = ?1 AND customer <> x''")),
      insert_delivery_(insert(deliveries_table)), insert_provider_key_(insert(provider_keys_table)),
      upsert_customer_(upsert(customers_table, "id")),
      update_address_(update_where_same(addresses_table, "address, channel, customer, name")),
      upsert_address_(upsert(addresses_table, "address, channel")),
      update_conversation_(update_where_same(conversations_table, "id, customer, status")),
      upsert_conversation_(upsert(conversations_table, "id")),
      update_task_(update_where_same(tasks_table, "id, customer, status, queue")),
      upsert_task_(upsert(tasks_table, "id")),
      upsert_reservation_(upsert(reservations_table, "id")),
      upsert_agent_(upsert(agents_table, "agent")), upsert_job_(upsert(jobs_table, "id")),
      upsert_plugin_value_(upsert(plugin_values_table, "instance, key")),
      upsert_session_(upsert(sessions_table, "token_hash")),
      upsert_answer_(upsert(answers_table, "key")), upsert_media_(upsert(media_table, "id")) {}

template <class T>
void change_writer::put_all(const std::string& sql, const std::vector<T>& values) {
    for (const auto& value : values) {
        put(sql, value);
    }
}

committed change_writer::write(const changes& changes) {
    const committed outcome{next_.position};
    write_deliveries(changes);
    write_people(changes);
    write_conversations(changes);
    write_messages(changes);
    write_work(changes);
    write_sundries(changes);
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
    write_events(changes);
    return outcome;
}

void change_writer::write_deliveries(const changes& changes) {
    for (const auto& delivery : changes.deliveries) {
        const auto number = next_.delivery++;
        seen_.add(number, key_of(delivery.channel, delivery.provider_id));
        auto statement = connection_.prepare(insert_delivery_);
        statement.bind(1, number);
        field_binder binder(statement, 2);
        fields(binder, delivery);
        statement.run();
    }
}

void change_writer::write_people(const changes& changes) {
    for (const auto& customer : changes.customers) {
        put(upsert_customer_, customer);
        touch_customer(customer.id);
    }
    for (const auto& address : changes.addresses) {
        if (put(update_address_, address) != 0) {
            continue;
        }
        auto before = connection_.prepare(
            "SELECT customer FROM addresses WHERE address = ?1 AND channel = ?2");
        before.with(std::string_view(address.address), std::string_view(address.channel));
        const auto had = before.next() ? before.id(0) : model::id{};
        put(upsert_address_, address);
        touch_customer(address.customer);
        if (had && had != address.customer) {
            touch_customer(had);
        }
    }
}

void change_writer::write_conversations(const changes& changes) {
    for (const auto& conversation : changes.conversations) {
        if (put(update_conversation_, conversation) == 0) {
            put(upsert_conversation_, conversation);
        }
    }
}

void change_writer::write_messages(const changes& changes) {
    message_row row;
    for (const auto& message : changes.messages) {
        row.message = message;
        row.message.position = next_.position++;
        row.created_as = message.status;
        put(insert_message_, row);
    }
    std::vector<model::id> erased;
    for (const auto& one : changes.message_changes) {
        if (!change(one)) {
            erased.push_back(one.id);
        }
    }
    for (const auto& key : changes.provider_ids) {
        if (std::ranges::find(erased, key.message) != erased.end()) {
            continue;
        }
        auto statement = connection_.prepare(insert_provider_key_);
        statement.bind(1, next_.provider_key++);
        field_binder binder(statement, 2);
        fields(binder, key);
        statement.run();
    }
}

void change_writer::write_work(const changes& changes) {
    for (const auto& task : changes.tasks) {
        if (put(update_task_, task) == 0) {
            put(upsert_task_, task);
        }
    }
    put_all(upsert_reservation_, changes.reservations);
    put_all(upsert_agent_, changes.agents);
    put_all(upsert_job_, changes.jobs);
    for (const auto& id : changes.finished_jobs) {
        connection_.prepare("DELETE FROM jobs WHERE id = ?1").with(id).run();
    }
}

void change_writer::write_sundries(const changes& changes) {
    for (const auto& value : changes.plugin_values) {
        if (value.value.empty()) {
            connection_.prepare("DELETE FROM plugin_values WHERE instance = ?1 AND key = ?2")
                .with(std::string_view(value.instance), std::string_view(value.key))
                .run();
        } else {
            put(upsert_plugin_value_, value);
        }
    }
    put_all(upsert_session_, changes.sessions);
    for (const auto& token_hash : changes.ended_sessions) {
        connection_.prepare("DELETE FROM sessions WHERE token_hash = ?1")
            .with(std::string_view(token_hash))
            .run();
    }
    for (const auto& agent : changes.logged_out) {
        connection_.prepare("DELETE FROM sessions WHERE agent = ?1")
            .with(std::string_view(agent))
            .run();
    }
    if (const auto& old = changes.tidying) {
        connection_.prepare("DELETE FROM sessions WHERE expires <= ?1")
            .with(model::to_ms(old->sessions_expired_by))
            .run();
        connection_.prepare("DELETE FROM answers WHERE at < ?1")
            .with(model::to_ms(old->answers_before))
            .run();
    }
    put_all(upsert_answer_, changes.answers);
    put_all(upsert_media_, changes.media);
    for (const auto& id : changes.removed_media) {
        connection_.prepare("DELETE FROM media WHERE id = ?1").with(id).run();
    }
}

void change_writer::write_events(const changes& changes) {
    for (const auto& event : changes.events) {
        auto statement = connection_.prepare(insert_event_);
        field_binder binder(statement);
        fields(binder, event);
        statement.bind(1, next_.position++);
        statement.run();
    }
}

void change_writer::touch_message(std::uint64_t position, touched what) {
    connection_.prepare("INSERT INTO touched (number, kind, target) VALUES (?1, ?2, ?3)")
        .with(next_.touched++, static_cast<std::int64_t>(what), position)
        .run();
}

void change_writer::touch_customer(const model::id& customer) {
    const auto changed = connection_
                             .prepare("INSERT INTO touched (number, kind, target) "
                                      "SELECT ?1, 1, number FROM customers WHERE id = ?2")
                             .with(next_.touched, customer)
                             .run();
    next_.touched += changed > 0 ? 1 : 0;
}

}  // namespace selat::store::sqlite
