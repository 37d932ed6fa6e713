#pragma once
// The plugin as its tests drive it: Messenger's side played by hand.

#include "plugins/shared/meta/tests/signed_by.hpp"

#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace facebook_test {

namespace drive = selat::testing;
using json = nlohmann::json;

inline const std::string page = "100200300";
inline const std::string siti = "7001002003004";
inline const std::string own_message = "IM" + std::string(32, 'a');
inline constexpr std::int64_t at_ms = 1'750'000'000'123;

inline drive::given given(const json& more = json::object()) {
    json options = {{"app_secret", "{{secret:app_secret}}"},
                    {"verify_token", "{{secret:verify_token}}"},
                    {"access_token", "{{secret:access_token}}"},
                    {"page_id", page}};
    options.update(more);
    return {
        .instance = "facebook-my",
        .options = options.dump(),
        .secrets = {{"app_secret", "s3cret"}, {"verify_token", "w0rd"}, {"access_token", "t0ken"}},
        .public_url = "https://gateway.example/channels/facebook-my"};
}

// An event of Siti's.
inline json event(json more) {
    json out = {{"sender", {{"id", siti}}}, {"recipient", {{"id", page}}}, {"timestamp", at_ms}};
    out.update(more);
    return out;
}

inline json webhook(const json& events, const char* list = "messaging") {
    json entry = {{"id", page}, {"time", at_ms + 1}};
    entry[list] = events;
    json out = {{"object", "page"}};
    out["entry"] = json::array({entry});
    return out;
}

inline drive::outcome post(drive::channel& facebook, const json& webhook) {
    const auto body = webhook.dump();
    return facebook.http(
        {.headers = {{"x-hub-signature-256", meta_test::signature_of("s3cret", body)}},
         .body = body});
}

inline drive::outcome tell(drive::channel& facebook, json more) {
    return post(facebook, webhook(json::array({event(std::move(more))})));
}

inline drive::inbound one_of(const drive::outcome& got) {
    CHECK(got.http_status() == 200);
    CHECK(got.refused.empty());
    REQUIRE(got.inbounds.size() == 1);
    return got.inbounds[0];
}

}  // namespace facebook_test
