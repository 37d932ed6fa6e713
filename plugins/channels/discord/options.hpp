#pragma once
// What an instance is told to do.

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace discord {

/// What hexadecimal digits stand for; empty when they are none.
std::string bytes_of(std::string_view hex);

struct options {
    static options read(const selat::setup& setup);

    std::string token;  // a handle
    std::int64_t intents = 62977;
    bool direct_messages = true;
    std::set<std::string> guilds;
    std::set<std::string> channels;
    std::string api;         // without a slash at its end
    std::string gateway;     // empty: where Discord says
    std::string user_agent;  // Discord answers nobody without one of this form

    bool over_http = false;   // interactions come as requests, and nothing else comes
    std::string public_key;   // its 32 bytes
    std::string application;  // empty: Discord is asked
    std::string command;      // without its slash; empty: none is registered
    std::string command_description;
    bool ephemeral = false;
    std::string acknowledgement;  // empty: Discord shows that an answer is being thought of
    std::string elsewhere;
};

}  // namespace discord
