#include "saying.hpp"

#include "../liquid/value.hpp"
#include "../unicode.hpp"

namespace studio {
namespace {

using json = nlohmann::json;

json attachment(const std::string& url) {
    struct known {
        std::string_view suffix, kind, mime;
    };
    static constexpr known all[] = {
        {".jpg", "image", "image/jpeg"},  {".jpeg", "image", "image/jpeg"},
        {".png", "image", "image/png"},   {".gif", "image", "image/gif"},
        {".webp", "image", "image/webp"}, {".mp3", "audio", "audio/mpeg"},
        {".ogg", "audio", "audio/ogg"},   {".wav", "audio", "audio/wav"},
        {".mp4", "video", "video/mp4"},   {".pdf", "file", "application/pdf"},
    };
    const auto path = lower_case(std::string_view(url).substr(0, url.find_first_of("?#")));
    for (const auto& each : all) {
        if (path.ends_with(each.suffix)) {
            return {{"kind", each.kind}, {"url", url}, {"mime", each.mime}};
        }
    }
    return {{"kind", "file"}, {"url", url}};
}

// "{{1}}" and "1" both name the first variable; numbered ones become a list.
json template_parameters(const json& variables) {
    json named = json::object();
    for (const auto& [key, value] : variables.items()) {
        const auto first = key.find_first_not_of("{ ");
        const auto last = key.find_last_not_of("} ");
        named[first == std::string::npos ? key : key.substr(first, last - first + 1)] = value;
    }
    json numbered = json::array();
    while (named.contains(std::to_string(numbered.size() + 1))) {
        numbered.push_back(named[std::to_string(numbered.size() + 1)]);
    }
    return !numbered.empty() && numbered.size() == named.size() ? numbered : named;
}

// A binding "name" or "name/language" tells what a content sid means here.
json template_of(const std::string& sid, const json& variables, const bindings& names) {
    const auto bound = names.other(sid).value_or(sid);
    const auto slash = bound.rfind('/');
    json out = {{"name", bound.substr(0, slash)}, {"parameters", template_parameters(variables)}};
    if (slash != std::string::npos) {
        out["language"] = bound.substr(slash + 1);
    }
    return out;
}

bool is_address(std::string_view from, const selat::flow_event& event) {
    return from == event.channel_address || from == event.contact_address ||
           from == event.channel || from.starts_with('+') || from.find_first_of(":@") != from.npos;
}

json error_of(int code, std::string_view text) {
    return {{"ErrorCode", std::to_string(code)}, {"ErrorMessage", text}, {"Status", "failed"}};
}

}  // namespace

saying::saying(const properties& from)
    : from_(from.text("from")), to_(from.text("to")), body_(from.text("body")),
      media_(from.text("media_url")), attributes_(from.text("attributes")),
      template_(from.text("content_sid")), variables_(from.pairs("content_variables")),
      is_template_(from.word("message_type") == "content_template" ||
                   (body_.empty() && !template_.empty())) {
    if (body_.empty() && template_.empty() && media_.empty()) {
        from.wrong("body", "a message needs 'body', 'content_sid' or 'media_url'");
    }
}

std::optional<saying::written> saying::write(run& in) const {
    written out;
    for (const auto& [text, to] :
         {std::pair{&from_, &out.from}, std::pair{&to_, &out.to}, std::pair{&body_, &out.body},
          std::pair{&media_, &out.media}, std::pair{&attributes_, &out.attributes},
          std::pair{&template_, &out.template_id}}) {
        auto rendered = in.render(*text);
        if (!rendered) {
            return std::nullopt;
        }
        *to = std::move(*rendered);
    }
    auto variables = in.render(variables_);
    if (!variables) {
        return std::nullopt;
    }
    out.variables = std::move(*variables);
    return out;
}

json saying::content_of(const written& what, const bindings& names) const {
    json content = json::object();
    if (is_template_ && !what.template_id.empty()) {
        content["template"] = template_of(what.template_id, what.variables, names);
    }
    if (!is_blank(std::string_view(what.body))) {
        content["text"] = what.body;
    }
    if (!is_blank(std::string_view(what.media))) {
        content["attachments"] = json::array({attachment(std::string(trim(what.media)))});
    }
    const auto attributes = liquid::read_json(what.attributes).value_or(json());
    if (attributes.is_object()) {
        if (attributes.contains("choices") && attributes["choices"].is_array()) {
            content["choices"] = attributes["choices"];
        }
        if (attributes.contains("content") && attributes["content"].is_object()) {
            content.update(attributes["content"]);
        }
    }
    return content;
}

std::string saying::say(run& in, const std::string& tag) const {
    const auto what = write(in);
    if (!what) {
        return in.failure();
    }
    const auto& event = in.event();
    json outbound = {{"Body", what->body},
                     {"From", what->from},
                     {"To", what->to.empty() ? std::string(event.contact_address) : what->to}};
    const json content = content_of(*what, in.names());
    if (content.empty()) {
        outbound.update(error_of(21619, "A text message body or media urls must be specified."));
        in.set_outputs({{"outbound", std::move(outbound)}});
        return "the message is empty";
    }
    outbound["Status"] = "queued";
    in.set_outputs({{"outbound", std::move(outbound)}});
    const bool here = what->to.empty() || what->to == event.contact_address ||
                      what->to == event.channel_address || what->to == in.first_address();
    const bool named = !what->from.empty() && !is_address(what->from, event);
    const auto text = liquid::to_json_text(content);
    in.out().say(text, named ? std::string_view(what->from) : std::string_view(), tag,
                 here ? std::string_view() : std::string_view(what->to));
    return {};
}

void saying::note_refusal(run& in) {
    in.outputs()["outbound"].update(
        error_of(21610, "The customer does not take messages at this address."));
}

}  // namespace studio
