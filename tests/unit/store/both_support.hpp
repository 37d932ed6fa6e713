#pragma once
// What a test needs that is run on both stores.

#include "support.hpp"

#include <memory>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

namespace selat::store::test {

// A store of one kind, with what is put into it.
struct given {
    folder files;
    std::unique_ptr<selat::store::store> store;
    maker make{11};

    explicit given(const std::string& kind)
        : store(kind == "memory" ? open_memory() : open(files)) {}

    // A customer with one address and an open conversation, committed.
    model::conversation begin(const std::string& address) {
        changes changes;
        changes.customers.push_back(make.customer());
        changes.addresses.push_back(make.address(changes.customers[0].id, "line", address));
        changes.conversations.push_back(make.conversation(changes.addresses[0]));
        const auto conversation = changes.conversations[0];
        REQUIRE(commit(*store, std::move(changes)));
        return conversation;
    }

    model::message say(const model::conversation& in, std::uint64_t seq,
                       model::direction direction = model::direction::outbound) {
        changes changes;
        changes.messages.push_back(make.message(in, seq, direction));
        auto message = changes.messages[0];
        const auto done = commit(*store, std::move(changes));
        REQUIRE(done);
        message.position = done->first_position;
        return message;
    }

    void change(model::message_change change) {
        changes changes;
        changes.message_changes.push_back(std::move(change));
        REQUIRE(commit(*store, std::move(changes)));
    }

    model::message read(const model::id& id) {
        const auto found = ask(*store, [&](reader& reader) { return reader.message(id); });
        REQUIRE(found);
        REQUIRE(*found);
        return **found;
    }
};

// The test is run once a kind.
inline std::string kinds() { return GENERATE(as<std::string>{}, "memory", "sqlite"); }

}  // namespace selat::store::test
