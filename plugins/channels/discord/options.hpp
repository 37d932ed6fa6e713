#pragma once
// What an instance is told to do.

#include <cstdint>
#include <set>
#include <string>

#include <selat/plugin.hpp>

namespace discord {

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
};

}  // namespace discord
