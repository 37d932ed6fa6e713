// SPDX-License-Identifier: MIT
// What an instance is made from, and the host's pure services.
#pragma once

#include "text.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace selat {

/// Thrown by a plugin when its input is wrong: the call ends with this code. Any other exception is
/// `internal`.
struct refusal {
    selat::code code = selat::code::invalid;
    std::string text;
};

/// selat.crypto/1 with C++ types. Keys are handle texts as they stand in the options, or bytes.
/// [parallel]; valid until the instance is destroyed.
class crypto {
public:
    explicit crypto(const selat_host* host)
        : host_(host), table_(static_cast<const selat_crypto_v1*>(
                           host == nullptr ? nullptr : host->table(host, str(SELAT_CRYPTO_ID)))) {}

    [[nodiscard]] std::array<std::uint8_t, 32> hmac_sha256(std::string_view key,
                                                           std::string_view data) const {
        std::array<std::uint8_t, 32> out{};
        check(table().hmac(host_, SELAT_SHA256, str(key), str(data), out.data()));
        return out;
    }
    [[nodiscard]] std::array<std::uint8_t, 64> hmac_sha512(std::string_view key,
                                                           std::string_view data) const {
        std::array<std::uint8_t, 64> out{};
        check(table().hmac(host_, SELAT_SHA512, str(key), str(data), out.data()));
        return out;
    }
    [[nodiscard]] std::array<std::uint8_t, 20> hmac_sha1(std::string_view key,
                                                         std::string_view data) const {
        std::array<std::uint8_t, 20> out{};
        check(table().hmac(host_, SELAT_SHA1, str(key), str(data), out.data()));
        return out;
    }
    [[nodiscard]] std::array<std::uint8_t, 32> sha256(std::string_view data) const {
        std::array<std::uint8_t, 32> out{};
        check(table().digest(host_, SELAT_SHA256, str(data), out.data()));
        return out;
    }
    /// Equal, in time that depends on the lengths alone. `expected` may be a handle; `given` comes
    /// from outside and is never taken for one.
    [[nodiscard]] bool equal(std::string_view expected, std::string_view given) const {
        return table().equal(host_, str(expected), str(given)) == SELAT_OK;
    }
    [[nodiscard]] bool ed25519_verify(std::string_view public_key, std::string_view data,
                                      std::string_view signature) const {
        return table().ed25519_verify(host_, str(public_key), str(data), str(signature)) ==
               SELAT_OK;
    }
    [[nodiscard]] std::string rs256_sign(std::string_view private_key,
                                         std::string_view data) const {
        std::string out(1024, '\0');
        std::uint64_t size = 0;
        check(table().rs256_sign(host_, str(private_key), str(data),
                                 reinterpret_cast<std::uint8_t*>(out.data()), out.size(), &size));
        out.resize(static_cast<std::size_t>(size));
        return out;
    }
    [[nodiscard]] bool public_verify(std::string_view public_key, std::string_view data,
                                     std::string_view signature) const {
        return table().public_verify(host_, str(public_key), str(data), str(signature)) == SELAT_OK;
    }

private:
    [[nodiscard]] const selat_crypto_v1& table() const {
        if (table_ == nullptr) {
            throw refusal{code::unsupported, "this host has no selat.crypto/1"};
        }
        return *table_;
    }
    static void check(std::int32_t result) {
        if (result != SELAT_OK) {
            throw refusal{static_cast<code>(result), "the key cannot be used"};
        }
    }

    const selat_host* host_;
    const selat_crypto_v1* table_;
};

/// What the host gives a new instance. The views end with the constructor; `crypto` may be kept.
struct setup {
    explicit setup(const selat_setup& raw)
        : instance(view(raw.instance)), options(view(raw.options)),
          public_url(view(raw.public_url)), crypto(raw.host), state(raw.state, raw.state_count),
          host(raw.host) {}

    std::string_view instance, options, public_url;
    selat::crypto crypto;
    pairs state;
    const selat_host* host;
};

/// What a flow is made from.
struct flow_setup {
    explicit flow_setup(const selat_flow_setup& raw)
        : definition(view(raw.definition)), bindings(view(raw.bindings)),
          workflows(view(raw.workflows)), bots(view(raw.bots)), flows(view(raw.flows)) {
        if (raw.size < sizeof raw) {
            return;  // a host of before this was there
        }
        for (std::uint64_t i = 0; i < raw.earlier_count; ++i) {
            earlier.push_back(view(raw.earlier[i]));
        }
    }

    std::string_view definition, bindings, workflows, bots, flows;
    std::vector<std::string_view> earlier;  ///< definitions that executions may stand in
};

}  // namespace selat
