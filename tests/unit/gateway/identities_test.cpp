// Visitors who prove who they are.

#include "support.hpp"

#include "host/gateway/identities.hpp"

namespace selat::gateway::test::identities_test {
namespace {

struct website : stage {
    website() {
        add_channel("web");
        start_shards();
    }
    ~website() { end(); }

    model::message write(const std::string& from) {
        const auto id = std::to_string(++written_);
        std::promise<decided> answer;
        shard::post(shard_parts, "web", from, inbound("web", from, id, [&](decided outcome) {
                        answer.set_value(std::move(outcome));
                    }));
        const auto outcome = answer.get_future().get();
        REQUIRE(outcome.message);
        return *outcome.message;
    }
    void prove(const std::string& address, const std::string& identity) {
        model::action::address_update update;
        update.address = address;
        update.identity = identity;
        update.verified = true;
        ++asked_;
        identities.learn("web", update, [this](bool durable) {
            REQUIRE(durable);
            ++done_;
        });
    }
    void settled() {
        run_until([&] { return done_ == asked_; });
    }
    std::vector<selat::store::profiled_customer> customers() {
        return store.ask(
            [](selat::store::reader& reader) { return reader.customers({}, {})->items; });
    }
    std::vector<model::conversation> open() {
        return store.ask([](selat::store::reader& reader) {
            selat::store::conversation_filter filter;
            filter.status = model::conversation_status::open;
            return reader.conversations(filter, {})->items;
        });
    }

    gateway::identities identities{*world};

private:
    int written_ = 0;
    int asked_ = 0;
    int done_ = 0;  // control thread, which is the test's
};

}  // namespace

TEST_CASE("a visitor who chats and then signs in is one customer with one conversation") {
    website website;
    const auto first = website.write("visitor:1");
    website.prove("visitor:1", "ann");
    website.prove("user:ann", "ann");
    website.settled();
    REQUIRE(website.customers().size() == 1);
    CHECK(website.customers()[0].addresses.size() == 2);
    REQUIRE(website.open().size() == 1);
    CHECK(website.open()[0].address == "user:ann");  // who answers now reaches the one signed in
    const auto second = website.write("user:ann");
    CHECK(second.conversation == first.conversation);
    CHECK(second.customer == first.customer);
    CHECK(website.write("visitor:1").customer == first.customer);
}

TEST_CASE("a known user's new browser is put to the customer who has the identity") {
    website website;
    website.prove("user:ann", "ann");
    website.settled();
    const auto known = website.write("user:ann").customer;
    const auto visitor = website.write("visitor:2");
    REQUIRE(visitor.customer != known);
    website.prove("visitor:2", "ann");
    website.prove("user:ann", "ann");
    website.settled();
    CHECK(website.customers().size() == 1);
    CHECK(website.customers()[0].customer.id == known);
    CHECK(stored(website, visitor.id).customer == known);
    CHECK(website.write("visitor:2").customer == known);
}

TEST_CASE("two addresses that prove the same at the same moment are one customer's") {
    website website;
    for (const auto* address : {"visitor:1", "visitor:2", "visitor:3", "user:ann"}) {
        website.prove(address, "ann");
    }
    website.settled();
    CHECK(website.customers().size() == 1);
    CHECK(website.customers()[0].addresses.size() == 4);
}

TEST_CASE("who has proved to be somebody is not put together with somebody else") {
    website website;
    website.prove("visitor:1", "ann");
    website.prove("user:ben", "ben");
    website.settled();
    website.prove("visitor:1", "ben");
    website.settled();
    CHECK(website.customers().size() == 2);
}

}  // namespace selat::gateway::test::identities_test
