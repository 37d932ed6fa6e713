#pragma once
// The plugin as its tests drive it: WhatsApp's side played by hand.

#include "plugins/shared/meta/tests/signed_by.hpp"

#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace whatsapp_test {

namespace drive = selat::testing;
using json = nlohmann::json;

inline const std::string number_id = "106540352242922";
inline const std::string ann = "+15557770001";
inline const std::string own_message = "IM" + std::string(32, 'a');

inline drive::given given() {
    return {
        .instance = "whatsapp-my",
        .options = R"({"app_secret":"{{secret:app_secret}}",
                           "verify_token":"{{secret:verify_token}}",
                           "access_token":"{{secret:access_token}}",
                           "phone_number_id":"106540352242922"})",
        .secrets = {{"app_secret", "s3cret"}, {"verify_token", "w0rd"}, {"access_token", "t0ken"}},
        .public_url = "https://gateway.example/channels/whatsapp-my"};
}

inline json value_of(json more) {
    json out = {
        {"messaging_product", "whatsapp"},
        {"metadata", {{"display_phone_number", "15550001111"}, {"phone_number_id", number_id}}}};
    out.update(more);
    return out;
}

inline json webhook(const json& value, const std::string& field = "messages") {
    return json::parse(
               R"({"object":"whatsapp_business_account","entry":[{"id":"1","changes":[]}]})")
        .patch(json::array({{{"op", "add"},
                             {"path", "/entry/0/changes/-"},
                             {"value", {{"field", field}, {"value", value}}}}}));
}

// A message of Ann's, with `more` over the usual members.
inline json message(json more) {
    json out = {{"from", "15557770001"}, {"id", "wamid.A"}, {"timestamp", "1750000000"}};
    out.update(more);
    return out;
}

inline json of_ann(const json& message) {
    return webhook(value_of(
        {{"contacts", json::array({{{"profile", {{"name", "Ann"}}}, {"wa_id", "15557770001"}}})},
         {"messages", json::array({message})}}));
}

inline drive::outcome deliver(drive::channel& whatsapp, const json& webhook) {
    const auto body = webhook.dump();
    return whatsapp.http(
        {.headers = {{"x-hub-signature-256", meta_test::signature_of("s3cret", body)}},
         .body = body});
}

inline drive::inbound one_of(const drive::outcome& got) {
    CHECK(got.http_status() == 200);
    CHECK(got.refused.empty());
    REQUIRE(got.inbounds.size() == 1);
    return got.inbounds[0];
}

}  // namespace whatsapp_test
