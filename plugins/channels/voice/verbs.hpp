#pragma once
// Lines as verbs of TwiML: said, asked, recorded, dialed. Pure.

#include "calls.hpp"
#include "json_read.hpp"
#include "settings.hpp"
#include "twiml.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace voice {

// Where a verb stands.
struct place {
    const settings& with;
    const call& of;
    std::uint64_t said;  // up to and with this line, when it is done
};

// Who says it, in which language, and how often.
attributes manner(const json& parameters, const settings& with);

// Words, recordings, keys.
void say(twiml& out, const json& content, const settings& with);
void gather(twiml& out, const json& content, const place& at);
void record(twiml& out, const json& content, const place& at);
void dial(twiml& out, const json& content, const place& at);
// Words are within what hears the answer to them, so that nobody has to hear them out.
void listen(twiml& out, const json& content, const place& at);
void redirect(twiml& out, const std::string& to);

// Throws selat::refusal when it cannot be said.
void check_line(std::string_view content);

}  // namespace voice
