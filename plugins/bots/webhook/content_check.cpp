#include "content_check.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>

#include <nlohmann/json.hpp>

namespace webhook {
namespace {

using nlohmann::json;
using check = bool (*)(const json&);

struct member {
    const char* name;
    check is;
};

bool is_text(const json& value) { return value.is_string(); }
bool is_number(const json& value) { return value.is_number(); }
bool is_count(const json& value) { return value.is_number_unsigned(); }
bool is_flag(const json& value) { return value.is_boolean(); }
bool is_anything(const json&) { return true; }

template <check Is>
bool is_list(const json& value) {
    return value.is_array() && std::all_of(value.begin(), value.end(), Is);
}

const json* given(const json& object, const char* name) {
    const auto found = object.find(name);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

bool says(const json& object, const char* name) {
    const auto* value = given(object, name);
    return value != nullptr && value->is_string() && !value->get_ref<const std::string&>().empty();
}

// An object whose members, where they are given, are what they must be.
bool has_shape(const json& value, std::initializer_list<member> members) {
    return value.is_object() &&
           std::all_of(members.begin(), members.end(), [&](const member& each) {
               const auto* found = given(value, each.name);
               return found == nullptr || each.is(*found);
           });
}

bool is_kind(const json& value) {
    constexpr std::array<std::string_view, 5> kinds = {"image", "audio", "video", "file",
                                                       "sticker"};
    return value.is_string() && std::find(kinds.begin(), kinds.end(),
                                          value.get_ref<const std::string&>()) != kinds.end();
}

bool is_attachment(const json& value) {
    return has_shape(value, {{"kind", is_kind},
                             {"url", is_text},
                             {"mime", is_text},
                             {"name", is_text},
                             {"size", is_count}}) &&
           says(value, "kind");
}

bool is_location(const json& value) {
    return has_shape(value, {{"latitude", is_number},
                             {"longitude", is_number},
                             {"name", is_text},
                             {"address", is_text}}) &&
           given(value, "latitude") != nullptr && given(value, "longitude") != nullptr;
}

bool is_contact(const json& value) {
    return has_shape(
        value, {{"name", is_text}, {"phones", is_list<is_text>}, {"emails", is_list<is_text>}});
}

bool is_choice(const json& value) {
    return has_shape(value, {{"title", is_text}, {"payload", is_text}, {"url", is_text}}) &&
           (says(value, "title") || says(value, "payload"));
}

bool is_card(const json& value) {
    return has_shape(value, {{"title", is_text},
                             {"text", is_text},
                             {"image", is_text},
                             {"choices", is_list<is_choice>}});
}

bool is_reaction(const json& value) {
    return has_shape(value, {{"emoji", is_text}, {"to", is_text}, {"removed", is_flag}});
}

bool is_template(const json& value) {
    return has_shape(value,
                     {{"name", is_text}, {"language", is_text}, {"parameters", is_anything}}) &&
           says(value, "name");
}

constexpr std::array<member, 10> parts = {{{"text", is_text},
                                           {"html", is_text},
                                           {"subject", is_text},
                                           {"attachments", is_list<is_attachment>},
                                           {"location", is_location},
                                           {"contacts", is_list<is_contact>},
                                           {"choices", is_list<is_choice>},
                                           {"cards", is_list<is_card>},
                                           {"reaction", is_reaction},
                                           {"template", is_template}}};

bool is_empty(const json& part) {
    return part.is_string() ? part.get_ref<const std::string&>().empty() : part.empty();
}

}  // namespace

// What a customer may send and we may not (selected, call, unsupported) is no part here.
bool is_content(const json& value) {
    if (!value.is_object()) {
        return false;
    }
    bool any = false;
    for (const auto& each : parts) {
        if (const auto* part = given(value, each.name)) {
            if (!each.is(*part)) {
                return false;
            }
            any = any || !is_empty(*part);
        }
    }
    const auto is_inbound = [&](const char* name) { return given(value, name) != nullptr; };
    return any && !is_inbound("selected") && !is_inbound("call") && !is_inbound("unsupported");
}

}  // namespace webhook
