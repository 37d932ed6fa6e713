#include "on_call.hpp"

#include "../liquid/value.hpp"
#include "../message.hpp"
#include "../unicode.hpp"

namespace studio {

using json = nlohmann::json;

spoken::spoken(const properties& from)
    : say_(from.text("say")), play_(from.text("play")), voice_(from.text("voice")),
      language_(from.text("language")), loop_(from.text("loop")) {}

std::optional<json> spoken::render(run& in) const {
    const auto say = in.render(say_);
    const auto play = say ? in.render(play_) : std::nullopt;
    const auto voice = play ? in.render(voice_) : std::nullopt;
    const auto language = voice ? in.render(language_) : std::nullopt;
    const auto loop = language ? in.render(loop_) : std::nullopt;
    if (!loop) {
        return std::nullopt;
    }
    json content = json::object();
    if (!is_blank(std::string_view(*say))) {
        content["text"] = *say;
    } else if (const auto file = std::string(trim(*play)); !file.empty()) {
        content["attachments"] = json::array({{{"kind", "audio"}, {"url", file}}});
    }
    json manner = json::object();
    for (const auto& [name, value] :
         {std::pair{"voice", &*voice}, std::pair{"language", &*language},
          std::pair{"loop", &*loop}}) {
        if (const auto text = std::string(trim(*value)); !text.empty()) {
            manner[name] = text;
        }
    }
    content["call"] = json::object();
    if (!manner.empty()) {
        content["call"]["parameters"]["say"] = std::move(manner);
    }
    return content;
}

asked::asked(const properties& from, std::initializer_list<pair> names) {
    for (const auto& [property, parameter] : names) {
        texts_.emplace_back(parameter, from.text(property));
    }
}

bool asked::render(run& in, json& content) const {
    const auto values = in.render(texts_);
    if (!values) {
        return false;
    }
    for (const auto& [name, value] : values->items()) {
        if (const auto text = std::string(trim(value.get_ref<const std::string&>()));
            !text.empty()) {
            content["call"]["parameters"][name] = text;
        }
    }
    return true;
}

bool is_call(run& in) {
    if (in.event().channel_kind == "voice") {
        return true;
    }
    in.warn("widget-unsupported", in.current().type + ": this is no call");
    return false;
}

outcome ask(run& in, json content, std::string_view state) {
    content["call"]["state"] = state;
    const auto name = in.begin_wait(true);
    in.out().say(liquid::to_json_text(content), {}, name);
    return outcome::wait();
}

json told_call(const run& in) { return call_of(in.event()); }

std::string told(const json& call, const char* member) {
    const auto found = call.is_object() ? call.find(member) : call.end();
    return call.is_object() && found != call.end() && found->is_string() ? found->get<std::string>()
                                                                         : std::string{};
}

bool is_over(run& in, const json& call) {
    return in.event().what == selat::flow_what::send_failed || is_last_state(told(call, "state"));
}

json fields_of(const json& call) {
    const auto found = call.is_object() ? call.find("parameters") : call.end();
    return call.is_object() && found != call.end() && found->is_object() ? *found : json::object();
}

}  // namespace studio
