#pragma once
// One of Meta's emulated products and a gateway that it calls, each on a free port.

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/server.hpp"
#include "tests/emulators/meta/businesses.hpp"
#include "tests/emulators/tests/taker.hpp"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

namespace meta_emulator_test {

using emulators::json;

inline const std::string business = "106540352242922";
inline const std::string account = "9001";
inline const std::string secret = "app-secret";
inline const std::string token = "access-token";

struct taken_webhook {
    std::string body;
    std::string signature;
};

inline taken_webhook keep(const httplib::Request& request) {
    return {request.body, request.get_header_value("X-Hub-Signature-256")};
}

inline bool shake_hands(const httplib::Request& request, httplib::Response& response) {
    if (request.method != "GET") {
        return false;
    }
    const bool right = request.get_param_value("hub.mode") == "subscribe" &&
                       request.get_param_value("hub.verify_token") == "word";
    response.status = right ? 200 : 403;
    if (right) {
        response.set_content(request.get_param_value("hub.challenge"), "text/plain");
    }
    return true;
}

struct webhook_taker : emulators::test::taker<taken_webhook> {
    webhook_taker() : taker("/channels/x", keep, shake_hands) {}
};

// `list` is what the control calls businesses; `settings` go over the defaults of the one.
template <class Provider>
class meta_on_a_port {
public:
    meta_on_a_port(std::string name, const std::string& list, const json& settings)
        : name_(std::move(name)), server_({.threads = 8}, providers()),
          thread_([this] { server_.run(); }), client_("127.0.0.1", server_.port()) {
        json all = {{"id", business},         {"account", account},    {"app_secret", secret},
                    {"verify_token", "word"}, {"access_token", token}, {"step_ms", 1}};
        all.update(settings);
        REQUIRE(control(list, all)["id"] == business);
        client_.set_bearer_token_auth(token.c_str());
    }
    ~meta_on_a_port() {
        client_.stop();
        server_.stop();
        thread_.join();
    }

    json control(const std::string& what, const json& body) {
        const auto result =
            client_.Post("/_control/" + name_ + "/" + what, body.dump(), "application/json");
        REQUIRE(result);
        return json::parse(result->body);
    }
    json look(const std::string& what) {
        const auto result = client_.Get("/_control/" + name_ + "/" + what);
        REQUIRE(result);
        return json::parse(result->body);
    }
    // Everything that is under way is over.
    json quiet() { return look("webhooks?wait_idle_ms=60000"); }
    httplib::Result post(const std::string& path, const json& body) {
        return client_.Post("/" + name_ + "/v25.0/" + path, body.dump(), "application/json");
    }
    httplib::Result get(const std::string& path) {
        return client_.Get("/" + name_ + "/v25.0/" + path);
    }
    httplib::Client& client() { return client_; }

private:
    static std::vector<std::unique_ptr<emulators::provider>> providers() {
        std::vector<std::unique_ptr<emulators::provider>> out;
        out.push_back(std::make_unique<Provider>(4));
        return out;
    }

    std::string name_;
    emulators::server server_;
    std::thread thread_;
    httplib::Client client_;
};

inline json body_of(const httplib::Result& result) {
    REQUIRE(result);
    return json::parse(result->body, nullptr, false);
}

// The error's code, and subcode behind a slash; "" when it is none.
inline std::string error_of(const httplib::Result& result) {
    const auto body = body_of(result);
    const auto& error = emulators::member(body, "error");
    if (!error.is_object()) {
        return {};
    }
    CHECK_FALSE(emulators::text_in(error, "fbtrace_id").empty());
    const auto subcode = emulators::number_in(error, "error_subcode");
    return std::to_string(emulators::number_in(error, "code")) +
           (subcode == 0 ? "" : "/" + std::to_string(subcode));
}

}  // namespace meta_emulator_test
