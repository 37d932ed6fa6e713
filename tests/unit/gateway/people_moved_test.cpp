// Customers put together and taken apart while they write.

#include "support.hpp"

#include "host/engine/decide.hpp"

namespace selat::gateway::test::people_moved_test {
namespace {

// A stage whose addresses lie where the test wants them, with two shards.
struct town : stage {
    town() {
        add_channel("line");
        add_channel("web");
        start_shards();
    }

    model::message write(const std::string& channel, const std::string& from,
                         const std::string& provider_id) {
        std::promise<decided> answer;
        shard::post(shard_parts, channel, from,
                    inbound(channel, from, provider_id,
                            [&](decided outcome) { answer.set_value(std::move(outcome)); }));
        const auto outcome = answer.get_future().get();
        REQUIRE(outcome.message);
        return *outcome.message;
    }

    // Holds the customers, smaller id first, commits, and lets go.
    void change(std::vector<model::id> customers, selat::store::changes changes) {
        std::sort(customers.begin(), customers.end());
        std::vector<std::function<void()>> releases;
        for (const auto& each : customers) {
            std::promise<std::function<void()>> held;
            shard::hold(shard_parts, each,
                        [&](std::function<void()> release) { held.set_value(std::move(release)); });
            releases.push_back(held.get_future().get());
        }
        std::promise<void> done;
        ledger->commit(std::move(changes), [&](const auto&) { done.set_value(); });
        done.get_future().get();
        for (auto& each : releases) {
            each();
        }
    }
    void merge(const model::id& into, const model::id& from) {
        selat::store::changes changes;
        changes.merges.push_back({from, into});
        change({into, from}, std::move(changes));
    }
    model::id split(const model::id& from, const std::string& channel, const std::string& address) {
        model::id_source ids(99);
        const auto fresh = engine::new_customer(address, clock.now(), ids).customer;
        selat::store::changes changes;
        changes.customers.push_back(fresh);
        changes.splits.push_back({from, fresh.id, channel, address});
        change({from}, std::move(changes));
        return fresh.id;
    }

    // Two addresses whose homes are different shards.
    std::pair<std::string, std::string> far_apart(const std::string& a, const std::string& b) {
        std::string other = b;
        while (model::partition_of(other) % 2 == model::partition_of(a) % 2) {
            other += "x";
        }
        return {a, other};
    }
};

}  // namespace

TEST_CASE("after a merge both addresses reach one customer") {
    town town;
    const auto [line, web] = town.far_apart("ann", "ann@web");
    const auto first = town.write("line", line, "1").customer;
    const auto second = town.write("web", web, "2").customer;
    REQUIRE(first != second);
    town.merge(first, second);
    CHECK(town.write("web", web, "3").customer == first);
    CHECK(town.write("line", line, "4").customer == first);
}

TEST_CASE("after a split the address is not taken back by whoever had it") {
    town town;
    const auto [line, web] = town.far_apart("ann", "ann@web");
    const auto first = town.write("line", line, "1").customer;
    const auto second = town.write("web", web, "2").customer;
    town.merge(first, second);
    CHECK(town.write("web", web, "3").customer == first);
    const auto third = town.split(first, "web", web);
    CHECK(town.write("web", web, "4").customer == third);
    const auto owner = town.store.ask(
        [&](store::reader& reader) { return (*reader.address("web", web))->customer; });
    CHECK(owner == third);
}

TEST_CASE("the same provider id on two channels of one customer is two messages") {
    town town;
    const auto first = town.write("line", "ann", "100").customer;
    const auto second = town.write("web", "ann@web", "200").customer;
    town.merge(first, second);
    town.store.close();
    std::atomic<int> stored{0};
    const auto count = [&](const decided& outcome) { stored.fetch_add(outcome.message ? 1 : 0); };
    shard::post(town.shard_parts, "line", "ann", inbound("line", "ann", "7", count));
    shard::post(town.shard_parts, "web", "ann@web", inbound("web", "ann@web", "7", count));
    wait_until([&] { return town.store.waiting() == 2; });
    town.store.open();
    wait_until([&] { return stored.load() == 2; });
}

TEST_CASE("a customer who was erased comes back as a new one") {
    town town;
    const auto first = town.write("line", "ann", "1").customer;
    selat::store::changes changes;
    changes.erased_customers.push_back(first);
    town.change({first}, std::move(changes));
    const auto again = town.write("line", "ann", "2");
    CHECK(again.customer != first);
}

TEST_CASE("what comes due for a conversation follows it to another customer") {
    town town;
    town.parts->engine.join_channels = false;
    const auto [line, web] = town.far_apart("ann", "ann@web");
    const auto first = town.write("line", line, "1").customer;
    const auto web_message = town.write("web", web, "2");
    town.merge(first, web_message.customer);
    const auto third = town.split(first, "web", web);
    town.clock.turn(town.parts->engine.inactivity_close + model::duration{1});
    model::job timer;
    timer.id = model::id_source(5).make(model::id_kind::job, town.clock.now(), 0);
    timer.kind = model::job_kind::close_timer;
    timer.customer = first;  // as it was when the timer was set
    timer.conversation = web_message.conversation;
    std::promise<decided> answer;
    work due;
    due.what = engine::input::timer{timer};
    due.done = [&](decided outcome) { answer.set_value(std::move(outcome)); };
    shard::post(town.shard_parts, first, std::move(due));
    CHECK(answer.get_future().get().code == code::ok);
    const auto row = town.store.ask(
        [&](store::reader& reader) { return **reader.conversation(web_message.conversation); });
    CHECK(row.customer == third);
    CHECK(row.status == model::conversation_status::closed);
}

TEST_CASE("a hold is given when nothing of the customer is under way, and keeps its work waiting") {
    town town;
    const auto customer = town.write("line", "ann", "1").customer;
    town.store.close();
    shard::post(town.shard_parts, "line", "ann", inbound("line", "ann", "2", {}));
    wait_until([&] { return town.store.waiting() == 1; });
    std::atomic<bool> given{false};
    std::promise<std::function<void()>> held;
    shard::hold(town.shard_parts, customer, [&](std::function<void()> release) {
        given.store(true);
        CHECK(town.store.waiting() == 0);
        held.set_value(std::move(release));
    });
    std::atomic<bool> later{false};
    shard::post(town.shard_parts, "line", "ann",
                inbound("line", "ann", "3", [&](const decided&) { later.store(true); }));
    town.settle();
    CHECK_FALSE(given.load());
    town.store.open();
    const auto release = held.get_future().get();
    town.settle();
    CHECK_FALSE(later.load());
    release();
    wait_until([&] { return later.load(); });
}

TEST_CASE("a customer who does not exist can be held, and work for it refused meanwhile") {
    town town;
    const auto nobody = model::id_source(3).make(model::id_kind::customer, town.clock.now(), 1);
    std::promise<decided> refused;
    work patch;
    patch.what = engine::input::patch_customer{"Ann", {}, {}};
    patch.done = [&](decided outcome) { refused.set_value(std::move(outcome)); };
    shard::post(town.shard_parts, nobody, std::move(patch));
    std::promise<void> held;
    shard::hold(town.shard_parts, nobody, [&](const std::function<void()>& release) {
        release();
        held.set_value();
    });
    CHECK(refused.get_future().get().code == code::not_found);
    held.get_future().get();
}

}  // namespace selat::gateway::test::people_moved_test
