// Which messages a receipt that reaches up to somewhere is about.

#include "both_support.hpp"

#include <chrono>

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::store;
using namespace selat::store::test;

namespace {

struct thread {
    folder files;
    std::unique_ptr<selat::store::store> store;
    maker make{31};
    model::conversation conversation;

    explicit thread(const std::string& kind)
        : store(kind == "memory" ? open_memory() : open(files)) {
        const auto customer = make.customer();
        conversation = make.conversation(make.address(customer.id, "line", "U1"));
    }
    void say(const std::vector<model::message_status>& all) {
        changes changes;
        std::uint64_t seq = 0;
        for (const auto each : all) {
            const auto direction = each == model::message_status::received
                                       ? model::direction::inbound
                                       : model::direction::outbound;
            changes.messages.push_back(make.message(conversation, ++seq, direction));
            changes.messages.back().status = each;
        }
        REQUIRE(commit(*store, std::move(changes)));
    }
    std::vector<std::uint64_t> unread(model::message_status below, std::uint64_t after,
                                      std::uint64_t up_to) {
        const auto found = ask(*store, [&](reader& reader) {
            return reader.unread("line", "U1", below, after, up_to, std::nullopt);
        });
        REQUIRE(found);
        std::vector<std::uint64_t> out;
        for (const auto& each : *found) {
            CHECK(each.content.empty());
            out.push_back(each.address_seq);
        }
        return out;
    }
};

using numbers = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("what is read up to somewhere is what went out and is not read yet") {
    using enum model::message_status;
    thread thread(kinds());
    thread.say({received, sent, failed, read, delivered, queued, received, sent});
    CHECK(thread.unread(read, 0, 0) == numbers{2, 5, 6, 8});
    CHECK(thread.unread(read, 0, 7) == numbers{2, 5, 6});
    CHECK(thread.unread(read, 2, 7) == numbers{5, 6});
    CHECK(thread.unread(delivered, 0, 0) == numbers{2, 6, 8});
}

TEST_CASE("a long thread is not walked to its beginning for what is new") {
    using enum model::message_status;
    thread thread("sqlite");
    std::vector<model::message_status> all(2'000, delivered);
    all.front() = sent;  // a receipt that never came
    all.back() = sent;
    thread.say(all);
    // The index follows the commits; what it does not know yet is looked at whole.
    const auto latest = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (thread.unread(delivered, 0, 0).size() == 2) {
        REQUIRE(std::chrono::steady_clock::now() < latest);
    }
    CHECK(thread.unread(delivered, 0, 0) == numbers{2'000});
}
