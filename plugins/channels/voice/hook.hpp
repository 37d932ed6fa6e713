#pragma once
// Twilio's webhooks about calls: what each one is, and the content it is here. Pure.

#include "plugins/shared/forms/forms.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace voice {

enum class kind {
    call,        // somebody calls
    next,        // what was to be said is said: what now?
    answer,      // keys or speech
    partial,     // speech that goes on
    recorded,    // <Record> has ended
    recording,   // what became of a recording
    transcript,  // of a recording, or of what is being said
    dialed,      // <Dial> has ended
    wait,        // what to play to who waits in one of Twilio's queues
    queue,       // one of Twilio's queues was left
    conference,  // who joins, leaves, is muted or held
    agent,       // an agent's leg was answered
    agent_leg,   // what became of an agent's leg
    progress,    // a call that is not over
    ended,       // a call that is
    assignment,  // of Twilio's own task router
    stream,      // of audio
    other,       // about a call, and none of these
    unknown,     // about no call
};

// `path` is below the channel's URL. Twilio's fields decide; the path only where fields are alike.
kind kind_of(std::string_view path, const forms::form& fields);

// The number that a field begins with; 0 where it does not.
std::uint64_t number_in(std::string_view text);

// When it was that is told of; 0 where Twilio does not say.
std::int64_t moment_of(const forms::form& fields);

// Whether a CallStatus is the last one.
bool is_final(std::string_view status);

// The customer's side of a call: who called, or was called. A caller without a number has one made
// from the call, so that strangers are not taken for one another.
std::string customer_of(const forms::form& fields);
std::string ours_of(const forms::form& fields);

// Whether the carrier vouches for the caller's number.
bool is_verified(const forms::form& fields);

// The webhook as content of our own. `state` is the call's.
std::string content_of(kind kind, const forms::form& fields, std::string_view state);

// The word for what is told, as the content's call.state has it.
std::string state_of(kind kind, const forms::form& fields);

// The id of a recording that lies at Twilio, or empty.
std::string_view recording_of(kind kind, const forms::form& fields);

// Names the delivery, so that a repeat is known: by the call, what is told and `turn` of the call.
std::string id_of(kind kind, const forms::form& fields, std::string_view turn);

}  // namespace voice
