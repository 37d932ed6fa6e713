#pragma once
// Bytes as text that is safe in URLs, and back.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace webchat {

/// Base64 with the URL alphabet, without padding.
std::string base64url(std::string_view bytes);
std::string base64url(std::span<const std::uint8_t> bytes);

/// The bytes, or nothing when `text` is not exactly what base64url writes.
std::optional<std::string> from_base64url(std::string_view text);

/// Lower-case hexadecimal.
std::string hex(std::span<const std::uint8_t> bytes);

}  // namespace webchat
