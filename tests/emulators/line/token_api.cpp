#include "tests/emulators/line/token_api.hpp"

#include "tests/emulators/common/json_answer.hpp"

#include <algorithm>

#include <openssl/evp.h>

namespace emulators::line {
namespace {

constexpr std::string_view assertion_type =
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

void refuse_token(httplib::Response& response, std::string_view error, std::string_view why) {
    answer(response, 400, {{"error", error}, {"error_description", why}});
}

// Who a JWT says it is from; nobody holds the key here that would prove it.
std::string issuer_of(const std::string& jwt) {
    const auto first = jwt.find('.');
    const auto second = jwt.find('.', first + 1);
    if (first == std::string::npos || second == std::string::npos) {
        return {};
    }
    auto part = jwt.substr(first + 1, second - first - 1);
    std::replace(part.begin(), part.end(), '-', '+');
    std::replace(part.begin(), part.end(), '_', '/');
    part.resize((part.size() + 3) / 4 * 4, '=');
    std::string text(part.size(), '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                     reinterpret_cast<const unsigned char*>(part.data()),
                                     static_cast<int>(part.size()));
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    text.resize(text.rfind('}') == std::string::npos ? 0 : text.rfind('}') + 1);
    return text_in(json::parse(text, nullptr, false), "iss");
}

}  // namespace

struct token_api::kind {
    std::string_view path;
    std::chrono::seconds life;
    bool by_secret;
    bool by_assertion;
    bool stateless;
};

bool token_api::serves(std::string_view path) {
    return path.starts_with("/oauth2/") || path.starts_with("/v2/oauth/");
}

void token_api::serve(std::string_view path, const httplib::Request& request,
                      httplib::Response& response) {
    static constexpr kind kinds[] = {
        {"/v2/oauth/accessToken", std::chrono::seconds{2'592'000}, true, false, false},
        {"/oauth2/v2.1/token", std::chrono::seconds{2'592'000}, false, true, false},
        {"/oauth2/v3/token", std::chrono::seconds{899}, true, true, true},
    };
    if (request.method == "GET" && path == "/oauth2/v2.1/verify") {
        return verify(request, response);
    }
    if (request.method == "POST" && (path == "/oauth2/v2.1/revoke" || path == "/v2/oauth/revoke")) {
        state_.channels.revoke(request.get_param_value("access_token"));
        return response.set_content("", "application/json");
    }
    for (const auto& each : kinds) {
        if (request.method == "POST" && each.path == path) {
            return issue(each, request, response);
        }
    }
    answer(response, 404, {{"message", "Not found"}});
}

channel_ptr token_api::asker(const kind& kind, const httplib::Request& request) const {
    if (kind.by_assertion && request.get_param_value("client_assertion_type") == assertion_type) {
        return state_.channels.by_id(issuer_of(request.get_param_value("client_assertion")));
    }
    const auto channel =
        kind.by_secret ? state_.channels.by_id(request.get_param_value("client_id")) : nullptr;
    return channel && channel->secret == request.get_param_value("client_secret") ? channel
                                                                                  : nullptr;
}

void token_api::issue(const kind& kind, const httplib::Request& request,
                      httplib::Response& response) {
    if (request.get_param_value("grant_type") != "client_credentials") {
        return refuse_token(response, "unsupported_grant_type", "grant_type is not supported");
    }
    const auto channel = asker(kind, request);
    if (!channel) {
        return refuse_token(response, "invalid_client", "invalid client");
    }
    const auto token = state_.ids.token();
    state_.channels.issue(*channel, token, kind.life, kind.stateless);
    json body = {
        {"access_token", token}, {"expires_in", kind.life.count()}, {"token_type", "Bearer"}};
    if (kind.by_assertion && !kind.stateless) {
        body["key_id"] = state_.ids.token();
    }
    answer(response, 200, body);
}

void token_api::verify(const httplib::Request& request, httplib::Response& response) {
    const auto token = request.get_param_value("access_token");
    const auto left = state_.channels.life_of(token);
    const auto channel = left ? state_.channels.by_token(token) : nullptr;
    if (!channel) {
        return refuse_token(response, "invalid_request", "access token expired");
    }
    answer(response, 200, {{"client_id", channel->id}, {"expires_in", left->count()}});
}

}  // namespace emulators::line
