#pragma once
// Whether something may go out to a customer, by what the customer, the provider and the hour
// allow. Decided here alone, for whoever sends: before it is queued, when its turn comes, and for
// those who ask beforehand.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "host/base/result.hpp"
#include "host/model/capabilities.hpp"
#include "host/model/conversation.hpp"
#include "host/model/customer.hpp"
#include "host/model/message.hpp"
#include "host/model/quiet_hours.hpp"

namespace selat::model {

enum class hindrance : std::uint8_t {
    none,
    closed,          // the conversation is
    no_channel,      // there is none, or the customer has the address no more
    sunset,          // the provider has closed the channel for good
    blocked,         // the customer has blocked the channel
    opted_out,       // … wants nothing automatic
    outside_window,  // the provider takes no more of it until the customer writes again
    quiet_hours,
};

struct permission {
    hindrance why = hindrance::none;
    // Where it may go: when that ends. Else: when it may go again. None: no time will change it.
    std::optional<time> until{};

    [[nodiscard]] bool given() const { return why == hindrance::none; }
    friend bool operator==(const permission&, const permission&) = default;
};

// What counts on a channel.
struct channel_rules {
    bool exists = false;
    model::reply_window window{};
    const quiet_hours* quiet = nullptr;  // borrowed; null: none
    std::string_view sunset = {};        // the day its provider closes it; empty: none
    time closed_from{};                  // when that day begins
};

// What somebody wants to send.
struct wish {
    author_kind from = author_kind::agent;
    bool awaited = false;  // whatever the hour: the customer asks for it, or does not notice
    std::string_view content = {};  // JSON, to know templates by
};

// Whoever wrote less than this ago is being answered.
constexpr duration still_answered{3'600'000};

permission may_send(const address& to, const channel_rules& on, const wish& what, time now);

// What an agent may write in it freely. `to` is its address; null: the customer has it no more.
permission may_reply(const conversation& in, const address* to, const channel_rules& on, time now);

// Whether the provider has closed the channel for good.
bool is_closed(const channel_rules& on, time now);

// Why it was refused, as callers and messages are told it; `why` is not none.
failure refusal(const permission& why, const address& to, const channel_rules& on, const wish& what,
                time now);

// Whether the customer asks for it at any hour: a one-time code, and what an agent says in a
// conversation that an agent has. `in` may be null.
bool is_awaited(author_kind from, std::string_view origin, const conversation* in);

// When the customer did something newest, once it is told that something was done at `told` (the
// provider's clock; 0: it has none).
time heard(time before, std::int64_t told_ms, time now);

// "outside_window"
const char* name_of(hindrance value);

}  // namespace selat::model
