#pragma once
// What lets us answer an interaction for a quarter of an hour, wherever the bot itself may write.
// It is kept as the context of the address, and of each message that went out by it.

#include <cstdint>
#include <string>
#include <string_view>

namespace discord {

struct interaction_token {
    std::string application;
    std::string token;
    std::string channel;        // of direct messages with the bot; else empty
    std::int64_t until_ms = 0;  // by our clock
    bool waits = false;         // Discord shows that an answer is being thought of
    bool alone = false;         // the person alone sees what is answered

    [[nodiscard]] std::string write() const;
    /// Nothing in it when the text is none.
    static interaction_token read(std::string_view text);

    [[nodiscard]] bool any() const { return !token.empty(); }
    [[nodiscard]] bool lives(std::int64_t now_ms) const { return any() && now_ms < until_ms; }
    /// Discord may not have read our first answer yet, and know nothing of the token before.
    [[nodiscard]] bool is_fresh(std::int64_t now_ms) const;
    /// Below the API's base.
    [[nodiscard]] std::string path() const { return "/webhooks/" + application + "/" + token; }
};

/// When a token that comes now ends, with some time for calls to be under way.
std::int64_t end_of_token(std::int64_t now_ms);
/// Whether it may stand in a path.
bool is_token(std::string_view text);

}  // namespace discord
