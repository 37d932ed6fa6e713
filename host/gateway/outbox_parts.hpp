#pragma once
// What the outbox keeps of its sends; internal to it.

#include <deque>
#include <list>

#include "host/delivery/rate_limit.hpp"
#include "host/gateway/outbox.hpp"

namespace selat::gateway {

// What is needed of a message once its turn has come.
struct outbox::letter {
    model::message message;
    send_context context;
    std::vector<std::string>
        parts;  // content JSON, fitted to the channel; sent one after the other
};

struct outbox::send {
    model::job job;
    std::unique_ptr<outbox::letter> letter;
};

struct outbox::lane {
    std::string key;
    std::list<send> queue;
    // An operation, a commit or a read is under way, or it waits for a time or for its gate. A lane
    // that is busy stays where it is.
    bool busy = false;
    bool lacks_channel = false;
    std::unique_ptr<alarm> clock;
};

struct outbox::gate {
    std::string channel;
    double per_second = 0;
    delivery::rate_limit rate{0};
    std::uint32_t most_in_flight = 64;
    std::uint32_t in_flight = 0;
    std::deque<lane*> waiting;
    std::unique_ptr<alarm> clock;
    std::uint32_t looking_up = 0;
    std::deque<std::string> to_look_up;  // addresses
    telemetry::counter* sent = nullptr;
};

struct outbox::operation {
    outbox::lane* lane = nullptr;  // null: a profile look-up
    outbox::gate* gate = nullptr;
    std::shared_ptr<plugins::channel> channel;
    std::uint32_t steps = 1;  // calls into the plugin that are under way or will follow a reply
    bool serial = false;
    bool repeatable = true;  // no call so far that may not be sent twice
    bool in_doubt = false;   // such a call went out and its answer never came
    bool answered = false;   // such a call was answered
    std::unique_ptr<alarm> deadline;
};

}  // namespace selat::gateway
