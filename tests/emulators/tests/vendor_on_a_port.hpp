#pragma once
// A provider that a recipe describes, emulated, and a gateway that it calls, each on a free port.

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/server.hpp"

#include <functional>
#include <memory>
#include <mutex>
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

// Takes webhooks and remembers them.
class webhook_taker {
public:
    webhook_taker() {
        http_.Post(".*", [this](const httplib::Request& request, httplib::Response& response) {
            const std::lock_guard lock(mutex_);
            taken_.push_back({request.body, request.headers});
            response.status = answer ? answer(taken_.size()) : 200;
        });
        port_ = http_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { http_.listen_after_bind(); });
        while (!http_.is_running()) {
            std::this_thread::yield();
        }
    }
    webhook_taker(const webhook_taker&) = delete;
    webhook_taker& operator=(const webhook_taker&) = delete;
    ~webhook_taker() {
        http_.stop();
        thread_.join();
    }
    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(port_) + "/channels/x";
    }
    std::vector<taken_webhook> taken() {
        const std::lock_guard lock(mutex_);
        return taken_;
    }
    // Set before any webhook comes.
    std::function<int(std::size_t)> answer;  // status for the n-th

private:
    std::mutex mutex_;
    std::vector<taken_webhook> taken_;
    httplib::Server http_;
    int port_ = 0;
    std::thread thread_;
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
