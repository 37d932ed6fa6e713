#include "interactive.hpp"

#include "plugins/shared/code_points/code_points.hpp"
#include "plugins/shared/meta/choices.hpp"
#include "plugins/shared/meta/graph.hpp"

#include <algorithm>
#include <set>

#include <selat/plugin.hpp>

namespace whatsapp {
namespace {

using meta::list_of;
using meta::member;
using meta::payload_of;
using meta::text_of;
using meta::titles_of;

constexpr std::size_t most_buttons = 3;
constexpr std::size_t most_rows = 10;
constexpr std::size_t button_title_max = 20;
constexpr std::size_t row_title_max = 24;
constexpr std::size_t row_id_max = 200;
constexpr std::size_t button_body_max = 1024;
constexpr std::size_t list_body_max = 4096;

struct split_choices {
    std::vector<json> shown;
    std::vector<json> links;
};
split_choices split(const json& choices) {
    split_choices out;
    for (const auto& each : choices) {
        (text_of(each, "url").empty() ? out.shown : out.links).push_back(each);
    }
    return out;
}

// WhatsApp wants the titles of buttons to differ.
bool fit_buttons(const std::vector<json>& choices, std::string_view text) {
    std::set<std::string> titles;
    return choices.size() <= most_buttons && code_points::length_of(text) <= button_body_max &&
           std::all_of(choices.begin(), choices.end(), [&](const json& each) {
               const auto title = text_of(each, "title");
               return code_points::length_of(title) <= button_title_max &&
                      titles.insert(title).second;
           });
}

json interactive(const char* type, std::string_view body, json action) {
    return {{"type", "interactive"},
            {"interactive",
             {{"type", type}, {"body", {{"text", body}}}, {"action", std::move(action)}}}};
}

json buttons_of(const std::vector<json>& choices) {
    json out = json::array();
    for (const auto& each : choices) {
        out.push_back({{"type", "reply"},
                       {"reply", {{"id", payload_of(each)}, {"title", text_of(each, "title")}}}});
    }
    return {{"buttons", std::move(out)}};
}

json rows_of(const std::vector<json>& choices, std::string_view button) {
    json rows = json::array();
    for (const auto& each : choices) {
        const auto title = text_of(each, "title");
        const auto id = payload_of(each);
        if (code_points::length_of(title) > row_title_max ||
            code_points::length_of(id) > row_id_max) {
            throw selat::refusal{selat::code::invalid,
                                 "a choice has 24 characters of title and 200 of payload at most"};
        }
        rows.push_back({{"id", id}, {"title", title}});
    }
    return {{"button", code_points::cut(button, button_title_max)},
            {"sections", json::array({{{"title", code_points::cut(button, row_title_max)},
                                       {"rows", std::move(rows)}}})}};
}

bool is_link_button(const split_choices& choices, std::string_view text) {
    return choices.shown.empty() && choices.links.size() == 1 &&
           code_points::length_of(text_of(choices.links[0], "title")) <= button_title_max &&
           meta::is_web_url(text_of(choices.links[0], "url")) &&
           code_points::length_of(text) <= button_body_max;
}

}  // namespace

json text_part(std::string_view text) {
    const bool link = text.find("http://") != std::string_view::npos ||
                      text.find("https://") != std::string_view::npos;
    json body = {{"body", text}};
    if (link) {
        body["preview_url"] = true;
    }
    return {{"type", "text"}, {"text", std::move(body)}};
}

void add_choices(std::string text, const json& choices, std::string_view list_button, parts& out) {
    const auto parted = split(choices);
    if (is_link_button(parted, text)) {
        const auto& link = parted.links[0];
        const auto title = text_of(link, "title");
        out.push_back(interactive(
            "cta_url", text.empty() ? title : text,
            {{"name", "cta_url"},
             {"parameters", {{"display_text", title}, {"url", text_of(link, "url")}}}}));
        return;
    }
    for (const auto& each : parted.links) {
        meta::write_link(each, text);
    }
    if (parted.shown.empty()) {
        out.push_back(text_part(text));
        return;
    }
    if (parted.shown.size() > most_rows) {
        throw selat::refusal{selat::code::invalid, "WhatsApp shows ten choices at most"};
    }
    if (code_points::length_of(text) > list_body_max) {  // links made it longer than one message
        out.push_back(text_part(text));
        text.clear();
    }
    const auto body = text.empty() ? titles_of(parted.shown) : text;
    out.push_back(fit_buttons(parted.shown, body)
                      ? interactive("button", body, buttons_of(parted.shown))
                      : interactive("list", body, rows_of(parted.shown, list_button)));
}

void add_card(const json& card, std::string_view list_button, parts& out) {
    const auto title = text_of(card, "title");
    const auto words = text_of(card, "text");
    const auto image = text_of(card, "image");
    auto text = title.empty() ? std::string() : "*" + title + "*";
    text += (text.empty() || words.empty() ? "" : "\n") + words;
    const auto& choices = list_of(card, "choices");
    const auto first = out.size();
    if (!choices.empty()) {
        add_choices(text, choices, list_button, out);
    }
    if (!meta::is_web_url(image)) {
        if (choices.empty() && !text.empty()) {
            out.push_back(text_part(text));
        }
        return;
    }
    const auto type = out.size() > first ? text_of(member(out.back(), "interactive"), "type") : "";
    if (type == "button" || type == "cta_url") {
        out.back()["interactive"]["header"] = {{"type", "image"}, {"image", {{"link", image}}}};
        return;
    }
    json picture = {{"link", image}};
    if (choices.empty() && !text.empty()) {
        picture["caption"] = text;
    }
    json message = {{"type", "image"}, {"image", std::move(picture)}};
    out.insert(out.begin() + static_cast<std::ptrdiff_t>(first), std::move(message));
}

}  // namespace whatsapp
