#pragma once
// One channel instance at work. What is not atomic or guarded lives on its strand.

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "host/gateway/consent_words.hpp"
#include "host/model/action.hpp"
#include "host/net/websocket.hpp"
#include "host/plugins/instance.hpp"
#include "host/store/store.hpp"
#include "host/telemetry/metrics.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

namespace selat::gateway {

// An echo or a receipt may be ahead of the outcome of the send that it is of: that is looked for so
// many times, with a pause between, while sends are unsettled.
constexpr int most_send_looks = 8;
constexpr model::duration send_look_pause{250};

// A connection between its socket, whose events hold it, and its name.
struct link {
    std::weak_ptr<net::websocket> socket;  // the socket's executor's
    bool replaced = false;                 // the strand's: another one has the name
    bool ours = false;                     // we called
    bool gave = false;                     // the strand's: something to be stored
    std::string protocol;                  // subprotocol agreed to
};

struct running_channel {
    running_channel(std::string id, std::shared_ptr<plugins::channel> plugin,
                    std::string public_url, consent_words words, boost::asio::io_context& context)
        : id(std::move(id)), plugin(std::move(plugin)), public_url(std::move(public_url)),
          words(std::move(words)), strand(boost::asio::make_strand(context)) {}

    const std::string id;
    const std::shared_ptr<plugins::channel> plugin;
    const std::string public_url;
    const consent_words words;
    boost::asio::strand<boost::asio::io_context::executor_type> strand;

    struct connection {
        std::shared_ptr<net::websocket> socket;
        std::shared_ptr<gateway::link> link;
    };
    std::unordered_map<std::string, connection> connections;
    std::unordered_map<std::string, std::unique_ptr<boost::asio::steady_timer>> timers;
    bool said_goodbye = false;
    bool ended = false;

    // Serial calls that came while the plugin was put aside, oldest first: what they tell has
    // happened and comes no second time.
    struct held_call {
        std::string function;
        std::function<plugins::outcome(plugins::channel&)> call;
    };
    std::deque<held_call> held;
    bool retrying_held = false;

    // Deliveries of serial calls. Nobody gives them again but us, so those that could not be stored
    // are kept, in order, until they can.
    using giving = std::function<void(std::function<void(bool durable)>)>;
    std::uint64_t under_way = 0;
    std::uint64_t next_number = 1;
    bool held_back = false;  // our connections are not read
    std::map<std::uint64_t, giving> unstored;
    bool trying_again = false;
    struct keeping {
        std::vector<store::plugin_value> values;
        std::vector<std::string> tags;  // to be told when they are durable
    };
    keeping state_to_save;
    // What is to become durable next, once all deliveries before `save_behind` are.
    keeping state_behind;
    std::uint64_t save_behind = 0;
    std::uint64_t before_save = 0;  // of those, not durable yet
    bool saving = false;

    // Bytes of events that wait for the strand. [any-thread]
    std::atomic<std::uint64_t> backlog{0};
    // Sends that the store does not know the outcome of. [any-thread]
    std::atomic<std::uint32_t> unsettled_sends{0};
    // Those that are tried again although the provider may have them. [any-thread]
    std::atomic<std::uint32_t> doubtful_sends{0};

    std::mutex mutex;             // guards how it stands and the plugin's counters
    model::action::status told;   // by the plugin
    model::action::status shown;  // by its sends
    std::map<std::string, telemetry::counter*, std::less<>> counters;

    telemetry::counter* requests = nullptr;
    telemetry::counter* refused = nullptr;
    telemetry::counter* inbound = nullptr;
    telemetry::counter* repeats = nullptr;
    telemetry::counter* closed_slow = nullptr;
};

// Who waits until all of a call's deliveries are durable.
class delivery_wait {
public:
    explicit delivery_wait(std::function<void(bool durable)> done) : done_(std::move(done)) {}
    void expect() { left_.fetch_add(1, std::memory_order_relaxed); }
    void one_done(bool durable);

private:
    std::function<void(bool)> done_;
    std::atomic<std::uint32_t> left_{1};  // one for whoever hands out the work
    std::atomic<bool> durable_{true};
};

}  // namespace selat::gateway
