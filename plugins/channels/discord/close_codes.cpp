#include "close_codes.hpp"

namespace discord {

close_meaning meaning_of_close(std::uint32_t code) {
    using enum after_close;
    switch (code) {
    case 4003: return {resume_once, "Discord has ended the session"};
    case 4004:
        return {stop, "Discord refuses the bot token: put the bot's present token into bot_token"};
    case 4005: return {resume_once, "Discord was given the login twice"};
    case 4007: return {identify, "Discord does not know the place to resume at"};
    case 4008: return {resume, "Discord was sent too much at once"};
    case 4009: return {identify, "the session at Discord has timed out"};
    case 4010: return {stop, "Discord refuses the shard"};
    case 4011:
        return {stop,
                "the bot is in too many servers for one connection: Discord demands sharding"};
    case 4012: return {stop, "Discord does not serve this version of its gateway any more"};
    case 4013: return {stop, "Discord does not know these intents: correct the option intents"};
    case 4014:
        return {stop, "the bot may not have these intents: switch on the Message Content Intent at "
                      "Discord's developer portal, or take it out of the option intents"};
    default: return {resume, "the connection to Discord was lost"};
    }
}

}  // namespace discord
