#pragma once
// A provider that a recipe describes, emulated, and a gateway that it calls, each on a free port.

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/server.hpp"
#include "tests/emulators/tests/taker.hpp"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

namespace vendor_emulator_test {

using emulators::json;

struct taken_webhook {
    std::string body;
    httplib::Headers headers;

    [[nodiscard]] std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string() : found->second;
    }
};

inline taken_webhook keep(const httplib::Request& request) {
    return {request.body, request.headers};
}

struct webhook_taker : emulators::test::taker<taken_webhook> {
    webhook_taker() : taker("/channels/x", keep) {}
};

// With one account, "shop"; its settings go over the usual ones.
template <class Provider>
class vendor_on_a_port {
public:
    vendor_on_a_port(std::string name, const std::string& accounts, const json& settings)
        : name_(std::move(name)), server_({.threads = 8}, providers()),
          thread_([this] { server_.run(); }), client_("127.0.0.1", server_.port()) {
        json all = {{"id", "shop"}, {"token", "t0ken"}, {"step_ms", 1}, {"retry_interval_ms", 1}};
        all.update(settings);
        REQUIRE(control(accounts, all)["items"].size() == 1);
    }
    vendor_on_a_port(const vendor_on_a_port&) = delete;
    vendor_on_a_port& operator=(const vendor_on_a_port&) = delete;
    ~vendor_on_a_port() {
        client_.stop();
        server_.stop();
        thread_.join();
    }

    json control(const std::string& what, const json& body) {
        return parsed(
            client_.Post("/_control/" + name_ + "/" + what, body.dump(), "application/json"));
    }
    json look(const std::string& what) {
        return parsed(client_.Get("/_control/" + name_ + "/" + what));
    }
    // Everything that is under way is over.
    json quiet() { return look("webhooks?wait_idle_ms=60000"); }
    httplib::Result post(const std::string& path, const std::string& body,
                         const httplib::Headers& headers) {
        return client_.Post("/" + name_ + path, headers, body, "application/json");
    }
    httplib::Result get(const std::string& path) { return client_.Get(path); }
    static json parsed(const httplib::Result& result) {
        REQUIRE(result);
        return json::parse(result->body, nullptr, false);
    }

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

}  // namespace vendor_emulator_test
