// Customers on both stores: joined, split, found by a proof, erased.

#include "both_support.hpp"

using namespace selat;
using namespace selat::store;
using namespace selat::store::test;

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

TEST_CASE("an address is found on every channel that has it, with why it is its customer's") {
    given given(kinds());
    given.begin("U1");
    const auto other = given.begin("U2");
    model::address again;
    again.channel = "sms";
    again.address = "U1";
    again.customer = other.customer;
    again.linked = model::link::phone;
    again.linked_at = model::from_ms(1'700'000'000'123);
    changes changes;
    changes.addresses.push_back(again);
    REQUIRE(commit(*given.store, std::move(changes)));
    const auto found = ask(*given.store, [](reader& reader) { return reader.addresses("U1"); });
    REQUIRE(found);
    REQUIRE(found->size() == 2);
    CHECK((*found)[0].channel == "line");
    CHECK((*found)[0].linked == model::link::none);
    CHECK((*found)[1].channel == "sms");
    CHECK((*found)[1].linked == model::link::phone);
    CHECK((*found)[1].linked_at == again.linked_at);
    CHECK(ask(*given.store, [](reader& reader) { return reader.addresses("U"); })->empty());
}

TEST_CASE("a message that is moved is found where it is now, and there alone") {
    given given(kinds());
    const auto first = given.begin("U1");
    const auto second = given.begin("U2");
    given.say(first, 1);
    const auto message = given.say(first, 2);
    changes changes;
    changes.moved_messages.push_back({message.id, second.id, second.customer, 1});
    REQUIRE(commit(*given.store, std::move(changes)));
    const auto now = given.read(message.id);
    CHECK(now.conversation == second.id);
    CHECK(now.customer == second.customer);
    CHECK(now.seq == 1);
    CHECK(now.content == message.content);
    const auto count = [&](const message_filter& filter) {
        return ask(*given.store, [&](reader& reader) { return reader.messages(filter, {}); })
            ->items.size();
    };
    for (const auto* each : {&first, &second}) {
        message_filter of_conversation;
        of_conversation.conversation = each->id;
        CHECK(count(of_conversation) == 1);
        message_filter of_customer;
        of_customer.customer = each->customer;
        CHECK(count(of_customer) == 1);
    }
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

TEST_CASE("an upload is its owner's until it is removed, and holds its file meanwhile") {
    given given(kinds());
    media upload;
    upload.id = given.make.id(model::id_kind::media);
    upload.sha256 = "digest";
    upload.owner = "agent:ann";
    changes kept;
    kept.media.push_back(upload);
    REQUIRE(commit(*given.store, std::move(kept)));
    const auto read =
        ask(*given.store, [&](reader& reader) { return reader.attachment(upload.id); });
    REQUIRE((read && *read));
    CHECK((*read)->owner == "agent:ann");
    CHECK_FALSE((*read)->message);
    const auto held = [&] {
        return *ask(*given.store, [](reader& reader) { return reader.holds_media("digest"); });
    };
    CHECK(held());
    changes gone;
    gone.removed_media.push_back(upload.id);
    CHECK_FALSE(gone.empty());
    REQUIRE(commit(*given.store, std::move(gone)));
    CHECK_FALSE(held());
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
