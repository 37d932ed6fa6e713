// What applications call for interactions: the webhooks of tokens, commands, the application
// itself.
#include "tests/emulators/discord/api.hpp"
#include "tests/emulators/discord/signer.hpp"

namespace emulators::discord {

// The interaction whose token a webhook's path holds. Null: the call was refused.
interaction* api::answerable(call& call) {
    const auto found = state_.interactions.find(call.second);
    if (call.first != state_.world.bot.id || found == state_.interactions.end() ||
        found->second.failed || !found->second.answered) {
        refuse(call, 404, 10015, "Unknown Webhook");
        return nullptr;
    }
    if (now_ms() - found->second.at_ms > state_.world.bot.token_life_ms) {
        refuse(call, 401, 50027, "Invalid Webhook Token");
        return nullptr;
    }
    return &found->second;
}

// As Discord does it, the first one takes the place of "the bot is thinking".
void api::follow(call& call) {
    auto* about = answerable(call);
    if (about == nullptr) {
        return;
    }
    if (const auto fault = check_follow_up(call.body, call.files.size())) {
        return answer(call.response, fault.status, fault.body());
    }
    if (auto* original = state_.world.find_message(about->channel, about->original);
        about->waits && original != nullptr) {
        return say(call, *about, *original);
    }
    const auto flags = number_in(call.body, "flags");
    auto& message = state_.world.write(*state_.world.find_channel(about->channel),
                                       *state_.world.find_person(state_.world.bot.id),
                                       {{"flags", flags}, {"webhook_id", state_.world.bot.id}});
    say(call, *about, message);
}

void api::say(call& call, interaction& about, json& message) {
    for (const auto part : {"content", "embeds", "components"}) {
        if (call.body.contains(part)) {
            message[part] = call.body[part];
        }
    }
    attach(call, message);
    message["flags"] = number_in(message, "flags") & ~loading;
    about.waits = false;
    state_.note(
        {"message", about.person, about.channel, {{"message", message}, {"request", call.body}}});
    answer(call.response, 200, message);
}

json* api::answered_with(call& call, interaction*& about) {
    about = answerable(call);
    if (about == nullptr) {
        return nullptr;
    }
    const auto& id = call.third == "@original" ? about->original : call.third;
    auto* message = state_.world.find_message(about->channel, id);
    if (message == nullptr) {
        refuse(call, 404, 10008, "Unknown Message");
    }
    return message;
}

void api::read_answer(call& call) {
    interaction* about = nullptr;
    if (const auto* message = answered_with(call, about)) {
        answer(call.response, 200, *message);
    }
}

void api::edit_answer(call& call) {
    interaction* about = nullptr;
    auto* message = answered_with(call, about);
    if (message == nullptr) {
        return;
    }
    if (const auto fault = check_follow_up(call.body, files_after(call, *message))) {
        return answer(call.response, fault.status, fault.body());
    }
    if (about->waits && (*message)["id"] == about->original) {
        return say(call, *about, *message);
    }
    for (const auto part : {"content", "embeds", "components"}) {
        if (call.body.contains(part)) {
            (*message)[part] = call.body[part];
        }
    }
    attach(call, *message);
    (*message)["edited_timestamp"] = timestamp(now_ms());
    state_.note({"edit", about->person, about->channel, {{"message", *message}}});
    answer(call.response, 200, *message);
}

void api::remove_answer(call& call) {
    interaction* about = nullptr;
    if (const auto* message = answered_with(call, about)) {
        state_.note({"delete", about->person, about->channel, {{"message", *message}}});
        state_.world.erase(about->channel, text_in(*message, "id"));
        call.response.status = 204;
    }
}

json api::application() const {
    const auto& bot = state_.world.bot;
    return {{"id", bot.id},
            {"name", "the bot"},
            {"verify_key", public_key()},
            {"interactions_endpoint_url",
             bot.interactions_url.empty() ? json() : json(bot.interactions_url)}};
}

void api::own_application(call& call) { answer(call.response, 200, application()); }

void api::commands(call& call) {
    if (call.first != state_.world.bot.id) {
        return refuse(call, 403, 20012, "You are not authorized to perform this action");
    }
    json out = json::array();
    for (const auto& [name, each] : state_.commands) {
        out.push_back(each);
    }
    answer(call.response, 200, out);
}

// One of the same name is replaced.
void api::register_command(call& call) {
    if (call.first != state_.world.bot.id) {
        return refuse(call, 403, 20012, "You are not authorized to perform this action");
    }
    if (const auto fault = check_command(call.body)) {
        return answer(call.response, fault.status, fault.body());
    }
    auto& known = state_.commands[text_in(call.body, "name")];
    const bool fresh = known.is_null();
    json made = {{"id", fresh ? next_id() : text_in(known, "id")},
                 {"application_id", state_.world.bot.id},
                 {"version", next_id()},
                 {"type", 1},
                 {"nsfw", false}};
    made.update(call.body);
    known = std::move(made);
    state_.note({"command", {}, {}, {{"command", known}}});
    answer(call.response, fresh ? 201 : 200, known);
}

}  // namespace emulators::discord
