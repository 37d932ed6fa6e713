// Any provider that speaks HTTP, as a recipe describes it.

#include "document.hpp"
#include "progress.hpp"
#include "recipe.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <selat/plugin.hpp>

namespace http {
namespace {

constexpr std::size_t named_max = 64;  // values, and secrets
constexpr std::size_t kept_free = 8;   // actions beside messages, receipts and files

bool is_own_id(std::string_view id) {
    return id.size() == 34 && id.starts_with("IM") &&
           id.find_first_not_of("0123456789abcdef", 2) == std::string_view::npos;
}

class channel {
public:
    explicit channel(const selat::setup& setup)
        : channel(setup, json::parse(setup.options, nullptr, false)) {}
    channel(const channel&) = delete;
    channel& operator=(const channel&) = delete;

    void on_http(const selat::http_request& request, selat::actions out) const {
        if (!recipe_.receive.takes(request.path)) {
            return out.respond(404);
        }
        const auto [document, sound] = document_of(request, recipe_.receive.body_format());
        if (!recipe_.verify.is_signed(request, document)) {
            return out.respond(401);
        }
        if (!sound) {
            return out.respond(400);
        }
        if (const auto word = recipe_.receive.challenge(document)) {
            return out.respond(200, *word, {{"content-type", "text/plain; charset=utf-8"}});
        }
        tell(recipe_.receive.read(request.path, document), out);
        respond(out);
    }

    void on_send(const selat::outgoing& message, selat::actions out) const {
        if (message.purpose != selat::purpose::message || !recipe_.sends) {
            return out.failed({.op = message.op,
                               .code = selat::code::unsupported,
                               .detail = "the recipe says nothing of sending this"});
        }
        auto requests = recipe_.send.make({.to = message.to,
                                           .content = message.content,
                                           .id = message.message,
                                           .key = message.idempotency_key,
                                           .author = message.author_name,
                                           .callback = public_url_,
                                           .now_ms = message.now_ms});
        progress all;
        all.to = message.to;
        all.began_ms = message.now_ms;
        all.left = std::move(requests);
        call_next(message.op, std::move(all), out);
    }

    void on_reply(const selat::http_reply& reply, selat::actions out) const {
        auto all = progress::read(reply.context);
        // What was said already would be said twice.
        const auto with_begun = [&](selat::code code) {
            using enum selat::code;
            const bool again = code == unavailable || code == throttled || code == timeout;
            return all.begun && again ? uncertain : code;
        };
        if (reply.failed()) {
            const bool again = all.repeatable && reply.failure == selat::code::uncertain;
            return out.failed({.op = reply.op,
                               .code = with_begun(again ? selat::code::timeout : reply.failure),
                               .detail = reply.detail});
        }
        auto end = recipe_.answer.read(reply);
        if (end.code == selat::code::ok) {
            return sent(reply.op, std::move(all), std::move(end.id), out);
        }
        if (end.code == selat::code::opted_out) {
            out.address({.reach = end.blocked ? selat::reach::blocked : selat::reach::opted_out,
                         .address = all.to,
                         .at_ms = all.began_ms});
        }
        out.failed({.op = reply.op,
                    .code = with_begun(end.code),
                    .retry_after_ms = end.retry_after_ms,
                    .provider_code = end.provider_code,
                    .detail = end.detail});
    }

private:
    channel(const selat::setup& setup, const json& options)
        : crypto_(setup.crypto), public_url_(setup.public_url),
          settings_(read_settings(options, crypto_)),
          recipe_(recipe_in(options), settings_, setup.host, text_in(options, "api_base")) {}

    static void call_next(std::uint64_t op, progress all, selat::actions out) {
        const auto next = std::move(all.left.front());
        all.left.erase(all.left.begin());
        all.repeatable = next.repeatable;
        std::vector<selat::pair> headers;
        for (const auto& [name, value] : next.headers) {
            headers.push_back({name, value});
        }
        const auto context = all.write();
        if (context.size() > SELAT_MAX_TEXT) {
            throw selat::refusal{selat::code::invalid,
                                 "the content is longer than the provider takes"};
        }
        // Text from outside is written so that it names no secret: see template.hpp.
        out.call({.op = op,
                  .method = next.method,
                  .url = next.url,
                  .headers = headers,
                  .body = next.body,
                  .context = context,
                  .repeatable = next.repeatable,
                  .secret_body = true});
    }

    static void sent(std::uint64_t op, progress all, std::string id, selat::actions out) {
        if (!id.empty()) {
            all.ids.push_back(std::move(id));
        }
        if (!all.left.empty()) {
            all.begun = all.begun || !all.repeatable;
            return call_next(op, std::move(all), out);
        }
        const std::vector<std::string_view> ids(all.ids.begin(), all.ids.end());
        out.sent({.op = op, .provider_ids = ids});
    }

    static const json& recipe_in(const json& options) {
        static const json none = json::object();
        const auto found = options.find("recipe");
        return found == options.end() ? none : *found;
    }
    static settings read_settings(const json& options, const selat::crypto& crypto) {
        settings out;
        out.crypto = &crypto;
        if (!options.is_object()) {
            throw selat::refusal{selat::code::config, "a recipe is needed"};
        }
        for (const auto* kind : {"values", "secrets"}) {
            const auto found = options.find(kind);
            if (found == options.end() || !found->is_object()) {
                continue;
            }
            if (found->size() > named_max) {
                throw selat::refusal{selat::code::config, std::string(kind) +
                                                              ": there are more than " +
                                                              std::to_string(named_max)};
            }
            for (const auto& [name, value] : found->items()) {
                if (value.is_string() && std::string_view(kind) == "secrets") {
                    out.secrets.emplace(name, value.get<std::string>());
                } else if (!value.is_structured()) {
                    out.values.emplace(name, value.is_string() ? value : json(value.dump()));
                }
            }
        }
        return out;
    }

    static void tell(const told& all, selat::actions out) {
        const auto needed = all.messages.size() + 2 * all.receipts.size() + kept_free;
        auto room = SELAT_MAX_ACTIONS - std::min<std::size_t>(needed, SELAT_MAX_ACTIONS);
        std::size_t files = 0;
        for (const auto& each : all.messages) {
            files += each.fetches.size();
            tell(each, room, out);
        }
        if (files > 0 && room == 0) {
            out.log(SELAT_LOG_WARN, "files-left",
                    "a batch has more files than can be asked for at once");
        }
        for (const auto& each : all.receipts) {
            tell(each, out);
        }
        if (all.unmatched > 0) {
            out.count("http_unmatched", all.unmatched);
            out.log(SELAT_LOG_WARN, "unmatched", all.why,
                    {{"count", std::to_string(all.unmatched)}});
        }
    }

    // `room`: how many files may be asked for still, in what the host takes of one call.
    static void tell(const told_message& message, std::size_t& room, selat::actions out) {
        const bool refused = message.reach == selat::reach::opted_out;
        out.inbound({.provider_id = message.id,
                     .message_id = message.message_id,
                     .from = message.from,
                     .author = message.author,
                     .author_name = message.name,
                     .content = message.content,
                     .reply_to = message.reply_to,
                     .locale = message.locale,
                     .at_ms = message.at_ms,
                     .no_reply = refused,
                     .echo = message.echo,
                     .reach = message.reach});
        for (const auto& each : message.fetches) {
            if (room == 0) {
                return;
            }
            --room;
            if (each.authorization.empty()) {
                out.fetch(
                    {.attachment = each.attachment, .provider_id = message.id, .url = each.url});
            } else {
                out.fetch({.attachment = each.attachment,
                           .provider_id = message.id,
                           .url = each.url,
                           .headers = {{"authorization", each.authorization}}});
            }
        }
    }

    static void tell(const told_receipt& receipt, selat::actions out) {
        const bool own = is_own_id(receipt.own);
        if (receipt.status && receipt.id.empty() && !own) {
            out.log(SELAT_LOG_INFO, "receipt-ignored", "it names no message");
        } else if (receipt.status) {
            out.receipt({.status = *receipt.status,
                         .code = receipt.code,
                         .message_id = receipt.id,
                         .provider_code = receipt.provider_code,
                         .detail = receipt.detail,
                         .at_ms = receipt.at_ms,
                         .message = own ? std::string_view(receipt.own) : std::string_view()});
        }
        if ((receipt.blocked || receipt.opted_out) && !receipt.address.empty()) {
            out.address({.reach = receipt.blocked ? selat::reach::blocked : selat::reach::opted_out,
                         .address = receipt.address,
                         .at_ms = receipt.at_ms});
        }
    }

    void respond(selat::actions out) const {
        const auto& answer = recipe_.receive.answer();
        const auto body =
            answer.body.fill(writing::plain, [this](std::string_view name) -> const json& {
                return settings_.value_of(name);
            });
        if (body.empty()) {
            return out.respond(answer.status);
        }
        out.respond(answer.status, body, {{"content-type", answer.type}});
    }

    selat::crypto crypto_;
    std::string public_url_;
    settings settings_;
    recipe recipe_;
};

}  // namespace
}  // namespace http

SELAT_CHANNEL(http::channel)
