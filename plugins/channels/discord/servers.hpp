#pragma once
// Which servers have yet to tell their channels to a session, so that these can be asked for what
// was missed. One that is down tells them when it is back, hours later or after a restart.

#include "json_read.hpp"
#include "options.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace discord {

class servers {
public:
    /// When it fires, those that are still awaited are down.
    static constexpr std::string_view timer = "missed-servers";

    servers(const options& options, const selat::setup& setup);

    /// READY names all that the bot is in. Those that are for us are awaited if something is
    /// missing.
    void session_began(const json& ready, bool missing, selat::actions out);
    /// GUILD_CREATE of a server: since when something may be missing there, 0 for nothing.
    /// `since_ms` is that of those which are awaited.
    std::int64_t told(const std::string& id, std::int64_t since_ms, selat::actions out);
    /// GUILD_DELETE of a server that the bot is not in any more.
    void gone(const std::string& id, selat::actions out);
    void are_down(std::int64_t since_ms, selat::actions out);
    [[nodiscard]] bool awaited() const { return !awaited_.empty(); }
    void stop_waiting(selat::actions out);

private:
    const options& options_;
    std::set<std::string> awaited_;
    // Since when something may be missing there. Kept.
    std::map<std::string, std::int64_t, std::less<>> down_;
};

}  // namespace discord
