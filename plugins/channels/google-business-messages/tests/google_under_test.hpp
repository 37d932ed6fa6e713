#pragma once
// The plugin as its tests drive it: Google's side played by hand.

#include "plugins/shared/google/tests/service_account.hpp"

#include <string>

#include <selat/testing/drive.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace google_test {

namespace drive = selat::testing;
using json = nlohmann::json;

inline const std::string api = "https://businessmessages.googleapis.com/v1";
inline const std::string key = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
inline const std::string token_answer =
    R"({"access_token":"ya29.t","expires_in":3599,"token_type":"Bearer"})";

// `options` go over the usual ones.
inline drive::given given(const json& options = json::object()) {
    json all = {{"partner_key", "{{secret:partner_key}}"},
                {"client_token", "{{secret:client_token}}"},
                {"service_account",
                 {{"client_email", "bot@x.iam.gserviceaccount.com"},
                  {"private_key", "{{secret:service_account.private_key}}"},
                  {"private_key_id", "k1"}}},
                {"api_base", api}};
    all.update(options);
    drive::given out;
    out.instance = "google-my";
    out.options = all.dump();
    out.secrets = {{"partner_key", "partner-key"},
                   {"client_token", "client-token"},
                   {"service_account.private_key", private_key}};
    return out;
}

inline drive::outcome post(drive::channel& google, const std::string& body) {
    return google.http(
        {.headers = {{"x-goog-signature", signature_of("client-token", body)}}, .body = body});
}

// One event of the conversation c1, with `more` in it.
inline json event(const json& more) {
    json out = {{"agent", "brands/b1/agents/a1"},
                {"conversationId", "c1"},
                {"requestId", "r1"},
                {"sendTime", "2024-01-02T03:04:06Z"}};
    out.update(more);
    return out;
}
inline drive::outcome tell(drive::channel& google, const json& more) {
    return post(google, event(more).dump());
}

// The instance with an access token, as after its start.
inline void begin(drive::channel& google) {
    const auto asked = google.timer(SELAT_TIMER_START);
    REQUIRE(asked.calls.size() == 1);
    REQUIRE(google.serial_reply(drive::answer_to(asked.calls[0], 200, token_answer))
                .refresheds.size() == 1);
}

inline drive::outgoing_message to_c1(const json& content, const std::string& author = "bot") {
    return {.op = 7,
            .to = "c1",
            .content = content.dump(),
            .idempotency_key = key,
            .author_kind = author,
            .author_name = author == "agent" ? "Aminah" : ""};
}

inline json body_of(const drive::call& call) { return json::parse(call.body); }

}  // namespace google_test
