#include "tests/emulators/telegram/api.hpp"

#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/common/struck_call.hpp"
#include "tests/emulators/telegram/check.hpp"

#include <algorithm>
#include <array>

namespace emulators::telegram {
namespace {

bool same_word(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        const auto low = [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        };
        return low(x) == low(y);
    });
}

bool is_token_shaped(std::string_view token) {
    const auto colon = token.find(':');
    return colon != std::string_view::npos && colon > 0 && token.size() > colon + 1 &&
           token.substr(0, colon).find_first_not_of("0123456789") == std::string_view::npos;
}

void tell(httplib::Response& response, const outcome& end) {
    if (end.well) {
        json body = {{"ok", true}, {"result", end.result}};
        if (!end.words.empty()) {
            body["description"] = end.words;
        }
        return answer(response, 200, body);
    }
    json body = {
        {"ok", false}, {"error_code", end.refused.code}, {"description", end.refused.description}};
    if (end.refused.parameters.is_object()) {
        body["parameters"] = end.refused.parameters;
        if (const auto wait = number_in(end.refused.parameters, "retry_after"); wait > 0) {
            response.set_header("Retry-After", std::to_string(wait));
        }
    }
    answer(response, end.refused.code, body);
}

// True when the fault answers in place of the method.
bool answers_instead(const fault& struck, httplib::Response& response) {
    if (struck.kind == "throttle" || struck.kind == "quota") {
        tell(response,
             too_many(std::max<std::int64_t>(struck.status == 500 ? 1 : struck.status, 1)));
        return true;
    }
    if (struck.kind == "fail") {
        tell(response,
             refusal{struck.status,
                     struck.message.empty() ? "Internal Server Error: restart" : struck.message,
                     nullptr});
        return true;
    }
    return false;
}

}  // namespace

struct api::method {
    std::string_view name;
    outcome (api::*handle)(const parameters&);
    bool in_answers = true;  // of webhooks
};

api::api(state& state) : state_(state) {
    state_.out.carry_out_answers([this](const json& call) { carry_out(call); });
}

const api::method* api::find(std::string_view name) {
    static constexpr auto table = std::to_array<method>({
        {"getMe", &api::get_me, false},
        {"setWebhook", &api::set_webhook, false},
        {"deleteWebhook", &api::delete_webhook, false},
        {"getWebhookInfo", &api::get_webhook_info, false},
        {"getUpdates", &api::get_updates, false},
        {"sendMessage", &api::send_text},
        {"sendPhoto", &api::send_photo},
        {"sendDocument", &api::send_document},
        {"sendVideo", &api::send_video},
        {"sendAnimation", &api::send_animation},
        {"sendAudio", &api::send_audio},
        {"sendVoice", &api::send_voice},
        {"sendVideoNote", &api::send_video_note},
        {"sendSticker", &api::send_sticker},
        {"sendMediaGroup", &api::send_album},
        {"sendLocation", &api::send_location},
        {"sendVenue", &api::send_location},
        {"sendContact", &api::send_contact},
        {"sendPoll", &api::send_poll},
        {"sendChatAction", &api::send_action},
        {"editMessageText", &api::edit_text},
        {"editMessageCaption", &api::edit_caption},
        {"editMessageReplyMarkup", &api::edit_markup},
        {"deleteMessage", &api::remove},
        {"deleteMessages", &api::remove},
        {"deleteBusinessMessages", &api::remove_business},
        {"setMessageReaction", &api::react},
        {"answerCallbackQuery", &api::answer_callback},
        {"readBusinessMessage", &api::read_business},
        {"getBusinessConnection", &api::get_connection, false},
        {"getFile", &api::get_file, false},
        {"getChat", &api::get_chat, false},
        {"setMyCommands", &api::done},
        {"logOut", &api::done, false},
        {"close", &api::done, false},
    });
    for (const auto& each : table) {
        if (same_word(each.name, name)) {
            return &each;
        }
    }
    return nullptr;
}

bool api::serve(std::string_view path, const httplib::Request& request,
                httplib::Response& response) {
    const bool file = path.starts_with("/file/bot");
    if (!file && !path.starts_with("/bot")) {
        return false;
    }
    auto rest = path.substr(file ? 9 : 4);
    const auto token = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(token.size() + 1, rest.size()));
    if (!is_token_shaped(token) || rest.empty()) {
        tell(response, refusal{404, "Not Found", nullptr});
        return true;
    }
    {
        const std::lock_guard lock(state_.mutex);
        if (token != state_.all.bot.token) {
            tell(response, refusal{401, "Unauthorized", nullptr});
            return true;
        }
    }
    if (file) {
        serve_file(rest, response);
    } else {
        answer_call(rest.starts_with("test/") ? rest.substr(5) : rest, request, response);
    }
    return true;
}

void api::answer_call(std::string_view name, const httplib::Request& request,
                      httplib::Response& response) {
    const auto* method = find(name);
    const auto struck = method == nullptr ? std::nullopt : state_.faults.strike(method->name);
    serve_struck(
        struck, request, [&](const fault& by) { return answers_instead(by, response); },
        [&] {
            const auto given = parameters::read(request);
            if (method == nullptr) {
                tell(response, refusal{404, "Not Found: method not found", nullptr});
            } else if (!given) {
                tell(response, bad_request("can't parse request JSON object"));
            } else {
                tell(response, (this->*method->handle)(*given));
            }
        },
        [&](const fault& by) {
            tell(response, refusal{by.status, "Internal Server Error: restart", nullptr});
        });
}

void api::carry_out(const json& call) {
    const auto* method = find(text_in(call, "method"));
    if (method != nullptr && method->in_answers) {
        (this->*method->handle)(parameters(call));
    }
}

void api::serve_file(std::string_view path, httplib::Response& response) {
    const std::lock_guard lock(state_.mutex);
    const auto* file = state_.all.file_at(path);
    if (file == nullptr) {
        return tell(response, refusal{404, "Not Found", nullptr});
    }
    response.set_content(file->bytes, "application/octet-stream");
}

outcome api::get_me(const parameters&) {
    const std::lock_guard lock(state_.mutex);
    auto out = state_.all.bot_user();
    out.update({{"can_join_groups", true},
                {"can_read_all_group_messages", false},
                {"can_connect_to_business", true}});
    return out;
}

outcome api::set_webhook(const parameters& given) {
    {
        const std::lock_guard lock(state_.mutex);
        if (auto wrong = check_webhook(state_.all, given)) {
            return *wrong;
        }
        if (now_ms() - state_.webhook_set_ms < 1'000 / state_.all.bot.speed) {
            return too_many(1);
        }
        state_.webhook_set_ms = now_ms();
    }
    auto settings = state_.out.webhook();
    settings.url = given.text("url");
    settings.secret = given.text("secret_token");
    settings.max_connections = given.number("max_connections", 40);
    settings.has_certificate = given.has("certificate");
    if (const auto allowed = given.part("allowed_updates"); allowed.is_array()) {
        settings.allowed = allowed;
    }
    const bool gone = settings.url.empty();
    const bool changed =
        state_.out.set_webhook(std::move(settings), given.flag("drop_pending_updates"));
    return {true, gone      ? "Webhook was deleted"
                  : changed ? "Webhook was set"
                            : "Webhook is already set"};
}

outcome api::delete_webhook(const parameters& given) {
    auto settings = state_.out.webhook();
    const bool had = !settings.url.empty();
    settings.url.clear();
    state_.out.set_webhook(std::move(settings), given.flag("drop_pending_updates"));
    return {true, had ? "Webhook was deleted" : "Webhook is already deleted"};
}

outcome api::get_webhook_info(const parameters&) { return state_.out.info(); }

outcome api::get_updates(const parameters& given) {
    if (!state_.out.webhook().url.empty()) {
        return refusal{409,
                       "Conflict: can't use getUpdates method while webhook is active; use "
                       "deleteWebhook to delete the webhook first",
                       nullptr};
    }
    if (const auto allowed = given.part("allowed_updates"); allowed.is_array()) {
        state_.out.allow(allowed);
    }
    const auto limit = std::clamp<std::int64_t>(given.number("limit", 100), 1, 100);
    const auto patience = std::clamp<std::int64_t>(given.number("timeout"), 0, 50);
    auto found = state_.out.ask(given.number("offset"), static_cast<std::size_t>(limit),
                                std::chrono::seconds(patience));
    if (!found) {
        return refusal{409,
                       state_.out.webhook().url.empty()
                           ? "Conflict: terminated by other getUpdates request; make sure that "
                             "only one bot instance is running"
                           : "Conflict: terminated by setWebhook request",
                       nullptr};
    }
    return *std::move(found);
}

outcome api::get_file(const parameters& given) {
    constexpr std::int64_t most = 20 << 20;
    const std::lock_guard lock(state_.mutex);
    const auto id = given.text("file_id");
    const auto* file = state_.all.file(id);
    if (file == nullptr) {
        return bad_request("wrong file_id or the file is temporarily unavailable");
    }
    if (file->size > most && !state_.all.bot.local) {
        return bad_request("file is too big");
    }
    auto out = state_.all.describe_file(id);
    out["file_path"] = file->path;
    return outcome(std::move(out));
}

outcome api::get_chat(const parameters& given) {
    const std::lock_guard lock(state_.mutex);
    const auto* where = state_.all.find(given.value("chat_id"));
    return where == nullptr ? outcome(bad_request("chat not found"))
                            : outcome(world::describe(*where));
}

}  // namespace emulators::telegram
