#include "host/store/sqlite/migrate.hpp"

#include <fmt/format.h>

namespace selat::store::sqlite {

result<void> migrate(connection& connection, std::int64_t mark,
                     std::span<const std::string_view> steps) {
    const auto found = connection.integer("PRAGMA application_id");
    const auto version = connection.integer("PRAGMA user_version");
    const auto tables = connection.integer("SELECT count(*) FROM sqlite_schema");
    if (auto failed = connection.take_failure()) {
        return tl::unexpected(*failed);
    }
    if (found != mark && (found != 0 || tables != 0)) {
        return fail(code::unavailable,
                    "the file is a database of another program: give the store a path of its own");
    }
    const auto newest = static_cast<std::int64_t>(steps.size());
    if (version > newest) {
        return fail(code::wrong_state,
                    fmt::format("the database has version {}, this program knows up to {}: run the "
                                "newer program, or restore a backup made before it",
                                version, newest));
    }
    for (auto at = version; at < newest; ++at) {
        connection.execute(fmt::format(
            "BEGIN IMMEDIATE; {}; PRAGMA application_id = {}; PRAGMA user_version = {}; COMMIT",
            steps[static_cast<std::size_t>(at)], mark, at + 1));
        if (auto failed = connection.take_failure()) {
            connection.execute("ROLLBACK");
            connection.take_failure();
            failed->text = fmt::format("cannot bring the database from version {} to {}: {}", at,
                                       at + 1, failed->text);
            return tl::unexpected(*failed);
        }
    }
    return {};
}

}  // namespace selat::store::sqlite
