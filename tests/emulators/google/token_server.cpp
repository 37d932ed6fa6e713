#include "tests/emulators/google/token_server.hpp"

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/google/keys.hpp"

#include <optional>

namespace emulators::google {
namespace {

constexpr std::string_view audience = "https://oauth2.googleapis.com/token";

void refuse_token(httplib::Response& response, std::string_view error, std::string_view why) {
    answer(response, 400, {{"error", error}, {"error_description", why}});
}

struct assertion {
    std::string signed_part;
    std::string signature;
    json header;
    json claims;
};

std::optional<assertion> read_assertion(const std::string& text) {
    const auto first = text.find('.');
    const auto second = text.find('.', first == std::string::npos ? first : first + 1);
    if (first == std::string::npos || second == std::string::npos) {
        return std::nullopt;
    }
    assertion out{
        text.substr(0, second), from_base64(text.substr(second + 1)),
        json::parse(from_base64(text.substr(0, first)), nullptr, false),
        json::parse(from_base64(text.substr(first + 1, second - first - 1)), nullptr, false)};
    return out.header.is_object() && out.claims.is_object() ? std::optional(std::move(out))
                                                            : std::nullopt;
}

}  // namespace

void token_server::serve(const httplib::Request& request, httplib::Response& response,
                         std::int64_t now_ms) {
    if (request.get_param_value("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer") {
        return refuse_token(response, "unsupported_grant_type", "Invalid grant_type");
    }
    const auto given = read_assertion(request.get_param_value("assertion"));
    if (!given || text_in(given->header, "alg") != "RS256") {
        return refuse_token(response, "invalid_grant", "Invalid JWT: it must be signed with RS256");
    }
    const auto& claims = given->claims;
    const auto of = agents_.by_email(text_in(claims, "iss"));
    if (!of) {
        return refuse_token(response, "invalid_grant", "Invalid grant: account not found");
    }
    if (!is_signed_by(of->public_key, given->signed_part, given->signature)) {
        return refuse_token(response, "invalid_grant", "Invalid JWT Signature.");
    }
    if (text_in(claims, "aud") != audience) {
        return refuse_token(response, "invalid_grant", "Invalid JWT: wrong audience");
    }
    const auto begins = number_in(claims, "iat");
    const auto ends = number_in(claims, "exp");
    const auto now_s = now_ms / 1000;
    if (begins > now_s + 300 || ends <= now_s || ends - begins > 3600 || begins == 0) {
        return refuse_token(
            response, "invalid_grant",
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a "
            "reasonable timeframe. Check your iat and exp values in the JWT claim.");
    }
    if (text_in(claims, "scope").find(of_.scope) == std::string::npos) {
        return refuse_token(response, "invalid_scope", "Invalid OAuth scope or ID token audience.");
    }
    std::string token;
    {
        const std::lock_guard lock(mutex_);
        token = "ya29.emulated-" + std::to_string(++given_);
        tokens_[token] = {of->id, now_ms + of->token_life_s * 1000};
    }
    answer(response, 200,
           {{"access_token", token}, {"expires_in", of->token_life_s}, {"token_type", "Bearer"}});
}

agent_ptr token_server::owner(const httplib::Request& request, std::int64_t now_ms) const {
    const auto header = request.get_header_value("Authorization");
    constexpr std::string_view bearer = "Bearer ";
    if (!header.starts_with(bearer)) {
        return nullptr;
    }
    std::string id;
    {
        const std::lock_guard lock(mutex_);
        const auto found = tokens_.find(std::string_view(header).substr(bearer.size()));
        if (found == tokens_.end() || found->second.until_ms <= now_ms) {
            return nullptr;
        }
        id = found->second.agent;
    }
    return agents_.by_id(id);
}

void token_server::revoke() {
    const std::lock_guard lock(mutex_);
    tokens_.clear();
}

std::uint64_t token_server::given() const {
    const std::lock_guard lock(mutex_);
    return given_;
}

void token_server::clear() {
    const std::lock_guard lock(mutex_);
    tokens_.clear();
    given_ = 0;
}

}  // namespace emulators::google
