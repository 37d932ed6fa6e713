// A Discord bot: a long-lived gateway connection or posted interactions in, REST calls out.

#include "commands.hpp"
#include "gateway.hpp"
#include "incoming.hpp"
#include "interactions.hpp"
#include "limits.hpp"
#include "missed.hpp"
#include "options.hpp"
#include "sender.hpp"

#include <selat/plugin.hpp>

namespace discord {
namespace {

class channel {
public:
    explicit channel(const selat::setup& setup)
        : options_(options::read(setup)), incoming_(options_, setup),
          missed_(options_, setup, limits_, incoming_),
          gateway_(options_, setup, incoming_, missed_), sender_(options_, limits_, incoming_),
          interactions_(options_, setup), commands_(options_) {}

    void on_http(const selat::http_request& request, selat::actions out) const {
        interactions_.on_http(request, out);
    }
    void on_timer(const selat::timer& event, selat::actions out) {
        if (options_.over_http) {
            return commands_.on_timer(event, out);
        }
        missed_.on_timer(event, out);
        gateway_.on_timer(event, out);
    }
    void on_open(const selat::open& event, selat::actions out) { gateway_.on_open(event, out); }
    void on_data(const selat::data& event, selat::actions out) { gateway_.on_data(event, out); }
    void on_close(const selat::close& event, selat::actions out) { gateway_.on_close(event, out); }
    void on_send(const selat::outgoing& event, selat::actions out) { sender_.on_send(event, out); }

    void on_reply(const selat::http_reply& reply, selat::actions out) {
        if (reply.context == gateway::asking) {
            return gateway_.told(reply, out);
        }
        if (reply.context == incoming::acknowledging) {
            return;  // late, at worst: Discord has told the customer
        }
        if (reply.context.starts_with(commands::asking)) {
            return commands_.on_reply(reply, out);
        }
        const bool of_missed = reply.context.starts_with(missed::asking);
        if (of_missed) {
            missed_.on_reply(reply, out);
        } else {
            sender_.on_reply(reply, out);
        }
        if (sender_.token_refused() || (of_missed && reply.status == 401)) {
            refused(out);
        }
    }

private:
    // Without the token interactions are taken and answered still, for a quarter of an hour.
    void refused(selat::actions out) {
        constexpr std::string_view why =
            "Discord refuses the bot token: put the bot's present token into bot_token";
        if (options_.over_http) {
            return out.status(false, why);
        }
        gateway_.stop(why, out);
    }

    options options_;
    limits limits_;
    incoming incoming_;
    missed missed_;
    gateway gateway_;
    sender sender_;
    interactions interactions_;
    commands commands_;
};

}  // namespace
}  // namespace discord

SELAT_CHANNEL(discord::channel)
