#include "rich.hpp"

#include "ids.hpp"
#include "plugins/shared/code_points/code_points.hpp"

#include <algorithm>
#include <utility>

#include <selat/plugin.hpp>

namespace google {
namespace {

constexpr std::size_t label_max = 25;
constexpr std::size_t postback_max = 2048;
constexpr std::size_t card_title_max = 200;
constexpr std::size_t card_text_max = 2000;
constexpr std::size_t card_suggestions_max = 4;

[[noreturn]] void refuse(const std::string& why) {
    throw selat::refusal{selat::code::invalid, why};
}

json tap(const json& choice) {
    auto payload = text_of(choice, "payload");
    payload = payload.empty() ? text_of(choice, "title") : payload;
    if (code_points::length_of(payload) > postback_max) {
        refuse("a choice has 2048 characters of payload at most");
    }
    return {{"text", code_points::cut(text_of(choice, "title"), label_max)},
            {"postbackData", payload}};
}

std::string number_to_dial(std::string_view url) {
    std::string out;
    for (const char c : url.substr(std::string_view("tel:").size())) {
        if (std::string_view(" -.()").find(c) == std::string_view::npos) {
            out += c;
        }
    }
    const bool is_number = out.size() > 1 && out.front() == '+' &&
                           out.find_first_not_of("0123456789", 1) == std::string::npos;
    if (!is_number) {
        refuse("a number to dial is + and digits");
    }
    return out;
}

json suggestion(const json& choice) {
    auto what = tap(choice);
    const auto url = text_of(choice, "url");
    if (url.empty()) {
        return {{"reply", std::move(what)}};
    }
    if (url.starts_with("tel:")) {
        what["dialAction"] = {{"phoneNumber", number_to_dial(url)}};
    } else if (is_web_url(url)) {
        what["openUrlAction"] = {{"url", url}};
    } else {
        refuse("a choice opens http, https and tel links alone");
    }
    return {{"action", std::move(what)}};
}

json card_content(const json& card, const dialect& with) {
    json out = json::object();
    if (const auto title = text_of(card, "title"); !title.empty()) {
        out["title"] = code_points::cut(title, card_title_max);
    }
    auto words = text_of(card, "text");
    const auto image = text_of(card, "image");
    if (is_fetchable(image, with)) {
        out["media"] = {{"height", "MEDIUM"},
                        {"contentInfo", content_info(image, text_of(card, "title"), with)}};
    } else if (is_web_url(image)) {
        words += (words.empty() ? "" : "\n") + image;
    }
    if (!words.empty()) {
        out["description"] = code_points::cut(words, card_text_max);
    }
    const auto& choices = list_of(card, "choices");
    if (out.empty()) {  // Google shows no card of buttons alone
        const auto titles = titles_of(choices);
        if (titles.empty()) {
            refuse("there is nothing on a card");
        }
        out["title"] = code_points::cut(titles, card_title_max);
    }
    if (!choices.empty()) {
        out["suggestions"] = suggestions(choices, card_suggestions_max);
    }
    return out;
}

}  // namespace

json suggestions(const json& choices, std::size_t most) {
    if (choices.size() > most) {
        refuse("there are " + std::to_string(most) + " choices at most");
    }
    json out = json::array();
    for (const auto& each : choices) {
        out.push_back(suggestion(each));
    }
    return out;
}

json open_link(std::string_view title, std::string_view url) {
    return {{"action",
             {{"text", code_points::cut(title, label_max)},
              {"postbackData", code_points::cut(url, postback_max)},
              {"openUrlAction", {{"url", url}}}}}};
}

bool is_fetchable(std::string_view url, const dialect& with) {
    return is_web_url(url) && (!with.https_alone || url.starts_with("https://"));
}

json content_info(std::string_view url, std::string_view alt_text, const dialect& with) {
    json out = {{"fileUrl", url}, {"forceRefresh", false}};
    if (with.alt_texts) {
        out["altText"] = alt_text.empty() ? std::string_view("Picture") : alt_text;
    }
    return out;
}

json rich_card(const json& cards, const dialect& with) {
    if (cards.size() == 1) {
        json out = {{"cardContent", card_content(cards.front(), with)}};
        if (with.card_orientation) {
            out["cardOrientation"] = "VERTICAL";
        }
        return {{"standaloneCard", std::move(out)}};
    }
    json contents = json::array();
    for (const auto& each : cards) {
        contents.push_back(card_content(each, with));
    }
    return {{"carouselCard", {{"cardWidth", "MEDIUM"}, {"cardContents", std::move(contents)}}}};
}

json text_message(std::string_view text) {
    if (code_points::length_of(text) > text_max) {
        refuse("a text has 3072 characters at most");
    }
    return {{"text", text}};
}

json linked_file(const json& attachment) {
    const auto url = text_of(attachment, "url");
    if (!is_web_url(url)) {
        refuse("a file needs a URL that Google, or the customer, can open");
    }
    const auto name = text_of(attachment, "name");
    auto out = text_message(name.empty() ? url : name + "\n" + url);
    out["suggestions"] = json::array({open_link(name.empty() ? "Open" : name, url)});
    return out;
}

std::string titles_of(const json& choices) {
    std::string out;
    for (const auto& each : choices) {
        out += (out.empty() ? "" : " / ") + text_of(each, "title");
    }
    return out;
}

}  // namespace google
