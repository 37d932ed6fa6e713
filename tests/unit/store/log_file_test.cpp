// Writing the log in one go changes nothing of what others see.

#include "support.hpp"

#include <fstream>
#include <string>

#include "host/store/sqlite/connection.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::store;
using namespace selat::store::test;

namespace {

std::unique_ptr<sqlite::connection> connect(const folder& folder, sqlite::access access) {
    auto opened = sqlite::connection::open(folder.database(), access);
    REQUIRE(opened);
    return std::move(*opened);
}

std::unique_ptr<sqlite::connection> writer_of(const folder& folder, bool full) {
    auto writer = connect(folder, sqlite::access::write);
    writer->execute("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0");
    writer->execute(full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    writer->execute("CREATE TABLE t (number INTEGER PRIMARY KEY, bytes BLOB)");
    return writer;
}

// Each row fills a page.
void add_pages(sqlite::connection& writer, std::int64_t first, int count) {
    for (int i = 0; i < count; ++i) {
        writer.prepare("INSERT INTO t VALUES (?1, zeroblob(3900))").with(first + i).run();
    }
}

// How often this thread has called the system to write; none where the system does not tell.
std::optional<std::uint64_t> writes() {
    std::ifstream told("/proc/thread-self/io");
    for (std::string name; told >> name;) {
        std::uint64_t value = 0;
        told >> value;
        if (name == "syscw:") {
            return value;
        }
    }
    return std::nullopt;
}

}  // namespace

TEST_CASE("what is committed is there for others at once, however much it is") {
    for (const bool full : {true, false}) {
        folder files;
        const auto writer = writer_of(files, full);
        const auto reader = connect(files, sqlite::access::read);
        std::int64_t rows = 0;
        for (const int pages : {1, 2, 28, 29, 30, 31, 64, 500, 1}) {
            writer->execute("BEGIN IMMEDIATE");
            add_pages(*writer, rows, pages);
            CHECK(reader->integer("SELECT count(*) FROM t") == rows);
            writer->execute("COMMIT");
            REQUIRE_FALSE(writer->failed());
            rows += pages;
            CHECK(reader->integer("SELECT count(*) FROM t WHERE length(bytes) = 3900") == rows);
        }
        writer->execute("PRAGMA wal_checkpoint(TRUNCATE)");
        CHECK(reader->integer("SELECT count(*) FROM t WHERE length(bytes) = 3900") == rows);
        CHECK_FALSE(reader->failed());
    }
}

TEST_CASE("a transaction that outgrows the cache is rolled back whole, and read back meanwhile") {
    folder files;
    const auto writer = writer_of(files, true);
    const auto reader = connect(files, sqlite::access::read);
    writer->execute("PRAGMA cache_size = 10");
    add_pages(*writer, 0, 5);
    writer->execute("BEGIN IMMEDIATE");
    add_pages(*writer, 100, 200);
    CHECK(writer->integer("SELECT count(*) FROM t WHERE length(bytes) = 3900") == 205);
    writer->execute("ROLLBACK");
    CHECK(writer->integer("SELECT count(*) FROM t") == 5);
    add_pages(*writer, 300, 3);
    CHECK(reader->integer("SELECT count(*) FROM t WHERE length(bytes) = 3900") == 8);
    CHECK_FALSE(writer->failed());
}

TEST_CASE("a commit of many pages is few calls to write") {
    folder files;
    const auto writer = writer_of(files, true);
    writer->execute("BEGIN IMMEDIATE");
    add_pages(*writer, 0, 200);
    const auto before = writes();
    writer->execute("COMMIT");
    const auto after = writes();
    REQUIRE_FALSE(writer->failed());
    if (before && after) {
        CHECK(*after - *before <= 10);
    }
}
