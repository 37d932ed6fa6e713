#include "encode.hpp"

#include "plugins/shared/code_points/code_points.hpp"
#include "plugins/shared/google/rich.hpp"

#include <algorithm>
#include <utility>

#include <selat/plugin.hpp>

namespace google_business_messages {
namespace {

using google::json;
using google::list_of;
using google::text_of;

constexpr google::dialect dialect = {.suggestions_max = 13, .https_alone = true, .alt_texts = true};
constexpr std::size_t fallback_max = 3072;
constexpr std::int64_t picture_max = 5 * 1024 * 1024;

json describe(const representative& by) {
    json out = {{"representativeType", by.human ? "HUMAN" : "BOT"}};
    if (!by.name.empty()) {
        out["displayName"] = by.name;
    }
    if (!by.avatar.empty()) {
        out["avatarImage"] = by.avatar;
    }
    return out;
}

// JPEG and PNG of up to 5 MB; where nothing is said of it, Google will see.
bool is_picture(const json& attachment) {
    const auto mime = text_of(attachment, "mime");
    return text_of(attachment, "kind") == "image" &&
           (mime.empty() || mime == "image/jpeg" || mime == "image/png") &&
           google::integer_of(attachment, "size") <= picture_max &&
           google::is_fetchable(text_of(attachment, "url"), dialect);
}

json attachment_message(const json& attachment) {
    if (!is_picture(attachment)) {
        return google::linked_file(attachment);
    }
    const auto url = text_of(attachment, "url");
    return {{"image",
             {{"contentInfo", google::content_info(url, text_of(attachment, "name"), dialect)}}}};
}

std::string words_of(const json& card) {
    const auto title = text_of(card, "title");
    const auto text = text_of(card, "text");
    return title + (title.empty() || text.empty() ? "" : "\n") + text;
}

std::string fallback_of(const json& cards) {
    std::string out;
    for (const auto& each : cards) {
        const auto words = words_of(each);
        out += (out.empty() || words.empty() ? "" : "\n\n") + words;
    }
    return code_points::cut(out, fallback_max);
}

json cards_message(const json& cards, const std::string& fallback) {
    json out = {{"richCard", google::rich_card(cards, dialect)}};
    const auto instead = fallback.empty() ? fallback_of(cards) : fallback;
    if (!instead.empty()) {
        out["fallback"] = instead;
    }
    return out;
}

void add_suggestions(json& message, json more) {
    auto& all = message["suggestions"];
    for (auto& each : more) {
        all.push_back(std::move(each));
    }
}

std::vector<json> parts_of(const json& content, const wrapping& with) {
    std::vector<json> out;
    const auto text = text_of(content, "text");
    if (!text.empty()) {
        out.push_back(google::text_message(text));
    }
    for (const auto& each : list_of(content, "attachments")) {
        out.push_back(attachment_message(each));
        if (!with.fallback.empty() && out.back().contains("image")) {
            out.back()["fallback"] = with.fallback;
        }
    }
    if (const auto& cards = list_of(content, "cards"); !cards.empty()) {
        out.push_back(cards_message(cards, with.fallback));
    }
    // Suggestions show below what comes last alone.
    if (const auto& choices = list_of(content, "choices"); !choices.empty()) {
        auto offered = google::suggestions(choices, dialect.suggestions_max);
        if (out.empty() || out.back().contains("suggestions")) {
            out.push_back(google::text_message(google::titles_of(choices)));
        }
        add_suggestions(out.back(), std::move(offered));
    }
    return out;
}

}  // namespace

std::vector<json> encode_messages(std::string_view content_text, const wrapping& with) {
    const auto content = google::parse(content_text);
    if (!content.is_object()) {
        throw selat::refusal{selat::code::invalid, "the content is not a JSON object"};
    }
    auto out = parts_of(content, with);
    if (out.empty()) {
        throw selat::refusal{selat::code::unsupported, "no part of this content can be carried"};
    }
    if (with.live_agent_chip && !with.by.human &&
        list_of(out.back(), "suggestions").size() < dialect.suggestions_max) {
        add_suggestions(out.back(), json::array({{{"liveAgentRequest", json::object()}}}));
    }
    for (auto& each : out) {
        each["representative"] = describe(with.by);
    }
    return out;
}

std::string encode_event(std::string_view type, const representative& by) {
    return google::written({{"eventType", type}, {"representative", describe(by)}});
}

}  // namespace google_business_messages
