#pragma once
// Addresses and conversations that are newer than their tables say. Each message changes one of
// both, in a place of its own: written there at once, a commit would dirty two more pages for every
// message in it. So the new states are appended to logs in the database (pending_addresses,
// pending_conversations) and go to their places later, neighbours together, some with every
// transaction. Whoever reads a row asks here whether there is a newer one.
//
// What is indexed or searched is always written in place, so that lists are right as they are read.

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/store/sqlite/connection.hpp"
#include "host/store/sqlite/fields.hpp"

namespace selat::store::sqlite {

// How the rows of a table are told apart, and what of them is always in place.
struct address_rows {
    using row = model::address;
    using key = std::pair<std::string, std::string>;  // in the order of the table
    using in_place = std::pair<model::id, std::string>;
    static key key_of(const row& row) { return {row.address, row.channel}; }
    static in_place in_place_of(const row& row) { return {row.customer, row.name}; }
    static std::optional<in_place> look_up(query& query, const key& key);

    static constexpr table place = addresses_table;
    static constexpr const char* log = "pending_addresses";
    static constexpr const char* key_columns = "address, channel";
    static constexpr const char* in_place_columns =
        "SELECT customer, name FROM addresses WHERE address = ?1 AND channel = ?2";
};

struct conversation_rows {
    using row = model::conversation;
    using key = model::id;
    using in_place = std::pair<model::id, model::conversation_status>;
    static key key_of(const row& row) { return row.id; }
    static in_place in_place_of(const row& row) { return {row.customer, row.status}; }
    static std::optional<in_place> look_up(query& query, const key& key);

    static constexpr table place = conversations_table;
    static constexpr const char* log = "pending_conversations";
    static constexpr const char* key_columns = "id";
    static constexpr const char* in_place_columns =
        "SELECT customer, status FROM conversations WHERE id = ?1";
};

// The rows of one table. Everything but refresh() is the writer's.
template <class Rows>
class pending_table {
public:
    using row = typename Rows::row;

    // `visible` is over what readers see.
    pending_table(std::mutex& visible, connection& writer);

    // Into the log: true. False when there is no such row yet or what is always in place differs:
    // then the caller writes the row there, and says so to written().
    bool append(const row& row);
    void written(const row& row);

    // First in a transaction: some go to their places once the log is long enough. `appended` is
    // how many the transaction will add, about.
    void settle_some(std::size_t appended);
    // All of a customer go to their places and out of the log.
    void settle_customer(const model::id& customer);
    void settle_all();

    // The rest of what a committed transaction did; `visible` is held. True when rows went to their
    // places: from now on readers belong to the next generation.
    bool publish(std::uint64_t generation);
    void roll_back();
    // Nobody reads that began in an older generation; `visible` is held.
    void let_go(std::uint64_t oldest);

    // [any-thread] A row as it was read from the table, as it is now.
    void refresh(row& read) const;

private:
    using key = typename Rows::key;
    struct entry {
        std::optional<typename Rows::in_place> in_place;  // nothing: the table must be asked
        std::uint64_t logged = 0;                         // its newest row in the log
        std::unique_ptr<row> newer;                       // as committed; under visible_
        bool dirty = false;                               // `newer` is not in its place yet
        std::uint64_t settled_in = 0;                     // generation
    };
    struct change {
        row value;
        bool dirty;
    };
    // The log has the rows from `first` to `last`. In a round those up to `round` become
    // superfluous and are then removed.
    struct progress {
        std::uint64_t first = 1;
        std::uint64_t last = 0;
        std::uint64_t round = 0;  // 0: none is under way
        std::optional<key> at;    // where it stands; nothing: at the beginning
        bool removing = false;
    };

    entry& find(const key& key);
    [[nodiscard]] bool is_logged(const entry& entry) const {
        return entry.logged >= progress_.first;
    }
    void log(entry& entry, const row& row);
    void write_in_place(const row& row);
    void settle_next(std::size_t most);
    void remove_next(std::size_t most);

    std::mutex& visible_;
    connection& connection_;
    std::map<key, entry> entries_;  // its nodes come and go under visible_
    progress progress_;
    progress committed_;
    std::deque<std::pair<std::uint64_t, key>> settled_;  // generation: until all its readers end

    std::vector<change> changed_;  // in this transaction, as the next two
    std::vector<key> settling_;
    std::vector<key> dropped_;

    statement write_log_;
    statement write_place_;
    statement look_up_;
    statement remove_log_;
};

class pending_rows {
private:
    mutable std::mutex visible_;

public:
    // What an earlier program left in the logs goes to its places; in a transaction of its own.
    static void settle_logs(connection& connection);

    explicit pending_rows(connection& writer);

    pending_table<address_rows> addresses;
    pending_table<conversation_rows> conversations;

    // The writer, at the end of each transaction.
    void committed();
    void rolled_back();

    // [any-thread] Held by a reader from before its first look until after its last.
    [[nodiscard]] std::shared_ptr<const void> pin() const;

private:
    std::shared_ptr<const int> now_;  // under visible_, as the next two
    std::uint64_t generation_ = 1;
    std::deque<std::pair<std::uint64_t, std::weak_ptr<const int>>> older_;
};

}  // namespace selat::store::sqlite
