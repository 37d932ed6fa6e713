// What channels deliver from serial calls, and receipts that are early.

#include "support.hpp"

#include <atomic>
#include <future>
#include <optional>

#include "host/gateway/channel_desk.hpp"

namespace selat::gateway::test {
namespace {

namespace act = model::action;

act::any inbound_of(const std::string& provider_id, const std::string& tag = {}) {
    act::inbound out;
    out.provider_id = provider_id;
    out.from = "ann";
    out.content = R"({"text":"hello"})";
    out.tag = tag;
    return out;
}

act::any delivered(const std::string& provider_id) {
    act::receipt out;
    out.status = model::message_status::delivered;
    out.message_id = provider_id;
    return out;
}

struct desk_scene : stage {
    desk_scene() {
        discord = add_channel("discord");
        std::vector<boost::asio::io_context*> contexts;
        for (auto& each : shards) {
            contexts.push_back(&each->context());
        }
        desk = std::make_unique<channel_desk>(*world, files, contexts);
        desk->adopt(*parts);
        start_shards();
    }
    ~desk_scene() { end(); }
    // A serial call that answers with these.
    void serial_call(std::vector<act::any> actions) {
        bool done = false;
        desk->serially(
            "discord",
            [actions](plugins::channel&) { return plugins::outcome{code::ok, {}, actions}; },
            [&](const plugins::outcome&) { done = true; });
        run_until([&] { return done; });
        settle();
    }
    // The wait of a serial call's delivery for the disk runs on the strand, in real time.
    std::string kept(const std::string& key) {
        return store.ask([&](selat::store::reader& reader) -> std::string {
            const auto values = reader.plugin_values("discord");
            for (const auto& each : *values) {
                if (each.key == key) {
                    return each.value;
                }
            }
            return {};
        });
    }
    std::size_t stored_messages() {
        return store.ask(
            [](selat::store::reader& reader) { return reader.messages({}, {})->items.size(); });
    }

    // What became of a send, as the outbox writes it.
    void change(const queued_send& send, std::optional<model::message_status> status,
                const std::string& provider_id, std::uint32_t parts_sent = 0) {
        model::message_change change;
        change.id = send.message.id;
        change.provider_id = provider_id;
        change.status = status;
        if (status == model::message_status::failed) {
            change.error = model::delivery_error{code::invalid, "refused", {}};
            change.unsent = model::unsent{send.job.id, parts_sent};
        }
        selat::store::changes changes;
        changes.message_changes.push_back(std::move(change));
        std::promise<void> kept;
        store.commit(std::move(changes), [&](const auto&) { kept.set_value(); });
        kept.get_future().get();
    }
    // Every look there is at an early receipt.
    void look_again() {
        for (int i = 0; i < 8; ++i) {
            clock.turn(model::duration{250});
            settle();
        }
    }
    // A message to an address that the store knows, with its place there.
    queued_send queue_at(std::uint64_t seq) {
        auto out = queue_send(*this, "discord", "ann", std::to_string(seq));
        out.message.id = ids.make(model::id_kind::message, clock.now(), 0);
        out.message.address_seq = seq;
        selat::store::changes changes;
        changes.messages.push_back(out.message);
        std::promise<void> kept;
        store.commit(std::move(changes), [&](const auto&) { kept.set_value(); });
        kept.get_future().get();
        return out;
    }

    model::id_source ids{77};
    media_files files{*world};
    std::shared_ptr<scripted_channel> discord;
    std::unique_ptr<channel_desk> desk;
};

}  // namespace

TEST_CASE("addresses for which a channel has proved the same identity are one customer's") {
    desk_scene scene;
    act::address_update visitor;
    visitor.address = "visitor";
    visitor.identity = "ann";
    auto user = visitor;
    user.address = "user";
    scene.serial_call({visitor, user});
    const auto holder = [&](const std::string& address) {
        return scene.store.ask([&](selat::store::reader& reader) {
            const auto found = reader.address("discord", address);
            return *found ? (*found)->customer : model::id{};
        });
    };
    scene.run_until([&] { return holder("user") != model::id{}; });
    CHECK(holder("user") == holder("visitor"));
}

TEST_CASE("a place to resume at is kept once what came before it is durable") {
    desk_scene scene;
    scene.store.close();
    scene.serial_call({inbound_of("1"), act::save_state{"seq", "1"}});
    CHECK(scene.store.waiting() == 1);
    scene.store.open();
    wait_until([&] { return scene.kept("seq") == "1"; });
    CHECK(scene.stored_messages() == 1);
}

TEST_CASE("a place to resume at does not wait for what came after it") {
    desk_scene scene;
    scene.store.close();
    scene.serial_call({inbound_of("1"), act::save_state{"seq", "1"}});
    scene.serial_call({inbound_of("2"), act::save_state{"seq", "2"}});
    REQUIRE(scene.store.waiting() == 2);
    scene.store.let_one_through();
    wait_until([&] { return scene.store.waiting() == 2; });  // what is left, and the place
    CHECK(scene.stored_messages() == 1);
    scene.store.open();
    wait_until([&] { return scene.kept("seq") == "2"; });
    CHECK(scene.stored_messages() == 2);
}

TEST_CASE("what a connection brought and could not be stored is given again, before the place") {
    desk_scene scene;
    scene.store.fail(true);
    scene.serial_call({inbound_of("1"), act::save_state{"seq", "1"}});
    scene.serial_call({inbound_of("2"), act::save_state{"seq", "2"}});
    CHECK(scene.stored_messages() == 0);
    CHECK(scene.kept("seq").empty());
    scene.store.fail(false);
    wait_until([&] { return scene.kept("seq") == "2"; });
    CHECK(scene.stored_messages() == 2);
}

TEST_CASE("who asks to be told what became of a delivery is told when it could not be stored") {
    desk_scene scene;
    std::mutex mutex;
    std::vector<std::pair<std::string, std::int32_t>> told;
    scene.discord->stored = [&](const selat_stored& event) {
        const std::lock_guard lock(mutex);
        told.emplace_back(text_of(event.tag), event.failure);
        return plugins::outcome{};
    };
    scene.store.fail(true);
    scene.serial_call({inbound_of("1", "a")});
    scene.store.fail(false);
    scene.serial_call({inbound_of("2", "b")});
    wait_until([&] {
        const std::lock_guard lock(mutex);
        return told.size() == 2;
    });
    const std::lock_guard lock(mutex);
    CHECK(told[0] == std::pair<std::string, std::int32_t>{"a", SELAT_UNAVAILABLE});
    CHECK(told[1] == std::pair<std::string, std::int32_t>{"b", SELAT_OK});
}

TEST_CASE("what is stored comes back with its tag") {
    desk_scene scene;
    std::mutex mutex;
    std::vector<std::string> contents;
    scene.discord->stored = [&](const selat_stored& event) {
        const std::lock_guard lock(mutex);
        contents.push_back(text_of(event.content));
        return plugins::outcome{};
    };
    const auto told = [&](std::size_t count) {
        const std::lock_guard lock(mutex);
        return contents.size() == count;
    };
    scene.serial_call({inbound_of("1", "a")});
    wait_until([&] { return told(1); });
    scene.serial_call({inbound_of("1", "a")});
    wait_until([&] { return told(2); });
    CHECK(contents == std::vector<std::string>{R"({"text":"hello"})", ""});
}

TEST_CASE(
    "a timer that comes due while the plugin is put aside comes afterwards, before the rest") {
    desk_scene scene;
    std::atomic<bool> aside{true};
    std::atomic<int> tries{0};
    std::atomic<int> came{0};
    scene.discord->timer = [&](const selat_timer&) {
        ++tries;
        if (aside.load()) {
            return plugins::outcome{code::unavailable, "put aside", {}, true};
        }
        ++came;
        return plugins::outcome{};
    };
    scene.serial_call({act::set_timer{"heartbeat", 0}});
    wait_until([&] { return tries.load() > 0; });

    bool called = false;
    std::optional<plugins::outcome> answer;
    scene.desk->serially(
        "discord",
        [&](plugins::channel&) {
            called = true;
            return plugins::outcome{};
        },
        [&](plugins::outcome outcome) { answer = std::move(outcome); });
    scene.run_until([&] { return answer.has_value(); });
    CHECK(answer->code == code::unavailable);
    CHECK_FALSE(called);

    aside.store(false);
    wait_until([&] { return came.load() == 1; });
    scene.serial_call({});
    CHECK(came.load() == 1);
}

TEST_CASE("a channel says goodbye once, and is not called after its end") {
    desk_scene scene;
    std::mutex mutex;
    std::vector<std::string> told;
    scene.discord->timer = [&](const selat_timer& event) {
        const std::lock_guard lock(mutex);
        told.push_back(text_of(event.name));
        return plugins::outcome{};
    };
    std::atomic<bool> done{false};
    scene.desk->say_goodbye([&] { done.store(true); });
    wait_until([&] { return done.load(); });
    scene.desk->stop();
    scene.settle();
    const std::lock_guard lock(mutex);
    CHECK(told == std::vector<std::string>{SELAT_TIMER_STOP});
}

TEST_CASE("a channel that sends over connections is told that a conversation was closed") {
    desk_scene scene;
    std::promise<std::string> promise;
    scene.discord->send = [&](const selat_outgoing& event) {
        promise.set_value(std::to_string(event.purpose) + " " + text_of(event.to) + " " +
                          text_of(event.content) + " " + std::to_string(event.seq));
        return plugins::outcome{};
    };
    const engine::closed_for closed{"discord", "ann", 7, scene.clock.now()};
    scene.desk->tell_closed(closed);
    scene.settle();
    scene.discord->serial = true;
    scene.desk->tell_closed({"nowhere", "ann", 7, {}});
    scene.desk->tell_closed(closed);
    CHECK(promise.get_future().get() == R"(6 ann {"status":"closed"} 7)");
}

TEST_CASE("a receipt that is ahead of what it is for is looked at again") {
    desk_scene scene;
    const auto send = queue_send(scene, "discord", "ann", "hello");
    scene.desk->unsettled("discord", true);
    scene.desk->apply("discord", {delivered("p1")});
    scene.settle();
    CHECK(stored(scene, send.message.id).status == model::message_status::queued);
    scene.change(send, model::message_status::sent, "p1");
    scene.clock.turn(model::duration{250});
    scene.settle();
    CHECK(stored(scene, send.message.id).status == model::message_status::delivered);
}

TEST_CASE("a receipt never lowers a status, and none is for another channel's message") {
    desk_scene scene;
    scene.add_channel("line");
    scene.desk->adopt(*scene.parts);
    const auto send = queue_send(scene, "discord", "ann", "hello");
    act::receipt read;
    read.status = model::message_status::read;
    read.message = send.message.id.text();
    scene.change(send, model::message_status::sent, "p1");
    scene.desk->apply("line", {read});
    scene.settle();
    CHECK(stored(scene, send.message.id).status == model::message_status::sent);
    scene.desk->apply("discord", {read});
    scene.settle();
    read.status = model::message_status::delivered;
    scene.desk->apply("discord", {read});
    scene.settle();
    CHECK(stored(scene, send.message.id).status == model::message_status::read);
}

TEST_CASE("a part that was delivered does not make it the message while the rest is to be sent") {
    desk_scene scene;
    const auto send = queue_send(scene, "discord", "ann", "half and half");
    scene.change(send, std::nullopt, "p1");  // the first part is out
    scene.desk->apply("discord", {delivered("p1")});
    scene.settle();
    CHECK(stored(scene, send.message.id).status == model::message_status::queued);
    scene.change(send, model::message_status::failed, "p1", 1);
    scene.look_again();
    const auto failed = stored(scene, send.message.id);
    CHECK(failed.status == model::message_status::failed);
    REQUIRE(failed.error);
    CHECK(failed.error->text == "refused");
}

TEST_CASE("a receipt of a message that is still queued counts once it is sent") {
    desk_scene scene;
    const auto send = queue_send(scene, "discord", "ann", "hello");
    act::receipt read;
    read.status = model::message_status::read;
    read.message = send.message.id.text();
    scene.desk->apply("discord", {read});
    scene.settle();
    scene.change(send, model::message_status::sent, "p1");
    scene.look_again();
    CHECK(stored(scene, send.message.id).status == model::message_status::read);
}

TEST_CASE("who has read up to somewhere has not read what never went out") {
    desk_scene scene;
    const auto sent = scene.queue_at(1);
    const auto failed = scene.queue_at(2);
    const auto queued = scene.queue_at(3);
    const auto arrived = scene.queue_at(4);
    scene.change(sent, model::message_status::sent, "p1");
    scene.change(failed, model::message_status::failed, {});
    scene.change(arrived, model::message_status::delivered, "p4");
    act::receipt read;
    read.status = model::message_status::read;
    read.address = "ann";
    read.up_to_seq = 4;
    scene.desk->apply("discord", {read});
    scene.settle();
    scene.look_again();
    const auto status = [&](const queued_send& of) { return stored(scene, of.message.id).status; };
    CHECK(status(sent) == model::message_status::read);
    CHECK(status(failed) == model::message_status::failed);
    CHECK(status(queued) == model::message_status::queued);
    CHECK(status(arrived) == model::message_status::read);
}

TEST_CASE("what an instance keeps is written once the disk takes it again, the newest last") {
    desk_scene scene;
    scene.store.fail(true);
    scene.serial_call({act::save_state{"seq", "1"}, act::save_state{"once", "x"}});
    scene.serial_call({act::save_state{"seq", "2"}});
    CHECK(scene.kept("seq").empty());
    scene.store.fail(false);
    wait_until([&] { return scene.kept("seq") == "2"; });
    CHECK(scene.kept("once") == "x");
}

TEST_CASE("a channel is well when both its plugin and its sends say so") {
    desk_scene scene;
    const auto shows = [&](act::standing standing, const std::string& reason) {
        const auto now = scene.desk->condition("discord");
        return now.standing == standing && now.reason == reason;
    };
    scene.desk->apply("discord", {act::status{act::standing::degraded, "the gateway is away"}});
    scene.desk->sends_show("discord", true, {});
    CHECK(shows(act::standing::degraded, "the gateway is away"));
    scene.desk->apply("discord", {act::status{}});
    CHECK(shows(act::standing::running, ""));
    scene.desk->sends_show("discord", false, "refused");
    CHECK(shows(act::standing::degraded, "refused"));
    scene.desk->apply("discord", {act::status{act::standing::stopped, "the token is refused"}});
    CHECK(shows(act::standing::stopped, "the token is refused"));
}

TEST_CASE("a plugin counts under whatever name it likes without harm") {
    desk_scene scene;
    scene.desk->apply("discord", {act::count{"not a \"metric\"", 2, {}}, act::count{"", 1, {}}});
    CHECK(scene.world->metrics.render().find("selat_plugin_not_a__metric__total") !=
          std::string::npos);
}

}  // namespace selat::gateway::test
