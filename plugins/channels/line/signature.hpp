#pragma once
// The only proof that a webhook comes from LINE: x-line-signature over the raw body.

#include <string_view>

#include <selat/plugin.hpp>

namespace line {

// Whether `signature` is base64 of HMAC-SHA256 of `body` by the channel secret, which may be a
// handle. Time depends on the lengths alone.
bool is_signed(const selat::crypto& crypto, std::string_view channel_secret, std::string_view body,
               std::string_view signature);

}  // namespace line
