#include "options.hpp"

#include "json_read.hpp"

namespace discord {
namespace {

std::string without_slash(std::string url) {
    while (url.ends_with('/')) {
        url.pop_back();
    }
    return url;
}

std::set<std::string> ids_in(const json& options, const char* name) {
    std::set<std::string> out;
    for (const auto& each : member(options, name)) {
        if (each.is_string()) {
            out.insert(each.get<std::string>());
        }
    }
    return out;
}

}  // namespace

options options::read(const selat::setup& setup) {
    const auto given = parse(setup.options);
    options out;
    out.token = text_of(given, "bot_token");
    out.intents = number_of(given, "intents", out.intents);
    const auto& direct = member(given, "direct_messages");
    out.direct_messages = !direct.is_boolean() || direct.get<bool>();
    out.guilds = ids_in(given, "guilds");
    out.channels = ids_in(given, "channels");
    out.api = without_slash(text_of(given, "api_base"));
    if (out.api.empty()) {
        out.api = "https://discord.com/api/v10";
    }
    out.gateway = without_slash(text_of(given, "gateway_url"));
    out.user_agent = "DiscordBot (" + std::string(setup.public_url) + ", 1.0)";
    return out;
}

}  // namespace discord
