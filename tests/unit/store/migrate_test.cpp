#include "schema.hpp"
#include "support.hpp"

#include <array>

#include "host/store/sqlite/migrate.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace selat;
using namespace selat::store;
using namespace selat::store::test;

namespace {

constexpr std::array<std::string_view, 3> steps{
    "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1)",
    "ALTER TABLE a ADD COLUMN y INTEGER DEFAULT 5",
    "UPDATE a SET y = y + x",
};

std::unique_ptr<sqlite::connection> connect(const folder& folder) {
    auto opened = sqlite::connection::open(folder.database(), sqlite::access::write);
    REQUIRE(opened);
    return std::move(*opened);
}

}  // namespace

TEST_CASE("a database of an older version is brought up to date and keeps its rows") {
    for (std::size_t version = 0; version <= steps.size(); ++version) {
        folder files;
        auto database = connect(files);
        const std::span all(steps);
        REQUIRE(sqlite::migrate(*database, sqlite::database_mark, all.first(version)));
        REQUIRE(sqlite::migrate(*database, sqlite::database_mark, all));
        CHECK(database->integer("SELECT y FROM a") == 6);
        CHECK(database->integer("PRAGMA user_version") == 3);
    }
}

TEST_CASE("what the first version stored is read by this one") {
    folder files;
    maker make(11);
    const auto conversation =
        make.conversation(make.address(make.id(model::id_kind::customer), "line", "U1"));
    const auto message = make.message(conversation, 1);
    {
        auto database = connect(files);
        REQUIRE(sqlite::migrate(*database, sqlite::database_mark,
                                std::span(sqlite::schema_steps).first(1)));
        database
            ->prepare("INSERT INTO messages (position, id, conversation, customer, channel, "
                      "address, address_seq, direction, provider_id, client_token, status, at, "
                      "content) VALUES (1, ?1, ?2, ?3, 'line', 'U1', 1, 0, '', '', 0, 0, ?4)")
            .with(message.id, message.conversation, message.customer,
                  std::string_view(message.content))
            .run();
        REQUIRE_FALSE(database->failed());
    }
    const auto store = open(files);
    const auto found = ask(*store, [&](reader& reader) { return reader.message(message.id); });
    REQUIRE((found && *found));
    CHECK((*found)->content == message.content);
    CHECK_FALSE((*found)->unsent);
}

TEST_CASE("a step that fails leaves the version before it") {
    folder files;
    auto database = connect(files);
    auto broken = steps;
    broken[1] = "CREATE TABLE b (z); INSERT INTO nowhere VALUES (1)";
    const auto failed = sqlite::migrate(*database, sqlite::database_mark, broken);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == code::unavailable);
    CHECK(database->integer("PRAGMA user_version") == 1);
    CHECK(database->integer("SELECT count(*) FROM sqlite_schema WHERE name = 'b'") == 0);
    CHECK(sqlite::migrate(*database, sqlite::database_mark, steps));
}

TEST_CASE("a newer database is refused as it is, a foreign one too") {
    folder files;
    open(files);
    connect(files)->execute("PRAGMA user_version = 99");
    const auto newer = open_sqlite({files.database(), true, 1});
    REQUIRE_FALSE(newer);
    CHECK(newer.error().code == code::wrong_state);
    connect(files)->execute("PRAGMA application_id = 5; PRAGMA user_version = 0");
    const auto foreign = open_sqlite({files.database(), true, 1});
    REQUIRE_FALSE(foreign);
    CHECK(foreign.error().code == code::unavailable);
}

TEST_CASE("a database has one program at a time, and a folder that exists") {
    folder files;
    const auto first = open(files);
    const auto second = open_sqlite({files.database(), true, 1});
    REQUIRE_FALSE(second);
    CHECK(second.error().code == code::unavailable);
    const auto nowhere = open_sqlite({(files.path() / "no" / "selat.db").string(), true, 1});
    REQUIRE_FALSE(nowhere);
    CHECK(nowhere.error().code == code::unavailable);
}
