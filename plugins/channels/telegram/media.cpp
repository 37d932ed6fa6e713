#include "media.hpp"

#include "json_read.hpp"

#include <algorithm>
#include <array>

#include <selat/plugin.hpp>

namespace telegram {
namespace {

constexpr std::size_t album_max = 10;
constexpr std::string_view file_id_scheme = "file_id:";

// What goes into one album: pictures with videos, documents and recordings among themselves.
enum class company { none, visual, documents, audio };

struct way {
    std::string_view method;
    const char* field;
    company with = company::none;
};

bool is_of_type(const json& attachment, std::string_view type, std::string_view ending) {
    const auto told = text_of(attachment, "mime");
    const auto mime = told.substr(0, told.find(';'));  // its codecs stand behind it
    const auto url = text_of(attachment, "url");
    return mime == type ||
           (mime.empty() && std::string_view(url).substr(0, url.find('?')).ends_with(ending));
}

way way_of(const json& attachment) {
    const auto kind = text_of(attachment, "kind");
    if (kind == "image" && is_of_type(attachment, "image/gif", ".gif")) {
        return {"sendAnimation", "animation"};
    }
    if (kind == "image") {
        return {"sendPhoto", "photo", company::visual};
    }
    if (kind == "video") {
        return {"sendVideo", "video", company::visual};
    }
    if (kind == "audio") {
        const bool voice = is_of_type(attachment, "audio/ogg", ".ogg") ||
                           is_of_type(attachment, "audio/opus", ".oga");
        return voice ? way{"sendVoice", "voice"} : way{"sendAudio", "audio", company::audio};
    }
    if (kind == "sticker") {
        return {"sendSticker", "sticker"};
    }
    return {"sendDocument", "document", company::documents};
}

// A URL that Telegram fetches, or what it calls a file that it has.
std::string source_of(const json& attachment) {
    const auto url = text_of(attachment, "url");
    if (url.starts_with(file_id_scheme) && url.size() > file_id_scheme.size()) {
        return url.substr(file_id_scheme.size());
    }
    if (!url.starts_with("https://") && !url.starts_with("http://")) {
        throw selat::refusal{selat::code::invalid,
                             "an attachment needs a URL that everybody can fetch, or file_id:ID"};
    }
    return url;
}

std::string link_of(const json& attachment) {
    const auto url = text_of(attachment, "url");
    if (url.starts_with(file_id_scheme)) {
        return {};
    }
    const auto name = text_of(attachment, "name");
    return name.empty() ? url : name + ": " + url;
}

void add_line(std::string& text, const std::string& line) {
    if (!line.empty()) {
        text += (text.empty() ? "" : "\n") + line;
    }
}

step single(const json& attachment, const std::string& caption) {
    const auto way = way_of(attachment);
    step out{std::string(way.method), {{way.field, source_of(attachment)}}, {}};
    if (!caption.empty()) {
        out.body["caption"] = caption;
    }
    if (const auto link = link_of(attachment); !link.empty()) {
        add_line(out.links, caption);
        add_line(out.links, link);
    }
    return out;
}

step album(std::span<const json> attachments, const std::string& caption) {
    step out{"sendMediaGroup", json::object(), caption};
    auto& media = out.body["media"] = json::array();
    for (const auto& each : attachments) {
        media.push_back({{"type", way_of(each).field}, {"media", source_of(each)}});
        add_line(out.links, link_of(each));
    }
    if (!caption.empty()) {
        media[0]["caption"] = caption;
    }
    return out;
}

}  // namespace

bool takes_caption(std::span<const json> attachments) {
    return !attachments.empty() && way_of(attachments.front()).method != "sendSticker";
}

steps media_steps(std::span<const json> attachments, const std::string& caption) {
    steps out;
    while (!attachments.empty()) {
        const auto with = way_of(attachments.front()).with;
        std::size_t count = 1;
        while (with != company::none && count < std::min(attachments.size(), album_max) &&
               way_of(attachments[count]).with == with) {
            ++count;
        }
        const auto& beside = out.empty() ? caption : std::string();
        out.push_back(count == 1 ? single(attachments.front(), beside)
                                 : album(attachments.first(count), beside));
        attachments = attachments.subspan(count);
    }
    return out;
}

}  // namespace telegram
