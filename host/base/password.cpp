#include "host/base/crypto.hpp"

#include <argon2.h>

namespace selat::crypto {
namespace {

// What OWASP names as the least for Argon2id.
constexpr std::uint32_t passes = 2;
constexpr std::uint32_t memory_kib = 19 * 1024;
constexpr std::uint32_t lanes = 1;
constexpr std::size_t salt_size = 16;
constexpr std::size_t hash_size = 32;

}  // namespace

result<std::string> hash_password(std::string_view password) {
    const auto salt = random_bytes(salt_size);
    std::string out(argon2_encodedlen(passes, memory_kib, lanes, salt_size, hash_size, Argon2_id),
                    '\0');
    const int status =
        argon2id_hash_encoded(passes, memory_kib, lanes, password.data(), password.size(),
                              salt.data(), salt.size(), hash_size, out.data(), out.size());
    if (status != ARGON2_OK) {
        return fail(code::unavailable,
                    std::string("a password cannot be hashed: ") + argon2_error_message(status));
    }
    out.resize(out.find('\0'));
    return out;
}

bool verify_password(std::string_view password, const std::string& hash) {
    return is_password_hash(hash) &&
           argon2id_verify(hash.c_str(), password.data(), password.size()) == ARGON2_OK;
}

bool is_password_hash(std::string_view text) { return text.starts_with("$argon2id$v="); }

}  // namespace selat::crypto
