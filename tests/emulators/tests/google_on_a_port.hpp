#pragma once
// One of Google's emulated products and a gateway that it calls, each on a free port.

#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/server.hpp"
#include "tests/emulators/google/keys.hpp"
#include "tests/emulators/tests/taker.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

namespace google_emulator_test {

using emulators::json;

inline const std::string token = "client-token";

struct taken_webhook {
    std::string body;
    std::string signature;
};

inline taken_webhook keep(const httplib::Request& request) {
    return {request.body, request.get_header_value("X-Goog-Signature")};
}

inline bool shake_hands(const httplib::Request& request, httplib::Response& response) {
    const auto body = json::parse(request.body, nullptr, false);
    if (!body.is_object() || !body.contains("secret")) {
        return false;
    }
    response.status = body["clientToken"] == token ? 200 : 403;
    response.set_content(body["secret"].get<std::string>(), "text/plain");
    return true;
}

struct webhook_taker : emulators::test::taker<taken_webhook> {
    webhook_taker() : taker("/channels/x", keep, shake_hands) {}
};

inline std::string base64url(const std::string& bytes) {
    auto out = emulators::google::to_base64(bytes);
    std::replace(out.begin(), out.end(), '+', '-');
    std::replace(out.begin(), out.end(), '/', '_');
    out.erase(std::find(out.begin(), out.end(), '='), out.end());
    return out;
}

inline std::string rs256(const std::string& pem, const std::string& data) {
    auto* const text = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    auto* const key = PEM_read_bio_PrivateKey(text, nullptr, nullptr, nullptr);
    auto* const context = EVP_MD_CTX_new();
    std::string out(512, '\0');
    auto size = out.size();
    EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key);
    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(out.data()), &size,
                   reinterpret_cast<const unsigned char*>(data.data()), data.size());
    out.resize(size);
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    BIO_free(text);
    return out;
}

// `settings` go over the defaults of the one agent.
template <class Provider>
class google_on_a_port {
public:
    google_on_a_port(std::string name, std::string scope, const json& settings)
        : name_(std::move(name)), scope_(std::move(scope)), server_({.threads = 8}, providers()),
          thread_([this] { server_.run(); }), client_("127.0.0.1", server_.port()) {
        json all = {{"client_token", token}, {"step_ms", 1}, {"retry_interval_ms", 1}};
        all.update(settings);
        control("agents", all);
    }
    ~google_on_a_port() {
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

    // What an assertion says; `claims` go over the right ones.
    httplib::Result ask_token(const json& claims = json::object(), bool rightly_signed = true) {
        const auto account = look("service_account");
        const auto now_s = emulators::now_ms() / 1000;
        json all = {{"iss", account["client_email"]},
                    {"scope", scope_},
                    {"aud", "https://oauth2.googleapis.com/token"},
                    {"iat", now_s},
                    {"exp", now_s + 3600}};
        all.update(claims);
        const auto said = base64url(R"({"alg":"RS256","typ":"JWT"})") + "." + base64url(all.dump());
        const auto signature = rs256(account["private_key"], rightly_signed ? said : said + " ");
        return client_.Post(
            "/" + name_ + "/token",
            httplib::Params{{"grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"},
                            {"assertion", said + "." + base64url(signature)}});
    }
    // Calls carry a token from now on.
    void log_in() {
        const httplib::Result got = ask_token();
        REQUIRE(got);
        REQUIRE(got->status == 200);
        client_.set_bearer_token_auth(json::parse(got->body)["access_token"].get<std::string>());
    }
    httplib::Result post(const std::string& path, const json& body) {
        return client_.Post("/" + name_ + "/v1/" + path, body.dump(), "application/json");
    }
    httplib::Client& client() { return client_; }

private:
    static std::vector<std::unique_ptr<emulators::provider>> providers() {
        std::vector<std::unique_ptr<emulators::provider>> out;
        out.push_back(std::make_unique<Provider>(4));
        return out;
    }

    std::string name_;
    std::string scope_;
    emulators::server server_;
    std::thread thread_;
    httplib::Client client_;
};

inline json body_of(const httplib::Result& result) {
    REQUIRE(result);
    return json::parse(result->body, nullptr, false);
}

// The error's status; "" when it is none.
inline std::string error_of(const httplib::Result& result) {
    return emulators::text_in(emulators::member(body_of(result), "error"), "status");
}

}  // namespace google_emulator_test
