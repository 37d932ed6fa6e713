// What was told durable is there afterwards, whatever ended the program.

#include "support.hpp"

#include <csignal>
#include <filesystem>
#include <thread>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace selat;
using namespace selat::store;
using namespace selat::store::test;

namespace {

// Two messages and a delivery that are there together or not at all.
changes pair_of(maker& make, std::uint64_t number) {
    changes changes;
    model::conversation conversation;
    conversation.id = make.id(model::id_kind::conversation);
    conversation.channel = "line";
    conversation.address = "U1";
    changes.conversations.push_back(conversation);
    changes.messages.push_back(make.message(conversation, 2 * number + 1));
    changes.messages.push_back(make.message(conversation, 2 * number + 2));
    changes.deliveries.push_back(
        {"line", fmt::format("d{}", number), changes.messages[0].id, 0, {}});
    return changes;
}

// Commits without end and writes each number that is durable into a pipe.
[[noreturn]] void load_until_killed(const std::string& path, int tell) {
    auto opened = open_sqlite({path, true, 1});
    if (!opened) {
        ::_exit(1);
    }
    maker make(5);
    for (std::uint64_t number = 0;; ++number) {
        (*opened)->commit(pair_of(make, number), [tell, number](result<committed> done) {
            if (!done || ::write(tell, &number, sizeof number) != sizeof number) {
                ::_exit(2);
            }
        });
        if (number % 64 == 63) {
            commit(**opened, {});
        }
    }
}

std::size_t count_messages(selat::store::store& store) {
    return ask(store, [](reader& reader) {
        return reader.messages({}, {1'000'000, "", false})->items.size();
    });
}

}  // namespace

TEST_CASE("a store that was closed opens with everything and goes on counting") {
    folder files;
    maker make(4);
    {
        const auto store = open(files);
        REQUIRE(commit(*store, pair_of(make, 0))->first_position == 1);
    }
    const auto store = open(files);
    CHECK(count_messages(*store) == 2);
    CHECK(told(ask(*store, [](reader& reader) { return reader.delivery("line", "d0"); })) !=
          "none");
    CHECK(commit(*store, pair_of(make, 1))->first_position == 3);
}

TEST_CASE("a killed program has kept all that was told durable, and nothing half") {
    folder files;
    int pipe[2];
    REQUIRE(::pipe(pipe) == 0);
    const auto child = ::fork();
    if (child == 0) {
        ::close(pipe[0]);
        load_until_killed(files.database(), pipe[1]);
    }
    ::close(pipe[1]);
    std::uint64_t durable = 0;
    while (durable < 1000 && ::read(pipe[0], &durable, sizeof durable) == sizeof durable) {
    }
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    std::uint64_t more = 0;
    while (::read(pipe[0], &more, sizeof more) == sizeof more) {
        durable = more;
    }
    ::close(pipe[0]);
    REQUIRE(durable >= 1000);

    const auto store = open(files);
    const auto messages = count_messages(*store);
    CHECK(messages >= 2 * (durable + 1));
    CHECK(messages % 2 == 0);
    const auto last = ask(*store, [&](reader& reader) {
        return reader.delivery("line", fmt::format("d{}", durable));
    });
    CHECK(told(last) != "none");
    const auto history =
        ask(*store, [&](reader& reader) { return reader.history("line", "U1", 0, 0, 1'000'000); });
    REQUIRE(history);
    CHECK(history->size() == messages);
}

TEST_CASE("a lost or broken index file is made again") {
    folder files;
    maker make(4);
    {
        const auto store = open(files);
        for (std::uint64_t i = 0; i < 20; ++i) {
            REQUIRE(commit(*store, pair_of(make, i)));
        }
    }
    const auto index = files.database() + "-index";
    if (GENERATE(false, true)) {
        std::filesystem::remove(index);
    } else {
        std::filesystem::resize_file(index, 0);
    }
    const auto store = open(files);
    const auto history =
        ask(*store, [&](reader& reader) { return reader.history("line", "U1", 0, 0, 100); });
    REQUIRE(history);
    CHECK(history->size() == 40);
}

TEST_CASE("words are found within a moment, and no longer when they are gone") {
    folder files;
    const auto store = open(files);
    maker make(4);
    auto changes = pair_of(make, 0);
    changes.messages[0].content = R"({"text":"where is my parcel"})";
    const auto conversation = changes.conversations[0].id;
    const auto message = changes.messages[0].id;
    REQUIRE(commit(*store, changes));
    const auto finds = [&](const std::string& text) {
        return ask(*store, [&](reader& reader) {
            conversation_filter filter;
            filter.text = text;
            const auto found = reader.conversations(filter, {});
            return found && found->items.size() == 1 && found->items[0].id == conversation;
        });
    };
    // Asking until it answers: the search follows on a thread of its own.
    const auto until = [&](const std::string& text, bool wanted) {
        for (int turns = 0; turns < 200'000; ++turns) {
            if (finds(text) == wanted) {
                return true;
            }
        }
        return false;
    };
    CHECK(until("PARC my", true));
    CHECK_FALSE(finds("parcel yesterday"));
    struct changes edit;
    edit.message_changes.emplace_back().id = message;
    edit.message_changes[0].content = R"({"text":"never mind"})";
    REQUIRE(commit(*store, edit));
    CHECK(until("never", true));
    CHECK(until("parcel", false));
}

TEST_CASE("words are cut for a search as they were for the index, in every script") {
    folder files;
    const auto store = open(files);
    maker make(4);
    auto changes = pair_of(make, 0);
    changes.messages[0].content =
        R"({"text":"I don’t know… 你好，世界 — ภาษาไทย சேவை Café naïve résumé"})";
    changes.customers.push_back(make.customer());
    changes.customers[0].name = "O’Brien சேவை";
    REQUIRE(commit(*store, changes));
    const auto conversations = [&](const std::string& text) {
        conversation_filter filter;
        filter.text = text;
        return ask(*store, [&](reader& reader) { return reader.conversations(filter, {}); });
    };
    while (conversations("know")->items.empty()) {
        std::this_thread::yield();  // the search follows on a thread of its own
    }
    for (const auto* text : {"don’t", "DON’T know…", "你好，世界", "世界", "ภาษาไทย", "சேவை",
                             "cafe", "CAFÉ", "naïve résumé", "don\"t"}) {
        INFO(text);
        const auto found = conversations(text);
        REQUIRE(found);
        CHECK(found->items.size() == 1);
    }
    for (const auto* text : {"won’t", "’", "。", "\xff\xfe", "世 界 never"}) {
        INFO(text);
        const auto found = conversations(text);
        REQUIRE(found);
        CHECK(found->items.empty());
    }
    for (const auto* text : {"o’brien", "சேவை"}) {
        INFO(text);
        customer_filter filter;
        filter.text = text;
        const auto found =
            ask(*store, [&](reader& reader) { return reader.customers(filter, {}); });
        REQUIRE(found);
        CHECK(found->items.size() == 1);
    }
}
