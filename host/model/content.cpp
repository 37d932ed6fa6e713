#include "host/model/content.hpp"

#include <array>
#include <utility>

namespace selat::model {
namespace {

constexpr std::array kinds = {
    std::pair{attachment_kind::image, "image"}, std::pair{attachment_kind::audio, "audio"},
    std::pair{attachment_kind::video, "video"}, std::pair{attachment_kind::file, "file"},
    std::pair{attachment_kind::sticker, "sticker"}};

}  // namespace

bool content::empty() const {
    return text.empty() && html.empty() && subject.empty() && attachments.empty() && !location &&
           contacts.empty() && choices.empty() && !selected && cards.empty() && !reaction &&
           !template_ && !call && !unsupported;
}

const char* name_of(attachment_kind kind) {
    for (const auto& [value, name] : kinds) {
        if (value == kind) {
            return name;
        }
    }
    return "file";
}

std::optional<attachment_kind> attachment_kind_of(std::string_view name) {
    for (const auto& [value, text] : kinds) {
        if (name == text) {
            return value;
        }
    }
    return std::nullopt;
}

std::string plain_text(const content& value) {
    std::string out;
    const auto add = [&out](const std::string& text) {
        if (!text.empty()) {
            out += out.empty() ? "" : "\n";
            out += text;
        }
    };
    add(value.subject);
    add(value.text);
    if (value.selected) {
        add(value.selected->title.empty() ? value.selected->payload : value.selected->title);
    }
    for (const auto& each : value.cards) {
        add(each.title);
        add(each.text);
    }
    for (const auto& each : value.attachments) {
        add(each.name);
    }
    if (value.location) {
        add(value.location->name);
        add(value.location->address);
    }
    return out;
}

}  // namespace selat::model
