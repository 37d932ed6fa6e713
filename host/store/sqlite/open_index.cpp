// Opening the index file: it is only ever a copy, so whatever is wrong with it, it is made anew.

#include "schema.hpp"

#include <cstdio>

#include "host/store/sqlite/migrate.hpp"
#include "host/store/sqlite/projector.hpp"

namespace selat::store::sqlite {
namespace {

void remove_files(const std::string& path) {
    for (const char* suffix : {"", "-wal", "-shm"}) {
        std::remove((path + suffix).c_str());
    }
}

result<std::unique_ptr<connection>> open_file(const std::string& path,
                                              const std::string& identity) {
    auto opened = connection::open(path, access::write);
    if (!opened) {
        return opened;
    }
    auto& index = **opened;
    index.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
                  "PRAGMA wal_autocheckpoint = 4096; PRAGMA journal_size_limit = 33554432; "
                  "PRAGMA cache_size = -8192; PRAGMA secure_delete = FAST");
    if (auto done = migrate(index, index_mark, index_steps); !done) {
        return tl::unexpected(done.error());
    }
    if (index.integer("SELECT count(*) FROM progress") == 0) {
        index.prepare("INSERT INTO progress VALUES (?1, 0, 0, 0, 0, 0)")
            .with(std::string_view(identity))
            .run();
    }
    std::string found;
    {
        auto row = index.prepare("SELECT identity FROM progress");
        found = row.next() ? row.text(0) : std::string{};
    }
    if (auto failed = index.take_failure()) {
        return tl::unexpected(*failed);
    }
    if (found != identity) {
        return fail(code::wrong_state, "the index belongs to another database");
    }
    return opened;
}

// After a crash the database may have lost what the index has seen already.
void cut_back(connection& index, connection& database) {
    const auto newest = database.integer("SELECT max(position) FROM messages");
    const auto deliveries = database.integer("SELECT max(number) FROM deliveries");
    const auto keys = database.integer("SELECT max(number) FROM provider_keys");
    const auto touched = database.integer("SELECT max(number) FROM touched");
    index.execute("BEGIN IMMEDIATE");
    if (index.integer("SELECT messages FROM progress") > newest) {
        index
            .prepare("DELETE FROM message_index WHERE bucket >= ?1 >> 16 AND kind <> 6 AND "
                     "position > ?1")
            .with(newest)
            .run();
        index.prepare("DELETE FROM message_search WHERE rowid > ?1").with(newest).run();
    }
    if (index.integer("SELECT deliveries FROM progress") > deliveries) {
        index.prepare("DELETE FROM delivery_index WHERE bucket >= ?1 >> 16 AND number > ?1")
            .with(deliveries)
            .run();
    }
    index
        .prepare("UPDATE progress SET messages = min(messages, ?1), searched = min(searched, ?1), "
                 "deliveries = min(deliveries, ?2), provider_keys = min(provider_keys, ?3), "
                 "touched = min(touched, ?4)")
        .with(newest, deliveries, keys, touched)
        .run();
    index.execute("COMMIT");
}

}  // namespace

result<std::unique_ptr<projector>> projector::open(const std::string& index_path,
                                                   std::unique_ptr<connection> database,
                                                   seen_filter& seen) {
    std::string identity;
    {
        auto row = database->prepare("SELECT identity FROM store");
        identity = row.next() ? row.text(0) : std::string{};
    }
    if (auto failed = database->take_failure()) {
        return tl::unexpected(*failed);
    }
    auto index = open_file(index_path, identity);
    if (!index) {
        remove_files(index_path);
        index = open_file(index_path, identity);
    }
    if (!index) {
        return tl::unexpected(index.error());
    }
    cut_back(**index, *database);
    for (auto* each : {index->get(), database.get()}) {
        if (auto failed = each->take_failure()) {
            return tl::unexpected(*failed);
        }
    }
    return std::unique_ptr<projector>(new projector(std::move(database), std::move(*index), seen));
}

}  // namespace selat::store::sqlite
