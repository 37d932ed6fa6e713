#include "tests/emulators/email/oauth.hpp"

#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/email/text.hpp"

#include <utility>

namespace emulators::email {
namespace {

void refuse(httplib::Response& response, int status, const char* error, const char* words) {
    answer(response, status, {{"error", error}, {"error_description", words}});
}

}  // namespace

std::string token_server::put(const json& description) {
    grant made;
    made.address = lower(text_in(description, "address"));
    made.client_id = text_in(description, "client_id", "selat");
    made.client_secret = text_in(description, "client_secret");
    made.life_s = number_in(description, "expires_in", made.life_s);
    made.rotates = flag_in(description, "rotates", made.rotates);
    const auto refresh_token = text_in(description, "refresh_token");
    if (made.address.empty() || refresh_token.empty()) {
        return "address and refresh_token are wanted";
    }
    const std::lock_guard lock(mutex_);
    grants_.insert_or_assign(refresh_token, std::move(made));
    return {};
}

void token_server::serve(const httplib::Request& request, httplib::Response& response) {
    const auto type = request.get_header_value("Content-Type");
    if (request.method != "POST" || !type.starts_with("application/x-www-form-urlencoded")) {
        return refuse(response, 400, "invalid_request", "a POST with a form is wanted");
    }
    if (request.get_param_value("grant_type") != "refresh_token") {
        return refuse(response, 400, "unsupported_grant_type", "only refresh_token");
    }
    const std::lock_guard lock(mutex_);
    const auto found = grants_.find(request.get_param_value("refresh_token"));
    if (found == grants_.end()) {
        return refuse(response, 400, "invalid_grant", "Token has been expired or revoked.");
    }
    const auto of = found->second;
    if (request.get_param_value("client_id") != of.client_id ||
        request.get_param_value("client_secret") != of.client_secret) {
        return refuse(response, 401, "invalid_client", "The OAuth client was not found.");
    }
    const auto number = std::to_string(++count_);
    const auto token = "access-" + number;
    tokens_[token] = {of.address, now_ms() + of.life_s * 1'000};
    json out = {{"access_token", token}, {"token_type", "Bearer"}, {"expires_in", of.life_s}};
    if (of.rotates) {
        grants_.erase(found);
        grants_["refresh-" + number] = of;
        out["refresh_token"] = "refresh-" + number;
    }
    answer(response, 200, out);
}

std::string token_server::address_of(std::string_view token) const {
    const std::lock_guard lock(mutex_);
    const auto found = tokens_.find(token);
    return found == tokens_.end() || found->second.until_ms < now_ms() ? std::string()
                                                                       : found->second.address;
}

std::size_t token_server::revoke() {
    const std::lock_guard lock(mutex_);
    tokens_.clear();
    return count_;
}

void token_server::clear() {
    const std::lock_guard lock(mutex_);
    grants_.clear();
    tokens_.clear();
}

}  // namespace emulators::email
