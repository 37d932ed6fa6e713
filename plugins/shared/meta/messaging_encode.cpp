#include "messaging_encode.hpp"

#include "choices.hpp"
#include "graph.hpp"
#include "json_read.hpp"
#include "messaging_decode.hpp"
#include "plugins/shared/code_points/code_points.hpp"

#include <algorithm>
#include <utility>

#include <selat/plugin.hpp>

namespace meta {
namespace {

constexpr std::size_t most_quick_replies = 13;
constexpr std::size_t most_buttons = 3;
constexpr std::size_t most_elements = 10;
constexpr std::size_t title_max = 20;
constexpr std::size_t payload_max = 1000;
constexpr std::size_t element_text_max = 80;
constexpr std::size_t button_text_max = 640;

using bodies = std::vector<json>;

[[noreturn]] void refuse(const std::string& why) {
    throw selat::refusal{selat::code::invalid, why};
}

json recipient(std::string_view to) {
    if (to.starts_with(user_ref_prefix)) {
        return {{"user_ref", to.substr(user_ref_prefix.size())}};
    }
    return {{"id", to}};
}

void check_length(std::string_view text, const platform& at) {
    const auto length = at.text_in_bytes ? text.size() : code_points::length_of(text);
    if (length > at.text_max) {
        refuse("a text has " + std::to_string(at.text_max) +
               (at.text_in_bytes ? " bytes" : " characters") + " at most");
    }
}

json text_message(std::string_view text, const platform& at) {
    check_length(text, at);
    return {{"text", text}};
}

json template_message(json payload) {
    return {{"attachment", {{"type", "template"}, {"payload", std::move(payload)}}}};
}

std::string short_payload_of(const json& choice) {
    auto payload = payload_of(choice);
    if (payload.size() > payload_max) {
        refuse("a choice has 1000 bytes of payload at most");
    }
    return payload;
}

json button(const json& choice) {
    const auto title = code_points::cut(text_of(choice, "title"), title_max);
    const auto url = text_of(choice, "url");
    if (url.empty()) {
        return {{"type", "postback"}, {"title", title}, {"payload", short_payload_of(choice)}};
    }
    if (!is_web_url(url)) {
        refuse("a button opens http and https links alone");
    }
    return {{"type", "web_url"}, {"title", title}, {"url", url}};
}

json buttons(const json& choices) {
    json out = json::array();
    for (const auto& each : choices) {
        out.push_back(button(each));
    }
    return out;
}

bool has_link(const json& choices) {
    return std::any_of(choices.begin(), choices.end(),
                       [](const json& each) { return !text_of(each, "url").empty(); });
}

json quick_reply(const json& choice) {
    return {{"content_type", "text"},
            {"title", code_points::cut(text_of(choice, "title"), title_max)},
            {"payload", short_payload_of(choice)}};
}

// Buttons where there is a link among few; else quick replies, with links in the text.
void add_choices(std::string text, const json& choices, const platform& at, bodies& out) {
    if (has_link(choices) && choices.size() <= most_buttons &&
        code_points::length_of(text) <= button_text_max) {
        out.push_back(template_message({{"template_type", "button"},
                                        {"text", text.empty() ? titles_of(choices) : text},
                                        {"buttons", buttons(choices)}}));
        return;
    }
    json replies = json::array();
    for (const auto& each : choices) {
        if (text_of(each, "url").empty()) {
            replies.push_back(quick_reply(each));
        } else {
            write_link(each, text);
        }
    }
    if (replies.size() > most_quick_replies) {
        refuse("there are thirteen quick replies at most");
    }
    auto message = text_message(text.empty() ? titles_of(choices) : text, at);
    if (!replies.empty()) {
        message["quick_replies"] = std::move(replies);
    }
    out.push_back(std::move(message));
}

json element(const json& card) {
    json out = {{"title", code_points::cut(text_of(card, "title"), element_text_max)}};
    if (const auto words = text_of(card, "text"); !words.empty()) {
        out["subtitle"] = code_points::cut(words, element_text_max);
    }
    if (const auto image = text_of(card, "image"); is_web_url(image)) {
        out["image_url"] = image;
    }
    if (const auto& choices = list_of(card, "choices"); !choices.empty()) {
        out["buttons"] = buttons(choices);
    }
    return out;
}

// A card of a title alone, or of none, is no element of Meta's: it goes as words.
void add_cards(const json& cards, const platform& at, bodies& out) {
    json elements = json::array();
    const auto end = [&] {
        if (!elements.empty()) {
            out.push_back(template_message({{"template_type", "generic"},
                                            {"elements", std::exchange(elements, json::array())}}));
        }
    };
    for (const auto& card : cards) {
        auto made = element(card);
        if (made["title"] == "" && made.contains("subtitle")) {
            made["title"] = made["subtitle"];
            made.erase("subtitle");
        }
        const auto title = text_of(made, "title");
        if (made.size() == 1 || title.empty()) {
            end();
            if (!title.empty()) {
                out.push_back(text_message(title, at));
            }
            continue;
        }
        elements.push_back(std::move(made));
        if (elements.size() == most_elements) {
            end();
        }
    }
    end();
}

json attachment_message(const json& attachment) {
    const auto url = text_of(attachment, "url");
    if (!is_web_url(url)) {
        refuse("Meta fetches attachments by http or https URL");
    }
    const auto kind = text_of(attachment, "kind");
    const auto* type = kind == "video"   ? "video"
                       : kind == "audio" ? "audio"
                       : kind == "file"  ? "file"
                                         : "image";
    return {{"attachment", {{"type", type}, {"payload", {{"url", url}}}}}};
}

std::string face_of(const json& reaction, const platform& at) {
    const auto emoji = text_of(reaction, "emoji");
    if (at.any_reaction) {
        return emoji;
    }
    if (emoji != "❤️" && emoji != "❤" && emoji != "love") {
        throw selat::refusal{selat::code::unsupported, "a heart is the only reaction there"};
    }
    return "love";
}

json reaction_body(const json& reaction, const messaging_wrapping& with) {
    auto target = text_of(reaction, "to");
    if (target.empty() || target.starts_with("IM")) {  // our own id of what this answers
        target = with.reply_to;
    }
    if (target.empty()) {
        refuse("a reaction is to a message that Meta knows");
    }
    const bool removed = flag_of(reaction, "removed");
    json payload = {{"message_id", target}};
    if (!removed) {
        payload["reaction"] = face_of(reaction, with.at);
    }
    return {{"recipient", recipient(with.to)},
            {"sender_action", removed ? "unreact" : "react"},
            {"payload", std::move(payload)}};
}

bodies messages_of(const json& content, const platform& at) {
    bodies out;
    auto text = text_of(content, "text");
    const auto& choices = list_of(content, "choices");
    const auto& cards = list_of(content, "cards");
    if (!text.empty() && choices.empty()) {
        out.push_back(text_message(text, at));
    }
    for (const auto& each : list_of(content, "attachments")) {
        out.push_back(attachment_message(each));
    }
    add_cards(cards, at, out);
    if (!choices.empty()) {
        add_choices(std::move(text), choices, at, out);
    }
    return out;
}

std::string wrapped(json message, bool first, const messaging_wrapping& with) {
    if (!with.metadata.empty() && with.at.returns_metadata) {
        message["metadata"] = with.metadata;
    }
    json out = {{"recipient", recipient(with.to)},
                {"messaging_type", with.as_human_agent ? "MESSAGE_TAG" : "RESPONSE"},
                {"message", std::move(message)}};
    if (with.as_human_agent) {
        out["tag"] = "HUMAN_AGENT";
    }
    if (first && !with.reply_to.empty()) {
        out["reply_to"] = {{"mid", with.reply_to}};
    }
    return written(out);
}

}  // namespace

std::vector<std::string> encode_messaging(std::string_view content_text,
                                          const messaging_wrapping& with) {
    const auto content = parse(content_text);
    if (!content.is_object()) {
        refuse("the content is not a JSON object");
    }
    if (const auto& reaction = member(content, "reaction"); reaction.is_object()) {
        return {written(reaction_body(reaction, with))};
    }
    auto messages = messages_of(content, with.at);
    if (messages.empty()) {
        throw selat::refusal{selat::code::unsupported, "no part of this content can be carried"};
    }
    std::vector<std::string> out;
    for (auto& each : messages) {
        out.push_back(wrapped(std::move(each), out.empty(), with));
    }
    return out;
}

std::string encode_sender_action(std::string_view to, std::string_view action) {
    return written({{"recipient", recipient(to)}, {"sender_action", action}});
}

}  // namespace meta
