#include <random>

#include "host/base/crypto.hpp"

#include <catch2/catch.hpp>

using namespace selat;

TEST_CASE("digests are those of the standards' own examples") {
    CHECK(crypto::sha256_hex("abc") ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(crypto::sha256_hex("") ==
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(crypto::hex(crypto::hmac_sha256("Jefe", "what do ya want for nothing?")) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(crypto::hex(crypto::hmac_sha256("", "")) ==
          "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("a file that is not there is a failure that names it") {
    const auto hash = crypto::sha256_file("/nowhere/at/all");
    REQUIRE_FALSE(hash);
    CHECK(hash.error().text.find("/nowhere/at/all") != std::string::npos);
}

TEST_CASE("texts of bytes are RFC 4648's") {
    const std::pair<std::string, std::string> examples[] = {{"", ""},
                                                            {"f", "Zg=="},
                                                            {"fo", "Zm8="},
                                                            {"foo", "Zm9v"},
                                                            {"foob", "Zm9vYg=="},
                                                            {"fooba", "Zm9vYmE="},
                                                            {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : examples) {
        CHECK(crypto::base64(bytes) == text);
        CHECK(crypto::from_base64(text) == bytes);
    }
    CHECK(crypto::base64url("\xff\xfe") == "__4");
    CHECK(crypto::from_base64url("__4") == "\xff\xfe");
    CHECK(crypto::hex(std::string_view("\x00\xaf", 2)) == "00af");
    CHECK(crypto::from_hex("00Af") == std::string("\x00\xaf", 2));
}

TEST_CASE("what is no such text is refused") {
    for (const auto* text : {"Z", "Zg=", "Zg===", "Zh==", "Zm 9", "Zm9v\n", "=", "Zm=v", "__4"}) {
        INFO(text);
        CHECK_FALSE(crypto::from_base64(text));
    }
    for (const auto* text : {"0", "0g", "  ", "0x"}) {
        INFO(text);
        CHECK_FALSE(crypto::from_hex(text));
    }
    CHECK_FALSE(crypto::from_base64url("+/8"));
}

TEST_CASE("any bytes survive the way to text and back") {
    std::mt19937 random(7);
    for (std::size_t size = 0; size < 200; ++size) {
        std::string bytes(size, '\0');
        for (auto& each : bytes) {
            each = static_cast<char>(random());
        }
        CHECK(crypto::from_base64(crypto::base64(bytes)) == bytes);
        CHECK(crypto::from_base64url(crypto::base64url(bytes)) == bytes);
        CHECK(crypto::from_hex(crypto::hex(bytes)) == bytes);
    }
}

TEST_CASE("equality looks at every byte") {
    CHECK(crypto::equal("", ""));
    CHECK(crypto::equal("secret", "secret"));
    CHECK_FALSE(crypto::equal("secret", "secres"));
    CHECK_FALSE(crypto::equal("secret", "secre"));
    CHECK_FALSE(crypto::equal("secret", "Tecret"));
}

TEST_CASE("random bytes differ from call to call") {
    CHECK(crypto::random_bytes(32).size() == 32);
    CHECK(crypto::random_bytes(32) != crypto::random_bytes(32));
    CHECK(crypto::random_bytes(0).empty());
}

TEST_CASE("Ed25519 takes RFC 8032's signature and no other") {
    const auto key =
        *crypto::from_hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    const auto signature =
        *crypto::from_hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                          "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    CHECK(crypto::ed25519_verify(key, "r", signature));
    CHECK_FALSE(crypto::ed25519_verify(key, "s", signature));
    CHECK_FALSE(crypto::ed25519_verify(key, "r", signature.substr(1)));
    CHECK_FALSE(crypto::ed25519_verify(key.substr(1), "r", signature));
    CHECK_FALSE(crypto::ed25519_verify(key, "r", std::string(64, '\0')));
}

TEST_CASE("a public key is read from PEM, base64 and hex") {
    const std::string hex = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    const auto key = *crypto::from_hex(hex);
    CHECK(crypto::read_ed25519_key(hex + "\n") == key);
    CHECK(crypto::read_ed25519_key(crypto::base64(key)) == key);
    const auto der = *crypto::from_hex("302a300506032b6570032100") + key;
    const auto pem =
        "-----BEGIN PUBLIC KEY-----\n" + crypto::base64(der) + "\n-----END PUBLIC KEY-----\n";
    CHECK(crypto::read_ed25519_key(pem) == key);
    CHECK_FALSE(crypto::read_ed25519_key(""));
    CHECK_FALSE(
        crypto::read_ed25519_key("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"));
    CHECK_FALSE(crypto::read_ed25519_key(hex + "00"));
}

TEST_CASE("a password's hash takes that password alone") {
    const auto hash = crypto::hash_password("corre(t horse");
    REQUIRE(hash);
    CHECK(crypto::is_password_hash(*hash));
    CHECK(crypto::verify_password("corre(t horse", *hash));
    CHECK_FALSE(crypto::verify_password("corre(t horsf", *hash));
    CHECK_FALSE(crypto::verify_password("", *hash));
    CHECK_FALSE(crypto::verify_password("corre(t horse", "corre(t horse"));
    CHECK_FALSE(crypto::verify_password("x", "$argon2id$v=19$nonsense"));
    CHECK(*crypto::hash_password("same") != *crypto::hash_password("same"));
}
