#pragma once
// Meta's signatures, as tests make them.

#include <map>
#include <string>
#include <string_view>

#include <selat/testing/drive.hpp>

namespace meta_test {

// "sha256=" and the hex HMAC-SHA256 of the body.
inline std::string signature_of(const std::string& secret, std::string_view body) {
    std::map<std::string, std::string> none;
    const selat_host host{sizeof(selat_host), SELAT_ABI_MINOR, &none,
                          [](const selat_host*, selat_str) -> const void* {
                              return &selat::testing::crypto_table();
                          }};
    constexpr std::string_view hex = "0123456789abcdef";
    std::string out = "sha256=";
    for (const auto byte : selat::crypto(&host).hmac_sha256(secret, body)) {
        out += hex[byte >> 4];
        out += hex[byte & 15];
    }
    return out;
}

}  // namespace meta_test
