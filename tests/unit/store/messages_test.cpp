// Messages on both stores: positions, receipts, edits, and what finds them again.

#include "both_support.hpp"

using namespace selat;
using namespace selat::store;
using namespace selat::store::test;

TEST_CASE("positions count messages first, then events, across commits") {
    given given(kinds());
    const auto conversation = given.begin("U1");
    changes changes;
    changes.messages.push_back(given.make.message(conversation, 1));
    changes.messages.push_back(given.make.message(conversation, 2));
    changes.events.push_back(given.make.created(changes.messages[0]));
    changes.events.push_back(given.make.created(changes.messages[1]));
    const auto ids = std::pair(changes.messages[0].id, changes.messages[1].id);
    const auto first = commit(*given.store, std::move(changes));
    REQUIRE(first);
    CHECK(first->first_position == 1);
    CHECK(given.read(ids.second).position == 2);
    const auto events = ask(*given.store, [](reader& reader) { return reader.events(0, 10); });
    REQUIRE(events);
    REQUIRE(events->size() == 2);
    CHECK(events->at(0).position == 3);
    CHECK(events->at(1).message == ids.second);
    CHECK(given.say(conversation, 3).position == 5);
    CHECK(ask(*given.store, [](reader& reader) { return reader.newest_position(); }) == 5u);
}

TEST_CASE("receipts never go backwards, and a failed message may be tried again") {
    given given(kinds());
    const auto conversation = given.begin("U1");
    const auto message = given.say(conversation, 1);
    using status = model::message_status;
    const auto becomes = [&](status wanted) {
        model::message_change change;
        change.id = message.id;
        change.status = wanted;
        change.error = wanted == status::failed
                           ? std::optional(model::delivery_error{code::timeout, "late", "30"})
                           : std::nullopt;
        given.change(change);
        return given.read(message.id);
    };
    const auto failed = becomes(status::failed);
    CHECK(failed.status == status::failed);
    REQUIRE(failed.error);
    CHECK(failed.error->provider_code == "30");
    model::message_change again;
    again.id = message.id;
    again.again = true;
    given.change(again);
    CHECK(given.read(message.id).status == status::queued);
    CHECK_FALSE(given.read(message.id).error);
    CHECK(becomes(status::delivered).status == status::delivered);
    CHECK(becomes(status::sent).status == status::delivered);
    CHECK(becomes(status::failed).status == status::delivered);
    CHECK_FALSE(given.read(message.id).error);
    CHECK(becomes(status::read).status == status::read);
}

TEST_CASE("edits and deletions leave their flags; the created event keeps its status") {
    given given(kinds());
    const auto conversation = given.begin("U1");
    changes changes;
    changes.messages.push_back(given.make.message(conversation, 1, model::direction::outbound));
    changes.events.push_back(given.make.created(changes.messages[0]));
    const auto id = changes.messages[0].id;
    REQUIRE(commit(*given.store, std::move(changes)));
    model::message_change edit;
    edit.id = id;
    edit.content = R"({"text":"better"})";
    edit.edited_ms = 2'000;
    edit.status = model::message_status::sent;
    given.change(edit);
    CHECK(given.read(id).edited_ms == 2'000);
    CHECK_FALSE(given.read(id).deleted);
    auto late = edit;
    late.content = R"({"text":"good"})";
    late.edited_ms = 1'999;
    given.change(late);
    CHECK(given.read(id).edited_ms == 2'000);
    CHECK(given.read(id).content == edit.content);
    model::message_change removal;
    removal.id = id;
    removal.deleted = true;
    given.change(removal);
    CHECK(given.read(id).deleted);
    const auto events = ask(*given.store, [](reader& reader) { return reader.events(0, 10); });
    REQUIRE(events);
    REQUIRE(events->size() == 1);
    CHECK_THAT(events->front().data, Catch::Contains(R"("status":"queued")"));
    CHECK_THAT(events->front().data, Catch::Contains("better"));
    CHECK_THAT(events->front().data, Catch::Contains(R"("deleted":false)"));
}

TEST_CASE("a delivery is found once it is durable, and the first of two stays") {
    given given(kinds());
    const auto conversation = given.begin("U1");
    CHECK(ask(*given.store, [](reader& reader) { return reader.delivery("line", "e1"); }) ==
          std::nullopt);
    const auto first = given.make.id(model::id_kind::message);
    for (const auto& message : {first, given.make.id(model::id_kind::message)}) {
        changes changes;
        changes.deliveries.push_back({"line", "e1", message, 4, given.make.now()});
        REQUIRE(commit(*given.store, std::move(changes)));
    }
    const auto found =
        ask(*given.store, [](reader& reader) { return reader.delivery("line", "e1"); });
    REQUIRE(found);
    REQUIRE(*found);
    CHECK((*found)->message == first);
    CHECK((*found)->address_seq == 4);
    CHECK_FALSE(given.store->surely_new("line", "e1"));
    CHECK(given.store->surely_new("line", "e2"));
    CHECK(ask(*given.store, [](reader& reader) { return reader.delivery("sms", "e1"); }) ==
          std::nullopt);
}

TEST_CASE("a message is found by the provider's ids of all its parts") {
    given given(kinds());
    const auto message = given.say(given.begin("U1"), 1);
    changes changes;
    model::message_change sent;
    sent.id = message.id;
    sent.provider_id = "one";
    sent.context = "of one";
    changes.message_changes.push_back(sent);
    changes.provider_ids.push_back({"line", "one", message.id, "of one"});
    changes.provider_ids.push_back({"line", "two", message.id, "of two"});
    REQUIRE(commit(*given.store, std::move(changes)));
    for (const std::string part : {"one", "two"}) {
        const auto found = ask(*given.store, [&](reader& reader) {
            return reader.message_by_provider_id("line", part);
        });
        REQUIRE((found && *found));
        CHECK((*found)->id == message.id);
        CHECK((*found)->context == "of " + part);
    }
}
