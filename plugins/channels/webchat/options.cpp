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
    return {.instance = std::string(setup.instance),
            .public_url = std::string(setup.public_url),
            .origins = {list_of(given, "allowed_origins"), setup.public_url},
            .title = text_of(given, "title"),
            .greeting = text_of(given, "greeting"),
            .locale = text_of(given, "locale"),
            .identity_secret = text_of(given, "identity_secret")};
}

}  // namespace webchat
