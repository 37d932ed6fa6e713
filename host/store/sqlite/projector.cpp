#include "host/store/sqlite/projector.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <set>
#include <tuple>

#include "host/base/this_thread.hpp"
#include "host/store/rules.hpp"
#include "host/store/sqlite/field_access.hpp"

namespace selat::store::sqlite {
namespace {

// How long rows are gathered: short enough for a search to follow; longer while many come, since a
// page costs the same whether one of its rows is new or twenty.
constexpr auto usual_pause = std::chrono::milliseconds(50);
constexpr auto busy_pause = std::chrono::milliseconds(200);
constexpr double busy_rate = 2000;  // positions a second: messages and events
constexpr std::uint64_t batch_rows = 8192;
constexpr std::uint64_t batch_words = 2048;

// kind, key, rank, position
using entry = std::tuple<index_kind, std::uint64_t, std::uint64_t, std::uint64_t>;

constexpr const char* index_columns =
    "SELECT position, conversation, customer, channel, address, address_seq, provider_id, "
    "client_token, direction FROM messages ";

// Adds the entries of the message that a query of index_columns stands on.
void add_entries(const query& row, std::vector<entry>& entries) {
    const auto position = row.number(0);
    const auto conversation = row.id(1);
    const auto channel = row.text(3);
    const auto address_seq = row.number(5);
    const auto provider_id = row.text(6);
    const auto token = row.text(7);
    entries.emplace_back(index_kind::conversation, key_of(conversation), position, position);
    entries.emplace_back(index_kind::customer, key_of(row.id(2)), position, position);
    entries.emplace_back(index_kind::channel, key_of(channel), position, position);
    if (address_seq != 0) {
        entries.emplace_back(index_kind::address, key_of(channel, row.text(4)), address_seq,
                             position);
    }
    if (!provider_id.empty()) {
        entries.emplace_back(index_kind::provider_id, key_of(channel, provider_id), position,
                             position);
    }
    if (!token.empty()) {
        entries.emplace_back(index_kind::token, key_of(conversation, token), position, position);
    }
    if (row.integer(8) == static_cast<std::int64_t>(model::direction::internal)) {
        entries.emplace_back(index_kind::note, 0, position, position);
    }
}

void put_entries(connection& index, std::vector<entry>& entries) {
    // Neighbours in the file one after the other: a page is found once.
    std::sort(entries.begin(), entries.end());
    for (const auto& [kind, key, rank, position] : entries) {
        index.prepare("INSERT OR IGNORE INTO message_index VALUES (?1, ?2, ?3, ?4, ?5)")
            .with(bucket_of(position), static_cast<std::int64_t>(kind), key, rank, position)
            .run();
    }
}

}  // namespace

projector::projector(std::unique_ptr<connection> database, std::unique_ptr<connection> index,
                     seen_filter& seen)
    : database_(std::move(database)), index_(std::move(index)), seen_(seen) {
    progress_ = read_progress(*index_);
    thread_ = std::thread([this] {
        name_this_thread("store-index");
        let_others_first();
        run();
    });
}

projector::~projector() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void projector::news() {
    bool first = false;
    {
        const std::lock_guard lock(mutex_);
        first = !std::exchange(news_, true);
    }
    if (first) {
        wake_.notify_one();
    }
}

void projector::run() {
    bool more = true;
    auto pause = usual_pause;
    auto began = std::chrono::steady_clock::now();
    auto known = progress_.messages;
    std::unique_lock lock(mutex_);
    while (!ending_) {
        if (!more) {
            wake_.wait(lock, [this] { return ending_ || news_; });
            wake_.wait_for(lock, pause, [this] { return ending_; });
            const auto now = std::chrono::steady_clock::now();
            const std::chrono::duration<double> passed = now - std::exchange(began, now);
            const auto came = progress_.messages - std::exchange(known, progress_.messages);
            pause =
                static_cast<double>(came) > busy_rate * passed.count() ? busy_pause : usual_pause;
        }
        news_ = false;
        lock.unlock();
        more = step();
        if (index_->take_failure() || database_->take_failure()) {
            // Nothing is lost: the tail is read from the database until this works again.
            more = false;
        }
        more = load_seen() || more;
        lock.lock();
    }
}

bool projector::step() {
    const auto before = progress_;
    index_->prepare("BEGIN IMMEDIATE").run();
    database_->prepare("BEGIN").run();
    bool more = index_messages();
    more = index_deliveries() || more;
    more = index_provider_keys() || more;
    more = follow_touched() || more;
    if (!more) {
        more = index_words();
    }
    database_->prepare("COMMIT").run();
    save_progress();
    index_->prepare("COMMIT").run();
    if (index_->failed() || database_->failed()) {
        index_->take_failure();
        index_->prepare("ROLLBACK").run();
        database_->take_failure();
        database_->prepare("ROLLBACK").run();
        progress_ = before;
        return false;
    }
    return more;
}

bool projector::index_messages() {
    std::vector<entry> entries;
    std::uint64_t count = 0;
    {
        auto rows = database_->prepare(std::string(index_columns) +
                                       "WHERE position > ?1 ORDER BY position LIMIT ?2");
        rows.with(progress_.messages, batch_rows);
        for (; rows.next(); ++count) {
            add_entries(rows, entries);
            progress_.messages = rows.number(0);
        }
    }
    put_entries(*index_, entries);
    return count == batch_rows;
}

bool projector::index_deliveries() {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> entries;  // key, number
    {
        auto rows = database_->prepare("SELECT number, channel, provider_id FROM deliveries WHERE "
                                       "number > ?1 ORDER BY number LIMIT ?2");
        rows.with(progress_.deliveries, batch_rows);
        while (rows.next()) {
            entries.emplace_back(key_of(rows.text(1), rows.text(2)), rows.number(0));
            progress_.deliveries = rows.number(0);
        }
    }
    const bool more = entries.size() == batch_rows;
    std::sort(entries.begin(), entries.end());
    for (const auto& [key, number] : entries) {
        index_->prepare("INSERT OR IGNORE INTO delivery_index VALUES (?1, ?2, ?3)")
            .with(bucket_of(number), key, number)
            .run();
    }
    return more;
}

bool projector::index_provider_keys() {
    std::vector<entry> entries;
    {
        auto rows = database_->prepare("SELECT number, channel, provider_id FROM provider_keys "
                                       "WHERE number > ?1 ORDER BY number LIMIT ?2");
        rows.with(progress_.provider_keys, batch_rows);
        while (rows.next()) {
            const auto number = rows.number(0);
            entries.emplace_back(index_kind::provider_key, key_of(rows.text(1), rows.text(2)),
                                 number, number);
            progress_.provider_keys = number;
        }
    }
    const bool more = entries.size() == batch_rows;
    put_entries(*index_, entries);
    return more;
}

bool projector::follow_touched() {
    std::map<std::uint64_t, bool> messages;  // by position: whether their words changed
    std::set<std::uint64_t> customers;
    std::uint64_t count = 0;
    {
        auto rows = database_->prepare(
            "SELECT number, kind, target FROM touched WHERE number > ?1 ORDER BY number LIMIT ?2");
        rows.with(progress_.touched, batch_rows / 8);
        for (; rows.next(); ++count) {
            progress_.touched = rows.number(0);
            const auto what = static_cast<touched>(rows.integer(1));
            if (what == touched::customer) {
                customers.insert(rows.number(2));
            } else {
                messages[rows.number(2)] |= what == touched::words;
            }
        }
    }
    std::vector<entry> entries;
    for (const auto& [position, words] : messages) {
        {
            auto row = database_->prepare(std::string(index_columns) + "WHERE position = ?1");
            if (row.with(position).next()) {
                add_entries(row, entries);
            }
        }
        if (words && position <= progress_.searched) {
            put_words_of_message(position);
        }
    }
    put_entries(*index_, entries);
    for (const auto number : customers) {
        put_words_of_customer(number);
    }
    return count == batch_rows / 8;
}

bool projector::index_words() {
    std::vector<std::uint64_t> positions;
    {
        auto rows = database_->prepare(
            "SELECT position FROM messages WHERE position > ?1 ORDER BY position LIMIT ?2");
        rows.with(progress_.searched, batch_words);
        while (rows.next()) {
            positions.push_back(rows.number(0));
        }
    }
    for (const auto position : positions) {
        put_words_of_message(position);
        progress_.searched = position;
    }
    return positions.size() == batch_words;
}

void projector::put_words_of_message(std::uint64_t position) {
    model::message message;
    {
        auto row = database_->prepare(
            "SELECT conversation, deleted, content FROM messages WHERE position = ?1");
        if (!row.with(position).next()) {
            return;
        }
        message.conversation = row.id(0);
        message.deleted = row.integer(1) != 0;
        message.content = row.text(2);
    }
    const auto text = search_text(message);
    if (position <= progress_.searched) {
        index_->prepare("DELETE FROM message_search WHERE rowid = ?1").with(position).run();
    }
    if (!text.empty()) {
        index_
            ->prepare("INSERT INTO message_search (rowid, text, conversation) VALUES (?1, ?2, ?3)")
            .with(position, std::string_view(text), message.conversation)
            .run();
    }
}

void projector::put_words_of_customer(std::uint64_t number) {
    model::customer customer;
    std::vector<model::address> addresses;
    {
        auto row = database_->prepare(select(customers_table, "WHERE number = ?1"));
        if (!row.with(number).next()) {
            return;
        }
        customer = read_row<model::customer>(row);
        auto rows = database_->prepare(select(addresses_table, "WHERE customer = ?1"));
        rows.with(customer.id);
        while (rows.next()) {
            addresses.push_back(read_row<model::address>(rows));
        }
    }
    const auto text = search_text(customer, addresses);
    index_->prepare("DELETE FROM customer_search WHERE rowid = ?1").with(number).run();
    index_->prepare("INSERT INTO customer_search (rowid, text) VALUES (?1, ?2)")
        .with(number, std::string_view(text))
        .run();
}

void projector::save_progress() {
    index_
        ->prepare("UPDATE progress SET messages = ?1, deliveries = ?2, provider_keys = ?3, "
                  "touched = ?4, searched = ?5")
        .with(progress_.messages, progress_.deliveries, progress_.provider_keys, progress_.touched,
              progress_.searched)
        .run();
}

// From new to old, a bucket at a time, straight from the rows: the index may not have them yet.
bool projector::load_seen() {
    const auto covered = seen_.covered_from();
    const auto oldest = seen_.oldest_kept(covered);
    if (covered <= std::max<std::uint64_t>(oldest, 1)) {
        return false;
    }
    const auto from = std::max(bucket_of(covered - 1) << bucket_bits, oldest);
    auto rows = database_->prepare(
        "SELECT number, channel, provider_id FROM deliveries WHERE number >= ?1 AND number < ?2");
    rows.with(from, covered);
    while (rows.next()) {
        seen_.load(rows.number(0), key_of(rows.text(1), rows.text(2)));
    }
    if (database_->failed()) {
        return false;
    }
    seen_.covered(covered, from);
    return true;
}

}  // namespace selat::store::sqlite
