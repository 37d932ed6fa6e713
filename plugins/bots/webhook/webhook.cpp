// Every message goes to a bot of the operator's own over HTTP; what it answers is said.

#include "answer.hpp"
#include "standard_webhook.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>

#include <selat/plugin.hpp>

#include <nlohmann/json.hpp>

namespace {

using nlohmann::json;

// null where it is no JSON.
json parsed(std::string_view text) {
    auto out = json::parse(text, nullptr, false);
    return out.is_discarded() ? json() : out;
}

std::string option(const json& options, const char* name, const char* otherwise) {
    const auto it = options.find(name);
    return it != options.end() && it->is_string() ? it->get<std::string>() : otherwise;
}

// "500ms", "10s", "5m", "1h".
std::uint32_t milliseconds(std::string_view text) {
    std::uint64_t count = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), count);
    const auto unit = text.substr(static_cast<std::size_t>(end.ptr - text.data()));
    const std::uint64_t scale = unit == "ms"  ? 1
                                : unit == "s" ? 1'000
                                : unit == "m" ? 60'000
                                : unit == "h" ? 3'600'000
                                              : 0;
    if (end.ec != std::errc{} || scale == 0 || count == 0 ||
        count > std::numeric_limits<std::uint32_t>::max() / scale) {
        throw selat::refusal{selat::code::config, "timeout must be a duration such as 10s"};
    }
    return static_cast<std::uint32_t>(count * scale);
}

std::string id_from(std::span<const std::uint8_t> random) {
    std::string out = "msg_";
    for (const auto byte : random) {
        out += "0123456789abcdef"[byte >> 4];
        out += "0123456789abcdef"[byte & 15];
    }
    return out;
}

selat::code meaning(std::uint32_t status) {
    switch (status) {
    case 401:
    case 403: return selat::code::denied;
    case 404:
    case 410: return selat::code::not_found;
    case 408:
    case 504: return selat::code::timeout;
    case 429: return selat::code::throttled;
    default: return status >= 500 ? selat::code::unavailable : selat::code::invalid;
    }
}

class webhook_bot {
public:
    explicit webhook_bot(const selat::setup& setup) : id_(setup.instance), crypto_(setup.crypto) {
        const auto options = parsed(setup.options);
        url_ = option(options, "url", "");
        timeout_ms_ = milliseconds(option(options, "timeout", "10s"));
        const auto secret = option(options, "secret", "");
        const auto key = webhook::key_of(secret);
        if (url_.empty() || (!secret.empty() && !key)) {
            throw selat::refusal{selat::code::config,
                                 "url is needed, and secret is whsec_ followed by base64"};
        }
        key_ = key.value_or("");
    }

    void on_event(const selat::bot_event& event, selat::actions out) const {
        if (event.reply == nullptr) {
            return ask(event, out);
        }
        const selat::http_reply reply(*event.reply);
        if (reply.failed()) {
            return out.failed({.op = event.op, .code = reply.failure, .detail = reply.detail});
        }
        if (reply.status < 200 || reply.status >= 300) {
            const auto status = std::to_string(reply.status);
            return out.failed({.op = event.op,
                               .code = meaning(reply.status),
                               .provider_code = status,
                               .detail = "the bot answered with status " + status});
        }
        if (reply.status == 204) {
            return out.answer({.op = event.op});
        }
        tell(event.op, reply.body, out);
    }

private:
    void ask(const selat::bot_event& event, selat::actions out) const {
        const auto conversation = parsed(event.conversation);
        const auto body = json{{"bot", id_},
                               {"conversation", option(conversation, "id", "")},
                               {"customer", parsed(event.customer)},
                               {"message", parsed(event.message)},
                               {"history", parsed(event.history)}}
                              .dump();
        const auto id = id_from(event.random);
        const auto timestamp = std::to_string(event.now_ms / 1000);
        const auto signature =
            key_.empty() ? "" : webhook::signature_of(crypto_, key_, id, timestamp, body);
        const selat::pair headers[] = {{"content-type", "application/json"},
                                       {"webhook-id", id},
                                       {"webhook-timestamp", timestamp},
                                       {"webhook-signature", signature}};
        out.call({.op = event.op,
                  .url = url_,
                  .headers = std::span(headers).first(key_.empty() ? 3 : 4),
                  .body = body,
                  .timeout_ms = timeout_ms_,
                  .repeatable = true});
    }

    static void tell(std::uint64_t op, std::string_view body, selat::actions out) {
        std::string wrong;
        const auto answer = webhook::read_answer(body, wrong);
        if (!answer) {
            return out.failed({.op = op, .code = selat::code::invalid, .detail = wrong});
        }
        out.answer({.op = op,
                    .messages = answer->messages,
                    .attributes = answer->attributes,
                    .handoff = answer->handoff});
    }

    std::string id_;
    std::string url_;
    std::string key_;  // empty: posts are not signed
    std::uint32_t timeout_ms_ = 0;
    selat::crypto crypto_;
};

}  // namespace

SELAT_BOT(webhook_bot)
