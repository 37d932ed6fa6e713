#pragma once
// The plugin with interactions posted to it: Discord's side signs with the key of the bytes 0
// to 31.

#include "discord_under_test.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/evp.h>

namespace discord_test {

inline const std::string application = "900000000000000001";
inline const std::string used = "1200000000000000001";  // an interaction
inline const std::string public_key =
    "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";

inline std::string signature_of(const std::string& timestamp, const std::string& body) {
    std::array<std::uint8_t, 32> seed{};
    for (std::size_t at = 0; at < seed.size(); ++at) {
        seed[at] = static_cast<std::uint8_t>(at);
    }
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()),
        EVP_PKEY_free);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    const auto whole = timestamp + body;
    std::array<std::uint8_t, 64> made{};
    std::size_t size = made.size();
    EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get());
    EVP_DigestSign(context.get(), made.data(), &size,
                   reinterpret_cast<const std::uint8_t*>(whole.data()), whole.size());
    std::string out;
    for (const auto each : made) {
        out += "0123456789abcdef"[each >> 4];
        out += "0123456789abcdef"[each & 15];
    }
    return out;
}

inline drive::request signed_request(const std::string& body, std::int64_t now_ms) {
    const auto timestamp = std::to_string(now_ms / 1'000);
    return {.headers = {{"content-type", "application/json"},
                        {"x-signature-ed25519", signature_of(timestamp, body)},
                        {"x-signature-timestamp", timestamp}},
            .body = body};
}

struct posted_to {
    explicit posted_to(json options = json::object())
        : channel(given([&] {
              options["mode"] = "interactions";
              options["public_key"] = public_key;
              options["application_id"] = application;
              return options;
          }())) {}

    drive::outcome tell(const json& interaction) {
        return channel.http(signed_request(interaction.dump(), channel.now_ms()));
    }
    static json answer_in(const drive::outcome& outcome) {
        return outcome.responds.empty() ? json() : json::parse(outcome.responds[0].body);
    }
    drive::outcome answered(const drive::call& call, std::uint32_t status,
                            const std::string& body) {
        return channel.serial_reply(drive::answer_to(call, status, body));
    }

    drive::channel channel;
};

// Of ana's, in her direct messages with the bot.
inline json interaction(int type, const json& data, const json& more = json::object()) {
    json out = {{"id", used},
                {"application_id", application},
                {"type", type},
                {"token", "aW50ZXJhY3Rpb24"},
                {"version", 1},
                {"locale", "ms"},
                {"context", 1},
                {"channel_id", direct},
                {"channel", {{"id", direct}, {"type", 1}}},
                {"data", data}};
    if (!more.contains("guild_id")) {
        out["user"] = {{"id", ana}, {"username", "ana"}, {"global_name", "Ana"}};
    }
    out.update(more);
    return out;
}

inline json in_a_server(const json& more = json::object()) {
    json out = {{"context", 0},
                {"guild_id", guild},
                {"channel_id", hall},
                {"channel", {{"id", hall}, {"type", 0}}},
                {"member",
                 {{"nick", "Ana of sales"},
                  {"user", {{"id", ana}, {"username", "ana"}, {"global_name", "Ana"}}}}}};
    out.update(more);
    return out;
}

inline json chat(const std::string& words) {
    return {{"id", "77"},
            {"name", "chat"},
            {"type", 1},
            {"options", json::array({{{"type", 3}, {"name", "message"}, {"value", words}}})}};
}

}  // namespace discord_test
