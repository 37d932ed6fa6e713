#pragma once
// The plugin as its tests drive it: Twilio's side played by hand.

#include "plugins/shared/forms/forms.hpp"

#include <map>
#include <string>

#include <selat/testing/drive.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace voice_test {

namespace drive = selat::testing;
using json = nlohmann::json;
using fields = std::map<std::string, std::string>;

inline const std::string token = "gw-test-auth-token-0001";
inline const std::string account = "AC" + std::string(32, 'a');
inline const std::string sid = "CA" + std::string(31, '0') + "1";
inline const std::string leg = "CA" + std::string(31, '0') + "9";
inline const std::string recording = "RE" + std::string(31, '0') + "1";
inline const std::string conference = "CF" + std::string(31, '0') + "1";
inline const std::string customer = "+886911111111";
inline const std::string ours = "+15005550006";
inline const std::string public_url = "https://gateway.example/channels/voice-my";
inline const std::string own_message = "IM" + std::string(31, '0') + "1";

inline drive::given given(const json& options = json::object()) {
    json all = {{"account_sid", account}, {"auth_token", "{{secret:auth_token}}"}, {"from", ours}};
    all.update(options);
    return {.instance = "voice-my",
            .options = all.dump(),
            .secrets = {{"auth_token", token}, {"api_key_secret", "k3y"}},
            .public_url = public_url};
}

inline std::string signature_of(const std::string& url, const fields& with = {}) {
    const std::map<std::string, std::string> none;
    const selat_host host = {
        sizeof(selat_host), SELAT_ABI_MINOR, const_cast<std::map<std::string, std::string>*>(&none),
        [](const selat_host*, selat_str) -> const void* { return &drive::crypto_table(); }};
    auto text = url;
    for (const auto& [name, value] : with) {
        text += name + value;
    }
    return selat::base64(selat::crypto(&host).hmac_sha1(token, text));
}

inline std::string written(const fields& with) {
    std::string out;
    for (const auto& [name, value] : with) {
        out += (out.empty() ? "" : "&") + forms::encode(name) + "=" + forms::encode(value);
    }
    return out;
}

// What Twilio posts about the call, with `more` in place of the usual fields.
inline fields about_call(const fields& more = {}) {
    fields out = {{"CallSid", sid},
                  {"AccountSid", account},
                  {"From", customer},
                  {"To", ours},
                  {"Caller", customer},
                  {"Called", ours},
                  {"CallStatus", "ringing"},
                  {"Direction", "inbound"},
                  {"ApiVersion", "2010-04-01"},
                  {"FromCountry", "TW"}};
    for (const auto& [name, value] : more) {
        out[name] = value;
    }
    return out;
}

// One channel, and Twilio's side of it.
class on_line {
public:
    on_line() : on_line(given()) {}
    explicit on_line(const drive::given& given) : voice(given) {}

    // `path` may have a query.
    drive::outcome post(const fields& with, const std::string& path = {}) {
        const auto query = std::min(path.find('?'), path.size());
        auto got = voice.http(
            {.path = path.substr(0, query),
             .query = query < path.size() ? path.substr(query + 1) : "",
             .headers = {{"content-type", "application/x-www-form-urlencoded; charset=UTF-8"},
                         {"x-twilio-signature", signature_of(public_url + path, with)}},
             .body = written(with)});
        REQUIRE(got.refused.empty());
        return got;
    }
    drive::outcome ring(const fields& more = {}) { return post(about_call(more)); }
    // Twilio asks what to do next, `said` being the last line it came to the end of.
    std::string next(int said, const std::string& more = {}) {
        last = post(about_call({{"CallStatus", "in-progress"}}),
                    "/next?said=" + std::to_string(said) + "&turn=1" + more);
        REQUIRE(last.http_status() == 200);
        return last.responds.at(0).body;
    }
    drive::outcome send(const json& content, const std::string& author = "flow",
                        std::string message = own_message) {
        drive::outgoing_message out;
        out.to = customer;
        out.message = std::move(message);
        out.content = content.dump();
        out.author_kind = author;
        last = voice.send(out);
        REQUIRE(last.refused.empty());
        return last;
    }
    // What was told of is durable.
    drive::outcome stored(const drive::outcome& of) {
        return voice.stored({.tag = of.inbounds.at(0).tag});
    }

    drive::channel voice;
    drive::outcome last;
};

inline forms::form form_of(const drive::call& call) { return forms::form::read(call.body); }
inline json content_of(const drive::outcome& out) {
    return json::parse(out.inbounds.at(0).content);
}
inline json call_in(const drive::outcome& out) { return content_of(out).at("call"); }
inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}
inline json steer(const std::string& state, const std::string& to = {}) {
    json out = {{"call", {{"state", state}}}};
    if (!to.empty()) {
        out["call"]["to"] = to;
    }
    return out;
}

}  // namespace voice_test
