#include "host/store/sqlite/connection.hpp"

#include <array>
#include <cstring>

#include "host/store/sqlite/log_file.hpp"

#include <sqlite3.h>

namespace selat::store::sqlite {
namespace {

constexpr int id_size = 18;

// A checkpoint may hold the writer's lock for a moment; looking again soon costs less than SQLite's
// own naps.
int wait_a_little(void*, int times) {
    sqlite3_sleep(1);
    return times < 10'000;
}

}  // namespace

query::~query() {
    if (statement_ != nullptr) {
        sqlite3_reset(statement_);
    }
}

void query::bind(int parameter, std::int64_t value) {
    if (statement_ != nullptr) {
        sqlite3_bind_int64(statement_, parameter, value);
    }
}

void query::bind(int parameter, std::uint64_t value) {
    bind(parameter, static_cast<std::int64_t>(value));
}

void query::bind(int parameter, std::string_view text) {
    if (statement_ != nullptr) {
        const char* begin = text.data() == nullptr ? "" : text.data();
        sqlite3_bind_text64(statement_, parameter, begin, text.size(), SQLITE_STATIC, SQLITE_UTF8);
    }
}

void query::bind(int parameter, const model::id& id) {
    if (statement_ == nullptr) {
        return;
    }
    std::array<unsigned char, id_size> bytes{};
    const auto kind = static_cast<std::uint16_t>(id.kind());
    bytes[0] = static_cast<unsigned char>(kind >> 8);
    bytes[1] = static_cast<unsigned char>(kind);
    std::memcpy(bytes.data() + 2, id.uuid().data(), id.uuid().size());
    sqlite3_bind_blob(statement_, parameter, bytes.data(), id ? id_size : 0, SQLITE_TRANSIENT);
}

void query::bind_null(int parameter) {
    if (statement_ != nullptr) {
        sqlite3_bind_null(statement_, parameter);
    }
}

bool query::next() {
    if (statement_ == nullptr || connection_.failed()) {
        return false;
    }
    const int outcome = sqlite3_step(statement_);
    if (outcome == SQLITE_ROW) {
        return true;
    }
    if (outcome != SQLITE_DONE) {
        connection_.note_failure();
    }
    return false;
}

int query::run() {
    while (next()) {
    }
    return connection_.failed() ? 0 : sqlite3_changes(connection_.handle());
}

std::int64_t query::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::uint64_t query::number(int column) const {
    return static_cast<std::uint64_t>(integer(column));
}

std::string query::text(int column) const {
    const auto* begin = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const int size = sqlite3_column_bytes(statement_, column);
    return begin == nullptr ? std::string{} : std::string(begin, static_cast<std::size_t>(size));
}

model::id query::id(int column) const {
    const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
    if (bytes == nullptr || sqlite3_column_bytes(statement_, column) != id_size) {
        return {};
    }
    model::id::bytes uuid{};
    std::memcpy(uuid.data(), bytes + 2, uuid.size());
    return {static_cast<model::id_kind>(static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1])),
            uuid};
}

bool query::null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

result<std::unique_ptr<connection>> connection::open(const std::string& path, access access) {
    // Nobody asks how much memory SQLite has; to know it takes a lock that all threads share in
    // each allocation. Refused where SQLite was begun by somebody else, which costs only that.
    [[maybe_unused]] static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3* database = nullptr;
    const int mode = access == access::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                             : SQLITE_OPEN_READWRITE;
    const int outcome =
        sqlite3_open_v2(path.c_str(), &database, mode | SQLITE_OPEN_NOMUTEX,
                        access == access::write ? gathering_file_system() : nullptr);
    std::unique_ptr<connection> made(new connection(database));
    if (outcome != SQLITE_OK) {
        return selat::fail(code::unavailable,
                           "cannot open the database " + path + ": " + sqlite3_errstr(outcome));
    }
    sqlite3_extended_result_codes(database, 1);
    sqlite3_busy_handler(database, wait_a_little, nullptr);
    if (access == access::read && !made->execute("PRAGMA query_only = 1")) {
        return tl::unexpected(*made->take_failure());
    }
    return made;
}

connection::~connection() {
    for (auto& [sql, statement] : statements_) {
        sqlite3_finalize(statement);
    }
    sqlite3_close(database_);
}

query connection::prepare(std::string_view sql) {
    const auto found = statements_.find(sql);
    if (found != statements_.end()) {
        return {*this, found->second};
    }
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()),
                           SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
        note_failure();
        return {*this, nullptr};
    }
    statements_.emplace(sql, statement);
    return {*this, statement};
}

bool connection::execute(const std::string& sql) {
    if (failed()) {
        return false;
    }
    if (sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        note_failure();
        return false;
    }
    return true;
}

std::int64_t connection::integer(std::string_view sql) {
    auto rows = prepare(sql);
    return rows.next() ? rows.integer(0) : 0;
}

std::optional<failure> connection::take_failure() {
    auto taken = std::move(failure_);
    failure_.reset();
    return taken;
}

void connection::note_failure() {
    if (!failure_) {
        failure_ = failure{code::unavailable,
                           std::string("the database failed: ") + sqlite3_errmsg(database_)};
    }
}

void connection::fail(failure failure) {
    if (!failure_) {
        failure_ = std::move(failure);
    }
}

}  // namespace selat::store::sqlite
