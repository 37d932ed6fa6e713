/* SPDX-License-Identifier: MIT
 *
 * selat.crypto/1: pure computation by the host, so that no plugin carries a crypto library and
 * secrets stay handles. Where a key is asked for, pass either the handle text {{secret:NAME}} as
 * it stands in the options, or the key's bytes. Every instance also has {{secret:instance}}: 32
 * random bytes of its own, made once and kept by the host.
 */
#ifndef SELAT_ABI_CRYPTO_H
#define SELAT_ABI_CRYPTO_H

#include "module.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SELAT_CRYPTO_ID "selat.crypto/1"

#define SELAT_SHA1 1u
#define SELAT_SHA256 2u
#define SELAT_SHA512 3u
#define SELAT_MD5 4u

/** All [parallel]; SELAT_NOT_FOUND for an unknown handle, SELAT_INVALID for a bad key. */
typedef struct selat_crypto_v1 {
    /** Digest of `data`; writes 16, 20, 32 or 64 bytes to `out`. */
    int32_t (*digest)(const selat_host* host, uint32_t algorithm, selat_str data, uint8_t* out);
    /** HMAC of `data`; writes as digest does. */
    int32_t (*hmac)(const selat_host* host, uint32_t algorithm, selat_str key, selat_str data,
                    uint8_t* out);
    /** SELAT_OK when both are equal; time depends on lengths alone. `expected` may be a handle;
     *  `given` comes from outside and is never taken for one. */
    int32_t (*equal)(const selat_host* host, selat_str expected, selat_str given);
    /** SELAT_OK when `signature` (64 bytes) is Ed25519 of `data` by `public_key` (32 bytes). */
    int32_t (*ed25519_verify)(const selat_host* host, selat_str public_key, selat_str data,
                              selat_str signature);
    /** RSASSA-PKCS1-v1_5 with SHA-256 by a PEM private key; writes at most `capacity` bytes and
     *  the count to `size`. */
    int32_t (*rs256_sign)(const selat_host* host, selat_str private_key, selat_str data,
                          uint8_t* out, uint64_t capacity, uint64_t* size);
    /** SELAT_OK when `signature` is RS256, ES256 or EdDSA (by the key's type) of `data` by a PEM
     *  public key. */
    int32_t (*public_verify)(const selat_host* host, selat_str public_key, selat_str data,
                             selat_str signature);
} selat_crypto_v1;

#define SELAT_POST_ID "selat.post/1"

/** For a plugin whose manifest says "threads": true. */
typedef struct selat_post_v1 {
    /** [any-thread] Hands bytes to the instance: selat_posted_v1.on_post follows. Between create
     * and destroy only. SELAT_THROTTLED when too many wait. */
    int32_t (*post)(const selat_host* host, selat_str bytes);
} selat_post_v1;

#ifdef __cplusplus
}
#endif
#endif
