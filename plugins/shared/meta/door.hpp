#pragma once
// What stands before a webhook of Meta's: paths, methods, the handshake, the signature.

#include <string>
#include <string_view>
#include <vector>

#include <selat/plugin.hpp>

#include <nlohmann/json_fwd.hpp>

namespace meta {

struct door {
    // Of `app_secret`, `second_app_secret` where there is one, and `verify_token`; throws a refusal
    // without the first or the last.
    static door read(const nlohmann::json& options);

    std::vector<std::string> app_secrets;  // handles; any of them may sign
    std::string verify_token;              // a handle

    // Answers all that is not a signed webhook. True: the body is Meta's, and not answered yet.
    [[nodiscard]] bool passes(const selat::crypto& crypto, const selat::http_request& request,
                              selat::actions out) const;
};

// The first value of a query's parameter, percent-decoded; empty when there is none.
std::string query_value(std::string_view query, std::string_view name);

}  // namespace meta
