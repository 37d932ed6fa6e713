#include "options.hpp"

#include "json_read.hpp"

namespace webchat {
namespace {

std::optional<std::vector<std::string>> list_of(const json& options, const char* name) {
    const auto* list = member(options, name);
    if (list == nullptr || !list->is_array()) {
        return std::nullopt;
    }
    std::vector<std::string> out;
    for (const auto& each : *list) {
        if (each.is_string()) {
            out.push_back(each.get<std::string>());
        }
    }
    return out;
}

}  // namespace

options options::read(const selat::setup& setup) {
    const auto given = parse(setup.options);
    std::vector<std::string> secrets;
    for (const auto* name : {"identity_secret", "identity_secret_previous"}) {
        if (auto secret = text_of(given, name); !secret.empty()) {
            secrets.push_back(std::move(secret));
        }
    }
    return {.instance = std::string(setup.instance),
            .public_url = std::string(setup.public_url),
            .origins = {list_of(given, "allowed_origins"), setup.public_url},
            .title = text_of(given, "title"),
            .greeting = text_of(given, "greeting"),
            .locale = text_of(given, "locale"),
            .identity_secrets = std::move(secrets)};
}

}  // namespace webchat
