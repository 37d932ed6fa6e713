#pragma once
// What is done with a live call: where it goes, with whom, and how Twilio comes to ask for it.
// [serial]

#include "account.hpp"
#include "calls.hpp"
#include "settings.hpp"

#include <cstdint>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace voice {

class steering {
public:
    steering(std::string from, const settings& with, const account& twilio, calls& calls)
        : from_(std::move(from)), settings_(with), twilio_(twilio), calls_(calls) {}

    // Does what the message asks of the call.
    void steer(const call& call, const selat::outgoing& message, selat::actions out);
    // Twilio's answers to its requests; others' are left to them.
    void take(const selat::http_reply& reply, selat::actions out);

    // Twilio comes and asks, unless it does so by itself.
    void nudge(std::string_view sid, bool interrupting, std::int64_t now_ms, selat::actions out);
    // Whoever waits in a conference to which nobody comes waits in the queue; and an agent who came
    // finds the caller.
    void settle(std::string_view sid, std::int64_t now_ms, selat::actions out);
    void keep(std::string_view sid, selat::actions out);

private:
    void connect(const call& call, const selat::outgoing& message, selat::actions out);
    void connected(const selat::http_reply& reply, std::string_view sid, bool leads,
                   selat::actions out);
    void transfer(const call& call, const selat::outgoing& message, selat::actions out);
    void change_participant(const call& call, std::string_view what, const selat::outgoing& message,
                            selat::actions out);
    void set_mode(std::string_view sid, mode mode, std::int64_t now_ms, selat::actions out);

    std::string from_;
    const settings& settings_;
    const account& twilio_;
    calls& calls_;
};

}  // namespace voice
