#pragma once
// What is said to callers, and who is called up to hear it. [serial]

#include "account.hpp"
#include "calls.hpp"
#include "settings.hpp"
#include "steering.hpp"

#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace voice {

class sender {
public:
    sender(std::string from, const settings& with, const account& twilio, calls& calls,
           steering& steering)
        : from_(std::move(from)), settings_(with), twilio_(twilio), calls_(calls),
          steering_(steering) {}

    void send(const selat::outgoing& message, selat::actions out);
    // Twilio's answers to its requests; others' are left to them.
    void take(const selat::http_reply& reply, selat::actions out);

private:
    void say(const call& to, const selat::outgoing& message, selat::actions out);
    void call_up(const selat::outgoing& message, selat::actions out);
    void called_up(const selat::http_reply& reply, std::string_view context, selat::actions out);

    std::string from_;
    const settings& settings_;
    const account& twilio_;
    calls& calls_;
    steering& steering_;
};

}  // namespace voice
