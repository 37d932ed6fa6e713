#pragma once
// Writes changes into the database, inside a transaction that its caller began.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "host/store/sqlite/connection.hpp"
#include "host/store/sqlite/field_access.hpp"
#include "host/store/sqlite/key.hpp"
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

    change_writer(connection& connection, seen_filter& seen, index_lookup messages_of);

    // Where a failed transaction began is where the next begins.
    [[nodiscard]] const counters& next() const { return next_; }
    void back_to(const counters& before) { next_ = before; }

    committed write(const changes& changes);

private:
    void write_deliveries(const changes& changes);
    void write_people(const changes& changes);
    void write_conversations(const changes& changes);
    void write_messages(const changes& changes);
    void write_work(const changes& changes);
    void write_sundries(const changes& changes);
    void write_events(const changes& changes);

    // False: its customer was erased, and nothing that goes with it is kept.
    bool change(const model::message_change& change);
    void merge(const changes::merge& merge);
    void split(const changes::split& split);
    void move(const changes::moved_message& one);
    void erase_customer(const model::id& customer);
    void erase_messages(const model::id& customer);
    void erase_events(const model::id& customer);
    std::vector<model::id> merged_into(const model::id& customer);
    std::vector<model::id> ids(std::string_view sql, const model::id& key);
    // Applies to every message of a customer, by position.
    void each_message(const model::id& customer, const std::function<void(std::uint64_t)>& act);

    void touch_message(std::uint64_t position, touched what);
    void touch_customer(const model::id& customer);
    // Binds every field; gives how many rows changed.
    template <class T>
    int put(const std::string& sql, const T& value) {
        auto statement = connection_.prepare(sql);
        field_binder binder(statement);
        fields(binder, value);
        return statement.run();
    }
    template <class T>
    void put_all(const std::string& sql, const std::vector<T>& values);

    connection& connection_;
    seen_filter& seen_;
    index_lookup messages_of_;
    counters next_;

    const std::string insert_message_;
    const std::string message_by_id_;
    const std::string message_by_position_;
    const std::string update_message_;
    const std::string insert_event_;
    const std::string events_of_conversation_;
    const std::string events_of_customer_;
    const std::string insert_delivery_;
    const std::string insert_provider_key_;
    const std::string upsert_customer_;
    const std::string update_address_;  // nothing of what is indexed or searched changes
    const std::string upsert_address_;
    const std::string update_conversation_;
    const std::string upsert_conversation_;
    const std::string update_task_;
    const std::string upsert_task_;
    const std::string upsert_reservation_;
    const std::string upsert_agent_;
    const std::string upsert_job_;
    const std::string upsert_plugin_value_;
    const std::string upsert_session_;
    const std::string upsert_answer_;
    const std::string upsert_media_;
};

}  // namespace selat::store::sqlite
