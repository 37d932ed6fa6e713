#include "message.hpp"

#include "encode.hpp"
#include "markup.hpp"
#include "places.hpp"
#include "snowflake.hpp"

#include <algorithm>

namespace discord {
namespace {

enum message_type : std::int64_t { usual = 0, reply = 19 };
enum reference_type : std::int64_t { answers = 0, forwards = 1 };
enum sticker_format : std::int64_t { lottie = 3, gif = 4 };

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

// The content type may be missing; then the name's ending tells.
std::string kind_of(const std::string& type, const std::string& name) {
    for (const auto kind : {"image", "video", "audio"}) {
        if (type.starts_with(std::string(kind) + "/")) {
            return kind;
        }
    }
    if (!type.empty()) {
        return "file";
    }
    static constexpr std::pair<std::string_view, const char*> endings[] = {
        {".png", "image"},  {".jpg", "image"}, {".jpeg", "image"}, {".gif", "image"},
        {".webp", "image"}, {".mp4", "video"}, {".mov", "video"},  {".webm", "video"},
        {".mp3", "audio"},  {".ogg", "audio"}, {".wav", "audio"},  {".m4a", "audio"}};
    const auto lowered = lower(name);
    for (const auto& [ending, kind] : endings) {
        if (lowered.ends_with(ending)) {
            return kind;
        }
    }
    return "file";
}

void read_attachments(const json& message, json& attachments, std::vector<std::string>& files) {
    for (const auto& each : member(message, "attachments")) {
        const auto name = text_of(each, "filename");
        const auto type = text_of(each, "content_type");
        json attachment = {{"kind", kind_of(type, name)}};
        if (auto id = text_of(each, "id"); !id.empty()) {
            attachment["provider_id"] = std::move(id);
        }
        if (!name.empty()) {
            attachment["name"] = name;
        }
        if (!type.empty()) {
            attachment["mime"] = type;
        }
        if (const auto size = number_of(each, "size"); size > 0) {
            attachment["size"] = size;
        }
        attachments.push_back(std::move(attachment));
        files.push_back(text_of(each, "url"));
    }
}

// Their pictures stay where they are, unlike attachments, whose addresses expire.
void read_stickers(const json& message, json& attachments, std::vector<std::string>& files) {
    for (const auto& each : member(message, "sticker_items")) {
        const auto id = text_of(each, "id");
        const auto format = number_of(each, "format_type");
        if (!is_id(id)) {
            continue;
        }
        const std::string host = format == gif ? "media.discordapp.net" : "cdn.discordapp.com";
        const std::string ending = format == gif ? ".gif" : format == lottie ? ".json" : ".png";
        attachments.push_back({{"kind", "sticker"},
                               {"name", text_of(each, "name")},
                               {"url", "https://" + host + "/stickers/" + id + ending}});
        files.emplace_back();
    }
}

std::string label_in(const json& components, const std::string& custom_id,
                     const std::string& value) {
    for (const auto& each : components) {
        if (text_of(each, "custom_id") == custom_id && value.empty()) {
            const auto label = text_of(each, "label");
            return label.empty() ? text_of(member(each, "emoji"), "name") : label;
        }
        for (const auto& option : member(each, "options")) {
            if (text_of(option, "value") == value && !value.empty()) {
                return text_of(option, "label");
            }
        }
        if (auto found = label_in(member(each, "components"), custom_id, value); !found.empty()) {
            return found;
        }
    }
    return {};
}

// Lists of people, roles and channels have no labels: what they are called comes beside.
std::string resolved_name(const json& resolved, const std::string& id) {
    const auto& user = member(member(resolved, "users"), id.c_str());
    if (user.is_object()) {
        return "@" + name_of(user, member(member(resolved, "members"), id.c_str()));
    }
    for (const auto& [kind, sign] : {std::pair{"roles", "@"}, {"channels", "#"}}) {
        const auto name = text_of(member(member(resolved, kind), id.c_str()), "name");
        if (!name.empty()) {
            return sign + name;
        }
    }
    return {};
}

void append(std::string& list, const std::string& word, const char* between) {
    list += (list.empty() ? "" : between) + word;
}

}  // namespace

bool is_said_by_a_person(const json& message, const std::string& own_user) {
    const auto& author = member(message, "author");
    const auto type = number_of(message, "type", -1);
    return !flag_of(author, "bot") && !flag_of(author, "system") &&
           text_of(message, "webhook_id").empty() && is_id(text_of(author, "id")) &&
           text_of(author, "id") != own_user && (type == usual || type == reply);
}

read_message read(const json& message) {
    read_message out;
    const auto& reference = member(message, "message_reference");
    const bool forwarded = number_of(reference, "type") == forwards;
    if (auto answered = text_of(reference, "message_id"); !forwarded && is_id(answered)) {
        out.reply_to = std::move(answered);
    }
    const auto& snapshots = member(message, "message_snapshots");
    const auto& said = forwarded && snapshots.is_array() && !snapshots.empty()
                           ? member(snapshots[0], "message")
                           : message;
    auto text = plain(text_of(said, "content"), member(said, "mentions"));
    if (const auto question = text_of(member(member(said, "poll"), "question"), "text");
        !question.empty()) {
        text += (text.empty() ? "" : "\n") + question;
        for (const auto& each : member(member(said, "poll"), "answers")) {
            text += "\n- " + text_of(member(each, "poll_media"), "text");
        }
    }
    json attachments = json::array();
    read_attachments(said, attachments, out.files);
    read_stickers(said, attachments, out.files);
    json content = json::object();
    if (!text.empty()) {
        content["text"] = std::move(text);
    }
    if (!attachments.empty()) {
        content["attachments"] = std::move(attachments);
    }
    if (content.empty()) {
        content["unsupported"] = {{"kind", forwarded ? "forwarded message" : "message"}};
    }
    out.content = written(content);
    return out;
}

std::string read_choice(const json& interaction) {
    constexpr std::int64_t component = 3;
    const auto& about = member(interaction, "data");
    const auto custom_id = text_of(about, "custom_id");
    if (number_of(interaction, "type") != component || custom_id.empty()) {
        return {};
    }
    const auto& components = member(member(interaction, "message"), "components");
    std::string title;
    std::string payload;
    for (const auto& each : member(about, "values")) {
        const auto value = each.is_string() ? each.get<std::string>() : std::string();
        if (value.empty()) {
            continue;
        }
        auto name = label_in(components, custom_id, value);
        if (name.empty()) {
            name = resolved_name(member(about, "resolved"), value);
        }
        append(title, name.empty() ? value : name, ", ");
        append(payload, value, ",");
    }
    if (payload.empty()) {
        payload = payload_in(custom_id);
        title = label_in(components, custom_id, {});
    }
    if (title.empty()) {
        title = payload.empty() ? custom_id : payload;
    }
    json selected = {{"title", std::move(title)}};
    if (!payload.empty()) {
        selected["payload"] = payload;
    }
    return written({{"selected", std::move(selected)}});
}

}  // namespace discord
