#pragma once
// Whether a request comes from the provider: a token, Basic credentials, an HMAC, an Ed25519
// signature or a signed JWT; or nothing, where the recipe says so in a word.

#include "condition.hpp"
#include "template.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace http {

class verifier {
public:
    verifier() = default;
    // `host` gives the crypto functions.
    verifier(const json& from, const place& at, const settings& settings, const selat_host* host);

    [[nodiscard]] bool is_signed(const selat::http_request& request, const json& document) const;

private:
    enum class way { token, basic, hmac, ed25519, jwt };
    enum class text_as { hex, base64 };
    struct claim {
        std::string name;
        text_template value;
    };
    struct check {
        way how = way::token;
        std::string key;  // a handle
        field in;
        std::string prefix;
        text_as as = text_as::hex;
        std::uint32_t algorithm = SELAT_SHA256;
        text_template over;  // what is signed; the user or the public key otherwise
        std::vector<claim> claims;
        field fresh_at;
        std::int64_t fresh_ms = 0;  // 0: any age
    };

    static check read(const rule& from, const settings& settings);
    static void read_how(const mapping& from, const settings& settings, check& out);
    [[nodiscard]] bool holds(const check& by, const selat::http_request& request,
                             const json& document) const;
    [[nodiscard]] bool hmac_fits(const check& by, const std::string& data,
                                 std::string_view signature) const;
    [[nodiscard]] bool basic_fits(const check& by, std::string_view given,
                                  const lookup& find) const;
    [[nodiscard]] bool jwt_fits(const check& by, std::string_view token, std::int64_t now_ms,
                                const lookup& find) const;

    bool anybody_ = false;
    std::vector<check> checks_;
    const selat::crypto* crypto_ = nullptr;
    const settings* settings_ = nullptr;
    const selat_host* host_ = nullptr;
    const selat_crypto_v1* table_ = nullptr;
};

}  // namespace http
