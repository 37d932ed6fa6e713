// What is left of a customer that was erased, and what is not.

#include "both_support.hpp"

#include "host/model/permission.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::store;
using namespace selat::store::test;

namespace {

// Someone who wrote a message with a picture, was told of, and has a task.
struct known {
    model::customer customer;
    model::address address;
    model::conversation conversation;
    model::message message;
    model::task task;
};

struct registry {
    folder files;
    std::unique_ptr<selat::store::store> store;
    maker make{23};

    explicit registry(const std::string& kind)
        : store(kind == "memory" ? open_memory() : open(files)) {}

    known add(const std::string& address, const std::string& name) {
        known out;
        out.customer = make.customer();
        out.customer.name = name;
        out.customer.locale = "ms";
        out.address = make.address(out.customer.id, "line", address);
        out.conversation = make.conversation(out.address);
        out.conversation.attributes = R"({"said":")" + name + R"("})";
        out.message = make.message(out.conversation, 1, model::direction::outbound);
        out.message.error = model::delivery_error{code::invalid, name + " is unknown", "33"};
        out.task = make.task(out.conversation, "q");
        out.task.attributes = R"({"name":")" + name + R"("})";
        out.conversation.task = out.task.id;
        changes changes;
        changes.customers.push_back(out.customer);
        changes.addresses.push_back(out.address);
        changes.conversations.push_back(out.conversation);
        changes.messages.push_back(out.message);
        changes.tasks.push_back(out.task);
        media picture;
        picture.id = make.id(model::id_kind::media);
        picture.message = out.message.id;
        picture.sha256 = "of " + name;
        changes.media.push_back(picture);
        using enum model::event_type;
        changes.events.push_back(
            told_of(out, conversation_created, model::write_conversation(out.conversation, {})));
        changes.events.push_back(
            told_of(out, task_created, model::write_task(out.task, out.task.created)));
        changes.events.push_back(
            told_of(out, customer_updated, model::write_customer(out.customer, {out.address})));
        changes.events.push_back(
            told_of(out, customer_updated,
                    R"({"change":{"what":"linked","channel":"line","address":")" + address +
                        R"(","evidence":"phone"}})"));
        changes.events.push_back(make.created(out.message));
        REQUIRE(commit(*store, std::move(changes)));
        return out;
    }
    model::event told_of(const known& who, model::event_type type, std::string data) {
        model::event event;
        event.id = make.id(model::id_kind::event);
        event.type = type;
        event.data = std::move(data);
        if (type == model::event_type::customer_updated) {
            event.customer = who.customer.id;
        } else {
            event.conversation = who.conversation.id;
        }
        return event;
    }
    void erase(const model::id& customer) {
        changes changes;
        changes.erased_customers.push_back(customer);
        REQUIRE(commit(*store, std::move(changes)));
    }
    void merge(const known& from, const known& into) {
        changes changes;
        changes.merges.push_back({from.customer.id, into.customer.id});
        REQUIRE(commit(*store, std::move(changes)));
    }
    // All that the stream would tell again.
    std::string told_again() {
        std::string out;
        const auto events = ask(*store, [](reader& reader) { return reader.events(0, 1'000); });
        for (const auto& each : *events) {
            out += each.data + "\n";
        }
        return out;
    }
};

bool names(const std::string& text, const std::string& word) {
    return text.find(word) != std::string::npos;
}

}  // namespace

TEST_CASE("the stream tells nothing again of who was erased, and all of others") {
    registry registry(kinds());
    const auto ann = registry.add("U-ann", "Ann");
    const auto bob = registry.add("U-bob", "Bob");
    REQUIRE(names(registry.told_again(), "Ann"));
    registry.erase(ann.customer.id);
    const auto told = registry.told_again();
    CHECK_FALSE(names(told, "Ann"));
    CHECK_FALSE(names(told, "U-ann"));
    CHECK(names(told, "Bob"));
    CHECK(names(told, "U-bob"));
    CHECK(names(told, ann.conversation.id.text()));
    CHECK(names(told, R"("attributes":{},"addresses":[])"));
    CHECK(names(told, R"("change":{"what":"linked","channel":"line","evidence":"phone"})"));
}

TEST_CASE("who was merged into an erased customer is erased as well, over any number of merges") {
    registry registry(kinds());
    const auto ann = registry.add("U-ann", "Ann");
    const auto anna = registry.add("U-anna", "Anna");
    const auto anne = registry.add("U-anne", "Anne");
    registry.merge(ann, anna);
    registry.merge(anna, anne);
    registry.erase(anne.customer.id);
    for (const auto& each : {ann, anna, anne}) {
        const auto left =
            ask(*registry.store, [&](reader& reader) { return reader.customer(each.customer.id); });
        REQUIRE((left && *left));
        CHECK((*left)->customer.name.empty());
        CHECK((*left)->customer.locale.empty());
        CHECK((*left)->customer.attributes == "{}");
    }
    CHECK_FALSE(names(registry.told_again(), "Ann"));
}

TEST_CASE("what is told of a conversation that was split off is its new customer's") {
    registry registry(kinds());
    const auto ann = registry.add("U-ann", "Ann");
    const auto bob = registry.add("U-bob", "Bob");
    registry.merge(bob, ann);
    changes changes;
    changes.customers.push_back(registry.make.customer());
    const auto fresh = changes.customers[0].id;
    changes.splits.push_back({ann.customer.id, fresh, "line", "U-bob"});
    REQUIRE(commit(*registry.store, std::move(changes)));
    registry.erase(ann.customer.id);
    CHECK(names(registry.told_again(), R"({"said":"Bob"})"));
    registry.erase(fresh);
    CHECK_FALSE(names(registry.told_again(), "Bob"));
}

TEST_CASE("the files of a customer are known until it is erased, and who else holds them") {
    registry registry(kinds());
    const auto ann = registry.add("U-ann", "Ann");
    const auto files =
        ask(*registry.store, [&](reader& reader) { return reader.media_files(ann.customer.id); });
    REQUIRE(files);
    CHECK(*files == std::vector<std::string>{"of Ann"});
    const auto held = [&] {
        return *ask(*registry.store, [](reader& reader) { return reader.holds_media("of Ann"); });
    };
    CHECK(held());
    registry.erase(ann.customer.id);
    CHECK_FALSE(held());
}

TEST_CASE("what was being sent when its customer was erased brings nothing back") {
    registry registry(kinds());
    const auto ann = registry.add("U-ann", "Ann");
    registry.erase(ann.customer.id);
    model::message_change sent;
    sent.id = ann.message.id;
    sent.status = model::message_status::sent;
    sent.provider_id = "to-U-ann";
    sent.context = "of U-ann";
    changes changes;
    changes.message_changes.push_back(sent);
    changes.provider_ids.push_back({ann.message.channel, "to-U-ann", ann.message.id, {}});
    REQUIRE(commit(*registry.store, std::move(changes)));
    const auto by_id = ask(*registry.store, [&](reader& reader) {
        return reader.message_by_provider_id(ann.message.channel, "to-U-ann");
    });
    REQUIRE(by_id);
    CHECK_FALSE(*by_id);
    const auto message =
        ask(*registry.store, [&](reader& reader) { return reader.message(ann.message.id); });
    REQUIRE((message && *message));
    CHECK((*message)->status == model::message_status::sent);
    CHECK((*message)->provider_id.empty());
    CHECK((*message)->context.empty());
}

TEST_CASE("neither errors nor tasks keep what was erased") {
    registry registry(kinds());
    const auto ann = registry.add("U-ann", "Ann");
    registry.erase(ann.customer.id);
    const auto message =
        ask(*registry.store, [&](reader& reader) { return reader.message(ann.message.id); });
    REQUIRE((message && *message && (*message)->error));
    CHECK((*message)->error->text.empty());
    CHECK((*message)->error->provider_code == "33");
    const auto task =
        ask(*registry.store, [&](reader& reader) { return reader.task(ann.task.id); });
    CHECK((*task)->attributes == "{}");
}
