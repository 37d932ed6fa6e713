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

int digit_of(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

void read_interactions(const json& given, options& out) {
    out.over_http = text_of(given, "mode") == "interactions";
    out.public_key = bytes_of(text_of(given, "public_key"));
    out.application = text_of(given, "application_id");
    const auto command = given.find("command");
    out.command = command == given.end() ? "chat" : text_of(given, "command");
    out.command_description = text_of(given, "command_description");
    if (out.command_description.empty()) {
        out.command_description = "Write to us";
    }
    out.ephemeral = flag_of(given, "ephemeral");
    out.acknowledgement = text_of(given, "acknowledgement");
    out.elsewhere = text_of(given, "elsewhere");
    if (out.elsewhere.empty()) {
        out.elsewhere = "Nobody answers here.";
    }
    if (out.over_http && out.public_key.size() != 32) {
        throw selat::refusal{selat::code::config,
                             "mode: interactions needs public_key, the 64 digits that Discord's "
                             "developer portal shows"};
    }
}

}  // namespace

std::string bytes_of(std::string_view hex) {
    std::string out;
    for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
        const int high = digit_of(hex[at]);
        const int low = digit_of(hex[at + 1]);
        if (high < 0 || low < 0) {
            return {};
        }
        out += static_cast<char>(high << 4 | low);
    }
    return hex.size() % 2 == 0 ? out : std::string();
}

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
    read_interactions(given, out);
    out.user_agent = "DiscordBot (" + std::string(setup.public_url) + ", 1.0)";
    return out;
}

}  // namespace discord
