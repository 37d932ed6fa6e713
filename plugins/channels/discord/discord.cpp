// A Discord bot: a long-lived gateway connection in, REST calls out.

#include "gateway.hpp"
#include "incoming.hpp"
#include "options.hpp"
#include "sender.hpp"

#include <selat/plugin.hpp>

namespace discord {
namespace {

class channel {
public:
    explicit channel(const selat::setup& setup)
        : options_(options::read(setup)), incoming_(options_, setup),
          gateway_(options_, setup, incoming_), sender_(options_, incoming_) {}

    void on_timer(const selat::timer& event, selat::actions out) { gateway_.on_timer(event, out); }
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
        sender_.on_reply(reply, out);
        if (sender_.token_refused()) {
            gateway_.stop(
                "Discord refuses the bot token: put the bot's present token into bot_token", out);
        }
    }

private:
    options options_;
    incoming incoming_;
    gateway gateway_;
    sender sender_;
};

}  // namespace
}  // namespace discord

SELAT_CHANNEL(discord::channel)
