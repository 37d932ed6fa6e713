#include "state.hpp"

#include "liquid/value.hpp"

namespace studio {
namespace {

using json = nlohmann::json;

void read(const json& from, const char* key, std::string& to) {
    if (const auto found = from.find(key); found != from.end() && found->is_string()) {
        to = found->get<std::string>();
    }
}

void read(const json& from, const char* key, std::uint32_t& to) {
    if (const auto found = from.find(key); found != from.end() && found->is_number_unsigned()) {
        to = found->get<std::uint32_t>();
    }
}

void read(const json& from, const char* key, std::int64_t& to) {
    if (const auto found = from.find(key); found != from.end() && found->is_number_integer()) {
        to = found->get<std::int64_t>();
    }
}

void read(json& from, const char* key, json& to) {
    if (const auto found = from.find(key); found != from.end() && found->is_object()) {
        to = std::move(*found);
    }
}

void write(json& to, const char* key, const json& from) {
    if (!from.empty()) {
        to[key] = from;
    }
}

// Outputs of an HTTP answer that was JSON.
bool has_parsed_body(const json& outputs) {
    return outputs.is_object() && outputs.contains("parsed") && outputs.contains("body") &&
           outputs.contains("content_type") && outputs.contains("status_code");
}

// Their `parsed` comes from `body` and is left out; null marks the place.
json without_parsed(const json& widgets) {
    json out = widgets;
    for (auto& outputs : out) {
        if (has_parsed_body(outputs)) {
            outputs["parsed"] = nullptr;
        }
    }
    return out;
}

}  // namespace

void parse_body(json& outputs) {
    const auto body = outputs.find("body");
    if (body != outputs.end() && body->is_string()) {
        if (auto parsed = liquid::read_json(body->get_ref<const std::string&>())) {
            outputs["parsed"] = std::move(*parsed);
        }
    }
}

std::string execution_state::to_text() const {
    json out = {{"at", at}, {"n", steps}, {"b", began_ms}, {"d", definition}};
    if (repeats > 1) {
        out["r"] = repeats;
    }
    if (waits > 0) {
        out["q"] = waits;
    }
    if (!waiting_for.empty()) {
        out["for"] = waiting_for;
    }
    if (takes_messages) {
        out["m"] = 1;
    }
    write(out, "t", trigger);
    write(out, "a", attributes);
    write(out, "w", without_parsed(widgets));
    write(out, "v", variables);
    return liquid::to_json_text(out);
}

std::optional<execution_state> execution_state::from_text(std::string_view text) {
    auto from = json::parse(text, nullptr, false);
    if (!from.is_object()) {
        return std::nullopt;
    }
    execution_state out;
    out.repeats = 1;
    read(from, "at", out.at);
    read(from, "n", out.steps);
    read(from, "r", out.repeats);
    read(from, "q", out.waits);
    read(from, "b", out.began_ms);
    read(from, "d", out.definition);
    read(from, "for", out.waiting_for);
    out.takes_messages = from.contains("m");
    read(from, "t", out.trigger);
    read(from, "a", out.attributes);
    read(from, "w", out.widgets);
    read(from, "v", out.variables);
    for (auto& outputs : out.widgets) {
        if (has_parsed_body(outputs)) {
            parse_body(outputs);
        }
    }
    return out;
}

}  // namespace studio
