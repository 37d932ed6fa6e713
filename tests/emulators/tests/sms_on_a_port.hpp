#pragma once
// An emulated Twilio and a gateway that it calls, each on a free port.

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/server.hpp"
#include "tests/emulators/sms/sms.hpp"
#include "tests/emulators/tests/taker.hpp"

#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

namespace sms_emulator_test {

using emulators::json;

inline const std::string account = "AC" + std::string(32, 'a');
inline const std::string service = "MG" + std::string(32, 'b');
inline const std::string token = "gw-test-auth-token-0001";
inline const std::string ours = "+15005550006";
inline const std::string mei = "+60123456789";

struct taken_webhook {
    std::string target;  // path and query
    std::string signature;
    std::string idempotency_token;
    emulators::sms::field_map fields;
};

inline taken_webhook keep(const httplib::Request& request) {
    taken_webhook out{request.target,
                      request.get_header_value("X-Twilio-Signature"),
                      request.get_header_value("I-Twilio-Idempotency-Token"),
                      {}};
    httplib::Params form;
    httplib::detail::parse_query_text(request.body, form);
    out.fields.insert(form.begin(), form.end());
    return out;
}

struct webhook_taker : emulators::test::taker<taken_webhook> {
    webhook_taker() : taker("/channels/sms", keep) {
        text = "<Response/>";
        type = "text/xml";
    }
    std::vector<std::string> statuses() {
        std::vector<std::string> out;
        for (auto& each : taken()) {
            out.push_back(each.fields["MessageStatus"]);
        }
        return out;
    }
};

class sms_on_a_port {
public:
    // `settings` go over the defaults of the one account.
    explicit sms_on_a_port(const json& settings = json::object())
        : server_({.threads = 8}, providers()), thread_([this] { server_.run(); }),
          client_("127.0.0.1", server_.port()) {
        json all = {{"account_sid", account},
                    {"auth_token", token},
                    {"numbers", {ours, "+15005550010"}},
                    {"services", {{service, {ours}}}},
                    {"step_ms", 1}};
        all.update(settings);
        REQUIRE(control("accounts", all)["account_sid"] == account);
        client_.set_basic_auth(account, token);
    }
    ~sms_on_a_port() {
        client_.stop();
        server_.stop();
        thread_.join();
    }

    json control(const std::string& what, const json& body) {
        const auto result = client_.Post("/_control/sms/" + what, body.dump(), "application/json");
        REQUIRE(result);
        return json::parse(result->body);
    }
    json look(const std::string& what) {
        const auto result = client_.Get("/_control/sms/" + what);
        REQUIRE(result);
        return json::parse(result->body);
    }
    // Everything that is under way is over.
    json quiet() { return look("webhooks?wait_idle_ms=60000"); }
    json says(const std::string& text, json more = json::object()) {
        more["from"] = more.value("from", mei);
        more["text"] = text;
        return control("messages", more);
    }
    static std::string path(const std::string& rest) {
        return "/sms/2010-04-01/Accounts/" + account + rest;
    }
    httplib::Result send(const httplib::Params& more = {}) {
        httplib::Params all = {{"To", mei}, {"From", ours}, {"Body", "hello"}};
        for (const auto& [name, value] : more) {
            all.erase(name);
        }
        for (const auto& [name, value] : more) {
            if (!value.empty()) {
                all.emplace(name, value);
            }
        }
        return client_.Post(path("/Messages.json"), all);
    }
    httplib::Result get(const std::string& rest) { return client_.Get(path(rest)); }
    httplib::Client& client() { return client_; }

private:
    static std::vector<std::unique_ptr<emulators::provider>> providers() {
        std::vector<std::unique_ptr<emulators::provider>> out;
        out.push_back(std::make_unique<emulators::sms::sms_provider>(4));
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

}  // namespace sms_emulator_test
