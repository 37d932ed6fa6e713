#include "document.hpp"

#include "plugins/shared/forms/forms.hpp"
#include "plugins/shared/json_escapes/json_escapes.hpp"
#include "template.hpp"
#include "xml.hpp"

namespace http {
namespace {

constexpr int json_deepest = 64;
constexpr std::size_t fields_max = 1'000;

json headers_of(const selat::pairs& headers) {
    json out = json::object();
    for (const auto& each : headers.all()) {
        auto& slot = out[std::string(selat::view(each.name))];
        if (slot.is_null()) {
            slot = selat::view(each.value);
        }
    }
    return out;
}

// Recursion over what is read later stays bounded.
json parse_json(std::string_view text) {
    return json::parse(
        text, [](int depth, json::parse_event_t, json&) { return depth <= json_deepest; }, false);
}

json read_json(std::string_view text) {
    auto out = parse_json(text);
    return out.is_discarded() ? parse_json(json_escapes::without_half_characters(text)) : out;
}

json with(json body, std::string_view text, const selat::pairs& headers, std::string_view query) {
    json out;
    out["body"] = std::move(body);
    out["query"] = read_form(query);
    out["header"] = headers_of(headers);
    out["text"] = {{"all", text}};
    return out;
}

}  // namespace

format read_format(const std::string& word, const place& at) {
    static constexpr std::pair<std::string_view, format> words[] = {{"", format::automatic},
                                                                    {"json", format::json},
                                                                    {"form", format::form},
                                                                    {"xml", format::xml},
                                                                    {"text", format::text}};
    for (const auto& [name, value] : words) {
        if (name == word) {
            return value;
        }
    }
    at.fault("has to be json, form, xml or text");
}

json read_form(std::string_view text) {
    json out = json::object();
    const auto fields = forms::form::read(text, fields_max);
    for (const auto& each : fields.all()) {
        if (each.name.empty()) {
            continue;
        }
        auto& slot = out[each.name];
        if (slot.is_null()) {
            slot = each.value;
        } else {
            if (!slot.is_array()) {
                slot = json::array({std::move(slot)});
            }
            slot.push_back(each.value);
        }
    }
    return out;
}

json read_body(std::string_view body, format as, std::string_view content_type) {
    if (as == format::automatic) {
        const auto type = filtered(std::string(content_type), {"lower"}, nullptr);
        const auto has = [&](std::string_view word) {
            return type.find(word) != std::string::npos;
        };
        as = has("form-urlencoded")                           ? format::form
             : has("xml")                                     ? format::xml
             : has("json")                                    ? format::json
             : body.starts_with('{') || body.starts_with('[') ? format::json
             : body.starts_with('<')                          ? format::xml
                                                              : format::text;
    }
    if (body.empty()) {
        return {};
    }
    switch (as) {
    case format::json: return read_json(body);
    case format::form: return read_form(body);
    case format::xml: return read_xml(body);
    default: return json(std::string(body));
    }
}

received document_of(const selat::http_request& request, format as) {
    auto body = read_body(request.body, as, request.header("content-type"));
    const bool sound = !body.is_discarded();
    return {with(sound ? std::move(body) : json(), request.body, request.headers, request.query),
            sound};
}

json document_of(const selat::http_reply& reply, format as) {
    auto body = read_body(reply.body, as, reply.headers.get("content-type"));
    if (body.is_discarded()) {
        body = nullptr;
    }
    return with(std::move(body), reply.body, reply.headers, {});
}

}  // namespace http
