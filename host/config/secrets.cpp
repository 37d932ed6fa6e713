#include "host/config/secrets.hpp"

#include <algorithm>

#include "host/config/option_values.hpp"

#include <nlohmann/json.hpp>

namespace selat::config {
namespace {

using json = nlohmann::json;

void collect(const json& schema, const json& value, std::vector<std::string>& into) {
    const auto mark = schema.find("secret");
    const bool secret = mark != schema.end() && mark->is_boolean() && mark->get<bool>();
    if (secret && value.is_string()) {
        into.push_back(value.get<std::string>());
    }
    if (!value.is_structured()) {
        return;
    }
    for (const auto& [key, inner] : value.items()) {
        const auto* known = secret             ? &schema
                            : value.is_array() ? of_items(&schema)
                                               : of_member(&schema, key);
        if (known != nullptr && known->is_object()) {
            collect(*known, inner, into);
        }
    }
}

}  // namespace

std::vector<std::string> secrets_of(const configuration& configuration,
                                    const known_plugins& plugins) {
    constexpr std::size_t shortest = 4;
    std::vector<std::string> out;
    const auto options = [&](const std::string& plugin, const json& value) {
        const auto* schema = plugins.options_schema(plugin);
        if (schema != nullptr && schema->is_object()) {
            collect(*schema, value, out);
        }
    };
    for (const auto& channel : configuration.channels) {
        options(channel.plugin, channel.options);
    }
    for (const auto& bot : configuration.bots) {
        options(bot.plugin, bot.options);
    }
    for (const auto& flow : configuration.flows) {
        options(flow.plugin, flow.options);
    }
    for (const auto& agent : configuration.agents) {
        out.push_back(agent.password);
        out.push_back(agent.password_hash);
    }
    for (const auto& token : configuration.tokens) {
        out.push_back(token.token);
    }
    for (const auto& webhook : configuration.webhooks) {
        out.push_back(webhook.secret);
    }
    std::erase_if(out, [](const std::string& each) { return each.size() < shortest; });
    std::sort(out.begin(), out.end(), [](const std::string& a, const std::string& b) {
        return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

}  // namespace selat::config
