#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/line/check.hpp"

#include <algorithm>

namespace emulators::line {
namespace {

void check_quick_reply(checker& out, const json& message, const std::string& path) {
    if (!message.contains("quickReply")) {
        return;
    }
    const auto& items = out.list(message["quickReply"], "items", path + ".quickReply", 1, 13);
    for (std::size_t at = 0; at < items.size(); ++at) {
        const auto item = path + ".quickReply.items[" + std::to_string(at) + "]";
        out.one_of(items[at], "type", item, {"action"});
        check_action(out, member(items[at], "action"), item + ".action", action_place::quick_reply);
    }
}

void check_sender(checker& out, const json& message, const std::string& path) {
    if (!message.contains("sender")) {
        return;
    }
    const auto& sender = message["sender"];
    out.text(sender, "name", path + ".sender", 20, false);
    out.https_url(sender, "iconUrl", path + ".sender", false);
    auto name = text_in(sender, "name");
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (name.find("line") != std::string::npos) {
        out.fault(path + ".sender.name", "The name contains a word that may not be used");
    }
}

// The text's limit is shorter beside a title or a picture.
void check_card(checker& out, const json& card, const std::string& path, std::size_t text_alone,
                std::size_t actions_max) {
    const bool illustrated = card.contains("title") || card.contains("thumbnailImageUrl");
    out.text(card, "text", path, illustrated ? 60 : text_alone);
    out.text(card, "title", path, 40, false);
    out.https_url(card, "thumbnailImageUrl", path, false);
    const auto& actions = out.list(card, "actions", path, 1, actions_max);
    for (std::size_t at = 0; at < actions.size(); ++at) {
        check_action(out, actions[at], path + ".actions[" + std::to_string(at) + "]",
                     action_place::template_button);
    }
}

void check_carousel(checker& out, const json& body, const std::string& path) {
    const auto& columns = out.list(body, "columns", path, 1, 10);
    const auto shape = [](const json& column) {
        return std::tuple(member(column, "actions").size(), column.contains("title"),
                          column.contains("thumbnailImageUrl"));
    };
    for (std::size_t at = 0; at < columns.size(); ++at) {
        const auto column = path + ".columns[" + std::to_string(at) + "]";
        if (!columns[at].is_object()) {
            out.fault(column, "May not be null");
            continue;
        }
        check_card(out, columns[at], column, 120, 3);
        if (columns[0].is_object() && shape(columns[at]) != shape(columns[0])) {
            out.fault(column, "The number of actions and the use of title and image must be the "
                              "same in all columns");
        }
    }
}

void check_image_carousel(checker& out, const json& body, const std::string& path) {
    const auto& columns = out.list(body, "columns", path, 1, 10);
    for (std::size_t at = 0; at < columns.size(); ++at) {
        const auto column = path + ".columns[" + std::to_string(at) + "]";
        out.https_url(columns[at], "imageUrl", column);
        check_action(out, member(columns[at], "action"), column + ".action", action_place::area);
        out.text(member(columns[at], "action"), "label", column + ".action", 12, false);
    }
}

void check_template(checker& out, const json& message, const std::string& path) {
    out.text(message, "altText", path, 1500);
    const auto& body = member(message, "template");
    const auto inner = path + ".template";
    const auto type = text_in(body, "type");
    if (type == "buttons") {
        check_card(out, body, inner, 160, 4);
    } else if (type == "confirm") {
        out.text(body, "text", inner, 240);
        const auto& actions = out.list(body, "actions", inner, 2, 2);
        for (std::size_t at = 0; at < actions.size(); ++at) {
            check_action(out, actions[at], inner + ".actions[" + std::to_string(at) + "]",
                         action_place::template_button);
        }
    } else if (type == "carousel") {
        check_carousel(out, body, inner);
    } else if (type == "image_carousel") {
        check_image_carousel(out, body, inner);
    } else {
        out.fault(inner + ".type", "Must be one of the following values: [buttons, confirm, "
                                   "carousel, image_carousel]");
    }
}

void check_media(checker& out, const json& message, const std::string& path,
                 std::string_view type) {
    out.https_url(message, "originalContentUrl", path);
    if (type == "audio") {
        return out.number(message, "duration", path, 1, 24.0 * 3600 * 1000);
    }
    out.https_url(message, "previewImageUrl", path);
    out.text(message, "trackingId", path, 100, false);
}

void check_location(checker& out, const json& message, const std::string& path) {
    out.text(message, "title", path, 100);
    out.text(message, "address", path, 100);
    out.number(message, "latitude", path, -90, 90);
    out.number(message, "longitude", path, -180, 180);
}

void check_imagemap(checker& out, const json& message, const std::string& path) {
    out.https_url(message, "baseUrl", path);
    out.text(message, "altText", path, 1500);
    out.number(member(message, "baseSize"), "width", path + ".baseSize", 1040, 1040);
    out.list(message, "actions", path, 0, 50);
}

void check_quote(checker& out, const json& message, const std::string& path) {
    const auto type = text_in(message, "type");
    if (message.contains("quoteToken") && type != "text" && type != "textV2" && type != "sticker") {
        out.fault(path + ".quoteToken", "This message type cannot quote");
    }
}

}  // namespace

void check_message(checker& out, const json& message, const std::string& path) {
    if (!message.is_object()) {
        return out.fault(path, "May not be null");
    }
    const auto type = text_in(message, "type");
    if (type == "text" || type == "textV2") {
        out.text(message, "text", path, 5000);
    } else if (type == "sticker") {
        out.text(message, "packageId", path, 20);
        out.text(message, "stickerId", path, 20);
    } else if (type == "image" || type == "video" || type == "audio") {
        check_media(out, message, path, type);
    } else if (type == "location") {
        check_location(out, message, path);
    } else if (type == "template") {
        check_template(out, message, path);
    } else if (type == "flex") {
        check_flex(out, message, path);
    } else if (type == "imagemap") {
        check_imagemap(out, message, path);
    } else if (type == "coupon") {
        out.text(message, "couponId", path, 100);
    } else {
        out.fault(path + ".type",
                  "Must be one of the following values: [text, textV2, sticker, "
                  "image, video, audio, location, imagemap, template, flex, coupon]");
    }
    check_quote(out, message, path);
    check_quick_reply(out, message, path);
    check_sender(out, message, path);
}

std::vector<fault_detail> check_messages(const json& request) {
    checker out;
    const auto& messages = out.list(request, "messages", "", 1, 5);
    for (std::size_t at = 0; at < messages.size(); ++at) {
        check_message(out, messages[at], "messages[" + std::to_string(at) + "]");
    }
    return out.faults();
}

}  // namespace emulators::line
