#pragma once
// One endpoint of webhooks: where it stands in the stream of events, and what it has not taken yet.
// Lives on the control thread; shared with the reads and calls under way.

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "host/gateway/webhooks.hpp"

namespace selat::gateway {

// Where an endpoint stands: everything up to `position` has been taken or is in `open`.
struct webhook_place {
    struct trouble {
        std::uint32_t attempts = 0;
        model::time since{};  // of the first attempt that failed
    };
    std::uint64_t position = 0;
    std::map<std::uint64_t, trouble> open;  // by position
};

// What callbacks hold: whether the endpoint is still there. Control thread.
struct webhook_life {
    bool over = false;
};

std::string write_place(const webhook_place& place);
// Nothing when the text is none.
std::optional<webhook_place> read_place(std::string_view text);

class webhook_endpoint {
public:
    webhook_endpoint(world& world, const webhooks::post& post, std::string instance,
                     config::webhook setup);
    ~webhook_endpoint() { life_->over = true; }
    webhook_endpoint(const webhook_endpoint&) = delete;
    webhook_endpoint& operator=(const webhook_endpoint&) = delete;

    void configure(config::webhook setup);
    // There may be events up to here.
    void news(std::uint64_t newest);
    // Saves where it stands and does nothing more.
    void stop();
    // The same, but leaves nothing behind.
    void forget();

private:
    struct untaken {
        model::event event;
        model::time read{};
    };
    // One after the other: a conversation's events.
    struct lane {
        std::deque<untaken> events;
        bool busy = false;
        std::unique_ptr<alarm> clock;
    };

    void load();
    void loaded(webhook_place place, std::vector<model::event> open);
    void begin_here(std::uint64_t newest);
    void read();
    void took(const std::vector<model::event>& events, std::uint64_t up_to);
    void add(model::event event);
    void step(const std::string& lane);
    void deliver(const std::string& lane);
    void post(const std::string& lane);
    void answered(const std::string& lane, const net::http_result& result);
    void again(const std::string& lane, const net::http_result& result);
    void done(const std::string& lane);
    void save_soon();
    void save();
    void commit(std::string value, std::function<void(bool)> done);

    world& world_;
    const webhooks::post& post_;
    const std::string instance_;
    std::string shown_;  // in logs and numbers; the URL may hold a secret
    config::webhook setup_;
    webhook_place place_;
    std::uint64_t newest_ = 0;
    bool ready_ = false;  // knows where it stands
    bool reading_ = false;
    std::uint32_t posting_ = 0;
    std::unordered_map<std::string, lane> lanes_;
    std::deque<std::string> waiting_;  // lanes that wait for one of the calls to end
    std::unique_ptr<alarm> saving_;
    bool unsaved_ = false;
    std::shared_ptr<webhook_life> life_ = std::make_shared<webhook_life>();
    telemetry::counter* posted_ = nullptr;
    telemetry::counter* failed_ = nullptr;
    telemetry::counter* given_up_ = nullptr;
    telemetry::gauge* open_ = nullptr;
    model::id_source random_;
};

}  // namespace selat::gateway
