#pragma once
// An emulated LINE and a gateway that it calls, each on a free port.

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/server.hpp"
#include "tests/emulators/line/line.hpp"
#include "tests/emulators/tests/taker.hpp"

#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

namespace emulator_test {

using emulators::json;

struct taken_webhook {
    std::string body;
    std::string signature;
};

inline taken_webhook keep(const httplib::Request& request) {
    return {request.body, request.get_header_value("x-line-signature")};
}

struct gateway : emulators::test::taker<taken_webhook> {
    gateway() : taker("/channels/line", keep) {}
    std::vector<json> webhooks() {
        std::vector<json> out;
        for (const auto& each : taken()) {
            out.push_back(json::parse(each.body, nullptr, false));
        }
        return out;
    }
    std::vector<std::string> bodies() { return all(&taken_webhook::body); }
    std::vector<std::string> signatures() { return all(&taken_webhook::signature); }

private:
    std::vector<std::string> all(std::string taken_webhook::* member) {
        std::vector<std::string> out;
        for (const auto& each : taken()) {
            out.push_back(each.*member);
        }
        return out;
    }
};

class line_on_a_port {
public:
    // `settings` go over the defaults of the one channel, "shop".
    explicit line_on_a_port(const json& settings = json::object())
        : server_({.threads = 8}, providers()), thread_([this] { server_.run(); }),
          client_("127.0.0.1", server_.port()) {
        json channel = {
            {"id", "shop"}, {"channel_secret", "line-secret"}, {"access_token", "t0ken"}};
        channel.update(settings);
        REQUIRE(control("channels", channel)["id"] == "shop");
    }
    ~line_on_a_port() {
        client_.stop();
        server_.stop();
        thread_.join();
    }

    json control(const std::string& what, const json& body) {
        const auto result = client_.Post("/_control/line/" + what, body.dump(), "application/json");
        REQUIRE(result);
        return json::parse(result->body);
    }
    json look(const std::string& what) {
        const auto result = client_.Get("/_control/line/" + what);
        REQUIRE(result);
        return json::parse(result->body);
    }
    // Makes a user known, so that it can be written to.
    std::string user(const std::string& name, json more = json::object()) {
        more["user"] = name;
        return control("users", more)["userId"];
    }
    httplib::Result call(const std::string& path, const std::string& body,
                         httplib::Headers headers = {},
                         const std::string& type = "application/json") {
        headers.emplace("Authorization", "Bearer t0ken");
        return client_.Post(path, headers, body, type);
    }
    httplib::Result call_as(const std::string& token, const std::string& path,
                            const std::string& body) {
        return client_.Post(path, httplib::Headers{{"Authorization", "Bearer " + token}}, body,
                            "application/json");
    }
    httplib::Result push(const std::string& to, const std::string& text,
                         httplib::Headers headers = {}) {
        const json body = {{"to", to}, {"messages", {{{"type", "text"}, {"text", text}}}}};
        return call("/v2/bot/message/push", body.dump(), std::move(headers));
    }
    httplib::Result reply(const std::string& token, const std::string& text,
                          httplib::Headers headers = {}) {
        const json body = {{"replyToken", token},
                           {"messages", {{{"type", "text"}, {"text", text}}}}};
        return call("/v2/bot/message/reply", body.dump(), std::move(headers));
    }
    httplib::Result get(const std::string& path) {
        return client_.Get(path, httplib::Headers{{"Authorization", "Bearer t0ken"}});
    }

private:
    static std::vector<std::unique_ptr<emulators::provider>> providers() {
        std::vector<std::unique_ptr<emulators::provider>> out;
        out.push_back(std::make_unique<emulators::line::line_provider>(4));
        return out;
    }

    emulators::server server_;
    std::thread thread_;
    httplib::Client client_;
};

inline std::string message_of(const httplib::Result& result) {
    REQUIRE(result);
    return emulators::text_in(json::parse(result->body, nullptr, false), "message");
}

}  // namespace emulator_test
