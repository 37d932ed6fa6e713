#include "support.hpp"

namespace selat::gateway::test::ledger_test {
namespace {

store::changes value(const std::string& key) {
    store::changes changes;
    changes.plugin_values.push_back({"test", key, "1"});
    return changes;
}

std::size_t values(door& store) {
    return store.ask([](store::reader& reader) { return reader.plugin_values("test")->size(); });
}

// What commits came to, in the order in which they were told.
class outcomes {
public:
    std::function<void(result<store::committed>)> next(const std::string& name) {
        return [this, name](const result<store::committed>& done) {
            const std::lock_guard lock(mutex_);
            told_.emplace_back(name +
                               (done ? " well" : " " + std::string(name_of(done.error().code))));
        };
    }
    std::vector<std::string> wait_for(std::size_t count) {
        wait_until([&] {
            const std::lock_guard lock(mutex_);
            return told_.size() == count;
        });
        const std::lock_guard lock(mutex_);
        return told_;
    }

private:
    std::mutex mutex_;
    std::vector<std::string> told_;
};

}  // namespace

TEST_CASE("a commit of an epoch that is over is refused without the store") {
    door store;
    ledger ledger(store, [](std::uint64_t) {});
    outcomes outcomes;
    const auto before = ledger.epoch();
    store.fail(true);
    ledger.commit(before, value("a"), outcomes.next("a"));
    outcomes.wait_for(1);
    store.fail(false);
    CHECK(ledger.epoch() != before);
    const auto asked = store.asked();
    ledger.commit(before, value("b"), outcomes.next("b"));
    ledger.commit(ledger.epoch(), value("c"), outcomes.next("c"));
    CHECK(outcomes.wait_for(3) ==
          std::vector<std::string>{"a unavailable", "b unavailable", "c well"});
    CHECK(store.asked() == asked + 1);
    CHECK(values(store) == 1);
    CHECK(ledger.failures() == 1);
}

TEST_CASE("what rests on no state of ours goes through in every epoch") {
    door store;
    ledger ledger(store, [](std::uint64_t) {});
    outcomes outcomes;
    store.fail(true);
    ledger.commit(value("a"), outcomes.next("a"));
    outcomes.wait_for(1);
    store.fail(false);
    ledger.commit(value("b"), outcomes.next("b"));
    CHECK(outcomes.wait_for(2).back() == "b well");
}

TEST_CASE("the newest position is told only of what is durable") {
    door store;
    std::atomic<std::uint64_t> newest{0};
    ledger ledger(store, [&](std::uint64_t position) { newest.store(position); });
    outcomes outcomes;
    model::event event;
    event.id = model::id_source(1).make(model::id_kind::event, model::from_ms(1), 0);
    store::changes changes;
    changes.events = {event, event};
    store.close();
    ledger.commit(changes, outcomes.next("a"));
    CHECK(newest.load() == 0);
    CHECK(ledger.under_way() == 1);
    store.open(false);
    outcomes.wait_for(1);
    CHECK(newest.load() == 0);
    ledger.commit(changes, outcomes.next("b"));
    outcomes.wait_for(2);
    CHECK(newest.load() == 2);
    wait_until([&] { return ledger.under_way() == 0; });
}

TEST_CASE("a closed ledger takes nothing more") {
    door store;
    ledger ledger(store, [](std::uint64_t) {});
    outcomes outcomes;
    ledger.close();
    ledger.commit(value("a"), outcomes.next("a"));
    CHECK(outcomes.wait_for(1).front() == "a unavailable");
    CHECK(store.asked() == 0);
}

}  // namespace selat::gateway::test::ledger_test
