#pragma once
// What the tests of this plugin share: an instance, sessions, sockets.

#include "../json_read.hpp"

#include <string>
#include <vector>

#include <selat/testing/drive.hpp>

namespace webchat::test {

namespace drive = selat::testing;

inline const std::string site = "https://shop.example";

inline drive::given instance(json options = json::object()) {
    if (!options.contains("allowed_origins")) {
        options["allowed_origins"] = {site};
    }
    return {.instance = "web",
            .options = options.dump(),
            .secrets = {{"identity_secret", "widget-secret-1"}},
            .public_url = "https://chat.example/channels/web"};
}

inline drive::given signing_instance() {
    return instance({{"identity_secret", "{{secret:identity_secret}}"}});
}

// From this machine, which may make sessions and sockets without end.
inline const std::string here = "127.0.0.1";

inline drive::outcome post_session(drive::channel& channel, const json& body = json::object(),
                                   const std::string& origin = site,
                                   const std::string& remote = here) {
    return channel.http({.path = "/session",
                         .headers = {{"origin", origin}},
                         .body = body.dump(),
                         .remote = remote});
}

inline json body_of(const drive::outcome& outcome) {
    return parse(outcome.responds.empty() ? "" : outcome.responds[0].body);
}

inline std::string token_of(drive::channel& channel, const json& body = json::object()) {
    return text_of(body_of(post_session(channel, body)), "session_token");
}

inline std::string visitor_of(drive::channel& channel, const std::string& token) {
    return text_of(body_of(post_session(channel, {{"token", token}})), "visitor_id");
}

/// Opens a socket under a name of the test's and says hello. What the plugin asked the store for
/// is in `histories`.
inline drive::outcome hello(drive::channel& channel, const std::string& name,
                            const std::string& token, std::uint64_t last_seq = 0) {
    channel.open(name, here);
    return channel.data(
        name, json({{"type", "hello"}, {"v", 1}, {"token", token}, {"last_seq", last_seq}}).dump());
}

/// An empty thread's answer to that.
inline drive::outcome empty_history(drive::channel& channel, const drive::ask_history& asked) {
    return channel.history({.tag = asked.tag, .address = asked.address, .conversation_status = ""});
}

/// A live socket of an empty thread.
inline void join(drive::channel& channel, const std::string& name, const std::string& token) {
    empty_history(channel, hello(channel, name, token).histories.at(0));
}

inline drive::outcome say(drive::channel& channel, const std::string& name, const std::string& cid,
                          const std::string& text = "hello") {
    return channel.data(
        name,
        json({{"type", "msg.send"}, {"rid", "r-" + cid}, {"cid", cid}, {"text", text}}).dump());
}

/// The host's word that a message of the visitor's is durable.
inline drive::outcome stored(drive::channel& channel, const drive::inbound& inbound,
                             std::uint64_t seq, bool duplicate = false) {
    return channel.stored({.tag = inbound.tag,
                           .message = "IM" + std::to_string(seq),
                           .seq = seq,
                           .duplicate = duplicate,
                           .content = duplicate ? std::string() : inbound.content});
}

/// The frames written to a socket.
inline std::vector<json> frames_to(const drive::outcome& outcome, const std::string& name) {
    std::vector<json> out;
    for (const auto& write : outcome.writes) {
        if (write.connection == name) {
            out.push_back(json::parse(write.data));
        }
    }
    return out;
}

}  // namespace webchat::test
