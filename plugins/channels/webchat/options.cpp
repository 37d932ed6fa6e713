#include "options.hpp"

#include "json_read.hpp"

#include <algorithm>
#include <array>

namespace webchat {
namespace {

constexpr std::array<std::string_view, 13> usual_types = {
    "image/*",
    "video/*",
    "audio/*",
    "application/pdf",
    "text/plain",
    "text/csv",
    "application/zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation"};

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

file_limits files_of(const json& given) {
    file_limits out;
    out.most_bytes = static_cast<std::uint64_t>(
        given.value("max_bytes", static_cast<std::int64_t>(default_file_size)));
    out.types =
        given.value("types", std::vector<std::string>(usual_types.begin(), usual_types.end()));
    return out;
}

}  // namespace

bool file_limits::take(std::string_view type) const {
    return std::any_of(types.begin(), types.end(), [&](std::string_view each) {
        return each.ends_with("/*") ? type.starts_with(each.substr(0, each.size() - 1))
                                    : type == each;
    });
}

options options::read(const selat::setup& setup) {
    const auto given = parse(setup.options.empty() ? "{}" : setup.options);
    std::vector<std::string> secrets;
    for (const auto* name : {"identity_secret", "identity_secret_previous"}) {
        if (auto secret = text_of(given, name); !secret.empty()) {
            secrets.push_back(std::move(secret));
        }
    }
    return {.instance = std::string(setup.instance),
            .public_url = std::string(setup.public_url),
            .origins = {list_of(given, "allowed_origins"), setup.public_url},
            .title = given.value("title", json("")),
            .greeting = given.value("greeting", json("")),
            .locale = text_of(given, "locale"),
            .color = text_of(given, "color"),
            .prechat = {given.value("prechat", json()), setup.crypto},
            .files = files_of(given.value("files", json::object())),
            .verify_phone = text_of(given, "verify_phone"),
            .identity_secrets = std::move(secrets)};
}

}  // namespace webchat
