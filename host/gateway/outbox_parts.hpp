#pragma once
// What the outbox keeps of its sends; internal to it.

#include <deque>
#include <list>

#include "host/delivery/address_rates.hpp"
#include "host/delivery/rate_limit.hpp"
#include "host/gateway/outbox.hpp"

namespace selat::gateway {

inline std::uint32_t purpose_of(const model::job& job) {
    return job.name == model::edits        ? SELAT_OUT_EDIT
           : job.name == model::takes_back ? SELAT_OUT_DELETE
                                           : SELAT_OUT_MESSAGE;
}

inline std::string lane_key(std::string_view channel, std::string_view address) {
    std::string out(channel);
    out += '\x1f';
    return out += address;
}

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
    bool doubtful = false;  // as the channel was told
};

// What was read of a message whose turn has come.
struct outbox::findings {
    result<std::optional<model::message>> message{};
    // When it has waited: where it goes, and what it was said in, as they are now.
    result<std::optional<model::address>> to{};
    result<std::optional<model::conversation>> in{};
};

struct outbox::lane {
    std::string key;
    std::list<send> queue;
    // An operation, a commit or a read is under way, or it waits for a time or for its gate. A lane
    // that is busy stays where it is.
    bool busy = false;
    bool waits_for_reload = false;  // which may let it go on before its time
    std::unique_ptr<alarm> clock;
    std::optional<sign> typing;  // shown when the queue is empty
};

struct outbox::gate {
    std::string channel;
    double per_second = 0;
    delivery::rate_limit rate{0};
    delivery::address_rates addresses;
    std::uint32_t most_in_flight = 64;
    std::uint32_t in_flight = 0;
    std::deque<lane*> waiting;
    std::unique_ptr<alarm> clock;
    std::uint32_t showing = 0;
    std::deque<sign> signs;
    telemetry::counter* sent = nullptr;
};

struct outbox::operation {
    outbox::lane* lane = nullptr;  // null: a sign
    std::optional<gateway::sign> sign;
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
