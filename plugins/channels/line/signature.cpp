#include "signature.hpp"

namespace line {

bool is_signed(const selat::crypto& crypto, std::string_view channel_secret, std::string_view body,
               std::string_view signature) {
    if (signature.empty()) {
        return false;
    }
    return crypto.equal(selat::base64(crypto.hmac_sha256(channel_secret, body)), signature);
}

}  // namespace line
