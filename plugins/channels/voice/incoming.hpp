#pragma once
// Twilio's requests: told to the host, and answered with what the call does next.

#include "account.hpp"
#include "calls.hpp"
#include "hook.hpp"
#include "settings.hpp"

#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace voice {

// Tags of INBOUNDs: what to do with a call once they are stored.
inline constexpr std::string_view keep_tag = "keep:";
inline constexpr std::string_view settle_tag = "settle:";  // agents came or went
inline constexpr std::string_view end_tag = "end:";

// The end of a call, told once however it is learnt. A flow that waits for what comes of the call
// hears of it; nothing else answers it.
struct call_end {
    std::string_view sid;
    std::string_view address;
    std::string_view content;
    bool awaited = false;
    std::int64_t at_ms = 0;
};
void tell_end(const call_end& end, selat::actions out);
// The word for how it ended: Twilio's, but for who gave up waiting.
std::string_view how_it_ended(const call* call, std::string_view status);

// [parallel]
class incoming {
public:
    incoming(const selat::crypto& crypto, std::string signing_key, const settings& with,
             const account& twilio, calls& calls)
        : crypto_(crypto), signing_key_(std::move(signing_key)), settings_(with), twilio_(twilio),
          calls_(calls) {}

    void take(const selat::http_request& request, selat::actions out) const;

private:
    struct arrived {
        voice::kind kind;
        const forms::form& fields;  // Twilio's
        const forms::form& query;   // our own words in the URL
        std::int64_t now_ms;
        std::string_view delivery;  // names it, where nothing else does

        [[nodiscard]] std::string_view sid() const { return fields.get("CallSid"); }
    };
    void answer(const arrived& in, selat::actions out) const;
    void begin(const arrived& in, selat::actions out) const;
    void go_on(const arrived& in, selat::actions out) const;
    void agent_answered(const arrived& in, selat::actions out) const;
    void heard(const arrived& in, selat::actions out) const;
    void end(const arrived& in, selat::actions out) const;
    void conference(const arrived& in, selat::actions out) const;
    void agent_leg(const arrived& in, selat::actions out) const;
    void recording(const arrived& in, selat::actions out) const;
    void note(const arrived& in, selat::actions out, std::string_view tag = {}) const;
    void tell(const arrived& in, std::string_view state, bool answered, selat::actions out,
              std::string_view tag = {}) const;
    void fetch(const arrived& in, std::string_view provider_id, selat::actions out) const;
    // The call that is meant: an agent's leg names the customer's.
    [[nodiscard]] std::string_view call_of(const arrived& in) const;
    [[nodiscard]] std::string whose(const arrived& in) const;

    selat::crypto crypto_;
    std::string signing_key_;  // a handle
    const settings& settings_;
    const account& twilio_;
    calls& calls_;
};

}  // namespace voice
