// Channels: requests, sends, replies.

#include <variant>

#include "host/conformance/channel_calls.hpp"
#include "host/conformance/steps.hpp"

#include <fmt/format.h>

namespace selat::conformance {
namespace {

using headers = std::vector<selat_pair>;

headers pairs(std::initializer_list<std::pair<std::string_view, std::string_view>> given) {
    headers out;
    for (const auto& [name, value] : given) {
        out.push_back({text(name), text(value)});
    }
    return out;
}

// What may stand in a request's head, and what is strange about it.
const std::vector<std::pair<const char*, headers>>& strange_headers() {
    static const std::string long_value(16 * 1024, 'v');
    static const std::vector<std::pair<const char*, headers>> all = {
        {"signatures that are none", pairs({{"x-signature", "sha256=zz"},
                                            {"x-line-signature", "!"},
                                            {"x-hub-signature-256", "sha256="},
                                            {"x-twilio-signature", "===="},
                                            {"x-signature-ed25519", "00"},
                                            {"x-signature-timestamp", "99999999999999999999999"},
                                            {"x-goog-signature", "\xFF\xFE"},
                                            {"x-telegram-bot-api-secret-token", "x"},
                                            {"authorization", "Basic ?"}})},
        {"the same header twice, and empty ones",
         pairs({{"content-type", ""}, {"content-type", "application/json"}, {"cookie", ""}})},
        {"a header that is long", pairs({{"authorization", long_value}})},
        {"the handle of a secret in a header", pairs({{"authorization", "{{secret:instance}}"}})},
        {"two hundred headers", headers(200, selat_pair{text("x-a"), text("b")})}};
    return all;
}

struct place {
    const char* what;
    const char* path;
    const char* query;
};
constexpr place strange_places[] = {
    {"a path that leads out", "/../../etc/passwd", ""},
    {"a path that is encoded wrongly", "/%zz/%00/%C3", ""},
    {"a query that is encoded wrongly", "", "a=%&b=%zz&&=&c=%C3%28&hub.mode=subscribe"},
    {"a path that nobody serves", "/no/such/path", "a=b"}};

void try_requests(channel_calls& calls, const std::string& method, std::size_t most) {
    const auto named = [&](std::string_view what) { return fmt::format("{}: {}", method, what); };
    auto event = request(R"({"id":"m1","from":"ann","text":"hello"})");
    event.method = text(method);
    const auto ordinary = pairs({{"content-type", "application/json"}, {"user-agent", "kit"}});
    event.headers = ordinary.data();
    event.header_count = ordinary.size();
    calls.http_twice(named("a JSON object"), event);
    for (const auto& each : strange_bytes()) {
        auto body = event;
        body.body = text(std::string_view(each.text).substr(0, most));
        calls.http(named("a body of " + std::string(each.what)), body, comes_of(each.text));
    }
    for (const auto& [what, list] : strange_headers()) {
        auto head = event;
        head.headers = list.data();
        head.header_count = list.size();
        calls.http(named(what), head);
    }
    for (const auto& each : strange_places) {
        auto place = event;
        place.path = text(each.path);
        place.query = text(each.query);
        calls.http(named(each.what), place);
    }
    auto bare = event_of<selat_http_request>(SELAT_EVENT_HTTP_REQUEST);
    bare.method = text(method);
    calls.http(named("nothing but the method"), bare);
    calls.http(named("a record that ends behind its head"), event, comes::never, shape::head);
}

struct asked {
    model::action::call call;
    bool serial = false;
};

// The CALLs that ordinary messages make, each once.
std::vector<asked> calls_for(channel_calls& calls, const bench& bench) {
    std::vector<asked> out;
    std::uint64_t op = 1;
    for (const auto& each : messages_for(bench.manifest())) {
        const auto sent =
            calls.send(each.what + ", sent first", outgoing_of(each, op++), comes::never);
        for (const auto& action : sent.out.actions) {
            if (const auto* call = std::get_if<model::action::call>(&action)) {
                out.push_back({*call, calls.sends_serially()});
            }
        }
        if (out.size() >= 6) {
            break;
        }
    }
    return out;
}

void try_replies(channel_calls& calls, const asked& to) {
    const auto answer = [&](std::uint32_t status, std::string_view body) {
        return reply(to.call.op, to.call.context, status, body);
    };
    for (const std::uint32_t status :
         {200u, 201u, 204u, 302u, 400u, 401u, 404u, 409u, 429u, 500u, 503u, 599u}) {
        calls.reply(fmt::format("{} without a body", status), answer(status, ""), to.serial);
        calls.reply(fmt::format("{} with an error", status),
                    answer(status, R"({"error":{"code":131047,"message":"no"},"code":20003})"),
                    to.serial);
    }
    for (const auto& each : strange_bytes()) {
        calls.reply(fmt::format("200 and a body of {}", each.what), answer(200, each.text),
                    to.serial, comes_of(each.text));
        calls.reply(fmt::format("400 and a body of {}", each.what), answer(400, each.text),
                    to.serial, comes_of(each.text));
    }
    for (const auto* value : {"99999999999999999999", "-1", "soon", "", "1e9",
                              "Wed, 21 Oct 2015 07:28:00 GMT", "\xFF"}) {
        auto slow = answer(429, "{}");
        const auto headers = pairs({{"retry-after", value}, {"content-type", "text/html"}});
        slow.headers = headers.data();
        slow.header_count = headers.size();
        calls.reply(fmt::format("429 with retry-after: {}", value), slow, to.serial);
    }
    for (const auto failure :
         {SELAT_UNAVAILABLE, SELAT_UNCERTAIN, SELAT_DENIED, SELAT_INVALID, SELAT_TIMEOUT}) {
        auto none = answer(0, "");
        none.failure = failure;
        none.detail = text("connection refused");
        calls.reply(fmt::format("no answer ({})", name_of(static_cast<code>(failure))), none,
                    to.serial);
    }
    calls.reply("a longer record", answer(200, "{}"), to.serial, comes::yes, shape::longer);
}

}  // namespace

result<std::string> try_on_http(const bench& bench) {
    const auto& methods = bench.manifest().webhook_methods;
    if (methods.empty()) {
        return fail(code::not_found, "it takes no requests");
    }
    channel_calls calls(bench, "on_http");
    for (const auto& each : methods) {
        try_requests(calls, each, bench.manifest().webhook_max_body);
    }
    return calls.tries.end();
}

result<std::string> try_on_send(const bench& bench) {
    channel_calls calls(bench, "on_send");
    std::uint64_t op = 1;
    for (const auto& each : messages_for(bench.manifest())) {
        const auto message = outgoing_of(each, op++);
        if (each.ordinary) {
            calls.send_twice(each.what, message);
        } else {
            calls.send(each.what, message, comes_of(each.content));
        }
    }
    for (const auto& each : strange_words()) {
        auto message = outgoing(op++, R"({"text":"hello"})");
        message.to = text(std::string_view(each.text).substr(0, SELAT_MAX_NAME));
        message.author_name = message.to;
        calls.send("an address of " + std::string(each.what), message);
    }
    calls.send("everything empty", event_of<selat_outgoing>(SELAT_EVENT_OUTGOING), comes::never);
    calls.send("a record that ends behind its head", outgoing(op, "{}"), comes::never, shape::head);
    auto unknown = outgoing(op, R"({"text":"hello"})");
    unknown.purpose = 99;
    calls.send("a purpose of a later gateway", unknown, comes::never);
    return calls.tries.end();
}

result<std::string> try_on_reply(const bench& bench) {
    channel_calls calls(bench, "on_reply");
    for (const auto& each : calls_for(calls, bench)) {
        try_replies(calls, each);
    }
    for (const bool serial : {false, true}) {
        const auto unknown = reply(1, "a context of nobody's", 200, "{}");
        calls.reply("a context that it did not give", unknown, serial, comes::never);
        calls.reply("everything empty", event_of<selat_http_reply>(SELAT_EVENT_HTTP_REPLY), serial,
                    comes::never);
        calls.reply("a record that ends behind its head", unknown, serial, comes::never,
                    shape::head);
    }
    return calls.tries.end();
}

}  // namespace selat::conformance
