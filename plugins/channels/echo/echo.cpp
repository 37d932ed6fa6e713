// The smallest whole channel: a signed JSON webhook in, an authorised JSON call out. Start here.

#include <algorithm>
#include <charconv>

#include <selat/plugin.hpp>

#include <nlohmann/json.hpp>

namespace {

using nlohmann::json;

class echo {
public:
    explicit echo(const selat::setup& setup)
        : options_(json::parse(setup.options)), crypto_(setup.crypto) {}

    void on_http(const selat::http_request& request, selat::actions out) const {
        const auto expected = hex(crypto_.hmac_sha256(text(options_, "hook_secret"), request.body));
        if (!crypto_.equal(expected, request.header("x-echo-signature"))) {
            return out.respond(401);
        }
        const auto body = json::parse(request.body, nullptr, false);
        const auto id = text(body, "id"), from = text(body, "from"), words = text(body, "text");
        if (id.empty() || from.empty() || words.empty()) {
            throw selat::refusal{selat::code::invalid, "id, from and text must be given, as texts"};
        }
        const auto content = json{{"text", words}}.dump();
        out.inbound({.provider_id = id, .from = from, .content = content});
        out.respond(200);
    }

    void on_send(const selat::outgoing& message, selat::actions out) const {
        const json body = {{"to", message.to}, {"content", json::parse(message.content)}};
        const auto url = text(options_, "api_base") + "/messages";
        const auto authorization = "Bearer " + text(options_, "token");
        const selat::pair headers[] = {{"content-type", "application/json"},
                                       {"authorization", authorization},
                                       {"idempotency-key", message.idempotency_key}};
        const auto written = body.dump();
        out.call({.op = message.op,
                  .url = url,
                  .headers = headers,
                  .body = written,
                  .repeatable = true});
    }

    void on_reply(const selat::http_reply& reply, selat::actions out) const {
        if (reply.failed()) {
            return out.failed({.op = reply.op, .code = reply.failure, .detail = reply.detail});
        }
        if (reply.status >= 300) {
            return out.failed({.op = reply.op,
                               .code = meaning(reply.status),
                               .retry_after_ms = seconds(reply.headers.get("retry-after")) * 1000,
                               .detail = reply.body});
        }
        out.sent(reply.op, text(json::parse(reply.body, nullptr, false), "id"));
    }

private:
    static selat::code meaning(std::uint32_t status) {
        switch (status) {
        case 401: return selat::code::denied;
        case 429: return selat::code::throttled;
        default: return status >= 500 ? selat::code::unavailable : selat::code::invalid;
        }
    }

    // A member's text; empty when it is absent or something else.
    static std::string text(const json& object, const char* name) {
        const auto found = object.find(name);
        return found != object.end() && found->is_string() ? found->get<std::string>() : "";
    }

    static std::uint64_t seconds(std::string_view digits) {
        std::uint64_t value = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return std::min<std::uint64_t>(value, 3600);
    }

    static std::string hex(std::span<const std::uint8_t> bytes) {
        std::string out;
        for (const auto byte : bytes) {
            out += "0123456789abcdef"[byte >> 4];
            out += "0123456789abcdef"[byte & 15];
        }
        return out;
    }

    json options_;
    selat::crypto crypto_;
};

}  // namespace

SELAT_CHANNEL(echo)
