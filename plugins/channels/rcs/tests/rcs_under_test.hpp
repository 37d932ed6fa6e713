#pragma once
// The plugin as its tests drive it: Google's side played by hand.

#include "plugins/shared/google/tests/service_account.hpp"

#include <string>

#include <selat/testing/drive.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace rcs_test {

namespace drive = selat::testing;
using json = nlohmann::json;

inline const std::string api = "https://rcsbusinessmessaging.googleapis.com/v1";
inline const std::string key = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
inline const std::string ana = "+15550100";

// `options` go over the usual ones.
inline drive::given given(const json& options = json::object()) {
    json all = {{"client_token", "{{secret:client_token}}"},
                {"service_account",
                 {{"client_email", "bot@x.iam.gserviceaccount.com"},
                  {"private_key", "{{secret:service_account.private_key}}"}}},
                {"agent_id", "a1"},
                {"api_base", api}};
    all.update(options);
    drive::given out;
    out.instance = "rcs-my";
    out.options = all.dump();
    out.secrets = {{"client_token", "client-token"},
                   {"service_account.private_key", google_test::private_key}};
    return out;
}

// In its envelope, as Google sends it.
inline drive::outcome post(drive::channel& rcs, const std::string& data) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(data.data());
    const json body = {{"message",
                        {{"data", selat::base64(std::span(bytes, data.size()))},
                         {"messageId", "1"},
                         {"attributes", {{"type", "message"}}}}}};
    return rcs.http(
        {.headers = {{"x-goog-signature", google_test::signature_of("client-token", data)}},
         .body = body.dump()});
}

// What Ana does, with `more` in it.
inline drive::outcome tell(drive::channel& rcs, const json& more) {
    json out = {{"senderPhoneNumber", ana},
                {"messageId", "m1"},
                {"sendTime", "2024-01-02T03:04:05Z"},
                {"agentId", "a1"}};
    out.update(more);
    return post(rcs, out.dump());
}

// The instance with an access token, as after its start.
inline void begin(drive::channel& rcs) {
    const auto asked = rcs.timer(SELAT_TIMER_START);
    REQUIRE(asked.calls.size() == 1);
    REQUIRE(rcs.serial_reply(drive::answer_to(asked.calls[0], 200,
                                              R"({"access_token":"ya29.t","expires_in":3599})"))
                .refresheds.size() == 1);
}

inline drive::outgoing_message to_ana(const json& content) {
    return {.op = 7, .to = ana, .content = content.dump(), .idempotency_key = key};
}

inline json body_of(const drive::call& call) { return json::parse(call.body); }

}  // namespace rcs_test
