#pragma once
// The plugin as its tests drive it: Telegram's side played by hand.

#include <string>

#include <selat/testing/drive.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace telegram_test {

namespace drive = selat::testing;
using json = nlohmann::json;

inline const std::string token = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0";
inline const std::string secret = "hush-hush_1";
inline const std::string public_url = "https://gateway.example/channels/telegram-my";
inline const std::string api = "https://api.telegram.org/bot" + token + "/";

// `options` go over the usual ones.
inline drive::given given(const json& options = json::object()) {
    json all = {{"bot_token", "{{secret:bot_token}}"},
                {"secret_token", "{{secret:secret_token}}"},
                {"api_base", "https://api.telegram.org"}};
    all.update(options);
    drive::given out;
    out.instance = "telegram-my";
    out.options = all.dump();
    out.secrets = {{"bot_token", token}, {"secret_token", secret}};
    out.public_url = public_url;
    return out;
}

inline drive::outcome post(drive::channel& telegram, const std::string& body) {
    return telegram.http({.headers = {{"content-type", "application/json"},
                                      {"x-telegram-bot-api-secret-token", secret}},
                          .body = body});
}

// One Update, told as Telegram tells it.
inline drive::outcome update(drive::channel& telegram, json about, std::int64_t id = 700000001) {
    about["update_id"] = id;
    return post(telegram, about.dump());
}

// A Message of Ana's to the bot, with `more` in it.
inline json message(const json& more) {
    json out = {{"message_id", 11},
                {"date", 1704164645},
                {"chat", {{"id", 5001}, {"type", "private"}, {"first_name", "Ana"}}},
                {"from",
                 {{"id", 5001},
                  {"is_bot", false},
                  {"first_name", "Ana"},
                  {"last_name", "Lim"},
                  {"language_code", "en"}}}};
    out.update(more);
    return out;
}
inline json in_group(const json& more) {
    auto out =
        message({{"chat", {{"id", -1001234567890}, {"type", "supergroup"}, {"title", "Team"}}}});
    out.update(more);
    return out;
}

inline json content_of(const drive::outcome& got) {
    REQUIRE(got.inbounds.size() == 1);
    return json::parse(got.inbounds[0].content);
}

inline drive::outcome send(drive::channel& telegram, const json& content,
                           const std::string& to = "5001") {
    return telegram.send({.op = 7, .to = to, .content = content.dump()});
}

// The method that was called, with its parameters.
inline json called(const drive::channel& telegram, const drive::outcome& out) {
    REQUIRE(out.calls.size() == 1);
    const auto url = telegram.fill_in(out.calls[0].url);
    REQUIRE(url.substr(0, api.size()) == api);
    auto body = json::parse(out.calls[0].body);
    body["method"] = url.substr(api.size());
    return body;
}

// Telegram's word that it took a message.
inline std::string taken(std::int64_t message = 40, std::int64_t chat = 5001) {
    return json{
        {"ok", true},
        {"result", {{"message_id", message}, {"chat", {{"id", chat}, {"type", "private"}}}}}}
        .dump();
}
inline std::string refusal(int code, const std::string& text,
                           const json& parameters = json::object()) {
    return json{
        {"ok", false}, {"error_code", code}, {"description", text}, {"parameters", parameters}}
        .dump();
}

}  // namespace telegram_test
