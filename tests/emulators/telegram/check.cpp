#include "tests/emulators/telegram/check.hpp"

#include <algorithm>
#include <array>

namespace emulators::telegram {
namespace {

constexpr std::size_t photo_max = 10u << 20;
constexpr std::size_t upload_max = 50u << 20;

// How many of the times lie within the last `window_ms`; older ones are dropped.
std::size_t recent(std::deque<std::int64_t>& times, std::int64_t now_ms, std::int64_t window_ms) {
    while (!times.empty() && times.front() <= now_ms - window_ms) {
        times.pop_front();
    }
    return times.size();
}

std::string_view after_scheme(std::string_view url) {
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (url.starts_with(scheme)) {
            return url.substr(scheme.size());
        }
    }
    return {};
}

std::string_view host_of(std::string_view url) {
    const auto rest = after_scheme(url);
    return rest.substr(0, rest.find_first_of("/?#:"));
}

std::optional<refusal> check_button(const json& button) {
    if (!button.is_object() || text_in(button, "text").empty()) {
        return bad_request("can't parse inline keyboard button: field \"text\" must be non-empty");
    }
    const auto url = text_in(button, "url");
    const auto payload = text_in(button, "callback_data");
    if (!url.empty() && !url.starts_with("tg://") &&
        host_of(url).find('.') == std::string_view::npos) {
        return bad_request("inline keyboard button URL '" + url + "' is invalid: Wrong HTTP URL");
    }
    if (url.empty() && (payload.empty() || payload.size() > 64) && button.size() < 3) {
        return button.contains("callback_data")
                   ? bad_request("BUTTON_DATA_INVALID")
                   : bad_request(
                         "can't parse inline keyboard button: Text buttons are unallowed in "
                         "the inline keyboard");
    }
    return std::nullopt;
}

}  // namespace

std::size_t units_of(std::string_view text) {
    std::size_t out = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        out += byte >= 0xf0 ? 2 : byte >= 0x80 && byte < 0xc0 ? 0 : 1;
    }
    return out;
}

std::optional<refusal> check_chat(world& world, chat& chat, std::int64_t now_ms) {
    if (chat.moved_to != 0) {
        return refusal{400,
                       "Bad Request: group chat was upgraded to a supergroup chat",
                       {{"migrate_to_chat_id", chat.moved_to}}};
    }
    switch (chat.with_bot) {
    case standing::open: break;
    case standing::stranger: return forbidden("bot can't initiate conversation with a user");
    case standing::blocked: return forbidden("bot was blocked by the user");
    case standing::deactivated: return forbidden("user is deactivated");
    case standing::kicked: return forbidden("bot was kicked from the " + chat.type + " chat");
    case standing::left: return forbidden("bot is not a member of the " + chat.type + " chat");
    case standing::deleted: return forbidden("the group chat was deleted");
    }
    static constexpr std::int64_t minute_ms = 60'000;
    if (chat.type != "private" && world.bot.group_limit > 0 &&
        recent(chat.sent_ms, now_ms, minute_ms / world.bot.speed) >=
            static_cast<std::size_t>(world.bot.group_limit)) {
        return too_many(std::max<std::int64_t>(
            (chat.sent_ms.front() + minute_ms / world.bot.speed - now_ms) / 1000, 1));
    }
    chat.sent_ms.push_back(now_ms);
    return std::nullopt;
}

std::optional<refusal> check_text(const parameters& given, const char* name, std::size_t most) {
    const auto text = given.text(name);
    const bool caption = std::string_view(name) == "caption";
    if (text.find_first_not_of(" \t\r\n") == std::string::npos && !caption) {
        return bad_request("message text is empty");
    }
    const auto mode = given.text("parse_mode");
    if (mode != "" && mode != "HTML" && mode != "Markdown" && mode != "MarkdownV2") {
        return bad_request("unsupported parse_mode");
    }
    if (mode == "HTML" &&
        std::count(text.begin(), text.end(), '<') != std::count(text.begin(), text.end(), '>')) {
        return bad_request("can't parse entities: Unexpected end of name token");
    }
    if (units_of(text) > most) {
        return bad_request(caption ? "message caption is too long" : "message is too long");
    }
    return std::nullopt;
}

std::optional<refusal> check_markup(const parameters& given) {
    if (!given.has("reply_markup")) {
        return std::nullopt;
    }
    const auto markup = given.part("reply_markup");
    if (!markup.is_object()) {
        return bad_request("object expected as reply markup");
    }
    std::size_t buttons = 0;
    for (const auto& row : member(markup, "inline_keyboard")) {
        if (!row.is_array()) {
            return bad_request("field \"inline_keyboard\" must be an Array of Arrays");
        }
        for (const auto& button : row) {
            if (auto wrong = check_button(button)) {
                return wrong;
            }
            ++buttons;
        }
    }
    return buttons > 100 ? std::optional(bad_request("reply markup is too long")) : std::nullopt;
}

std::optional<refusal> check_business(const world& world, const std::string& connection) {
    if (connection.empty()) {
        return std::nullopt;
    }
    const auto found = world.business.find(connection);
    if (found == world.business.end()) {
        return bad_request("business connection not found");
    }
    if (!found->second.enabled) {
        return bad_request("BUSINESS_CONNECTION_INVALID");
    }
    return found->second.replies ? std::nullopt
                                 : std::optional(bad_request("BUSINESS_CONNECTION_NOT_ALLOWED"));
}

std::optional<refusal> check_place(const world& world, const chat& chat, const parameters& given) {
    if (auto wrong = check_business(world, given.text("business_connection_id"))) {
        return wrong;
    }
    const auto topic = given.number("message_thread_id");
    if (topic != 0 && !chat.topics.contains(topic)) {
        return bad_request("message thread not found");
    }
    const auto reply = given.part("reply_parameters");
    if (reply.is_object() && !flag_in(reply, "allow_sending_without_reply") &&
        !chat.messages.contains(number_in(reply, "message_id"))) {
        return bad_request("message to be replied not found");
    }
    return std::nullopt;
}

std::optional<refusal> check_webhook(const world& world, const parameters& given) {
    const auto url = given.text("url");
    const auto secret = given.text("secret_token");
    if (secret.size() > 256) {
        return bad_request("secret token is too long");
    }
    for (const char c : secret) {
        const bool fine = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                          (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
        if (!fine) {
            return bad_request("secret token contains unallowed characters");
        }
    }
    if (url.empty() || (world.bot.local && !after_scheme(url).empty())) {
        return std::nullopt;
    }
    if (after_scheme(url).empty()) {
        return bad_request("invalid webhook URL specified");
    }
    if (!url.starts_with("https://")) {
        return bad_request("bad webhook: An HTTPS URL must be provided for webhook");
    }
    const auto rest = after_scheme(url);
    const auto authority = rest.substr(0, rest.find_first_of("/?#"));
    const auto colon = authority.find(':');
    const auto port = colon == std::string_view::npos ? "443" : authority.substr(colon + 1);
    constexpr std::array<std::string_view, 4> allowed = {"443", "80", "88", "8443"};
    if (std::find(allowed.begin(), allowed.end(), port) == allowed.end()) {
        return bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
    }
    return std::nullopt;
}

checked_file check_file(world& world, const parameters& given, const std::string& value,
                        std::string_view kind) {
    constexpr std::string_view attached = "attach://";
    if (value.starts_with(attached)) {
        const auto* bytes = given.upload(value.substr(attached.size()));
        if (bytes == nullptr) {
            return {{}, bad_request("file must be non-empty")};
        }
        if (bytes->size() > (kind == "photo" ? photo_max : upload_max)) {
            return {{}, refusal{413, "Request Entity Too Large", nullptr}};
        }
        return {world.add_file(kind, *bytes), std::nullopt};
    }
    if (world.file(value) != nullptr) {
        return {value, std::nullopt};
    }
    const auto host = host_of(value);
    if (host.empty()) {
        return {{}, bad_request("wrong file identifier/HTTP URL specified")};
    }
    const auto& away = world.bot.unreachable;
    if (std::find(away.begin(), away.end(), host) != away.end()) {
        return {{}, bad_request("failed to get HTTP URL content")};
    }
    return {world.add_file(kind, {}), std::nullopt};
}

}  // namespace emulators::telegram
