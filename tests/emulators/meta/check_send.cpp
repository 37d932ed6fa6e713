#include "tests/emulators/meta/check_send.hpp"

#include "tests/emulators/common/json_answer.hpp"

#include <algorithm>
#include <string>

namespace emulators::meta {
namespace {

using wrong = std::optional<graph_error>;

constexpr std::int64_t hour_ms = 3'600'000;

wrong invalid(const std::string& what, int subcode = 0) {
    return graph_error{100, subcode, what, {}, 0};
}

std::size_t length_of(const std::string& text, const flavour& at) {
    return at.text_in_bytes
               ? text.size()
               : static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
                     return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
                 }));
}

std::size_t characters(const std::string& text) { return length_of(text, messenger); }

wrong check_buttons(const json& buttons, std::size_t least) {
    if (!buttons.is_array() || buttons.size() < least || buttons.size() > 3) {
        return invalid("there are 1 to 3 buttons");
    }
    for (const auto& each : buttons) {
        const auto type = text_in(each, "type");
        const auto title = text_in(each, "title");
        if (title.empty() || characters(title) > 20) {
            return invalid("a button's title has 1 to 20 characters");
        }
        const auto url = text_in(each, "url");
        if (type == "web_url" && !url.starts_with("http")) {
            return invalid("a web_url button needs its url");
        }
        const auto payload = text_in(each, "payload");
        if (type == "postback" && (payload.empty() || payload.size() > 1000)) {
            return invalid("a postback has 1 to 1000 characters of payload");
        }
        if (type != "web_url" && type != "postback" && type != "phone_number") {
            return invalid("unknown type of button");
        }
    }
    return {};
}

wrong check_elements(const json& elements) {
    if (!elements.is_array() || elements.empty() || elements.size() > 10) {
        return invalid("there are 1 to 10 elements");
    }
    for (const auto& each : elements) {
        const auto title = text_in(each, "title");
        if (title.empty() || characters(title) > 80 || characters(text_in(each, "subtitle")) > 80) {
            return invalid("title and subtitle have 80 characters at most");
        }
        if (each.size() < 2) {
            return invalid("an element needs a property beside its title");
        }
        if (each.contains("buttons")) {
            if (auto fault = check_buttons(each["buttons"], 1)) {
                return fault;
            }
        }
    }
    return {};
}

wrong check_template(const json& payload) {
    const auto type = text_in(payload, "template_type");
    if (type == "generic") {
        return check_elements(member(payload, "elements"));
    }
    if (type == "button") {
        const auto text = text_in(payload, "text");
        return text.empty() || characters(text) > 640
                   ? invalid("text has 1 to 640 characters")
                   : check_buttons(member(payload, "buttons"), 1);
    }
    return type == "media" ? wrong() : invalid("unknown template_type");
}

wrong check_attachment(const json& attachment) {
    const auto type = text_in(attachment, "type");
    const auto& payload = member(attachment, "payload");
    if (type == "template") {
        return check_template(payload);
    }
    if (type == "like_heart" || type == "MEDIA_SHARE") {
        return {};
    }
    if (type != "image" && type != "video" && type != "audio" && type != "file") {
        return invalid("unknown type of attachment");
    }
    const auto url = text_in(payload, "url");
    if (!url.starts_with("http://") && !url.starts_with("https://") &&
        text_in(payload, "attachment_id").empty()) {
        return invalid("the attachment needs a url or an attachment_id");
    }
    return {};
}

wrong check_quick_replies(const json& message) {
    const auto& replies = member(message, "quick_replies");
    if (replies.is_null()) {
        return {};
    }
    if (!replies.is_array() || replies.empty() || replies.size() > 13) {
        return invalid("there are 1 to 13 quick replies");
    }
    for (const auto& each : replies) {
        const auto title = text_in(each, "title");
        if (text_in(each, "content_type") == "text" &&
            (title.empty() || characters(title) > 20 || text_in(each, "payload").size() > 1000)) {
            return invalid("a quick reply has 20 characters of title, 1000 of payload");
        }
    }
    return {};
}

wrong check_message(const json& message, const flavour& at) {
    const auto text = text_in(message, "text");
    const auto& attachment = member(message, "attachment");
    if (text.empty() == attachment.is_null()) {
        return invalid("a message has text or an attachment, and one alone");
    }
    if (length_of(text, at) > at.text_max) {
        return invalid("Length of param message[text] must be less than or equal to " +
                       std::to_string(at.text_max));
    }
    if (text_in(message, "metadata").size() > 1000) {
        return invalid("metadata is too long");
    }
    if (auto fault = check_quick_replies(message)) {
        return fault;
    }
    return attachment.is_null() ? wrong() : check_attachment(attachment);
}

// A day for anything, a week for what people write.
wrong check_window(const json& send, const person& to, std::int64_t now_ms) {
    const auto type = text_in(send, "messaging_type", "RESPONSE");
    const auto tag = text_in(send, "tag");
    const auto age = now_ms - to.wrote_ms;
    if (type == "MESSAGE_TAG" && tag != "HUMAN_AGENT") {
        return invalid("Invalid tag");
    }
    if (type != "RESPONSE" && type != "UPDATE" && type != "MESSAGE_TAG") {
        return invalid("unknown messaging_type");
    }
    if (to.wrote_ms == 0) {
        return graph_error{100, 2018001, "No matching user found", {}, 0};
    }
    if (age > (type == "MESSAGE_TAG" ? 7 * 24 * hour_ms : 24 * hour_ms)) {
        return graph_error{10, 2018278, "This message is sent outside of allowed window.", {}, 403};
    }
    return {};
}

wrong check_action(const json& send, const flavour& at) {
    const auto action = text_in(send, "sender_action");
    if (send.contains("message")) {
        return invalid("message and sender_action do not go together", 2018014);
    }
    if (action == "typing_on" || action == "typing_off" || action == "mark_seen") {
        return {};
    }
    const auto& payload = member(send, "payload");
    if ((action != "react" && action != "unreact") || text_in(payload, "message_id").empty()) {
        return invalid("unknown sender_action, or one without its payload");
    }
    if (action == "react" && !at.any_reaction && text_in(payload, "reaction") != "love") {
        return invalid("unknown reaction");
    }
    return {};
}

}  // namespace

std::optional<graph_error> check_send(const json& send, const person& to, std::int64_t now_ms,
                                      const flavour& at) {
    if (to.refused != 0) {
        return graph_error{to.refused, to.refused_subcode, "refused", {}, 0};
    }
    if (send.contains("sender_action")) {
        return check_action(send, at);
    }
    auto fault = check_message(member(send, "message"), at);
    fault = fault ? fault : check_window(send, to, now_ms);
    if (!fault && to.other_app) {
        return graph_error{100, 2534037, "Another app is controlling this thread now.", {}, 0};
    }
    return fault;
}

}  // namespace emulators::meta
