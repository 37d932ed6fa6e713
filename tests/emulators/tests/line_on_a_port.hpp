#pragma once
// An emulated LINE and a gateway that it calls, each on a free port.

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/server.hpp"
#include "tests/emulators/line/line.hpp"

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

namespace emulator_test {

using emulators::json;

// Takes webhooks and remembers them.
class gateway {
public:
    gateway() {
        http_.Post(".*", [this](const httplib::Request& request, httplib::Response& response) {
            const std::lock_guard lock(mutex_);
            bodies_.push_back(request.body);
            signatures_.push_back(request.get_header_value("x-line-signature"));
            response.status = answer ? answer(bodies_.size()) : 200;
        });
        port_ = http_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { http_.listen_after_bind(); });
        while (!http_.is_running()) {
            std::this_thread::yield();
        }
    }
    ~gateway() {
        http_.stop();
        thread_.join();
    }
    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(port_) + "/channels/line";
    }
    std::vector<json> webhooks() {
        const std::lock_guard lock(mutex_);
        std::vector<json> out;
        for (const auto& each : bodies_) {
            out.push_back(json::parse(each, nullptr, false));
        }
        return out;
    }
    std::vector<std::string> bodies() {
        const std::lock_guard lock(mutex_);
        return bodies_;
    }
    std::vector<std::string> signatures() {
        const std::lock_guard lock(mutex_);
        return signatures_;
    }

    std::function<int(std::size_t)> answer;  // status for the n-th webhook; set before any comes

private:
    std::mutex mutex_;
    std::vector<std::string> bodies_;
    std::vector<std::string> signatures_;
    httplib::Server http_;
    int port_ = 0;
    std::thread thread_;
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
