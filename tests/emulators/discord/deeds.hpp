#pragma once
// What people do at Discord: they write, edit, take back, react, type, click, use commands.

#include "tests/emulators/discord/gateway.hpp"

#include <string>
#include <string_view>

namespace emulators::discord {

// What cannot be done.
inline json problem(std::string_view what) { return {{"error", what}}; }

class deeds {
public:
    deeds(state& state, gateway& gateway) : state_(state), gateway_(gateway) {}

    // Carries out what a control request describes; the caller holds the state's lock. What came of
    // it, or {"error": …}; an interaction that is to be posted is in "post".
    json carry_out(const json& wish);

private:
    struct scene {
        person& who;
        channel& where;
        json place;  // channel_id, and guild_id and member in a server
        json wish;
    };
    json write(const scene& scene);
    json edit(const scene& scene);
    json remove(const scene& scene);
    json react(const scene& scene);
    json type(const scene& scene);
    json click(const scene& scene);
    json use_command(const scene& scene);
    json send_form(const scene& scene);
    json interact(const scene& scene, int type, json data, const json& more);
    json attachments(const scene& scene);
    [[nodiscard]] static std::int64_t intent(const scene& scene, int in_guild, int direct);

    state& state_;
    gateway& gateway_;
};

}  // namespace emulators::discord
