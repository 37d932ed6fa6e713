#pragma once
// Access tokens of a service account: asked for with an assertion that its key signs, and kept by
// the host, which puts them where {{secret:access_token}} stands.

#include "errors.hpp"
#include "json_read.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace google {

class tokens {
public:
    // Of the options service_account and token_url; throws a refusal when they are wrong.
    tokens(const selat::crypto& crypto, const json& options, std::string_view scope);

    static constexpr std::string_view authorization = "Bearer {{secret:access_token}}";

    [[nodiscard]] bool is_good(std::int64_t now_ms) const { return now_ms < good_until_ms_; }
    // Google does not take it any more.
    void spoil() { good_until_ms_ = 0; }
    // Until the next one should be asked for; 0: at once.
    [[nodiscard]] std::int64_t left_ms(std::int64_t now_ms) const {
        return is_good(now_ms) ? good_until_ms_ - now_ms : 0;
    }

    // Asks for one; or why that cannot be.
    std::optional<refused> ask(std::uint64_t op, std::string_view context, std::int64_t now_ms,
                               selat::actions out) const;
    // The answer: a new token, handed to the host; or why there is none.
    std::optional<refused> take(const selat::http_reply& reply, selat::actions out);

private:
    [[nodiscard]] std::string assertion(std::int64_t now_ms) const;

    selat::crypto crypto_;
    std::string email_;
    std::string key_;  // a handle
    std::string key_id_;
    std::string audience_;
    std::string url_;
    std::string scope_;
    std::int64_t good_until_ms_ = 0;
};

}  // namespace google
