// What channels deliver from serial calls, and what is said of how they are.

#include "desk_scene.hpp"

#include <atomic>

#include "host/gateway/called_as.hpp"

namespace selat::gateway::test::channel_desk_test {

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

TEST_CASE("an edit that comes after a newer one changes nothing and is told to nobody") {
    desk_scene scene;
    scene.serial_call({inbound_of("1")});
    const auto edited = [&](const std::string& key, const std::string& text, std::int64_t at_ms) {
        act::amend edit;
        edit.provider_id = key;
        edit.message_id = "1";
        edit.from = "ann";
        edit.content = R"({"text":")" + text + R"("})";
        edit.at_ms = at_ms;
        scene.serial_call({edit});
        return scene.store.ask([](selat::store::reader& reader) {
            return reader.messages({}, {})->items.front().content;
        });
    };
    const auto told = [&] {
        const std::lock_guard lock(scene.mutex);
        return scene.told.size();
    };
    CHECK(edited("2", "newest", 2'000) == R"({"text":"newest"})");
    const auto before = told();
    CHECK(edited("3", "older", 1'000) == R"({"text":"newest"})");
    CHECK(told() == before);
    CHECK(edited("4", "of no time", 0) == R"({"text":"of no time"})");
    CHECK(edited("5", "newer yet", 3'000) == R"({"text":"newer yet"})");
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

TEST_CASE("who tags what it keeps is told once that and what came before it are durable") {
    desk_scene scene;
    std::atomic<int> told = 0;
    scene.discord->stored = [&](const selat_stored& event) {
        told += std::string_view(event.tag.data, event.tag.size) == "kept" ? 1 : 100;
        return plugins::outcome{};
    };
    scene.store.close();
    scene.serial_call({inbound_of("1"), act::save_state{"seq", "1", "kept"}});
    CHECK(told == 0);
    scene.store.let_one_through();
    wait_until([&] { return scene.store.waiting() == 1; });  // the message is there
    CHECK(told == 0);
    scene.store.open();
    wait_until([&] { return told == 1; });
    CHECK(scene.kept("seq") == "1");
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

TEST_CASE("what is changed to HTML alone has its text too, as what was written so has") {
    desk_scene scene;
    scene.serial_call({inbound_of("1")});
    act::amend edit;
    edit.provider_id = "2";
    edit.message_id = "1";
    edit.from = "ann";
    edit.content = R"({"html":"<p>goodbye</p>"})";
    scene.serial_call({edit});
    const auto message = scene.store.ask(
        [](selat::store::reader& reader) { return reader.messages({}, {})->items.at(0); });
    CHECK(message.edited_ms != 0);
    CHECK(message.content == R"({"html":"<p>goodbye</p>","text":"goodbye"})");
}

TEST_CASE("what the answer to a call brought and could not be stored is given again") {
    desk_scene scene;
    scene.discord->reply = [](const selat_http_reply&) {
        return plugins::outcome{code::ok, {}, {inbound_of("1")}};
    };
    scene.serial_call({act::call{}});
    scene.store.fail(true);
    scene.calls.answer({});
    scene.settle();
    CHECK(scene.stored_messages() == 0);
    scene.store.fail(false);
    wait_until([&] { return scene.stored_messages() == 1; });
}

TEST_CASE("the answer to a call that its plugin does not understand is told of") {
    desk_scene scene;
    scene.discord->reply = [](const selat_http_reply&) {
        return plugins::outcome{code::invalid, "no such field", {}};
    };
    scene.serial_call({act::call{}});
    scene.calls.answer({});
    scene.settle();
    CHECK(scene.logged("plugin.call_failed"));
    CHECK(scene.logged("no such field"));
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
        "discord", *scene.discord,
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

TEST_CASE("a call of no operation goes out though the send beside it has ended") {
    std::promise<std::uint32_t> replied;
    desk_scene scene;
    scene.discord->reply = [&](const selat_http_reply& reply) {
        replied.set_value(reply.status);
        return plugins::outcome{};
    };
    act::call call;
    call.url = "https://provider.example/look";
    act::sent sent;
    sent.op = 7;
    std::optional<plugins::outcome> answer;
    scene.desk->serially(
        "discord", *scene.discord,
        [&](plugins::channel&) { return plugins::outcome{code::ok, {}, {call, sent}}; },
        [&](plugins::outcome outcome) { answer = std::move(outcome); });
    scene.run_until([&] { return answer.has_value(); });
    REQUIRE(answer->actions.size() == 1);
    CHECK(std::holds_alternative<act::sent>(answer->actions[0]));
    wait_until([&] { return scene.calls.size() == 1; });
    CHECK(scene.calls.oldest().url == call.url);
    net::http_result result;
    result.status = 200;
    scene.calls.answer(result);
    CHECK(replied.get_future().get() == 200);
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

TEST_CASE("this machine is called by any of its names, at its own port") {
    const std::string url = "http://127.0.0.1:8080/channels/sms";
    CHECK(called_as(url, "localhost:8080") == "http://localhost:8080/channels/sms");
    CHECK(called_as(url, "[::1]:8080") == "http://[::1]:8080/channels/sms");
    for (const auto* other : {"", "localhost", "localhost:80", "example.com:8080", "evil@host"}) {
        CHECK(called_as(url, other) == url);
    }
    CHECK(called_as("http://0.0.0.0:80/a", "gateway.lan:80") == "http://gateway.lan:80/a");
    CHECK(called_as("https://chat.example/a", "localhost") == "https://chat.example/a");
}

}  // namespace selat::gateway::test::channel_desk_test
