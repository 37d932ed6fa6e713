#pragma once
// What was written after one session ended and before the next began: no session tells of it, so
// the channels are asked. A few calls at a time, within Discord's limits; what was stored before is
// known by its id. Kept over restarts until all of it is here.

#include "held.hpp"
#include "incoming.hpp"
#include "json_read.hpp"
#include "limits.hpp"
#include "options.hpp"
#include "question.hpp"
#include "servers.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <selat/plugin.hpp>

namespace discord {

class missed {
public:
    /// The first line of the contexts of the CALLs that are answered here.
    static constexpr std::string_view asking = question::asking;

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
    /// GUILD_DELETE: it is down, or the bot is not in it any more.
    void server_gone(const json& guild, selat::actions out);
    /// Whether an event must wait for what was missed in its channel; it is taken behind that.
    bool holds(std::string_view type, const json& about, const std::string& key,
               selat::actions out);
    void on_timer(const selat::timer& event, selat::actions out);
    void on_reply(const selat::http_reply& reply, selat::actions out);
    void stop(selat::actions out);

private:
    void mark(std::int64_t since_ms, selat::actions out);
    void add(const json& channel, const std::string& guild, std::int64_t since_ms);
    void add(question about);
    void put_first(std::string_view channel);
    void go_on(const std::vector<held::event>& events, selat::actions out);
    void ask(std::int64_t now_ms, selat::actions out);
    void call(const question& about, selat::actions out);
    void answered(question asked, const selat::http_reply& reply, selat::actions out);
    void take(question asked, const json& messages, selat::actions out);
    void end_if_done(selat::actions out);

    const options& options_;
    limits& limits_;
    incoming& incoming_;
    std::int64_t since_ms_ = 0;  // 0: nothing is missing, but of servers that are down
    bool listening_ = false;     // a session tells what comes now
    std::uint32_t session_ = 0;
    servers servers_;
    std::deque<question> waiting_;
    std::uint32_t under_way_ = 0;
    held held_;
};

}  // namespace discord
