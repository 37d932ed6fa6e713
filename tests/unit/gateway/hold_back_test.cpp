// Connections whose deliveries cannot be stored: the provider has to wait, as long as it takes.

#include "../net/sockets.hpp"
#include "desk_scene.hpp"

#include <algorithm>
#include <set>

namespace selat::gateway::test::hold_back_test {
namespace {

constexpr std::size_t most_under_way = 2'000;

// A channel that delivers what its connections bring, but for a greeting.
struct connected_scene : desk_scene {
    connected_scene() {
        discord->data = [this](const selat_data& event) {
            const auto words = text_of(event.data);
            plugins::outcome out;
            if (words != "hello") {
                out.actions.push_back(inbound_of(words));
            }
            const std::lock_guard lock(hearing);
            heard.push_back(words);
            return out;
        };
    }
    // A session and what it tells to hold each other until it has ended.
    ~connected_scene() {
        for (const auto& each : names) {
            act::hangup wish;
            wish.connection = each;
            serial_call({wish});
        }
        wait_until([&] { return provider.counts().connections == 0; });
        end();
    }

    // The provider's end.
    std::shared_ptr<net::websocket> connect(const std::string& name) {
        names.insert(name);
        act::connect wish;
        wish.connection = name;
        wish.url = provider.url("ws");
        serial_call({wish});
        return provider.sockets.take();
    }
    std::ptrdiff_t times_heard(const std::string& words) {
        const std::lock_guard lock(hearing);
        return std::ranges::count(heard, words);
    }
    void say(net::websocket& provider_end, const std::string& words) {
        const auto before = times_heard(words);
        provider_end.send(words, false, false);
        wait_until([&] { return times_heard(words) == before + 1; });
        settle();
    }
    // With one that a connection gave, as many as may be under way.
    void fill() {
        std::vector<act::any> all;
        for (std::size_t i = 1; i < most_under_way; ++i) {
            all.push_back(inbound_of("filling " + std::to_string(i)));
        }
        serial_call(std::move(all));
    }
    std::size_t stored() {
        return store.ask([](selat::store::reader& reader) {
            selat::store::page page;
            page.limit = 10'000;
            return reader.messages({}, page)->items.size();
        });
    }

    selat::test::echo_server provider;
    std::set<std::string> names;
    std::mutex hearing;
    std::vector<std::string> heard;  // guarded by hearing
};

}  // namespace

TEST_CASE("a connection is not read while what it gives cannot be stored, and is afterwards") {
    connected_scene scene;
    const auto socket = scene.connect("gateway");
    scene.store.close();
    scene.say(*socket, "first");
    scene.fill();
    scene.say(*socket, "what a read takes that has begun");
    socket->send("later", false, false);
    scene.say(*scene.connect("another"), "hello");
    CHECK(scene.times_heard("later") == 0);
    scene.store.open();
    wait_until([&] { return scene.times_heard("later") == 1; });
    wait_until([&] { return scene.stored() == most_under_way + 2; });
    scene.say(*socket, "last");
}

TEST_CASE("a connection that is made while others are held greets, and is held when it gives") {
    connected_scene scene;
    const auto first = scene.connect("gateway");
    scene.store.close();
    scene.say(*first, "first");
    scene.fill();
    const auto again = scene.connect("gateway");
    scene.say(*again, "hello");
    scene.say(*again, "hello");
    scene.say(*again, "second");
    scene.say(*again, "what a read takes that has begun");
    again->send("later", false, false);
    scene.say(*scene.connect("another"), "hello");
    CHECK(scene.times_heard("later") == 0);
    scene.store.open();
    wait_until([&] { return scene.times_heard("later") == 1; });
    wait_until([&] { return scene.stored() == most_under_way + 3; });
}

}  // namespace selat::gateway::test::hold_back_test
