#pragma once
// The plugin as its tests drive it: Twilio's side played by hand.

#include "plugins/shared/forms/forms.hpp"

#include <map>
#include <string>

#include <selat/testing/drive.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace sms_test {

namespace drive = selat::testing;
using json = nlohmann::json;
using fields = std::map<std::string, std::string>;

inline const std::string token = "gw-test-auth-token-0001";
inline const std::string account = "AC" + std::string(32, 'a');
inline const std::string sid = "SM" + std::string(31, '0') + "1";
inline const std::string customer = "+886911111111";
inline const std::string ours = "+15005550006";
inline const std::string public_url = "https://gateway.example/channels/sms-my";
inline const std::string own_message = "IM" + std::string(31, '0') + "1";

// `options` go over the usual ones.
drive::given given(const json& options = json::object());

// As Twilio signs: base64 of HMAC-SHA1 of the URL and the sorted fields by the token.
std::string signature_of(const std::string& url, const fields& with = {});
std::string written(const fields& with);

// What Twilio posts for a message, with `more` in place of the usual fields.
inline fields message(const fields& more = {}) {
    fields out = {{"MessageSid", sid},
                  {"SmsSid", sid},
                  {"SmsMessageSid", sid},
                  {"AccountSid", account},
                  {"ApiVersion", "2010-04-01"},
                  {"SmsStatus", "received"},
                  {"From", customer},
                  {"To", ours},
                  {"Body", "hello"},
                  {"NumSegments", "1"},
                  {"NumMedia", "0"},
                  {"FromCountry", "TW"},
                  {"ToCity", ""}};
    for (const auto& [name, value] : more) {
        out[name] = value;
    }
    return out;
}

// What the plugin makes of a signed form; `path` may have a query.
drive::outcome deliver(drive::channel& sms, const fields& with, const std::string& path = {});

}  // namespace sms_test
