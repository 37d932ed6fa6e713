#pragma once
// Signing as Standard Webhooks says: https://www.standardwebhooks.com

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace webhook {

// The key behind "whsec_" and base64; none for what is not written so, or holds no key.
std::optional<std::string> key_of(std::string_view secret);

// The header webhook-signature of `body`, sent under `id` at `timestamp` (seconds).
std::string signature_of(const selat::crypto& crypto, std::string_view key, std::string_view id,
                         std::string_view timestamp, std::string_view body);

}  // namespace webhook
