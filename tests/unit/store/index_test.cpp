// What a look into the index costs, however much was stored before.

#include "support.hpp"
#include "tests/support/index_follows.hpp"

#include <thread>

#include "host/store/sqlite/sqlite_reader.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <sqlite3.h>

using namespace selat;
using namespace selat::store;
using namespace selat::store::test;

namespace {

constexpr std::uint64_t buckets = 3'000;

std::unique_ptr<sqlite::connection> connect(const std::string& path) {
    auto opened = sqlite::connection::open(path, sqlite::access::write);
    REQUIRE(opened);
    return std::move(*opened);
}

// A store in which much was said before: what is committed from now on is in its newest bucket.
struct old_store {
    folder files;
    maker make{8};

    old_store() {
        {
            const auto made = open(files);
        }
        connect(files.database())
            ->execute(fmt::format("INSERT INTO events (position) VALUES ({})",
                                  buckets << sqlite::bucket_bits));
    }
    std::string index_path() const { return files.database() + "-index"; }

    // Commits, and waits until the index has followed.
    void put(changes changes) {
        const auto store = open(files);
        const auto done = commit(*store, std::move(changes));
        REQUIRE(done);
        const auto index = connect(index_path());
        while (sqlite::read_progress(*index).messages < done->first_position) {
            std::this_thread::yield();
        }
    }
};

// A reader that counts how often it looks into the index, and the steps its queries take.
class counting_reader {
public:
    explicit counting_reader(const old_store& store) {
        auto database = connect(store.files.database());
        auto index = connect(store.index_path());
        sqlite3_trace_v2(index->handle(), SQLITE_TRACE_STMT, count, &looks);
        sqlite3_progress_handler(database->handle(), 1, step, &steps);
        reader_ =
            std::make_unique<sqlite::sqlite_reader>(std::move(database), std::move(index), seen_);
    }
    sqlite::sqlite_reader* operator->() { return reader_.get(); }

    int looks = 0;
    int steps = 0;

private:
    static int count(unsigned, void* counter, void*, void*) {
        ++*static_cast<int*>(counter);
        return 0;
    }
    static int step(void* counter) {
        ++*static_cast<int*>(counter);
        return 0;
    }

    sqlite::seen_filter seen_{1};
    std::unique_ptr<sqlite::sqlite_reader> reader_;
};

changes talk(maker& make, model::conversation& conversation, int messages) {
    changes out;
    conversation.id = make.id(model::id_kind::conversation);
    conversation.channel = "line";
    conversation.address = "U1";
    for (int i = 1; i <= messages; ++i) {
        auto message = make.message(conversation, static_cast<std::uint64_t>(i));
        message.seq = static_cast<std::uint64_t>(i);
        message.provider_id = fmt::format("m{}", i);
        out.messages.push_back(std::move(message));
    }
    return out;
}

}  // namespace

TEST_CASE("the newest messages of a conversation are found without a look at what was before it") {
    old_store store;
    model::conversation conversation;
    store.put(talk(store.make, conversation, 3));
    counting_reader reader(store);
    message_filter filter;
    filter.conversation = conversation.id;
    const auto found = reader->messages(filter, {20, "", true});
    REQUIRE(found);
    REQUIRE(found->items.size() == 3);
    CHECK(found->items.back().seq == 1);
    CHECK(reader.looks < 20);
    filter.direction = model::direction::outbound;
    CHECK(reader->messages(filter, {20, "", true})->items.empty());
    CHECK(reader.looks < 20);
}

TEST_CASE("a message of just now is found by its provider's id without a look at older ones") {
    old_store store;
    model::conversation conversation;
    store.put(talk(store.make, conversation, 3));
    counting_reader reader(store);
    const auto found = reader->message_by_provider_id("line", "m2");
    REQUIRE((found && *found));
    CHECK((*found)->seq == 2);
    CHECK(reader.looks < 20);
}

TEST_CASE("notes are found without reading every message") {
    old_store store;
    model::conversation conversation;
    auto said = talk(store.make, conversation, 2'000);
    for (const std::size_t at : {500u, 1'500u}) {
        said.messages[at].direction = model::direction::internal;
    }
    store.put(said);
    counting_reader reader(store);
    message_filter filter;
    filter.direction = model::direction::internal;
    const auto found = reader->messages(filter, {1, "", false});
    REQUIRE(found);
    REQUIRE(found->items.size() == 1);
    CHECK(found->items[0].seq == 501);
    const auto rest = reader->messages(filter, {5, found->next, false});
    REQUIRE(rest);
    REQUIRE(rest->items.size() == 1);
    CHECK(rest->items[0].seq == 1'501);
    CHECK(reader.steps < 2'000);
}

TEST_CASE("an index of before notes had entries gets them") {
    old_store store;
    model::conversation conversation;
    auto said = talk(store.make, conversation, 2);
    said.messages[1].direction = model::direction::internal;
    store.put(said);
    connect(store.index_path())
        ->execute("DELETE FROM message_index WHERE kind = 7; PRAGMA user_version = 1");
    model::conversation other;
    store.put(talk(store.make, other, 1));
    counting_reader reader(store);
    message_filter filter;
    filter.direction = model::direction::internal;
    CHECK(reader->messages(filter, {})->items.size() == 1);
}

TEST_CASE("a moved message is found by its words where it is now, once the index has followed") {
    old_store old;
    const auto store = open(old.files);
    changes said;
    std::vector<model::conversation> both;
    for (const auto* who : {"U1", "U2"}) {
        said.customers.push_back(old.make.customer());
        said.addresses.push_back(old.make.address(said.customers.back().id, "line", who));
        both.push_back(old.make.conversation(said.addresses.back()));
        said.conversations.push_back(both.back());
    }
    auto message = old.make.message(both[0], 1);
    message.seq = 1;
    message.content = R"({"text":"durian"})";
    said.messages.push_back(message);
    REQUIRE(commit(*store, std::move(said)));
    const auto found = [&] {
        testing::await_index(old.files.database());
        conversation_filter filter;
        filter.text = "durian";
        std::vector<model::id> out;
        const auto list =
            ask(*store, [&](reader& reader) { return reader.conversations(filter, {}); });
        REQUIRE(list);
        for (const auto& each : list->items) {
            out.push_back(each.id);
        }
        return out;
    };
    REQUIRE(found() == std::vector{both[0].id});
    changes move;
    move.moved_messages.push_back({message.id, both[1].id, both[1].customer, 1});
    REQUIRE(commit(*store, std::move(move)));
    CHECK(found() == std::vector{both[1].id});
}

TEST_CASE("customers with a word come in the order of their ids, page by page") {
    const folder files;
    const auto store = open(files);
    maker make(3);
    changes changes;
    for (int i = 0; i < 30; ++i) {
        changes.customers.push_back(make.customer());
        changes.customers.back().name = "Siti";
    }
    REQUIRE(commit(*store, changes));
    customer_filter filter;
    filter.text = "siti";
    for (const bool descending : {false, true}) {
        page page{7, "", descending};
        std::vector<model::id> walked;
        const auto next = [&] {
            return ask(*store, [&](reader& reader) { return reader.customers(filter, page); });
        };
        // The search follows the commits on a thread of its own.
        while (next()->items.size() < 7 || next()->next.empty()) {
            std::this_thread::yield();
        }
        do {
            const auto found = next();
            REQUIRE(found);
            for (const auto& each : found->items) {
                walked.push_back(each.customer.id);
            }
            page.after = found->next;
        } while (!page.after.empty());
        CHECK(walked.size() == 30);
        CHECK((descending ? std::ranges::is_sorted(walked, std::greater<>())
                          : std::ranges::is_sorted(walked)));
    }
}

TEST_CASE("the words of a message are not indexed again for what its provider called it") {
    old_store old;
    const auto store = open(old.files);
    model::conversation conversation;
    auto said = talk(old.make, conversation, 1);
    const auto id = said.messages[0].id;
    REQUIRE(commit(*store, std::move(said)));
    const auto words = [&] {
        testing::await_index(old.files.database());
        return connect(old.index_path())
            ->integer("SELECT sum(id) + sum(length(block)) FROM message_search_data");
    };
    const auto before = words();
    model::message_change sent;
    sent.id = id;
    sent.provider_id = "m-sent";
    changes change;
    change.message_changes.push_back(sent);
    REQUIRE(commit(*store, change));
    CHECK(words() == before);
    counting_reader reader(old);
    const auto found = reader->message_by_provider_id("line", "m-sent");
    REQUIRE((found && *found));
    CHECK((*found)->id == id);

    change.message_changes[0].content = R"({"text":"other words altogether"})";
    change.message_changes[0].edited_ms = 2'000;
    REQUIRE(commit(*store, change));
    CHECK(words() != before);
}
