#include "support.hpp"

#include "host/plugins/watchdog.hpp"

namespace selat::gateway::test::shard_test {
namespace {

std::vector<selat::store::profiled_customer> customers(door& store) {
    return store.ask([](store::reader& reader) { return reader.customers({}, {})->items; });
}

std::vector<model::message> messages(door& store) {
    store::page page;
    page.limit = 1'000;
    return store.ask([&](store::reader& reader) { return reader.messages({}, page)->items; });
}

// Outcomes of work, by name.
class answer_book {
public:
    std::function<void(decided)> to(const std::string& name) {
        return [this, name](decided outcome) {
            const std::lock_guard lock(mutex_);
            all_[name] = std::move(outcome);
        };
    }
    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return all_.size();
    }
    decided wait_for(const std::string& name) {
        wait_until([&] {
            const std::lock_guard lock(mutex_);
            return all_.contains(name);
        });
        const std::lock_guard lock(mutex_);
        return all_.at(name);
    }

private:
    mutable std::mutex mutex_;
    std::map<std::string, decided> all_;
};

// A stage with a channel, and work for it.
struct scene : stage {
    explicit scene(std::size_t most_bytes = std::size_t{256} << 20) : stage(2, most_bytes) {
        add_channel("line");
        add_channel("web");
    }
    ~scene() { end(); }
    void write(const std::string& name, const std::string& from, const std::string& provider_id,
               const std::string& channel = "line") {
        shard::post(shard_parts, channel, from,
                    inbound(channel, from, provider_id, answers.to(name)));
    }
    void take_back(const std::string& name, const std::string& from, const std::string& message) {
        work work;
        engine::input::amend gone;
        gone.channel = "line";
        gone.change.from = from;
        gone.change.message_id = message;
        gone.change.deleted = true;
        work.look_up = [](store::reader& reader, engine::input::any& what) -> result<void> {
            auto& in = std::get<engine::input::amend>(what);
            if (const auto found =
                    reader.message_by_provider_id(in.channel, in.change.message_id).value()) {
                in.message = found->id;
                in.conversation = found->conversation;
            }
            return {};
        };
        work.what = std::move(gone);
        work.done = answers.to(name);
        shard::post(shard_parts, "line", from, std::move(work));
    }

    // Starts with ann's message "one", whose commit fails once `next` waits behind it.
    void fail_first(const std::function<void()>& next) {
        store.close();
        start_shards();
        write("one", "ann", "1");
        wait_until([&] { return store.waiting() == 1; });
        next();
        settle();
        store.open(false);
        CHECK(answers.wait_for("one").code == code::unavailable);
    }

    answer_book answers;
};

// A flow that does not come back before it may.
class hanging_steps final : public engine::steps {
public:
    engine::step_outcome run_flow(const engine::flow_step&) const override {
        plugins::watchdog::watch watching(dog_, health_, "hang");
        inside.fetch_add(1);
        gate_.wait(false);
        watching.end();
        back.fetch_add(1);
        return {code::unavailable, "too late", {}};
    }
    engine::step_outcome run_bot(const engine::bot_step&) const override {
        return {code::not_found, "there is no bot", {}};
    }
    void open() {
        gate_.store(true);
        gate_.notify_all();
    }

    mutable std::atomic<int> inside{0};
    mutable std::atomic<int> back{0};

private:
    std::atomic<bool> gate_{false};
    plugins::watch_limits limits_;
    mutable plugins::health health_{"here", limits_, nullptr};
    mutable plugins::watchdog dog_{std::chrono::milliseconds{20}};
};

}  // namespace

TEST_CASE("who waits for a flow that hangs is turned away, and nothing comes of it later") {
    scene scene;
    const auto steps = std::make_shared<hanging_steps>();
    scene.parts->steps = steps;
    scene.parts->engine.channels["line"].flow = "hangs";
    scene.start_shards();
    scene.write("one", "ann", "1");
    wait_until([&] { return steps->inside.load() > 0; });
    scene.write("two", "ann", "2");
    scene.write("other", "ben", "3", "web");
    CHECK(scene.answers.wait_for("one").code == code::unavailable);
    CHECK(scene.answers.wait_for("two").code == code::unavailable);
    CHECK(scene.answers.wait_for("other").code == code::ok);
    steps->open();
    wait_until([&] { return steps->back.load() == steps->inside.load(); });
    scene.write("again", "ann", "1");
    CHECK(scene.answers.wait_for("again").code == code::ok);
    CHECK(messages(scene.store).size() == 2);
}

TEST_CASE("the first two messages of an address at the same moment make one customer") {
    scene scene;
    scene.write("one", "ann", "1");
    scene.write("two", "ann", "2");
    scene.start_shards();
    CHECK(scene.answers.wait_for("one").code == code::ok);
    CHECK(scene.answers.wait_for("two").code == code::ok);
    CHECK(customers(scene.store).size() == 1);
    const auto all = messages(scene.store);
    REQUIRE(all.size() == 2);
    CHECK(all[0].conversation == all[1].conversation);
    CHECK(all[0].seq == 1);
    CHECK(all[1].seq == 2);
}

TEST_CASE("nothing is answered or begun before it is durable") {
    scene scene;
    std::atomic<int> begun{0};
    scene.carry_out = [&](const store::changes&, const engine::effects&) { begun.fetch_add(1); };
    scene.store.close();
    scene.start_shards();
    scene.write("one", "ann", "1");
    wait_until([&] { return scene.store.waiting() == 1; });
    CHECK(scene.answers.size() == 0);
    CHECK(begun.load() == 0);
    scene.store.open();
    CHECK(scene.answers.wait_for("one").code == code::ok);
    CHECK(begun.load() == 1);
}

TEST_CASE("a delivery that comes again while it is under way is stored once and answered alike") {
    scene scene;
    scene.store.close();
    scene.start_shards();
    scene.write("first", "ann", "1");
    wait_until([&] { return scene.store.waiting() == 1; });
    scene.write("again", "ann", "1");
    scene.write("other", "ann", "2");
    wait_until([&] { return scene.store.waiting() == 2; });
    CHECK(scene.answers.size() == 0);
    scene.store.open();
    const auto first = scene.answers.wait_for("first");
    const auto again = scene.answers.wait_for("again");
    scene.answers.wait_for("other");
    REQUIRE(first.message);
    REQUIRE(again.duplicate);
    CHECK(again.code == code::ok);
    CHECK(again.duplicate->message == first.message->id);
    CHECK(messages(scene.store).size() == 2);
}

TEST_CASE("a repeat fails with the delivery it repeats, and is taken when it comes again") {
    scene scene;
    scene.store.close();
    scene.start_shards();
    scene.write("first", "ann", "1");
    wait_until([&] { return scene.store.waiting() == 1; });
    scene.write("again", "ann", "1");
    scene.settle();
    scene.store.open(false);
    CHECK(scene.answers.wait_for("first").code == code::unavailable);
    CHECK(scene.answers.wait_for("again").code == code::unavailable);
    scene.write("third", "ann", "1");
    CHECK(scene.answers.wait_for("third").message);
    CHECK(messages(scene.store).size() == 1);
}

TEST_CASE("a delivery known from before is not stored again") {
    scene scene;
    scene.start_shards();
    scene.write("first", "ann", "1");
    const auto first = scene.answers.wait_for("first");
    scene.write("again", "ann", "1");
    const auto again = scene.answers.wait_for("again");
    REQUIRE(again.duplicate);
    CHECK(again.duplicate->message == first.message->id);
    CHECK(messages(scene.store).size() == 1);
}

TEST_CASE("a message taken back while it is on its way to the disk is found") {
    scene scene;
    scene.store.close();
    scene.start_shards();
    scene.write("sent", "ann", "1");
    wait_until([&] { return scene.store.waiting() == 1; });
    scene.take_back("taken back", "ann", "1");
    scene.write("after", "ann", "2");
    scene.settle();
    CHECK(scene.store.waiting() == 1);  // in order: the look-up waits, and what is behind it
    scene.store.open();
    CHECK(scene.answers.wait_for("taken back").code == code::ok);
    scene.answers.wait_for("after");
    const auto all = messages(scene.store);
    REQUIRE(all.size() == 2);
    CHECK(all[0].deleted);
    CHECK_FALSE(all[1].deleted);
}

TEST_CASE("a message taken back before it came is not stored when it comes") {
    scene scene;
    scene.start_shards();
    scene.take_back("taken back", "ann", "1");
    CHECK(scene.answers.wait_for("taken back").code == code::ok);
    scene.write("late", "ann", "1");
    CHECK(scene.answers.wait_for("late").code == code::ok);
    scene.write("other", "ann", "2");
    CHECK(scene.answers.wait_for("other").message);
    CHECK(messages(scene.store).size() == 1);
}

TEST_CASE("what waits to look something up goes on when the commit before it fails") {
    scene scene;
    scene.fail_first([&] { scene.take_back("taken back", "ann", "1"); });
    scene.answers.wait_for("taken back");
    CHECK(messages(scene.store).empty());
}

TEST_CASE("what is decided on top of a failed commit fails, and the next message finds no gap") {
    scene scene;
    std::atomic<int> begun{0};
    scene.carry_out = [&](const store::changes&, const engine::effects&) { begun.fetch_add(1); };
    scene.start_shards();
    scene.write("one", "ann", "1");
    scene.answers.wait_for("one");
    CHECK(begun.load() == 1);
    scene.store.close();
    scene.write("two", "ann", "2");
    scene.write("three", "ann", "3");
    wait_until([&] { return scene.store.waiting() == 2; });
    scene.store.open(false);
    CHECK(scene.answers.wait_for("two").code == code::unavailable);
    CHECK(scene.answers.wait_for("three").code == code::unavailable);
    CHECK(begun.load() == 1);
    scene.write("four", "ann", "4");
    const auto four = scene.answers.wait_for("four");
    REQUIRE(four.message);
    CHECK(four.message->seq == 2);
    CHECK(four.message->address_seq == 2);
    CHECK(begun.load() == 2);
}

TEST_CASE("a customer whose first commit failed is made again") {
    scene scene;
    scene.fail_first([&] { scene.write("two", "ann", "2"); });
    scene.answers.wait_for("two");
    scene.write("three", "ann", "3");
    CHECK(scene.answers.wait_for("three").message);
    CHECK(customers(scene.store).size() == 1);
}

TEST_CASE("a decision that changes nothing still takes effect") {
    scene scene;
    std::mutex mutex;
    std::vector<model::event> told;
    scene.carry_out = [&](const store::changes&, const engine::effects& effects) {
        const std::lock_guard lock(mutex);
        told.insert(told.end(), effects.told.begin(), effects.told.end());
    };
    scene.start_shards();
    scene.write("one", "ann", "1");
    scene.answers.wait_for("one");
    gateway::work typing;
    typing.what = engine::input::typing{"line", "ann", true, model::duration{8'000}};
    typing.done = scene.answers.to("typing");
    shard::post(scene.shard_parts, "line", "ann", std::move(typing));
    scene.answers.wait_for("typing");
    const std::lock_guard lock(mutex);
    REQUIRE(told.size() == 1);
    CHECK(told.front().type == model::event_type::typing);
}

TEST_CASE("a refused wish leaves nothing of itself behind in memory") {
    scene scene;
    scene.start_shards();
    scene.write("one", "ann", "1");
    const auto one = scene.answers.wait_for("one");
    gateway::work closing;
    closing.what = engine::input::hand_over{one.message->conversation, model::handler::agent};
    closing.done = scene.answers.to("handed over");
    shard::post(scene.shard_parts, one.message->customer, std::move(closing));
    CHECK(scene.answers.wait_for("handed over").code == code::config);
    scene.write("two", "ann", "2");
    CHECK(scene.answers.wait_for("two").message->seq == 2);
}

TEST_CASE("customers at rest are forgotten when what they said takes too much memory") {
    scene scene(400'000);
    scene.start_shards();
    const std::string long_text(20'000, 'a');
    const auto write = [&](int customer, const std::string& id) {
        const auto from = "U" + std::to_string(customer);
        shard::post(scene.shard_parts, "line", from,
                    inbound("line", from, id, scene.answers.to(id), long_text));
        return scene.answers.wait_for(id);
    };
    for (int i = 0; i < 100; ++i) {
        write(i, "first-" + std::to_string(i));
    }
    scene.settle();
    std::size_t kept = 0;
    for (const auto& each : scene.shards) {
        kept += each->customers();
    }
    CHECK(kept <= 20);
    CHECK(kept > 0);
    CHECK(write(0, "second").message->seq == 2);  // read again
}

TEST_CASE("work for a customer that does not exist is refused") {
    scene scene;
    scene.start_shards();
    work patch;
    patch.what = engine::input::patch_customer{"Ann", {}, {}};
    patch.done = scene.answers.to("patch");
    shard::post(scene.shard_parts,
                model::id_source(3).make(model::id_kind::customer, scene.clock.now(), 1),
                std::move(patch));
    CHECK(scene.answers.wait_for("patch").code == code::not_found);
}

}  // namespace selat::gateway::test::shard_test
