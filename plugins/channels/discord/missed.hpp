#pragma once
// What was written after one session ended and before the next began: no session tells of it, so
// the channels are asked. A few calls at a time, within Discord's limits; what was stored before is
// known by its id. Kept over restarts until all of it is here.

#include "incoming.hpp"
#include "json_read.hpp"
#include "limits.hpp"
#include "options.hpp"

#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace discord {

class missed {
public:
    /// The first line of the contexts of the CALLs that are answered here.
    static constexpr std::string_view asking = "missed";

    missed(const options& options, const selat::setup& setup, limits& limits, incoming& incoming);

    /// A session ended that had brought everything until then.
    void lost(std::int64_t until_ms, selat::actions out);
    /// Whether something may still be missing. A session that was resumed does not tell which
    /// channels there are, so a new one must begin.
    [[nodiscard]] bool any() const { return since_ms_ > 0; }

    /// READY: a new session tells everything from here on.
    void session_began(const json& ready, std::int64_t now_ms, selat::actions out);
    /// GUILD_CREATE: what channels a server has.
    void server_told(const json& guild, std::int64_t now_ms, selat::actions out);
    void on_timer(const selat::timer& event, selat::actions out);
    void on_reply(const selat::http_reply& reply, selat::actions out);
    void stop(selat::actions out);

private:
    struct question {
        std::string channel;
        std::string guild;  // empty: direct messages
        std::int64_t channel_type = 0;
        std::string after;  // the newest message that is known
        std::uint32_t pages = 0;
        std::uint32_t tries = 0;
    };
    static std::string write(const question& question);
    static question read(std::string_view context);

    void add(const json& channel, const std::string& guild);
    void ask(std::int64_t now_ms, selat::actions out);
    void take(question asked, const json& messages, selat::actions out);
    void ask_again(question asked, std::uint64_t wait_ms, selat::actions out);
    void pause(std::int64_t wait_ms, selat::actions out);
    void end_if_done(selat::actions out);

    const options& options_;
    limits& limits_;
    incoming& incoming_;
    std::int64_t since_ms_ = 0;  // 0: nothing is missing
    bool listening_ = false;     // a session tells what comes now
    bool paused_ = false;
    std::set<std::string> servers_;  // that have not told their channels yet
    std::deque<question> waiting_;
    std::uint32_t under_way_ = 0;
};

}  // namespace discord
