#include <variant>

#include "host/conformance/events.hpp"
#include "host/conformance/steps.hpp"
#include "host/conformance/trial.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace selat::conformance {
namespace {

namespace action = model::action;

plugins::call_frame frame_of(const selat_bot_event& event) {
    return {.kind = plugins::call_kind::bot,
            .function = "on_event",
            .op = event.op,
            .must_end = event.op != 0};
}

// Every answer that a CALL may come to.
void try_replies(trial& tries, const selat_bot_v1& table, const selat_bot_event& asked,
                 const said& call) {
    for (const auto& each : call.out.actions) {
        const auto* to = std::get_if<action::call>(&each);
        if (to == nullptr) {
            continue;
        }
        const auto answer = [&](const std::string& with, const selat_http_reply& reply,
                                comes comes = comes::yes) {
            auto event = asked;
            event.what = SELAT_BOT_REPLY;
            event.reply = &reply;
            tries.call(with, frame_of(event), table.on_event, event, comes);
        };
        for (const auto& body : strange_bytes()) {
            answer(fmt::format("a reply of {}", body.what),
                   reply(to->op, to->context, 200, body.text), comes_of(body.text));
        }
        for (const std::uint32_t status : {204u, 302u, 400u, 401u, 429u, 500u, 503u}) {
            answer(fmt::format("a reply of {}", status), reply(to->op, to->context, status, "{}"));
        }
        for (const auto failure :
             {SELAT_UNAVAILABLE, SELAT_UNCERTAIN, SELAT_DENIED, SELAT_INVALID}) {
            auto none = reply(to->op, to->context, 0, "");
            none.failure = failure;
            none.detail = text("connection refused");
            answer(fmt::format("no reply ({})", name_of(static_cast<code>(failure))), none);
        }
    }
}

std::vector<std::pair<std::string, std::string>> contents() {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& each : strange_words()) {
        out.emplace_back(each.what, nlohmann::json{{"text", each.text}}.dump(
                                        -1, ' ', false, nlohmann::json::error_handler_t::replace));
    }
    out.emplace_back("a choice", R"({"selected":{"title":"Yes","payload":"yes"}})");
    out.emplace_back("something unsupported", R"({"unsupported":{"kind":"poll"}})");
    out.emplace_back(
        "a picture",
        R"({"attachments":[{"kind":"image","url":"https://a.example/b","mime":"image/png","name":"b","size":1}]})");
    out.emplace_back("a place", R"({"location":{"latitude":0,"longitude":0}})");
    return out;
}

}  // namespace

result<std::string> try_bot(const bench& bench) {
    trial tries(bench, "on_event");
    const auto& table = bench.table<selat_bot_v1>();
    const auto hello = message_json(R"({"text":"hello"})");
    const auto first = bot_event(1, hello);
    try_replies(tries, table, first,
                tries.twice("a message", frame_of(first), table.on_event, first));
    const auto history = "[" + hello + "," + hello + "]";
    for (const auto& [what, content] : contents()) {
        const auto message = message_json(content);
        auto event = bot_event(2, message);
        event.history = text(history);
        event.parameters = text(R"({"a":{"b":[1,null]}})");
        tries.call("a message of " + what, frame_of(event), table.on_event, event,
                   comes_of(content));
    }
    auto bad = bot_event(3, hello);
    bad.state = text("a state of nobody's");
    tries.call("a state that it did not give", frame_of(bad), table.on_event, bad, comes::never);
    bad.what = 99;
    tries.call("an event of a later gateway", frame_of(bad), table.on_event, bad, comes::never);
    tries.call("everything empty", frame_of(bad), table.on_event,
               event_of<selat_bot_event>(SELAT_EVENT_BOT), comes::never);
    tries.call("a record that ends behind its head", frame_of(bad), table.on_event, bad,
               comes::never, shape::head);
    return tries.end();
}

}  // namespace selat::conformance
