// What people do with what the bot offers: commands, buttons, forms.
#include "tests/emulators/discord/deeds.hpp"

namespace emulators::discord {
namespace {

enum interaction_type : int {
    command_type = 2,
    component_type = 3,
    choices_type = 4,
    form_type = 5
};
enum option_type : int { of_text = 3, of_file = 11 };

// The first button of a message with this label or custom id.
const json* button_in(const json& components, const std::string& wanted) {
    for (const auto& each : components) {
        if (!wanted.empty() &&
            (text_in(each, "label") == wanted || text_in(each, "custom_id") == wanted)) {
            return &each;
        }
        if (const auto* inner = button_in(member(each, "components"), wanted)) {
            return inner;
        }
    }
    return nullptr;
}

// The fields of a form with what was typed there, below what they stood in.
json filled(const json& components, const json& values) {
    json out = json::array();
    for (auto each : components) {
        for (const auto inner : {"component", "components"}) {
            if (each.contains(inner)) {
                each[inner] = each[inner].is_array()
                                  ? filled(each[inner], values)
                                  : filled(json::array({each[inner]}), values)[0];
            }
        }
        if (const auto id = text_in(each, "custom_id"); !id.empty()) {
            each = {
                {"type", each["type"]}, {"custom_id", id}, {"value", text_in(values, id.c_str())}};
        }
        each.erase("label");
        out.push_back(std::move(each));
    }
    return out;
}

}  // namespace

json deeds::click(const scene& scene) {
    const auto& wish = scene.wish["click"];
    const auto* message = state_.world.find_message(scene.where.id, text_in(wish, "message"));
    const auto* button = message == nullptr
                             ? nullptr
                             : button_in(member(*message, "components"), text_in(wish, "button"));
    if (button == nullptr || text_in(*button, "custom_id").empty()) {
        return problem("there is no such button");
    }
    return interact(scene, component_type,
                    {{"component_type", 2}, {"custom_id", (*button)["custom_id"]}},
                    {{"message", *message}});
}

json deeds::use_command(const scene& scene) {
    const auto& wish = scene.wish["command"];
    const auto name = text_in(wish, "name");
    const auto known = state_.commands.find(name);
    if (known == state_.commands.end() && !flag_in(wish, "unregistered")) {
        return problem("there is no such command");
    }
    json options = json::array();
    const auto& given = member(wish, "options");
    if (given.is_object()) {
        for (const auto& [option, value] : given.items()) {
            options.push_back({{"type", of_text}, {"name", option}, {"value", value}});
        }
    }
    json data = {{"id", known == state_.commands.end() ? next_id() : text_in(known->second, "id")},
                 {"name", name},
                 {"type", 1}};
    if (scene.wish.contains("attachments")) {
        const auto files = attachments(scene);
        for (const auto& each : files) {
            options.push_back({{"type", of_file}, {"name", "file"}, {"value", each["id"]}});
            data["resolved"]["attachments"][text_in(each, "id")] = each;
        }
    }
    if (!options.empty()) {
        data["options"] = std::move(options);
    }
    return interact(scene, flag_in(wish, "complete") ? choices_type : command_type, std::move(data),
                    json::object());
}

json deeds::send_form(const scene& scene) {
    const auto& wish = scene.wish["form"];
    const auto asked = state_.interactions.find(text_in(wish, "token"));
    if (asked == state_.interactions.end() || asked->second.form.is_null()) {
        return problem("no form was shown for that token");
    }
    const auto form = asked->second.form;
    return interact(scene, form_type,
                    {{"custom_id", form["custom_id"]},
                     {"components", filled(form["components"], member(wish, "values"))}},
                    json::object());
}

// Over the gateway, or posted by who asked for this, once nobody holds the lock.
json deeds::interact(const scene& scene, int type, json data, const json& more) {
    const auto id = next_id();
    const auto token = "aW50ZXJhY3Rpb246" + id;
    interaction pending;
    pending.id = id;
    pending.at_ms = now_ms();
    pending.type = type;
    pending.person = scene.who.id;
    pending.channel = scene.where.id;
    pending.source = text_in(member(more, "message"), "id");
    state_.interactions[token] = std::move(pending);
    auto user = state_.world.user(scene.who);
    const bool direct = scene.where.type == channel_type::direct;
    json about = scene.place;
    about.update({{"id", id},
                  {"application_id", state_.world.bot.id},
                  {"type", type},
                  {"token", token},
                  {"version", 1},
                  {"locale", text_in(scene.wish, "locale", "en-GB")},
                  {"context", direct ? 1 : 0},
                  {"entitlements", json::array()},
                  {"authorizing_integration_owners", {{"0", direct ? "0" : scene.where.guild}}},
                  {"app_permissions", "562949953601536"},
                  {"attachment_size_limit", 10'485'760},
                  {"channel", state_.world.describe(scene.where)},
                  {"data", std::move(data)}});
    about.update(more);
    if (direct) {
        about["user"] = std::move(user);
    } else {
        about["member"]["user"] = std::move(user);
    }
    json done = {{"id", id},
                 {"token", token},
                 {"userId", scene.who.id},
                 {"channelId", scene.where.id},
                 {"guildId", scene.where.guild}};
    if (state_.world.bot.interactions_url.empty()) {
        // Interactions come without any intent.
        done["delivered"] = gateway_.tell("INTERACTION_CREATE", about, -1);
    } else {
        done["signature"] = text_in(scene.wish, "signature");
        done["post"] = std::move(about);
    }
    return done;
}

}  // namespace emulators::discord
