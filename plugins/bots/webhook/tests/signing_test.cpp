#include "standard_webhook.hpp"

#include <string>

#include <selat/testing/drive.hpp>

#include <catch2/catch.hpp>

using webhook::key_of;
using webhook::signature_of;

namespace {

// The real HMAC, with no secrets of its own.
struct host {
    std::map<std::string, std::string> secrets;
    selat_host raw{sizeof(selat_host), SELAT_ABI_MINOR, &secrets,
                   [](const selat_host*, selat_str) -> const void* {
                       return &selat::testing::crypto_table();
                   }};
};

}  // namespace

TEST_CASE("the published vector of Standard Webhooks is signed as published") {
    host host;
    const selat::crypto crypto(&host.raw);
    const auto key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    REQUIRE(key);
    CHECK(signature_of(crypto, *key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330",
                       R"({"test": 2432232314})") ==
          "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST_CASE("a key is what stands behind the prefix in base64") {
    const std::pair<const char*, const char*> rows[] = {
        {"whsec_YQ==", "a"},   {"whsec_YQ", "a"}, {"whsec_YWI=", "ab"},
        {"whsec_YWJj", "abc"}, {"YWJj", "abc"},   {"whsec_+/+/", "\xFB\xFF\xBF"},
    };
    for (const auto& [secret, key] : rows) {
        INFO(secret);
        CHECK(key_of(secret) == std::optional<std::string>(key));
    }
    for (const auto* secret : {"", "whsec_", "whsec_YQ===", "whsec_A", "whsec_YW Jj", "whsec_YWJ-",
                               "whsec_=YQ", "hunter2!"}) {
        INFO(secret);
        CHECK_FALSE(key_of(secret));
    }
}
