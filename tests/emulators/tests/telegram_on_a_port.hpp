#pragma once
// An emulated Telegram and a bot that it calls, each on a free port.

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/server.hpp"
#include "tests/emulators/telegram/telegram.hpp"
#include "tests/emulators/tests/taker.hpp"

#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

namespace telegram_emulator_test {

using emulators::json;

inline const std::string token = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0";

struct taken_update {
    std::string secret;
    json body;
};

inline taken_update keep(const httplib::Request& request) {
    return {request.get_header_value("X-Telegram-Bot-Api-Secret-Token"), json::parse(request.body)};
}

struct bot : emulators::test::taker<taken_update> {
    bot() : taker("/channels/telegram", keep) {}
    std::vector<std::string> texts() {
        std::vector<std::string> out;
        for (const auto& each : taken()) {
            out.push_back(each.body["message"].value("text", ""));
        }
        return out;
    }
};

class telegram_on_a_port {
public:
    // `settings` go over the defaults of the bot: a server of one's own, a hundred times as fast.
    explicit telegram_on_a_port(const json& settings = json::object())
        : server_({.threads = 8}, providers()), thread_([this] { server_.run(); }),
          client_("127.0.0.1", server_.port()) {
        json all = {{"token", token}, {"local", true}, {"speed", 1000}, {"bot_limit", 0}};
        all.update(settings);
        control("bot", all);
        client_.set_read_timeout(60, 0);
    }
    ~telegram_on_a_port() {
        client_.stop();
        server_.stop();
        thread_.join();
    }

    json control(const std::string& what, const json& body) {
        const auto result =
            client_.Post("/_control/telegram/" + what, body.dump(), "application/json");
        REQUIRE(result);
        return json::parse(result->body);
    }
    json look(const std::string& what) {
        const auto result = client_.Get("/_control/telegram/" + what);
        REQUIRE(result);
        return json::parse(result->body);
    }
    json does(json what) {
        what["user"] = what.value("user", "Ana");
        return control("messages", what);
    }
    static std::string path(const std::string& method) {
        return "/telegram/bot" + token + "/" + method;
    }
    httplib::Result post(const std::string& method, const json& body) {
        return client_.Post(path(method), body.dump(), "application/json");
    }
    // Telegram's answer, with the HTTP status in it.
    json call(const std::string& method, const json& body = json::object()) {
        const auto result = post(method, body);
        REQUIRE(result);
        auto out = json::parse(result->body);
        CHECK(result->status == out.value("error_code", 200));
        return out;
    }
    std::string refused(const std::string& method, const json& body = json::object()) {
        return call(method, body).value("description", "");
    }
    // Ana, who has started the bot.
    std::int64_t ana() {
        const auto said = does({{"text", "/start"}, {"async", true}});
        of_ana_ = said["messageId"];
        return said["chatId"];
    }
    // What she said first.
    [[nodiscard]] std::int64_t of_ana() const { return of_ana_; }
    httplib::Client& client() { return client_; }
    [[nodiscard]] int port() const { return server_.port(); }

private:
    static std::vector<std::unique_ptr<emulators::provider>> providers() {
        std::vector<std::unique_ptr<emulators::provider>> out;
        out.push_back(std::make_unique<emulators::telegram::telegram_provider>(4));
        return out;
    }

    emulators::server server_;
    std::thread thread_;
    httplib::Client client_;
    std::int64_t of_ana_ = 0;
};

}  // namespace telegram_emulator_test
