#pragma once
// Keeps the bot's webhook at Telegram pointed here, and tells how that goes. Serial.

#include <cstdint>
#include <string>

#include <selat/plugin.hpp>

namespace telegram {

class webhook {
public:
    static constexpr std::string_view setting = "webhook-set";
    static constexpr std::string_view looking = "webhook-look";

    // `api` is where methods are. `own_server`: not Telegram's, so it takes http as well.
    webhook(std::string api, std::string url, std::string secret, bool own_server)
        : api_(std::move(api)), url_(std::move(url)), secret_(std::move(secret)),
          own_server_(own_server) {}

    void on_timer(const selat::timer& timer, selat::actions out) const;
    void on_reply(const selat::http_reply& reply, selat::actions out);

private:
    void set(selat::actions out) const;
    void look(selat::actions out) const;
    void was_set(const selat::http_reply& reply, selat::actions out);
    void was_seen(const selat::http_reply& reply, selat::actions out) const;

    std::string api_;
    std::string url_;
    std::string secret_;  // a handle
    bool own_server_;
    std::int64_t failures_ = 0;
};

}  // namespace telegram
