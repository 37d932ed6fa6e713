#pragma once
// SQLite as values: a connection with its prepared statements, and queries on it. One thread at a
// time. The first failure sticks to the connection until it is taken, so that a run of statements
// is checked once at its end.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "host/base/result.hpp"
#include "host/model/ids.hpp"
#include "host/model/time.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace selat::store::sqlite {

class connection;

// One execution of a prepared statement; ends with the object. Texts that were bound must outlive
// it. Parameters count from 1, columns from 0.
class query {
public:
    query(connection& connection, sqlite3_stmt* statement)
        : connection_(connection), statement_(statement) {}
    query(const query&) = delete;
    query& operator=(const query&) = delete;
    ~query();

    void bind(int parameter, std::int64_t value);
    void bind(int parameter, std::uint64_t value);
    void bind(int parameter, std::string_view text);
    void bind(int parameter, const model::id& id);
    void bind_null(int parameter);
    template <class... Values>
    query& with(const Values&... values) {
        int parameter = 0;
        (bind(++parameter, values), ...);
        return *this;
    }

    // Whether there is a row; false at the end and on failure.
    bool next();
    // For statements without rows: how many rows they changed.
    int run();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::uint64_t number(int column) const;
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] model::id id(int column) const;
    [[nodiscard]] bool null(int column) const;

private:
    connection& connection_;
    sqlite3_stmt* statement_;  // null: it could not be prepared
};

enum class access { read, write };

class connection {
public:
    // `write` makes the file when there is none.
    static result<std::unique_ptr<connection>> open(const std::string& path, access access);
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    ~connection();

    // Prepared at the first use and kept.
    query prepare(std::string_view sql);
    // Any number of statements, for schema and pragmas.
    bool execute(const std::string& sql);
    // The only column of the only row; 0 when there is none.
    std::int64_t integer(std::string_view sql);

    // The first failure since the last call, if any.
    std::optional<failure> take_failure();
    [[nodiscard]] bool failed() const { return failure_.has_value(); }
    // Makes what SQLite says of its newest error, or a failure found elsewhere, stick.
    void note_failure();
    void fail(failure failure);

    [[nodiscard]] sqlite3* handle() const { return database_; }

private:
    explicit connection(sqlite3* database) : database_(database) {}

    struct text_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };

    sqlite3* database_;
    std::unordered_map<std::string, sqlite3_stmt*, text_hash, std::equal_to<>> statements_;
    std::optional<failure> failure_;
};

}  // namespace selat::store::sqlite
