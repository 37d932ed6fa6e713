// Every message is answered by a language model at an OpenAI-compatible endpoint, which may call
// tools on the way and have a person take over.

#include "chat.hpp"
#include "plugins/shared/json_read/json_read.hpp"
#include "turn.hpp"

#include <charconv>
#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <string>

#include <selat/plugin.hpp>

namespace {

using json_read::member;
using json_read::text_of;
using openai::json;
using openai::turn;

constexpr std::string_view handoff = "handoff";
constexpr int most_rounds = 6;  // a model that goes on calling would never answer
constexpr std::size_t largest_result = 16 * 1024;

std::string option(const json& options, const char* name, const char* otherwise) {
    auto given = text_of(options, name);
    return given.empty() ? otherwise : given;
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
        throw selat::refusal{selat::code::config, "timeout must be a duration such as 60s"};
    }
    return static_cast<std::uint32_t>(count * scale);
}

json function_of(const json& tool) {
    json function = {{"name", text_of(tool, "name")}};
    if (auto described = text_of(tool, "description"); !described.empty()) {
        function["description"] = std::move(described);
    }
    const auto& parameters = member(tool, "parameters");
    function["parameters"] = parameters.is_object() && !parameters.empty()
                                 ? parameters
                                 : json{{"type", "object"}, {"properties", json::object()}};
    return {{"type", "function"}, {"function", std::move(function)}};
}

json handoff_tool() {
    return function_of(
        {{"name", handoff},
         {"description",
          "Have a person take over the conversation: when the customer asks for one, "
          "or you cannot help."}});
}

selat::code meaning(std::uint32_t status) {
    switch (status) {
    case 401:
    case 403: return selat::code::denied;
    case 404: return selat::code::not_found;
    case 408:
    case 504: return selat::code::timeout;
    case 429: return selat::code::throttled;
    default: return status >= 500 ? selat::code::unavailable : selat::code::invalid;
    }
}

bool is_fine(std::uint32_t status) { return status >= 200 && status < 300; }

class openai_bot {
public:
    explicit openai_bot(const selat::setup& setup) {
        const auto options = openai::read(setup.options);
        url_ = option(options, "api_base", "https://api.openai.com/v1");
        while (url_.ends_with('/')) {
            url_.pop_back();
        }
        url_ += "/chat/completions";
        if (const auto key = text_of(options, "api_key"); !key.empty()) {
            authorization_ = "Bearer " + key;
        }
        model_ = option(options, "model", "gpt-4o-mini");
        timeout_ms_ = milliseconds(option(options, "timeout", "60s"));
        instructions_ = text_of(options, "instructions");
        offer(member(options, "tools"));
    }

    void on_event(const selat::bot_event& event, selat::actions out) const {
        if (event.reply == nullptr) {
            return ask(event, {}, out);
        }
        const selat::http_reply reply(*event.reply);
        auto now = openai::read_turn(reply.context);
        if (now.calls.empty()) {
            return on_completion(event, std::move(now), reply, out);
        }
        const bool fine = !reply.failed() && is_fine(reply.status);
        openai::end_call(now, fine ? reply.body.substr(0, largest_result)
                                   : std::string_view("this failed and cannot be told now"));
        call_tools(event, std::move(now), out);
    }

private:
    // Without `tools` a person can be asked for; an empty list is for servers that know no tools.
    void offer(const json& tools) {
        offered_ = json::array();
        if (!tools.is_array()) {
            offered_.push_back(handoff_tool());
            return;
        }
        bool own_handoff = false;
        for (const auto& each : tools) {
            const auto name = text_of(each, "name");
            if (!urls_.emplace(name, text_of(each, "url")).second) {
                throw selat::refusal{selat::code::config, "there are two tools named " + name};
            }
            own_handoff = own_handoff || name == handoff;
            offered_.push_back(function_of(each));
        }
        if (!offered_.empty() && !own_handoff) {
            offered_.push_back(handoff_tool());
        }
    }

    void ask(const selat::bot_event& event, turn now, selat::actions out) const {
        json messages = json::array();
        if (!instructions_.empty()) {
            messages.push_back({{"role", "system"}, {"content", instructions_}});
        }
        for (auto& each : openai::dialogue_of(event.history, event.message)) {
            messages.push_back(std::move(each));
        }
        for (const auto& each : now.said) {
            messages.push_back(each);
        }
        json wish = {{"model", model_}, {"messages", std::move(messages)}};
        if (!offered_.empty()) {
            wish["tools"] = offered_;
        }
        ++now.rounds;
        post(event.op, url_, authorization_, openai::written(wish), now, out);
    }

    // Asking twice costs, and changes nothing; a tool may do something.
    void post(std::uint64_t op, std::string_view url, std::string_view authorization,
              const std::string& body, const turn& now, selat::actions out) const {
        const auto context = openai::write_turn(now);
        if (context.size() > SELAT_MAX_TEXT) {
            return out.failed({.op = op,
                               .code = selat::code::invalid,
                               .detail = "the model's calls are longer than can be kept"});
        }
        const selat::pair headers[] = {{"content-type", "application/json"},
                                       {"authorization", authorization}};
        out.call({.op = op,
                  .url = url,
                  .headers = std::span(headers).first(authorization.empty() ? 1 : 2),
                  .body = body,
                  .context = context,
                  .timeout_ms = timeout_ms_,
                  .repeatable = now.calls.empty()});
    }

    void on_completion(const selat::bot_event& event, turn now, const selat::http_reply& reply,
                       selat::actions out) const {
        if (reply.failed()) {
            return out.failed({.op = event.op, .code = reply.failure, .detail = reply.detail});
        }
        if (!is_fine(reply.status)) {
            const auto code = openai::error_code_of(reply.body);
            const auto status = std::to_string(reply.status);
            return out.failed({.op = event.op,
                               .code = meaning(reply.status),
                               .provider_code = code.empty() ? status : code,
                               .detail = "the model's server answered with status " + status});
        }
        auto said = openai::read_completion(reply.body);
        if (!said || (said->text.empty() && said->calls.empty())) {
            return out.failed({.op = event.op,
                               .code = selat::code::invalid,
                               .detail = "the model's server answered with nothing to say"});
        }
        if (said->calls.empty()) {
            return answer(event.op, now, said->text, false, out);
        }
        if (now.rounds >= most_rounds) {
            return out.failed({.op = event.op,
                               .code = selat::code::invalid,
                               .detail = "the model goes on calling tools and does not answer"});
        }
        now.said.push_back(std::move(said->message));
        now.calls = std::move(said->calls);
        call_tools(event, std::move(now), out);
    }

    // One after the other; once all are made, the model goes on.
    void call_tools(const selat::bot_event& event, turn now, selat::actions out) const {
        while (!now.calls.empty()) {
            const auto name = openai::name_of_call(now);
            if (name == handoff) {
                return answer(event.op, now, words_before_calls(now), true, out);
            }
            const auto tool = urls_.find(name);
            const auto arguments = openai::arguments_of_call(now);
            if (tool == urls_.end() || arguments.is_null()) {
                openai::end_call(now, tool == urls_.end() ? "there is no such tool"
                                                          : "the arguments are no JSON object");
            } else if (tool->second.empty()) {
                now.attributes[name] = arguments;
                openai::end_call(now, "kept");
            } else {
                return post(event.op, tool->second, {}, openai::written(arguments), now, out);
            }
        }
        ask(event, std::move(now), out);
    }

    // What the model said when it called the tools that are being called.
    static std::string words_before_calls(const turn& now) {
        std::string out;
        for (const auto& each : now.said) {
            if (text_of(each, "role") == "assistant") {
                out = text_of(each, "content");
            }
        }
        return out;
    }

    static void answer(std::uint64_t op, const turn& now, const std::string& text, bool person,
                       selat::actions out) {
        json messages = json::array();
        if (!text.empty()) {
            messages.push_back({{"text", text}});
        }
        const auto contents = openai::written(messages);
        const auto attributes = now.attributes.empty() ? "" : openai::written(now.attributes);
        out.answer({.op = op, .messages = contents, .attributes = attributes, .handoff = person});
    }

    std::string url_;
    std::string authorization_;  // a handle in it; empty: none
    std::string model_;
    std::string instructions_;
    std::uint32_t timeout_ms_ = 0;
    json offered_;                             // as the API takes them
    std::map<std::string, std::string> urls_;  // of the operator's tools; empty: an attribute
};

}  // namespace

SELAT_BOT(openai_bot)
