#include "cards.hpp"

#include "plugins/shared/code_points/code_points.hpp"

#include <algorithm>
#include <array>

#include <selat/plugin.hpp>

namespace line {
namespace {

constexpr std::size_t label_max = 20;
constexpr std::size_t alt_text_max = 400;
constexpr std::size_t carousel_max = 10;
constexpr std::size_t url_max = 1000;

bool shows(const std::string& image) {
    return image.starts_with("https://") && image.size() <= 2000;
}

// Whether a button may open it. LINE wants what is no plain ASCII encoded.
bool opens(std::string_view url) {
    constexpr std::array schemes = {"http://", "https://", "line://", "tel:"};
    const auto has = [url](std::string_view scheme) {
        return url.size() > scheme.size() &&
               std::equal(scheme.begin(), scheme.end(), url.begin(), [](char a, char b) {
                   return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b);
               });
    };
    return url.size() <= url_max && std::any_of(schemes.begin(), schemes.end(), has) &&
           std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

json actions_for(std::span<const json> choices) {
    json actions = json::array();
    for (const auto& each : choices) {
        actions.push_back(action_for(each));
    }
    return actions;
}

json templated(std::string_view alt, json body) {
    return {{"type", "template"},
            {"altText", code_points::cut(alt.empty() ? "…" : alt, alt_text_max)},
            {"template", std::move(body)}};
}

json flexible(std::string_view alt, json contents) {
    return {{"type", "flex"},
            {"altText", code_points::cut(alt.empty() ? "…" : alt, alt_text_max)},
            {"contents", std::move(contents)}};
}

json box(json contents) {
    return {{"type", "box"},
            {"layout", "vertical"},
            {"spacing", "sm"},
            {"contents", std::move(contents)}};
}

json bubble(const std::string& title, const std::string& text, const std::string& image,
            std::span<const json> choices) {
    json words = json::array();
    if (!title.empty()) {
        words.push_back({{"type", "text"},
                         {"text", code_points::cut(title, flex_text_max)},
                         {"weight", "bold"},
                         {"wrap", true}});
    }
    if (!text.empty()) {
        words.push_back(
            {{"type", "text"}, {"text", code_points::cut(text, flex_text_max)}, {"wrap", true}});
    }
    json out = {{"type", "bubble"}};
    if (shows(image)) {
        out["hero"] = {{"type", "image"}, {"url", image}, {"size", "full"}};
    }
    if (!words.empty()) {
        out["body"] = box(std::move(words));
    }
    if (!choices.empty()) {
        json buttons = json::array();
        for (const auto& each : choices) {
            buttons.push_back({{"type", "button"}, {"height", "sm"}, {"action", action_for(each)}});
        }
        out["footer"] = box(std::move(buttons));
    }
    if (out.size() == 1) {
        throw selat::refusal{selat::code::invalid, "a card with nothing to show"};
    }
    return out;
}

json bubble(const json& card) {
    return bubble(text_of(card, "title"), text_of(card, "text"), text_of(card, "image"),
                  list_in(card, "choices"));
}

// One column or buttons template; its text is shorter beside a title or a picture.
bool fits_template(const json& card, std::size_t text_alone, std::size_t choices_max) {
    const auto title = text_of(card, "title");
    const auto length = code_points::length_of(text_of(card, "text"));
    const auto choices = list_in(card, "choices").size();
    const bool alone = title.empty() && !shows(text_of(card, "image"));
    return length > 0 && length <= (alone ? text_alone : 60) &&
           code_points::length_of(title) <= 40 && choices > 0 && choices <= choices_max;
}

bool alike(const json& a, const json& b) {
    return text_of(a, "title").empty() == text_of(b, "title").empty() &&
           shows(text_of(a, "image")) == shows(text_of(b, "image")) &&
           list_in(a, "choices").size() == list_in(b, "choices").size();
}

json column(const json& card) {
    json out = {{"text", text_of(card, "text")},
                {"actions", actions_for(list_in(card, "choices"))}};
    if (const auto title = text_of(card, "title"); !title.empty()) {
        out["title"] = title;
    }
    if (const auto image = text_of(card, "image"); shows(image)) {
        out["thumbnailImageUrl"] = image;
    }
    return out;
}

json with_links_written_out(const json& card) {
    auto [buttons, links] = split(list_in(card, "choices"));
    if (links.empty()) {
        return card;
    }
    auto out = card;
    const auto text = text_of(card, "text");
    out["text"] = text.empty() ? links : text + "\n" + links;
    out["choices"] = std::move(buttons);
    return out;
}

std::string alt_text(const json& card) {
    const auto title = text_of(card, "title");
    return title.empty() ? text_of(card, "text") : title;
}

json single_card(const json& card) {
    const auto choices = list_in(card, "choices");
    const auto text = text_of(card, "text");
    const bool plain = text_of(card, "title").empty() && !shows(text_of(card, "image"));
    if (plain && choices.size() == 2 && !text.empty() && code_points::length_of(text) <= 240) {
        return templated(text,
                         {{"type", "confirm"}, {"text", text}, {"actions", actions_for(choices)}});
    }
    if (!fits_template(card, 160, 4)) {
        return flexible(alt_text(card), bubble(card));
    }
    auto body = column(card);
    body["type"] = "buttons";
    return templated(alt_text(card), std::move(body));
}

}  // namespace

std::string text_of(const json& object, const char* name) {
    const auto it = object.is_object() ? object.find(name) : object.end();
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string{};
}

std::span<const json> list_in(const json& object, const char* name) {
    const auto it = object.is_object() ? object.find(name) : object.end();
    if (it == object.end() || !it->is_array()) {
        return {};
    }
    return it->get_ref<const json::array_t&>();
}

bool number_in(const json& object, const char* name) {
    const auto it = object.find(name);
    return it != object.end() && it->is_number();
}

json action_for(const json& choice) {
    const auto payload = text_of(choice, "payload");
    const auto url = text_of(choice, "url");
    auto title = text_of(choice, "title");
    if (title.empty()) {
        title = payload;
    }
    const auto label = code_points::cut(title, label_max);
    if (!url.empty()) {
        return {{"type", "uri"}, {"label", label}, {"uri", url}};
    }
    if (payload.empty()) {
        return {{"type", "message"}, {"label", label}, {"text", code_points::cut(title, 300)}};
    }
    if (code_points::length_of(payload) > 300) {
        throw selat::refusal{selat::code::invalid, "LINE takes 300 characters of payload at most"};
    }
    return {{"type", "postback"},
            {"label", label},
            {"data", payload},
            {"displayText", code_points::cut(title, 300)}};
}

split_choices split(std::span<const json> choices) {
    split_choices out;
    for (const auto& each : choices) {
        const auto url = text_of(each, "url");
        if (url.empty() || opens(url)) {
            out.buttons.push_back(each);
            continue;
        }
        const auto title = text_of(each, "title");
        out.links += out.links.empty() ? "" : "\n";
        out.links += title.empty() ? url : title + "\n" + url;
    }
    return out;
}

std::string titles(std::span<const json> choices) {
    std::string out;
    for (const auto& each : choices) {
        out += out.empty() ? "" : " / ";
        out += text_of(each, "title");
    }
    return out.empty() ? "…" : out;
}

json buttons_message(const std::string& text, std::span<const json> choices) {
    const auto words = text.empty() ? titles(choices) : text;
    if (choices.size() <= 4 && code_points::length_of(words) <= 160) {
        return templated(words,
                         {{"type", "buttons"}, {"text", words}, {"actions", actions_for(choices)}});
    }
    return flexible(words, bubble("", words, "", choices));
}

json cards_message(std::span<const json> given) {
    std::vector<json> cards;
    std::transform(given.begin(), given.end(), std::back_inserter(cards), with_links_written_out);
    if (cards.size() == 1) {
        return single_card(cards.front());
    }
    const bool regular = cards.size() <= carousel_max &&
                         std::all_of(cards.begin(), cards.end(), [&](const json& each) {
                             return fits_template(each, 120, 3) && alike(each, cards.front());
                         });
    json items = json::array();
    for (const auto& each : cards) {
        items.push_back(regular ? column(each) : bubble(each));
    }
    const auto alt = alt_text(cards.front());
    if (regular) {
        return templated(alt, {{"type", "carousel"}, {"columns", std::move(items)}});
    }
    return flexible(alt, {{"type", "carousel"}, {"contents", std::move(items)}});
}

}  // namespace line
