// Calls through Twilio's Programmable Voice, or who speaks like it. A call asks what to do next, by
// signed webhooks, and is told in TwiML; when there is something new, the REST API makes it ask.

#include "account.hpp"
#include "calls.hpp"
#include "incoming.hpp"
#include "json_read.hpp"
#include "plugins/shared/twilio/api.hpp"
#include "sender.hpp"
#include "settings.hpp"
#include "steering.hpp"
#include "watch.hpp"

#include <selat/plugin.hpp>

namespace {

using voice::json;

std::string option(const json& options, const char* name, const char* otherwise = "") {
    const auto& value = voice::member(options, name);
    return value.is_string() ? value.get<std::string>() : otherwise;
}

std::string required(const json& options, const char* name) {
    auto value = option(options, name);
    if (value.empty()) {
        throw selat::refusal{selat::code::config, std::string(name) + " is needed"};
    }
    return value;
}

voice::settings settings_of(const json& options, std::string_view public_url) {
    voice::settings out;
    out.base = public_url;
    out.language = option(options, "language");
    out.voice = option(options, "voice");
    out.waiting = option(options, "waiting", "You are number {position} in the queue.");
    out.music = option(options, "music");
    if (out.music.empty()) {
        out.music = out.base + "/music.wav";
    }
    return out;
}

voice::account account_of(const json& options) {
    const auto sid = required(options, "account_sid");
    const auto token = required(options, "auth_token");
    const auto key = option(options, "api_key_sid");
    const auto secret = option(options, "api_key_secret");
    if (key.empty() != secret.empty()) {
        throw selat::refusal{selat::code::config, "api_key_sid and api_key_secret go together"};
    }
    const auto api = twilio::api_base(option(options, "api_base"));
    return {key.empty() ? twilio::with_credentials(api, sid, token)
                        : twilio::with_credentials(api, key, secret),
            sid};
}

// Twilio signs with what requests go with; others have a key of its own for it.
std::string signing_key_of(const json& options) {
    auto key = option(options, "signing_key");
    return key.empty() ? required(options, "auth_token") : key;
}

class voice_channel {
public:
    explicit voice_channel(const selat::setup& setup)
        : voice_channel(setup, voice::parse(setup.options)) {}

    void on_http(const selat::http_request& request, selat::actions out) const {
        incoming_.take(request, out);
    }
    void on_send(const selat::outgoing& message, selat::actions out) { sender_.send(message, out); }
    void on_reply(const selat::http_reply& reply, selat::actions out) {
        sender_.take(reply, out);
        steering_.take(reply, out);
        watch_.take(reply, out);
    }
    void on_stored(const selat::stored& stored, selat::actions out) { watch_.stored(stored, out); }
    void on_timer(const selat::timer& timer, selat::actions out) { watch_.due(timer, out); }

private:
    voice_channel(const selat::setup& setup, const json& options)
        : settings_(settings_of(options, setup.public_url)), account_(account_of(options)),
          calls_(setup.state),
          incoming_(setup.crypto, signing_key_of(options), settings_, account_, calls_),
          steering_(required(options, "from"), settings_, account_, calls_),
          sender_(required(options, "from"), settings_, account_, calls_, steering_),
          watch_(account_, calls_, steering_) {}

    voice::settings settings_;
    voice::account account_;
    voice::calls calls_;
    voice::incoming incoming_;
    voice::steering steering_;
    voice::sender sender_;
    voice::watch watch_;
};

}  // namespace

SELAT_CHANNEL(voice_channel)
