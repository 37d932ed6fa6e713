#pragma once
// The care for calls: what Twilio has gone silent about is asked for, and what is over is put away.
// [serial]

#include "account.hpp"
#include "calls.hpp"
#include "steering.hpp"

#include <cstdint>
#include <string_view>

#include <selat/plugin.hpp>

namespace voice {

class watch {
public:
    watch(const account& twilio, calls& calls, steering& steering)
        : twilio_(twilio), calls_(calls), steering_(steering) {}

    void due(const selat::timer& timer, selat::actions out);
    // Twilio's answers to its requests, and to those that make Twilio ask; others' are left to
    // them.
    void take(const selat::http_reply& reply, selat::actions out);
    // What was told of a call is durable.
    void stored(const selat::stored& stored, selat::actions out);

private:
    void look_for(std::string_view sid, selat::actions out);
    void learn(const selat::http_reply& reply, std::string_view sid, selat::actions out);
    void look_after(const call& call, std::int64_t now_ms, selat::actions out);
    void learn_of_agent(const selat::http_reply& reply, std::string_view about, selat::actions out);
    void count_participants(const selat::http_reply& reply, std::string_view sid,
                            selat::actions out);
    void nudged(const selat::http_reply& reply, std::string_view sid, selat::actions out);
    void gone(std::string_view sid, std::string_view status, std::string_view duration,
              selat::actions out);
    void put_away(std::string_view sid, selat::actions out);

    const account& twilio_;
    calls& calls_;
    steering& steering_;
};

}  // namespace voice
