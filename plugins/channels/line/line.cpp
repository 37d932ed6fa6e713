// LINE Messaging API. A webhook of signed events in; reply, else push, out.

#include "answer.hpp"
#include "decode.hpp"
#include "encode.hpp"
#include "signature.hpp"
#include "video_preview.hpp"

#include <algorithm>

#include <selat/plugin.hpp>

#include <nlohmann/json.hpp>

namespace {

using json = nlohmann::json;

constexpr std::string_view preview_path = "/video.png";

// What a CALL was for: the first word of its context.
constexpr std::string_view for_reply = "reply";
constexpr std::string_view for_push = "push";
constexpr std::string_view for_push_instead = "push-instead";
constexpr std::string_view for_profile = "profile";
constexpr std::string_view for_group = "group";
constexpr std::string_view for_nothing = "nothing";  // typing, read: nothing to tell but the end

std::string option(const json& options, const char* name, const char* otherwise = "") {
    const auto it = options.find(name);
    return it != options.end() && it->is_string() ? it->get<std::string>() : otherwise;
}

std::string base_url(const json& options, const char* name, const char* otherwise) {
    auto url = option(options, name, otherwise);
    while (url.ends_with('/')) {
        url.pop_back();
    }
    return url;
}

// Cuts the text before the next newline off `rest`.
std::string_view next_line(std::string_view& rest) {
    const auto end = rest.find('\n');
    const auto line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return line;
}

std::string as_json(std::string_view text) {
    return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

// Ids go into paths of URLs.
bool is_id(std::string_view id) {
    return !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_';
    });
}

// A line of the log takes no breaks, and no end of text.
std::string_view in_log(std::string_view word) {
    return is_id(word) && word.size() <= 100 ? word : std::string_view("?");
}

class line_channel {
public:
    explicit line_channel(const selat::setup& setup) : crypto_(setup.crypto) {
        const auto options = json::parse(setup.options, nullptr, false);
        channel_secret_ = option(options, "channel_secret");
        authorization_ = "Bearer " + option(options, "access_token");
        if (channel_secret_.empty() || authorization_.ends_with(' ')) {
            throw selat::refusal{selat::code::config, "channel_secret and access_token are needed"};
        }
        api_ = base_url(options, "api_base", "https://api.line.me");
        data_api_ = base_url(options, "data_api_base", "https://api-data.line.me");
        video_preview_ = std::string(setup.public_url) + std::string(preview_path);
    }

    void on_http(const selat::http_request& request, selat::actions out) const {
        if (request.path == preview_path && request.method == "GET") {
            return out.respond(200, line::video_preview(),
                               {{"content-type", "image/png"}, {"cache-control", "max-age=86400"}});
        }
        if (!request.path.empty() && request.path != "/") {
            return out.respond(404);
        }
        if (request.method != "POST") {
            return out.respond(405, {}, {{"allow", "POST"}});
        }
        if (!line::is_signed(crypto_, channel_secret_, request.body,
                             request.header("x-line-signature"))) {
            return out.respond(401);
        }
        const bool read = line::decode(
            request.body, [&](const line::delivery& each) { tell(each, request.now_ms, out); });
        out.respond(read ? 200 : 400);
    }

    void on_send(const selat::outgoing& message, selat::actions out) const {
        switch (message.purpose) {
        case selat::purpose::message: return send_message(message, out);
        case selat::purpose::typing: return show_typing(message, out);
        case selat::purpose::read: return mark_as_read(message, out);
        case selat::purpose::profile: return look_up(message, out);
        case selat::purpose::edit:
        case selat::purpose::remove:
        case selat::purpose::status: break;
        }
        out.failed({.op = message.op,
                    .code = selat::code::unsupported,
                    .detail = "LINE cannot change or take back a message"});
    }

    void on_reply(const selat::http_reply& reply, selat::actions out) const {
        auto rest = reply.context;
        const auto step = next_line(rest);
        if (reply.failed()) {
            return out.failed(
                {.op = reply.op, .code = unanswered(step, reply.failure), .detail = reply.detail});
        }
        const bool message = step == for_reply || step == for_push || step == for_push_instead;
        if (message && (reply.status == 200 || reply.status == 409)) {
            return finish(reply, step != for_push, out);
        }
        if (reply.status >= 200 && reply.status < 300) {
            return finish_other(reply, step, rest, out);
        }
        if ((step == for_profile || step == for_group) && reply.status == 404) {
            return out.sent(reply.op);  // blocked or not a friend: no name to be had
        }
        refuse(reply, step, rest, out);
    }

private:
    void tell(const line::delivery& event, std::int64_t now_ms, selat::actions out) const {
        const auto address_context = event.reply_token.empty()
                                         ? std::string{}
                                         : line::write_reply_token(event.reply_token, now_ms);
        switch (event.kind) {
        case line::delivery_kind::message: return tell_message(event, address_context, out);
        case line::delivery_kind::unsend:
            return out.amend({.deleted = true,
                              .provider_id = event.provider_id,
                              .message_id = event.message_id,
                              .from = event.from,
                              .at_ms = event.at_ms});
        case line::delivery_kind::address:
            return out.address({.reach = event.reach,
                                .verified = event.person,
                                .address = event.from,
                                .attributes = event.attributes,
                                .address_context = address_context,
                                .at_ms = event.at_ms});
        case line::delivery_kind::suspended: return out.status(false, "LINE suspended the bot");
        case line::delivery_kind::resumed: return out.status(true);
        case line::delivery_kind::ignored:
            out.log(
                SELAT_LOG_INFO, "event-ignored", event.why,
                {{"type", in_log(event.type)}, {"webhook_event_id", in_log(event.provider_id)}});
        }
    }

    void tell_message(const line::delivery& event, std::string_view address_context,
                      selat::actions out) const {
        out.inbound({.provider_id = event.provider_id,
                     .message_id = event.message_id,
                     .from = event.from,
                     .author = event.author,
                     .content = event.content,
                     .reply_to = event.reply_to,
                     .context = event.context,
                     .address_context = address_context,
                     .at_ms = event.at_ms,
                     .no_reply = event.standby,
                     .verified = event.person});
        if (!event.fetch || !is_id(event.message_id)) {
            return;
        }
        const auto url =
            data_api_ + "/v2/bot/message/" + std::string(event.message_id) + "/content";
        out.fetch({.retry_status = 202,  // LINE is still preparing it
                   .provider_id = event.provider_id,
                   .url = url,
                   .headers = {{"authorization", authorization_}}});
    }

    // Replies are free and pushes count, so a fresh token is used first. Only a push may be
    // repeated: LINE knows it again by its retry key.
    void send_message(const selat::outgoing& message, selat::actions out) const {
        const auto target = line::read_message_context(message.reply_to_context);
        const auto messages =
            line::encode_messages(message.content, {.quote_token = target.quote,
                                                    .author_name = message.author_name,
                                                    .video_preview = video_preview_});
        const auto token = line::read_reply_token(message.address_context);
        if (!token.is_fresh(message.now_ms)) {
            return push(message.op, message.to, message.idempotency_key, messages, for_push, out);
        }
        std::string context(for_reply);
        for (const auto part : {message.to, message.idempotency_key, std::string_view(messages)}) {
            context += '\n';
            context += part;
        }
        post(message.op, "/v2/bot/message/reply",
             "{\"replyToken\":" + as_json(token.token) + ",\"messages\":" + messages + "}", context,
             out);
    }

    void push(std::uint64_t op, std::string_view to, std::string_view key,
              std::string_view messages, std::string_view step, selat::actions out) const {
        const auto body = "{\"to\":" + as_json(to) + ",\"messages\":" + std::string(messages) + "}";
        const selat::pair all[] = {{"content-type", "application/json"},
                                   {"authorization", authorization_},
                                   {"x-line-retry-key", key}};
        out.call({.op = op,
                  .url = api_ + "/v2/bot/message/push",
                  .headers = std::span(all).first(key.empty() ? 2 : 3),
                  .body = body,
                  .context = step,
                  .repeatable = !key.empty()});
    }

    void post(std::uint64_t op, std::string_view path, std::string_view body,
              std::string_view context, selat::actions out) const {
        const selat::pair all[] = {{"content-type", "application/json"},
                                   {"authorization", authorization_}};
        out.call({.op = op,
                  .url = api_ + std::string(path),
                  .headers = all,
                  .body = body,
                  .context = context,
                  .repeatable = context == for_nothing});
    }

    // LINE ends the animation by itself: with our next message, or after this long.
    void show_typing(const selat::outgoing& message, selat::actions out) const {
        const auto content = json::parse(message.content, nullptr, false);
        const bool off = content.is_object() && content.value("on", json(true)) == json(false);
        if (off || !message.to.starts_with('U')) {
            return out.sent(message.op);
        }
        post(message.op, "/v2/bot/chat/loading/start",
             "{\"chatId\":" + as_json(message.to) + ",\"loadingSeconds\":20}", for_nothing, out);
    }

    void mark_as_read(const selat::outgoing& message, selat::actions out) const {
        const auto token = line::read_message_context(message.target_context).read;
        if (token.empty()) {
            return out.failed({.op = message.op,
                               .code = selat::code::unsupported,
                               .detail = "LINE gave no markAsReadToken with this message"});
        }
        post(message.op, "/v2/bot/chat/markAsRead", "{\"markAsReadToken\":" + as_json(token) + "}",
             for_nothing, out);
    }

    // A room has no name to look up.
    void look_up(const selat::outgoing& message, selat::actions out) const {
        const bool group = message.to.starts_with('C');
        if (!is_id(message.to) || message.to.starts_with('R')) {
            return out.sent(message.op);
        }
        const std::string to(message.to);
        const auto url =
            api_ + (group ? "/v2/bot/group/" + to + "/summary" : "/v2/bot/profile/" + to);
        const selat::pair all[] = {{"authorization", authorization_}};
        out.call({.op = message.op,
                  .method = "GET",
                  .url = url,
                  .headers = all,
                  .context = std::string(group ? for_group : for_profile) + "\n" + to,
                  .repeatable = true});
    }

    // Whether trying again is safe after silence: a reply may have reached the customer.
    static selat::code unanswered(std::string_view step, selat::code failure) {
        if (failure != selat::code::uncertain) {
            return failure;
        }
        return step == for_reply ? selat::code::uncertain : selat::code::timeout;
    }

    static void finish(const selat::http_reply& reply, bool token_used, selat::actions out) {
        const auto accepted = line::read_accepted(reply.body);
        const std::vector<std::string_view> ids(accepted.ids.begin(), accepted.ids.end());
        out.sent({.op = reply.op,
                  .provider_ids = ids,
                  .context = accepted.context,
                  .clear_address_context = token_used});
    }

    static void finish_other(const selat::http_reply& reply, std::string_view step,
                             std::string_view address, selat::actions out) {
        const auto found = json::parse(reply.body, nullptr, false);
        if ((step == for_profile || step == for_group) && found.is_object()) {
            out.address({.address = address,
                         .name = option(found, step == for_group ? "groupName" : "displayName"),
                         .picture = option(found, "pictureUrl"),
                         .locale = option(found, "language")});
        }
        out.sent(reply.op);
    }

    void refuse(const selat::http_reply& reply, std::string_view step, std::string_view rest,
                selat::actions out) const {
        auto refused = line::read_refused(reply);
        if (step == for_reply && refused.bad_reply_token) {
            const auto to = next_line(rest);
            const auto key = next_line(rest);
            return push(reply.op, to, key, rest, for_push_instead, out);
        }
        // LINE may have passed it on before it broke; nothing makes LINE know a reply again.
        if (step == for_reply && refused.code == selat::code::unavailable) {
            refused.code = selat::code::uncertain;
        }
        out.failed({.op = reply.op,
                    .code = refused.code,
                    .retry_after_ms = refused.retry_after_ms,
                    .provider_code = std::to_string(reply.status),
                    .detail = refused.text});
    }

    selat::crypto crypto_;
    std::string channel_secret_;  // a handle
    std::string authorization_;   // holds a handle
    std::string api_;
    std::string data_api_;
    std::string video_preview_;
};

}  // namespace

SELAT_CHANNEL(line_channel)
