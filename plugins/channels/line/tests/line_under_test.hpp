#pragma once
// The plugin as its tests drive it: LINE's side played by hand.

#include <string>

#include <selat/testing/drive.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace line_test {

namespace drive = selat::testing;
using json = nlohmann::json;

inline const std::string user = "U11111111111111111111111111111111";
inline const std::string group = "C22222222222222222222222222222222";
inline const std::string room = "R33333333333333333333333333333333";

inline drive::given given() {
    return {.instance = "line-my",
            .options = R"({"channel_secret":"{{secret:channel_secret}}",
                           "access_token":"{{secret:access_token}}"})",
            .secrets = {{"channel_secret", "line-secret"}, {"access_token", "t0ken"}},
            .public_url = "https://gateway.example/channels/line-my"};
}

// base64 of HMAC-SHA256 by the channel secret.
std::string signature_of(const std::string& body);
std::string payload(const std::string& name);

// What the plugin makes of a signed webhook.
inline drive::outcome deliver(drive::channel& line, const std::string& body) {
    return line.http({.headers = {{"content-type", "application/json; charset=utf-8"},
                                  {"x-line-signature", signature_of(body)}},
                      .body = body});
}

}  // namespace line_test
