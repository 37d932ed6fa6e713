// A Telegram bot: updates in, by webhook or asked for; calls of the Bot API out.

#include "connections.hpp"
#include "ids.hpp"
#include "json_read.hpp"
#include "payloads.hpp"
#include "polling.hpp"
#include "sender.hpp"
#include "update.hpp"
#include "webhook.hpp"

#include <algorithm>
#include <optional>

#include <selat/plugin.hpp>

namespace telegram {
namespace {

constexpr std::string_view telegrams_own = "https://api.telegram.org";
constexpr std::int64_t file_max = 20 * 1024 * 1024;  // Telegram hands out no larger ones
constexpr std::size_t id_max = 1024;                 // what the host takes
constexpr std::size_t connection_max = 512;          // kept under a key, which takes no more

std::string option(const json& options, const char* name, std::string_view otherwise = {}) {
    auto text = text_of(options, name);
    return text.empty() ? std::string(otherwise) : text;
}

std::string base_url(const json& options) {
    auto url = option(options, "api_base", telegrams_own);
    while (url.ends_with('/')) {
        url.pop_back();
    }
    return url;
}

std::string in_query(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

class channel {
public:
    explicit channel(const selat::setup& setup) : channel(setup, parse(setup.options)) {}

    void on_http(const selat::http_request& request, selat::actions out) const {
        if (polling_ || (!request.path.empty() && request.path != "/")) {
            return out.respond(404);
        }
        if (request.method != "POST") {
            return out.respond(405, {}, {{"allow", "POST"}});
        }
        if (!crypto_.equal(secret_token_, request.header("x-telegram-bot-api-secret-token"))) {
            return out.respond(401);
        }
        // An answer with a body would be a call that Telegram carries out.
        out.respond(take(parse_update(request.body), out) == 0 ? 400 : 200);
    }

    void on_send(const selat::outgoing& event, selat::actions out) {
        connections_.keep(out);
        sender_.on_send(event, out);
    }
    void on_timer(const selat::timer& timer, selat::actions out) {
        connections_.keep(out);
        polling_ ? polling_->on_timer(timer, out) : webhook_.on_timer(timer, out);
    }
    void on_stored(const selat::stored& event, selat::actions out) {
        connections_.keep(out);
        if (polling_) {
            polling_->on_stored(event, out);
        }
    }
    void on_reply(const selat::http_reply& reply, selat::actions out) {
        if (polling_ && (reply.context == polling::asking || reply.context == polling::freeing)) {
            return polling_->on_reply(reply, out);
        }
        if (reply.context == webhook::setting || reply.context == webhook::looking) {
            return webhook_.on_reply(reply, out);
        }
        sender_.on_reply(reply, out);
    }

private:
    channel(const selat::setup& setup, const json& options)
        : crypto_(setup.crypto), secret_token_(option(options, "secret_token")),
          api_(base_url(options) + "/bot" + option(options, "bot_token") + "/"),
          files_(base_url(options) + "/file/bot" + option(options, "bot_token") + "/{{found}}"),
          own_server_(base_url(options) != telegrams_own), payloads_(setup.state),
          connections_(setup.state), sender_(api_, setup.crypto, payloads_, connections_),
          webhook_(api_, std::string(setup.public_url), secret_token_, own_server_) {
        if (option(options, "bot_token").empty()) {
            throw selat::refusal{selat::code::config, "bot_token is needed"};
        }
        if (option(options, "mode") == "polling") {
            polling_.emplace(api_, setup.state, [this](const json& update, selat::actions out) {
                return take(update, out);
            });
        } else if (secret_token_.empty()) {
            throw selat::refusal{selat::code::config,
                                 "secret_token is needed: it shows that a webhook is Telegram's"};
        }
    }

    // Who connects the bot anew edits and takes back what was written before under another name:
    // all of an account goes by its first connection's.
    void name_by_first(json& about) const {
        if (auto id = text_of(about, "business_connection_id"); !id.empty()) {
            about["business_connection_id"] = connections_.first(id);
        }
    }

    // How many events it was; none: it is no Update.
    std::size_t take(json update, selat::actions out) const {
        for (auto& about : update) {
            name_by_first(about);
            if (about.is_object() && about.contains("message")) {  // that was tapped on
                name_by_first(about["message"]);
            }
        }
        const auto events =
            read_update(update, [this](std::string_view data) { return payloads_.find(data); });
        for (const auto& each : events) {
            tell(each, out);
        }
        return events.size();
    }

    void tell(const event& event, selat::actions out) const {
        if (event.from.size() > id_max || event.connection.size() > connection_max ||
            event.key.size() > id_max) {
            return note(event, "an id in it is longer than any of Telegram's", out);
        }
        switch (event.kind) {
        case event_kind::message: return tell_message(event, out);
        case event_kind::edit:
        case event_kind::removal:
            out.amend({.deleted = event.kind == event_kind::removal,
                       .provider_id = event.key,
                       .message_id = event.message_id,
                       .from = event.from,
                       .content = event.content,
                       .at_ms = event.at_ms});
            return fetch_files(event, out);
        case event_kind::address:
            return out.address({.reach = event.reach,
                                .verified = event.person || !event.identity.empty(),
                                .address = event.from,
                                .name = event.name,
                                .attributes = event.attributes,
                                .identity = event.identity,
                                .address_context = event.route,
                                .at_ms = event.at_ms});
        case event_kind::connection: return connections_.told(parse(event.content), out);
        case event_kind::ignored: return note(event, event.why, out);
        }
    }

    void tell_message(const event& event, selat::actions out) const {
        out.inbound({.provider_id = event.key,
                     .message_id = event.message_id,
                     .from = event.from,
                     .author = event.author,
                     .author_name = event.author_name,
                     .content = event.content,
                     .reply_to = event.reply_to,
                     .address_context = event.route,
                     .locale = event.locale,
                     .at_ms = event.at_ms,
                     .no_reply = event.no_reply,
                     .echo = event.echo,
                     .verified = event.person});
        fetch_files(event, out);
        if (!event.callback.empty()) {
            end_spinner(event.callback, out);
        }
    }

    void fetch_files(const event& event, selat::actions out) const {
        for (const auto& each : event.files) {
            fetch(event, each, out);
        }
    }

    // Telegram tells where a file is when it is asked, and for an hour.
    void fetch(const event& event, const kept_file& file, selat::actions out) const {
        if (file.size > file_max && !own_server_) {
            return note(event, "Telegram hands out no file of more than 20 MB", out);
        }
        const auto url = api_ + "getFile?file_id=" + in_query(file.id);
        out.fetch({.attachment = file.attachment,
                   .provider_id = event.key,
                   .url = url,
                   .pointer = "/result/file_path",
                   .file_url = files_});
    }

    // Who tapped a button sees it wait until this is answered.
    void end_spinner(const std::string& callback, selat::actions out) const {
        const selat::pair headers[] = {{"content-type", "application/json"}};
        const auto body = written({{"callback_query_id", callback}});
        out.call({.url = api_ + "answerCallbackQuery",
                  .headers = headers,
                  .body = body,
                  .context = "tap",
                  .repeatable = true});
    }

    static void note(const event& event, std::string_view why, selat::actions out) {
        out.log(SELAT_LOG_INFO, "update-ignored", why,
                {{"type", std::string_view(event.type).substr(0, 64)},
                 {"update", std::string_view(event.key).substr(0, 64)}});
    }

    selat::crypto crypto_;
    std::string secret_token_;  // a handle
    std::string api_;           // holds a handle
    std::string files_;         // holds a handle
    bool own_server_;
    kept_payloads payloads_;
    connections connections_;
    sender sender_;
    webhook webhook_;
    std::optional<polling> polling_;  // in place of the webhook
};

}  // namespace
}  // namespace telegram

SELAT_CHANNEL(telegram::channel)
