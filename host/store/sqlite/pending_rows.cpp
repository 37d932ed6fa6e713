#include "host/store/sqlite/pending_rows.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace selat::store::sqlite {
namespace {

constexpr std::uint64_t long_log = 8192;      // rows; then a round begins
constexpr std::size_t most_entries = 32'768;  // kept for what they know of their tables
constexpr std::size_t least_at_once = 16;

std::string insert_into_log(const char* log, const table& place) {
    const std::string columns = std::string("rowid, ") + place.columns;
    return insert({log, columns.c_str()});
}

template <class Rows>
void settle_log(connection& connection) {
    connection
        .prepare(fmt::format("{0} WHERE rowid IN (SELECT max(rowid) FROM {1} GROUP BY {2}) {3}",
                             fmt::format("INSERT INTO {} ({}) SELECT {} FROM {}", Rows::place.name,
                                         Rows::place.columns, Rows::place.columns, Rows::log),
                             Rows::log, Rows::key_columns,
                             on_conflict(Rows::place, Rows::key_columns)))
        .run();
    connection.prepare(fmt::format("DELETE FROM {}", Rows::log)).run();
}

}  // namespace

std::optional<address_rows::in_place> address_rows::look_up(query& query, const key& key) {
    query.with(std::string_view(key.first), std::string_view(key.second));
    return query.next() ? std::optional(in_place(query.id(0), query.text(1))) : std::nullopt;
}

std::optional<conversation_rows::in_place> conversation_rows::look_up(query& query,
                                                                      const key& key) {
    query.with(key);
    return query.next()
               ? std::optional(in_place(query.id(0),
                                        static_cast<model::conversation_status>(query.integer(1))))
               : std::nullopt;
}

template <class Rows>
pending_table<Rows>::pending_table(std::mutex& visible, connection& writer)
    : visible_(visible), connection_(writer), write_log_(insert_into_log(Rows::log, Rows::place)),
      write_place_(upsert(Rows::place, Rows::key_columns)), look_up_(Rows::in_place_columns),
      remove_log_(fmt::format("DELETE FROM {} WHERE rowid <= ?1", Rows::log)) {}

template <class Rows>
typename pending_table<Rows>::entry& pending_table<Rows>::find(const key& key) {
    const auto it = entries_.find(key);
    if (it != entries_.end()) {
        return it->second;
    }
    const std::lock_guard guard(visible_);
    return entries_[key];
}

template <class Rows>
void pending_table<Rows>::log(entry& entry, const row& row) {
    auto statement = connection_.prepare(write_log_);
    statement.bind(1, ++progress_.last);
    field_binder binder(statement, 2);
    fields(binder, row);
    statement.run();
    entry.logged = progress_.last;
}

template <class Rows>
void pending_table<Rows>::write_in_place(const row& row) {
    auto statement = connection_.prepare(write_place_);
    field_binder binder(statement);
    fields(binder, row);
    statement.run();
}

template <class Rows>
bool pending_table<Rows>::append(const row& row) {
    const auto key = Rows::key_of(row);
    auto& its = find(key);
    if (!its.in_place) {
        auto query = connection_.prepare(look_up_);
        its.in_place = Rows::look_up(query, key);
    }
    if (its.in_place != Rows::in_place_of(row)) {
        return false;
    }
    log(its, row);
    changed_.push_back({row, true});
    return true;
}

template <class Rows>
void pending_table<Rows>::written(const row& row) {
    auto& its = find(Rows::key_of(row));
    its.in_place = Rows::in_place_of(row);
    if (is_logged(its)) {
        log(its, row);  // else an older row of the log would undo this one
    }
    if (its.newer || is_logged(its)) {
        changed_.push_back({row, false});
    }
}

template <class Rows>
void pending_table<Rows>::settle_some(std::size_t appended) {
    if (progress_.round == 0) {
        if (progress_.last - progress_.first + 1 < long_log) {
            return;
        }
        progress_.round = progress_.last;
        progress_.at.reset();
        progress_.removing = false;
    }
    // Faster than the log grows, so that a round ends.
    const auto most = 2 * std::max(appended, least_at_once);
    if (progress_.removing) {
        remove_next(2 * most);
    } else {
        settle_next(most);
    }
}

template <class Rows>
void pending_table<Rows>::settle_next(std::size_t most) {
    auto it = progress_.at ? entries_.upper_bound(*progress_.at) : entries_.begin();
    for (std::size_t count = 0; it != entries_.end() && count < most; ++it) {
        const auto& [key, its] = *it;
        if (its.dirty) {
            write_in_place(*its.newer);
            settling_.push_back(key);
            ++count;
        }
        progress_.at = key;
    }
    progress_.removing = it == entries_.end();
}

template <class Rows>
void pending_table<Rows>::remove_next(std::size_t most) {
    const auto up_to = std::min<std::uint64_t>(progress_.first + most - 1, progress_.round);
    connection_.prepare(remove_log_).with(up_to).run();
    progress_.first = up_to + 1;
    if (up_to == progress_.round) {
        progress_.round = 0;
    }
}

template <class Rows>
void pending_table<Rows>::settle_customer(const model::id& customer) {
    for (auto& [key, its] : entries_) {
        const bool belongs = (its.newer && its.newer->customer == customer) ||
                             (its.in_place && its.in_place->first == customer);
        if (!belongs) {
            continue;
        }
        if (its.dirty) {
            write_in_place(*its.newer);
        }
        its.in_place.reset();
        its.logged = 0;
        dropped_.push_back(key);
    }
    for (const auto& [value, dirty] : changed_) {
        if (value.customer == customer) {
            write_in_place(value);
        }
    }
    std::erase_if(changed_, [&](const change& each) { return each.value.customer == customer; });
    connection_.prepare(fmt::format("DELETE FROM {} WHERE customer = ?1", Rows::log))
        .with(customer)
        .run();
}

template <class Rows>
void pending_table<Rows>::settle_all() {
    for (const auto& [key, its] : entries_) {
        if (its.dirty) {
            write_in_place(*its.newer);
            settling_.push_back(key);
        }
    }
    connection_.prepare(fmt::format("DELETE FROM {}", Rows::log)).run();
    progress_ = {progress_.last + 1, progress_.last, 0, {}, false};
}

template <class Rows>
bool pending_table<Rows>::publish(std::uint64_t generation) {
    const auto settle = [&](const key& key, entry& its) {
        its.dirty = false;
        its.settled_in = generation;
        settled_.emplace_back(generation, key);
    };
    const auto before = settled_.size();
    for (const auto& key : settling_) {
        settle(key, entries_.at(key));
    }
    for (const auto& key : dropped_) {
        auto& its = entries_.at(key);
        its.newer.reset();
        its.dirty = false;
    }
    for (auto& [value, dirty] : changed_) {
        const auto key = Rows::key_of(value);
        auto& its = entries_.at(key);
        its.newer = std::make_unique<row>(std::move(value));
        its.dirty = true;
        if (!dirty) {
            settle(key, its);
        }
    }
    settling_.clear();
    dropped_.clear();
    changed_.clear();
    committed_ = progress_;
    if (progress_.round == 0 && entries_.size() > most_entries) {
        std::erase_if(entries_, [&](const auto& each) {
            return !each.second.newer && !is_logged(each.second);
        });
    }
    return settled_.size() != before;
}

template <class Rows>
void pending_table<Rows>::roll_back() {
    settling_.clear();
    dropped_.clear();
    changed_.clear();
    progress_ = committed_;
    for (auto& [key, its] : entries_) {
        its.in_place.reset();
        its.logged = progress_.last;  // it may be
    }
}

template <class Rows>
void pending_table<Rows>::let_go(std::uint64_t oldest) {
    for (; !settled_.empty() && settled_.front().first < oldest; settled_.pop_front()) {
        const auto& [generation, key] = settled_.front();
        const auto it = entries_.find(key);
        if (it != entries_.end() && !it->second.dirty && it->second.settled_in == generation) {
            it->second.newer.reset();
        }
    }
}

template <class Rows>
void pending_table<Rows>::refresh(row& read) const {
    const auto key = Rows::key_of(read);
    const std::lock_guard guard(visible_);
    const auto it = entries_.find(key);
    if (it != entries_.end() && it->second.newer) {
        read = *it->second.newer;
    }
}

template class pending_table<address_rows>;
template class pending_table<conversation_rows>;

void pending_rows::settle_logs(connection& connection) {
    connection.prepare("BEGIN IMMEDIATE").run();
    settle_log<address_rows>(connection);
    settle_log<conversation_rows>(connection);
    connection.prepare("COMMIT").run();
}

pending_rows::pending_rows(connection& writer)
    : addresses(visible_, writer), conversations(visible_, writer),
      now_(std::make_shared<const int>(0)) {}

void pending_rows::committed() {
    const std::lock_guard guard(visible_);
    const bool a = addresses.publish(generation_);
    const bool c = conversations.publish(generation_);
    if (a || c) {
        older_.emplace_back(generation_++, now_);
        now_ = std::make_shared<const int>(0);
    }
    while (!older_.empty() && older_.front().second.expired()) {
        older_.pop_front();
    }
    const auto oldest = older_.empty() ? generation_ : older_.front().first;
    addresses.let_go(oldest);
    conversations.let_go(oldest);
}

void pending_rows::rolled_back() {
    addresses.roll_back();
    conversations.roll_back();
}

std::shared_ptr<const void> pending_rows::pin() const {
    const std::lock_guard guard(visible_);
    return now_;
}

}  // namespace selat::store::sqlite
