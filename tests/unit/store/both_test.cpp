// What every store must do, on both.

#include "support.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::store;
using namespace selat::store::test;

namespace {

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

std::string kinds() { return GENERATE(as<std::string>{}, "memory", "sqlite"); }

}  // namespace

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
    edit.edited = true;
    edit.status = model::message_status::sent;
    given.change(edit);
    CHECK(given.read(id).edited);
    CHECK_FALSE(given.read(id).deleted);
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

TEST_CASE("cursors walk a list once, both ways, while others write") {
    given given(kinds());
    const auto conversation = given.begin("U1");
    std::vector<std::uint64_t> written;
    for (std::uint64_t i = 1; i <= 7; ++i) {
        written.push_back(given.say(conversation, i).position);
    }
    for (const bool descending : {false, true}) {
        std::vector<std::uint64_t> seen;
        page page{3, "", descending};
        do {
            message_filter filter;
            filter.conversation = conversation.id;
            const auto found =
                ask(*given.store, [&](reader& reader) { return reader.messages(filter, page); });
            REQUIRE(found);
            for (const auto& message : found->items) {
                seen.push_back(message.position);
            }
            page.after = found->next;
            given.say(given.begin(page.after + "x"), 1);
        } while (!page.after.empty());
        if (descending) {
            std::reverse(seen.begin(), seen.end());
        }
        CHECK(seen == written);
    }
}

TEST_CASE("a cursor that no list gave is refused") {
    given given(kinds());
    const page page{10, "nonsense", false};
    const auto check = [&](auto list) {
        const auto found = ask(*given.store, list);
        REQUIRE_FALSE(found);
        CHECK(found.error().code == code::invalid);
    };
    check([&](reader& reader) { return reader.messages({}, page); });
    check([&](reader& reader) { return reader.conversations({}, page); });
    check([&](reader& reader) { return reader.customers({}, page); });
    check([&](reader& reader) { return reader.tasks({}, page); });
}

TEST_CASE("a merge moves everything and leaves a tombstone that leads on") {
    given given(kinds());
    const auto from = given.begin("U1");
    const auto into = given.begin("U2");
    const auto message = given.say(from, 1);
    auto closed = given.begin("U3");
    changes changes;
    closed.customer = from.customer;
    closed.status = model::conversation_status::closed;
    changes.conversations.push_back(closed);
    changes.tasks.push_back(given.make.task(from, "support"));
    changes.merges.push_back({from.customer, into.customer});
    const auto task = changes.tasks[0].id;
    REQUIRE(commit(*given.store, std::move(changes)));

    const auto record =
        ask(*given.store, [&](reader& reader) { return reader.record(from.customer); });
    REQUIRE(record);
    REQUIRE(*record);
    CHECK((*record)->customer.id == into.customer);
    REQUIRE((*record)->addresses.size() == 2);
    CHECK((*record)->addresses[0].reach_at == (*record)->addresses[0].first_seen);
    CHECK((*record)->open.size() == 2);  // the closed one does not count
    const auto old =
        ask(*given.store, [&](reader& reader) { return reader.customer(from.customer); });
    REQUIRE((old && *old));
    CHECK((*old)->customer.merged_into == into.customer);
    CHECK((*old)->addresses.empty());
    CHECK(given.read(message.id).customer == into.customer);
    const auto moved = ask(*given.store, [&](reader& reader) { return reader.task(task); });
    REQUIRE((moved && *moved));
    CHECK((*moved)->customer == into.customer);
    const auto list = ask(*given.store, [&](reader& reader) {
        message_filter filter;
        filter.customer = into.customer;
        return reader.messages(filter, {});
    });
    REQUIRE(list);
    CHECK(list->items.size() == 1);
}

TEST_CASE("a split moves one address with its conversations") {
    given given(kinds());
    const auto first = given.begin("U1");
    const auto second = given.begin("U2");
    const auto message = given.say(second, 1);
    changes changes;
    changes.customers.push_back(given.make.customer());
    changes.merges.push_back({second.customer, first.customer});
    const auto fresh = changes.customers[0].id;
    changes.splits.push_back({first.customer, fresh, "line", "U2"});
    REQUIRE(commit(*given.store, std::move(changes)));
    const auto record = ask(*given.store, [&](reader& reader) { return reader.record(fresh); });
    REQUIRE((record && *record));
    CHECK((*record)->addresses.size() == 1);
    REQUIRE((*record)->open.size() == 1);
    CHECK((*record)->open[0].id == second.id);
    CHECK(given.read(message.id).customer == fresh);
}

TEST_CASE("a proved identity is found by the oldest address that has it, until that is split off") {
    given given(kinds());
    const auto conversation = given.begin("U1");
    const auto holder = [&](const std::string& channel, const std::string& identity) {
        const auto found = ask(*given.store, [&](reader& reader) {
            return reader.address_of_identity(channel, identity);
        });
        REQUIRE(found);
        return *found ? (*found)->address : "";
    };
    CHECK(holder("line", "").empty());
    changes proved;
    for (const auto* address : {"V2", "V1"}) {
        proved.addresses.push_back(given.make.address(conversation.customer, "line", address));
        proved.addresses.back().identity = "ann";
    }
    REQUIRE(commit(*given.store, proved));
    CHECK(holder("line", "ann") == "V2");
    CHECK(holder("sms", "ann").empty());
    CHECK(holder("line", "ben").empty());
    changes apart;
    apart.customers.push_back(given.make.customer());
    apart.splits.push_back({conversation.customer, apart.customers[0].id, "line", "V2"});
    REQUIRE(commit(*given.store, apart));
    CHECK(holder("line", "ann") == "V1");
}

TEST_CASE("an erased customer keeps order and ids, and nothing that was said") {
    given given(kinds());
    const auto conversation = given.begin("U1");
    const auto message = given.say(conversation, 1, model::direction::inbound);
    changes changes;
    media picture;
    picture.id = given.make.id(model::id_kind::media);
    picture.message = message.id;
    changes.media.push_back(picture);
    changes.provider_ids.push_back({"line", "part-2", message.id, "c"});
    changes.erased_customers.push_back(conversation.customer);
    REQUIRE(commit(*given.store, std::move(changes)));
    const auto left = given.read(message.id);
    CHECK(left.position == message.position);
    CHECK(left.content == "{}");
    CHECK(left.address.empty());
    CHECK(left.author.id.empty());
    CHECK(left.deleted);
    const auto customer =
        ask(*given.store, [&](reader& reader) { return reader.customer(conversation.customer); });
    REQUIRE((customer && *customer));
    CHECK((*customer)->customer.name.empty());
    CHECK((*customer)->addresses.empty());
    CHECK(ask(*given.store, [&](reader& reader) { return reader.address("line", "U1"); }) ==
          std::nullopt);
    CHECK(told(ask(*given.store, [&](reader& reader) { return reader.attachment(picture.id); })) ==
          "none");
    CHECK(told(ask(*given.store, [](reader& reader) {
              return reader.message_by_provider_id("line", "part-2");
          })) == "none");
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

TEST_CASE("an agent sees the conversations of accepted and wrapping reservations") {
    given given(kinds());
    std::vector<model::id> visible;
    changes changes;
    for (int status = 0; status <= 7; ++status) {
        const auto conversation = given.begin("U" + std::to_string(status));
        auto one = given.make.reservation(given.make.task(conversation, "q"), "aminah");
        one.status = static_cast<model::reservation_status>(status);
        if (one.status == model::reservation_status::accepted ||
            one.status == model::reservation_status::wrapping) {
            visible.push_back(conversation.id);
        }
        changes.reservations.push_back(one);
    }
    REQUIRE(commit(*given.store, std::move(changes)));
    CHECK(ask(*given.store,
              [](reader& reader) { return reader.visible_conversations("aminah"); }) == visible);
    const auto live = ask(*given.store, [](reader& reader) { return reader.live_reservations(); });
    REQUIRE(live);
    CHECK(live->size() == 3);
}

TEST_CASE("jobs and plugin values come and go with the commits") {
    given given(kinds());
    model::job job;
    job.id = given.make.id(model::id_kind::job);
    job.payload = std::string("a\0b", 3);
    changes first;
    first.jobs.push_back(job);
    first.plugin_values.push_back({"line", "cursor", "7"});
    REQUIRE(commit(*given.store, first));
    auto jobs = ask(*given.store, [](reader& reader) { return reader.jobs(); });
    REQUIRE((jobs && jobs->size() == 1));
    CHECK(jobs->front().payload == job.payload);
    changes second;
    second.finished_jobs.push_back(job.id);
    second.plugin_values.push_back({"line", "cursor", ""});
    REQUIRE(commit(*given.store, second));
    CHECK(ask(*given.store, [](reader& reader) { return reader.jobs(); })->empty());
    CHECK(ask(*given.store, [](reader& reader) { return reader.plugin_values("line"); })->empty());
}

TEST_CASE("commits call back in order and not on the caller's thread") {
    given given(kinds());
    std::vector<int> order;
    std::thread::id caller = std::this_thread::get_id();
    bool elsewhere = true;
    for (int i = 0; i < 50; ++i) {
        changes changes;
        changes.plugin_values.push_back({"line", "n", std::to_string(i)});
        given.store->commit(std::move(changes), [&, i](result<committed>) {
            order.push_back(i);
            elsewhere = elsewhere && std::this_thread::get_id() != caller;
        });
    }
    given.store.reset();
    CHECK(order.size() == 50);
    CHECK(std::is_sorted(order.begin(), order.end()));
    CHECK(elsewhere);
}

TEST_CASE("sessions end with their agent, and what is past is tidied away") {
    given here(kinds());
    const auto at = [](std::int64_t seconds) { return model::from_ms(seconds * 1'000); };
    changes first;
    first.sessions = {{"a", "aminah", at(100)},
                      {"b", "badrul", at(100)},
                      {"c", "badrul", at(5)},
                      {"d", "chong", at(5)}};
    first.answers = {{"old", "{}", at(1)}, {"new", "{}", at(50)}};
    commit(*here.store, std::move(first));
    changes second;
    second.logged_out = {"badrul"};
    second.tidying = {at(10), at(20)};
    CHECK_FALSE(second.empty());
    commit(*here.store, std::move(second));
    const auto left = [&](const std::string& hash) {
        return ask(*here.store, [&](reader& from) { return from.session(hash)->has_value(); });
    };
    CHECK(left("a"));
    CHECK_FALSE(left("b"));
    CHECK_FALSE(left("c"));
    CHECK_FALSE(left("d"));
    const auto kept = [&](const std::string& key) {
        return ask(*here.store, [&](reader& from) { return from.answer(key)->has_value(); });
    };
    CHECK_FALSE(kept("old"));
    CHECK(kept("new"));
}
