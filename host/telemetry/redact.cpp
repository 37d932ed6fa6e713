#include "host/telemetry/redact.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>

namespace selat::telemetry {
namespace {

constexpr std::size_t shortest_secret = 6;
constexpr std::string_view hidden = "[redacted]";

constexpr std::array<std::string_view, 9> secret_words{
    "password", "secret", "token",       "authorization", "cookie",
    "api_key",  "apikey", "private_key", "credential"};

std::string lower(std::string_view text) {
    std::string lowered(text);
    for (char& letter : lowered) {
        if (letter >= 'A' && letter <= 'Z') {
            letter = static_cast<char>(letter + ('a' - 'A'));
        } else if (letter == '-') {
            letter = '_';
        }
    }
    return lowered;
}

}  // namespace

void redactor::add(std::string secret) {
    if (secret.size() < shortest_secret) {
        return;
    }
    const std::unique_lock lock(mutex_);
    if (std::find(secrets_.begin(), secrets_.end(), secret) != secrets_.end()) {
        return;
    }
    const auto place = std::find_if(secrets_.begin(), secrets_.end(), [&](const auto& other) {
        return other.size() < secret.size();
    });
    secrets_.insert(place, std::move(secret));
}

bool redactor::is_secret_name(std::string_view key) {
    const std::string lowered = lower(key);
    return std::any_of(secret_words.begin(), secret_words.end(), [&](std::string_view word) {
        return lowered.find(word) != std::string::npos;
    });
}

std::string redactor::apply(std::string_view key, std::string_view value) const {
    if (is_secret_name(key)) {
        return std::string(value.empty() ? std::string_view() : hidden);
    }
    std::string text(value);
    const std::shared_lock lock(mutex_);
    for (const auto& secret : secrets_) {
        for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
            text.replace(at, secret.size(), hidden);
            at += hidden.size();
        }
    }
    return text;
}

}  // namespace selat::telemetry
