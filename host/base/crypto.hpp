#pragma once
// Digests, signatures, random bytes, their texts, and passwords. Everything here is [any-thread]
// and pure but for randomness.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "host/base/result.hpp"

namespace selat::crypto {

using digest32 = std::array<std::uint8_t, 32>;

digest32 sha256(std::string_view data);
// 64 lower-case hex digits.
std::string sha256_hex(std::string_view data);
// Of a whole file; the failure names the file.
result<std::string> sha256_file(const std::string& path);

digest32 hmac_sha256(std::string_view key, std::string_view data);

// Lower-case hex.
std::string hex(std::span<const std::uint8_t> bytes);
std::string hex(std::string_view bytes);
// Either case; nothing for an odd length or another character.
std::optional<std::string> from_hex(std::string_view text);

// RFC 4648, padded.
std::string base64(std::string_view bytes);
// Padded or not; nothing for any other character, blanks included.
std::optional<std::string> from_base64(std::string_view text);

// RFC 4648 section 5, unpadded.
std::string base64url(std::string_view bytes);
// Padded or not.
std::optional<std::string> from_base64url(std::string_view text);

// From the system's generator, fit for keys. Ends the process when the system has none.
void random_bytes(std::span<std::uint8_t> out);
std::string random_bytes(std::size_t count);

// Time depends on the lengths alone.
bool equal(std::string_view a, std::string_view b);

// `public_key` 32 bytes, `signature` 64; false for any other size.
bool ed25519_verify(std::string_view public_key, std::string_view data, std::string_view signature);
// The 32 bytes of an Ed25519 public key file: PEM ("PUBLIC KEY"), base64, or hex text.
result<std::string> read_ed25519_key(std::string_view text);

// Argon2id, as a PHC string "$argon2id$v=19$…": 19 MiB, 2 passes, 1 lane. Takes tens of
// milliseconds and that memory: never on a shard thread. Fails with `unavailable` without memory.
result<std::string> hash_password(std::string_view password);
// False also for a string that is no hash. Costs what the hash says.
bool verify_password(std::string_view password, const std::string& hash);
// Whether the text is an Argon2id PHC string, not a password in clear.
bool is_password_hash(std::string_view text);

}  // namespace selat::crypto
