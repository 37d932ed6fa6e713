#pragma once
// The only proof that a webhook comes from Meta: X-Hub-Signature-256 over the raw body.

#include <string_view>

#include <selat/plugin.hpp>

namespace meta {

// Whether `header` is "sha256=" and the hex HMAC-SHA256 of `body` by the app secret, which may be a
// handle. Meta signs JSON with what is beyond ASCII escaped; a body that something between wrote
// anew without escapes is taken as well. Time depends on the lengths alone.
bool is_signed(const selat::crypto& crypto, std::string_view app_secret, std::string_view body,
               std::string_view header);

}  // namespace meta
