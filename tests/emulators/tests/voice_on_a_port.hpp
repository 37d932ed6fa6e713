#pragma once
// An emulated exchange and a gateway that it asks for TwiML, each on a free port.

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/server.hpp"
#include "tests/emulators/voice/voice.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

namespace voice_emulator_test {

using emulators::json;

inline const std::string account = "AC" + std::string(32, 'a');
inline const std::string token = "gw-test-auth-token-0001";
inline const std::string ours = "+15005550006";
inline const std::string mei = "+60123456789";

struct asked {
    std::string path;
    std::string target;  // with the query
    std::string signature;
    emulators::sms::field_map fields;
};

// Answers with TwiML: what `script` says for a request.
class script_taker {
public:
    explicit script_taker(std::function<std::string(const asked&)> script)
        : script_(std::move(script)) {
        http_.Post(".*", [this](const httplib::Request& request, httplib::Response& response) {
            asked next{
                request.path, request.target, request.get_header_value("X-Twilio-Signature"), {}};
            httplib::Params form;
            httplib::detail::parse_query_text(request.body, form);
            next.fields.insert(form.begin(), form.end());
            const std::lock_guard lock(mutex_);
            const auto body = script_(next);
            taken_.push_back(std::move(next));
            more_.notify_all();
            response.status = body.empty() ? 204 : 200;
            if (!body.empty()) {
                response.set_content("<Response>" + body + "</Response>", "text/xml");
            }
        });
        port_ = http_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { http_.listen_after_bind(); });
        while (!http_.is_running()) {
            std::this_thread::yield();
        }
    }
    ~script_taker() {
        http_.stop();
        thread_.join();
    }
    [[nodiscard]] std::string url(const std::string& path = "/") const {
        return "http://127.0.0.1:" + std::to_string(port_) + path;
    }
    std::vector<asked> taken(const std::string& path) {
        const std::lock_guard lock(mutex_);
        std::vector<asked> out;
        std::copy_if(taken_.begin(), taken_.end(), std::back_inserter(out),
                     [&](const asked& each) { return each.path == path; });
        return out;
    }

    // Waits until it was asked for; the fields that came first.
    emulators::sms::field_map first(const std::string& path) {
        std::unique_lock lock(mutex_);
        const auto found = [&] {
            return std::find_if(taken_.begin(), taken_.end(),
                                [&](const asked& each) { return each.path == path; });
        };
        REQUIRE(more_.wait_for(lock, std::chrono::seconds(10),
                               [&] { return found() != taken_.end(); }));
        return found()->fields;
    }

private:
    std::function<std::string(const asked&)> script_;
    std::mutex mutex_;
    std::condition_variable more_;
    std::vector<asked> taken_;
    httplib::Server http_;
    int port_ = 0;
    std::thread thread_;
};

class voice_on_a_port {
public:
    // `settings` go over the defaults of the one account.
    explicit voice_on_a_port(const json& settings)
        : server_({.threads = 8}, providers()), thread_([this] { server_.run(); }),
          client_("127.0.0.1", server_.port()) {
        json all = {
            {"account_sid", account}, {"auth_token", token}, {"numbers", {ours}}, {"step_ms", 20}};
        all.update(settings);
        REQUIRE(control("accounts", all)["account_sid"] == account);
        client_.set_basic_auth(account, token);
        client_.set_read_timeout(70, 0);
    }
    ~voice_on_a_port() {
        client_.stop();
        server_.stop();
        thread_.join();
    }

    json control(const std::string& what, const json& body) {
        const auto result =
            client_.Post("/_control/voice/" + what, body.dump(), "application/json");
        REQUIRE(result);
        return json::parse(result->body);
    }
    json look(const std::string& what) {
        const auto result = client_.Get("/_control/voice/" + what);
        REQUIRE(result);
        return json::parse(result->body);
    }
    std::string call(json more = json::object()) {
        more["from"] = mei;
        return control("calls", more)["call"];
    }
    // Waits until this was heard on the call; its text, or null.
    json heard(const std::string& sid, const std::string& kind) {
        std::uint64_t after = 0;
        for (;;) {
            const auto page =
                look("heard?call=" + sid + "&after=" + std::to_string(after) + "&wait_ms=20000");
            if (page["items"].empty()) {
                return nullptr;
            }
            for (const auto& each : page["items"]) {
                if (each["kind"] == kind) {
                    return each["text"];
                }
            }
            after = page["next"];
        }
    }
    static std::string path(const std::string& rest) {
        return "/voice/2010-04-01/Accounts/" + account + rest;
    }
    httplib::Result post(const std::string& rest, const httplib::Params& with) {
        return client_.Post(path(rest), with);
    }
    httplib::Result get(const std::string& rest) { return client_.Get(path(rest)); }
    httplib::Client& client() { return client_; }

private:
    static std::vector<std::unique_ptr<emulators::provider>> providers() {
        std::vector<std::unique_ptr<emulators::provider>> out;
        out.push_back(std::make_unique<emulators::voice::voice_provider>(4));
        return out;
    }

    emulators::server server_;
    std::thread thread_;
    httplib::Client client_;
};

inline json body_of(const httplib::Result& result) {
    REQUIRE(result);
    return json::parse(result->body, nullptr, false);
}

}  // namespace voice_emulator_test
