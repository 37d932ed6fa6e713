#include <memory>
#include <random>

#include "host/base/crypto.hpp"
#include "host/plugins/services.hpp"
#include "host/plugins/view.hpp"

#include <catch2/catch.hpp>
#include <openssl/evp.h>
#include <openssl/pem.h>

using namespace selat;
using nlohmann::json;
using plugins::str;

namespace {

plugins::manifest manifest_with(std::vector<std::string> discloses = {}) {
    plugins::manifest out;
    out.options = json::parse(R"({"type":"object","properties":{
        "token":{"type":"string","secret":true},
        "base":{"type":"string"},
        "smtp":{"type":"object","properties":{"password":{"type":"string","secret":true}}},
        "keys":{"type":"array","items":{"type":"string","secret":true}}}})");
    out.discloses = std::move(discloses);
    return out;
}

json options() {
    return {{"token", "t0ken"},
            {"base", "open"},
            {"smtp", {{"password", "pa55word"}}},
            {"keys", {"first-key", "second-key"}}};
}

const selat_crypto_v1& table_of(const plugins::services& services) {
    return *static_cast<const selat_crypto_v1*>(
        services.raw()->table(services.raw(), str(SELAT_CRYPTO_ID)));
}

}  // namespace

TEST_CASE("secret options become handles, nested ones by their dotted path") {
    auto given = options();
    const plugins::secret_box box(manifest_with(), given, std::string(32, 'k'));
    CHECK(given == json{{"token", "{{secret:token}}"},
                        {"base", "open"},
                        {"smtp", {{"password", "{{secret:smtp.password}}"}}},
                        {"keys", {"{{secret:keys.0}}", "{{secret:keys.1}}"}}});
    CHECK(box.fill_in("Bearer {{secret:token}}, {{secret:keys.1}}!") ==
          "Bearer t0ken, second-key!");
    CHECK(box.fill_in("nothing here {{ }} {{secret:") == "nothing here {{ }} {{secret:");
    CHECK(box.fill_in("{{secret:instance}}") == std::string(32, 'k'));
}

TEST_CASE("an unknown handle is named") {
    auto given = options();
    const plugins::secret_box box(manifest_with(), given, "k");
    const auto filled = box.fill_in("x {{secret:tokn}}");
    REQUIRE_FALSE(filled);
    CHECK(filled.error().code == code::not_found);
    CHECK(filled.error().text.find("{{secret:tokn}}") != std::string::npos);
}

TEST_CASE("a disclosed secret stays in clear and is redacted all the same") {
    auto given = options();
    const plugins::secret_box box(manifest_with({"smtp.password"}), given, "k");
    CHECK(given["smtp"]["password"] == "pa55word");
    CHECK(given["token"] == "{{secret:token}}");
    CHECK(box.redact("token t0ken, password pa55word") == "token ***, password ***");
}

TEST_CASE("of a secret that is part of another nothing is left either") {
    auto given = options();
    given["keys"] = {"first", "first-and-second", "and-second"};
    const plugins::secret_box box(manifest_with(), given, "k");
    CHECK(box.redact("first-and-second, first, and-second") == "***, ***, ***");
}

TEST_CASE("a refreshed credential replaces the old one, for signatures too") {
    auto given = options();
    plugins::secret_box box(manifest_with(), given, "k");
    const plugins::services services(box, {});
    box.set("token", "newer");
    CHECK(box.fill_in("{{secret:token}}") == "newer");
    std::array<std::uint8_t, 32> out{};
    REQUIRE(table_of(services).hmac(services.raw(), SELAT_SHA256, str("{{secret:token}}"), str("x"),
                                    out.data()) == SELAT_OK);
    CHECK(out == crypto::hmac_sha256("newer", "x"));
}

TEST_CASE("pre-keyed HMAC equals the textbook's for any key and data") {
    std::mt19937 random(3);
    for (std::size_t size : {0u, 1u, 31u, 63u, 64u, 65u, 200u}) {
        std::string key(size, '\0');
        std::string data(size * 5, '\0');
        for (auto* text : {&key, &data}) {
            for (auto& each : *text) {
                each = static_cast<char>(random());
            }
        }
        std::array<std::uint8_t, 32> out{};
        plugins::keyed_hmac(key).sign(data, out.data());
        CHECK(out == crypto::hmac_sha256(key, data));
    }
}

TEST_CASE("the crypto table takes handles and bytes, and says what is missing") {
    auto given = options();
    const plugins::secret_box box(manifest_with(), given, "k");
    const plugins::services services(box, {});
    const auto& table = table_of(services);
    const auto* host = services.raw();
    std::array<std::uint8_t, 64> out{};
    for (const auto algorithm : {SELAT_SHA1, SELAT_SHA256, SELAT_SHA512, SELAT_MD5}) {
        out.fill(0);
        std::array<std::uint8_t, 64> by_bytes{};
        REQUIRE(table.hmac(host, algorithm, str("{{secret:token}}"), str("data"), out.data()) ==
                SELAT_OK);
        REQUIRE(table.hmac(host, algorithm, str("t0ken"), str("data"), by_bytes.data()) ==
                SELAT_OK);
        CHECK(out == by_bytes);
        CHECK(table.hmac(host, algorithm, str("{{secret:none}}"), str(""), out.data()) ==
              SELAT_NOT_FOUND);
        CHECK(table.digest(host, algorithm, str(""), out.data()) == SELAT_OK);
    }
    CHECK(table.digest(host, 99, str(""), out.data()) == SELAT_INVALID);
    CHECK(table.equal(host, str("{{secret:token}}"), str("t0ken")) == SELAT_OK);
    CHECK(table.equal(host, str("{{secret:token}}"), str("t0keN")) == SELAT_DENIED);
    CHECK(table.equal(host, str("same"), str("same")) == SELAT_OK);
    // What came from outside is never a handle.
    CHECK(table.equal(host, str("t0ken"), str("{{secret:token}}")) == SELAT_DENIED);
    CHECK(services.raw()->table(host, str("selat.crypto/1x")) == nullptr);
    CHECK(services.raw()->table(host, str(SELAT_POST_ID)) == nullptr);
}

TEST_CASE("RS256 signatures verify with the public key alone") {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_RSA_gen(2048), EVP_PKEY_free);
    const auto pem_of = [&](bool is_private) {
        const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
        is_private
            ? PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr)
            : PEM_write_bio_PUBKEY(out.get(), key.get());
        char* data = nullptr;
        const auto size = BIO_get_mem_data(out.get(), &data);
        return std::string(data, static_cast<std::size_t>(size));
    };
    auto given = json{{"token", pem_of(true)}};
    const plugins::secret_box box(manifest_with(), given, "k");
    const plugins::services services(box, {});
    const auto& table = table_of(services);
    std::array<std::uint8_t, 512> out{};
    std::uint64_t size = 0;
    REQUIRE(table.rs256_sign(services.raw(), str("{{secret:token}}"), str("claims"), out.data(),
                             out.size(), &size) == SELAT_OK);
    const std::string signature(reinterpret_cast<const char*>(out.data()), size);
    const auto pem = pem_of(false);
    CHECK(table.public_verify(services.raw(), str(pem), str("claims"), str(signature)) == SELAT_OK);
    CHECK(table.public_verify(services.raw(), str(pem), str("claim"), str(signature)) ==
          SELAT_DENIED);
    CHECK(table.public_verify(services.raw(), str("no key"), str("claims"), str(signature)) ==
          SELAT_INVALID);
    CHECK(table.rs256_sign(services.raw(), str(pem), str("claims"), out.data(), out.size(),
                           &size) == SELAT_INVALID);
    CHECK(table.rs256_sign(services.raw(), str("{{secret:token}}"), str("claims"), out.data(), 10,
                           &size) == SELAT_INVALID);
}

TEST_CASE("posts are handed on and refused when nobody takes them") {
    auto given = options();
    const plugins::secret_box box(manifest_with(), given, "k");
    std::string got;
    const plugins::services services(box, [&](std::string bytes) {
        got = std::move(bytes);
        return got != "too many";
    });
    const auto* table = static_cast<const selat_post_v1*>(
        services.raw()->table(services.raw(), str(SELAT_POST_ID)));
    REQUIRE(table != nullptr);
    CHECK(table->post(services.raw(), str("one")) == SELAT_OK);
    CHECK(got == "one");
    CHECK(table->post(services.raw(), str("too many")) == SELAT_THROTTLED);
}
