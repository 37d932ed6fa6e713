#include "content.hpp"

#include "graph.hpp"
#include "plugins/shared/json_escapes/json_escapes.hpp"

namespace meta {
namespace {

constexpr std::size_t longest_attribute = 2'000;

}  // namespace

json read_webhook(std::string_view body) {
    auto root = parse(body);
    if (root.is_discarded()) {
        root = parse(json_escapes::without_half_characters(body));
    }
    return member(root, "entry").is_array() ? root : json(json::value_t::discarded);
}

std::size_t count_updates(const json& webhook) {
    std::size_t count = 0;
    const auto add = [&](const json& from, std::initializer_list<const char*> names) {
        for (const auto* name : names) {
            count += list_of(from, name).size();
        }
    };
    for (const auto& entry : list_of(webhook, "entry")) {
        add(entry, {"messaging", "standby", "changes"});
        for (const auto& change : list_of(entry, "changes")) {
            add(member(change, "value"), {"messages", "statuses", "errors", "message_echoes",
                                          "contacts", "user_preferences", "user_id_update"});
        }
        for (const auto* name : {"messaging", "standby"}) {
            for (const auto& event : list_of(entry, name)) {
                add(member(event, "delivery"), {"mids"});
            }
        }
    }
    return count;
}

json unsupported(std::string_view kind) {
    return {{"unsupported", {{"kind", kind.empty() ? "message" : kind}}}};
}

json selected(std::string_view title, std::string_view payload) {
    if (title.empty()) {
        title = payload;
    }
    json out = {{"title", title}};
    if (!payload.empty()) {
        out["payload"] = payload;
    }
    return {{"selected", std::move(out)}};
}

json location(const json& from, const char* latitude, const char* longitude) {
    const auto north = number_of(from, latitude);
    const auto east = number_of(from, longitude);
    if (!north || !east || !(*north >= -90 && *north <= 90) || !(*east >= -180 && *east <= 180)) {
        return unsupported("location");
    }
    json out = {{"latitude", *north}, {"longitude", *east}};
    for (const auto* name : {"name", "address"}) {
        if (auto text = text_of(from, name); !text.empty()) {
            out[name] = std::move(text);
        }
    }
    return {{"location", std::move(out)}};
}

json link_card(std::string_view title, std::string_view url, std::string_view image) {
    json card = {{"title", title}};
    if (is_web_url(image)) {
        card["image"] = image;
    }
    if (is_web_url(url)) {
        card["choices"] = json::array({{{"title", "Open"}, {"url", url}}});
    }
    return card;
}

json reaction(std::string_view emoji, std::string_view to, bool removed) {
    json out = {{"emoji", emoji}, {"to", to}};
    if (removed) {
        out["removed"] = true;
    }
    return {{"reaction", std::move(out)}};
}

attributes& attributes::add(std::string_view name, const json& value) {
    const bool plain = value.is_string() || value.is_number() || value.is_boolean();
    if (!plain ||
        (value.is_string() && (value.get_ref<const std::string&>().empty() ||
                               value.get_ref<const std::string&>().size() > longest_attribute))) {
        return *this;
    }
    all_[prefix_ + "_" + std::string(name)] = value;
    return *this;
}

}  // namespace meta
