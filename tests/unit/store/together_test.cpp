// Many threads on one store.

#include "support.hpp"

#include <atomic>
#include <thread>

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace selat;
using namespace selat::store;
using namespace selat::store::test;

TEST_CASE("writers and readers work side by side and each sees what it was told") {
    folder files;
    const auto store = open(files, 2);
    constexpr std::uint64_t writers = 3;
    constexpr std::uint64_t each = 60;
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (std::uint64_t writer = 0; writer < writers; ++writer) {
        threads.emplace_back([&, writer] {
            maker make(100 + writer);
            auto address =
                make.address(make.id(model::id_kind::customer), "line", fmt::format("U{}", writer));
            const auto conversation = make.conversation(address);
            for (std::uint64_t i = 1; i <= each; ++i) {
                changes changes;
                changes.messages.push_back(make.message(conversation, i));
                changes.addresses.push_back(address);
                changes.conversations.push_back(conversation);
                const auto delivery = fmt::format("{}-{}", writer, i);
                changes.deliveries.push_back({"line", delivery, changes.messages[0].id, i, {}});
                if (!commit(*store, std::move(changes))) {
                    ++wrong;
                }
                const auto history = ask(*store, [&](reader& reader) {
                    return reader.history("line", address.address, 0, 0, 1000);
                });
                const auto found =
                    ask(*store, [&](reader& reader) { return reader.delivery("line", delivery); });
                if (!history || history->size() != i || !found || !*found ||
                    store->surely_new("line", delivery)) {
                    ++wrong;
                }
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    CHECK(wrong == 0);
    CHECK(ask(*store, [](reader& reader) { return reader.newest_position(); }) == writers * each);
}
