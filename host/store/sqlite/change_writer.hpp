#pragma once
// Writes changes into the database, inside a transaction that its caller began.

#include <cstdint>
#include <functional>
#include <string>

#include "host/store/sqlite/connection.hpp"
#include "host/store/sqlite/fields.hpp"
#include "host/store/sqlite/pending_rows.hpp"
#include "host/store/sqlite/seen_filter.hpp"
#include "host/store/store.hpp"

namespace selat::store::sqlite {

// The numbers that the next rows get.
struct counters {
    std::uint64_t position = 1;
    std::uint64_t delivery = 1;
    std::uint64_t provider_key = 1;
    std::uint64_t touched = 1;
};

counters read_counters(connection& connection);

// Writer thread only. Failures stick to the connection.
class change_writer {
public:
    // Gives the positions of a customer's messages that the index knows, up to where it is.
    struct indexed {
        std::uint64_t up_to = 0;          // messages behind it are not in `positions`
        std::uint64_t touched_up_to = 0;  // nor those touched behind it
        std::vector<std::uint64_t> positions;
    };
    using index_lookup = std::function<result<indexed>(const model::id& customer)>;

    change_writer(connection& connection, seen_filter& seen, pending_rows& pending,
                  index_lookup messages_of);

    // Around each transaction, told how many changes it will be about.
    void begin(std::size_t changes);
    void end_well() { pending_.committed(); }
    // It failed: the next begins where this one did.
    void end_in_vain();

    committed write(const changes& changes);
    // In a transaction of its own, the last one: leaves nothing for the next start to do.
    void settle();

private:
    void write_deliveries(const changes& changes);
    void write_people(const changes& changes);
    void write_conversations(const changes& changes);
    void write_messages(const changes& changes);
    void write_work(const changes& changes);
    void write_sundries(const changes& changes);
    void write_events(const changes& changes);

    void change(const model::message_change& change);
    void merge(const changes::merge& merge);
    void split(const changes::split& split);
    void erase_customer(const model::id& customer);
    // What changes them in SQL must find them as they are.
    void settle_customer(const model::id& customer);
    // Applies to every message of a customer, by position.
    void each_message(const model::id& customer, const std::function<void(std::uint64_t)>& act);

    void touch_message(std::uint64_t position);
    void touch_customer(const model::id& customer);
    // Binds every field; gives how many rows changed.
    template <class T>
    int put(statement& sql, const T& value) {
        auto query = connection_.prepare(sql);
        field_binder binder(query);
        fields(binder, value);
        return query.run();
    }
    template <class T>
    void put_all(statement& sql, const std::vector<T>& values);

    connection& connection_;
    seen_filter& seen_;
    pending_rows& pending_;
    index_lookup messages_of_;
    counters next_;
    counters before_;

    statement insert_message_;
    statement message_by_id_;
    statement message_by_position_;
    statement update_message_;
    statement insert_event_;
    statement insert_delivery_;
    statement insert_provider_key_;
    statement upsert_customer_;
    statement upsert_address_;
    statement upsert_conversation_;
    statement update_task_;
    statement upsert_task_;
    statement upsert_reservation_;
    statement upsert_agent_;
    statement upsert_job_;
    statement upsert_plugin_value_;
    statement upsert_session_;
    statement upsert_answer_;
    statement upsert_media_;
};

}  // namespace selat::store::sqlite
