#include "encode.hpp"

#include "plugins/shared/code_points/code_points.hpp"
#include "plugins/shared/google/rich.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <selat/plugin.hpp>

namespace rcs {
namespace {

using google::json;
using google::list_of;
using google::text_of;

constexpr google::dialect dialect = {.suggestions_max = 11, .card_orientation = true};
constexpr std::int64_t file_max = 100 * 1024 * 1024;

// Pictures, videos, recordings and PDF; where nothing is said of it, Google will see.
bool is_carried(const json& attachment) {
    const auto mime = text_of(attachment, "mime");
    const auto kind = text_of(attachment, "kind");
    const auto of = [&](std::string_view family) { return mime.starts_with(family); };
    const bool known = of("image/") || of("video/") || of("audio/") || mime == "application/pdf";
    return (mime.empty() ? kind != "file" && kind != "sticker" : known) &&
           google::integer_of(attachment, "size") <= file_max &&
           google::is_fetchable(text_of(attachment, "url"), dialect);
}

json attachment_message(const json& attachment) {
    if (!is_carried(attachment)) {
        return google::linked_file(attachment);
    }
    return {{"contentInfo", google::content_info(text_of(attachment, "url"), {}, dialect)}};
}

// The words of a place, and a chip that shows it on the map.
json location_message(const json& place) {
    const auto latitude = google::number_of(place, "latitude");
    const auto longitude = google::number_of(place, "longitude");
    if (!latitude || !longitude) {
        throw selat::refusal{selat::code::invalid, "a location has latitude and longitude"};
    }
    const auto name = text_of(place, "name");
    const auto address = text_of(place, "address");
    auto words = name + (name.empty() || address.empty() ? "" : "\n") + address;
    if (words.empty()) {
        words = std::to_string(*latitude) + ", " + std::to_string(*longitude);
    }
    json view = {{"latLong", {{"latitude", *latitude}, {"longitude", *longitude}}}};
    if (!name.empty()) {
        view["label"] = code_points::cut(name, 100);
    }
    auto out = google::text_message(code_points::cut(words, google::text_max));
    out["suggestions"] = json::array(
        {{{"action",
           {{"text", "Map"}, {"postbackData", "map"}, {"viewLocationAction", std::move(view)}}}}});
    return out;
}

}  // namespace

std::vector<json> encode_messages(std::string_view content_text) {
    const auto content = google::parse(content_text);
    if (!content.is_object()) {
        throw selat::refusal{selat::code::invalid, "the content is not a JSON object"};
    }
    std::vector<json> out;
    if (const auto text = text_of(content, "text"); !text.empty()) {
        out.push_back(google::text_message(text));
    }
    for (const auto& each : list_of(content, "attachments")) {
        out.push_back(attachment_message(each));
    }
    if (const auto& place = google::member(content, "location"); place.is_object()) {
        out.push_back(location_message(place));
    }
    if (const auto& cards = list_of(content, "cards"); !cards.empty()) {
        out.push_back({{"richCard", google::rich_card(cards, dialect)}});
    }
    // Suggestions show below what comes last alone.
    if (const auto& choices = list_of(content, "choices"); !choices.empty()) {
        auto offered = google::suggestions(choices, dialect.suggestions_max);
        if (out.empty() || out.back().contains("suggestions")) {
            out.push_back(google::text_message(google::titles_of(choices)));
        }
        out.back()["suggestions"] = std::move(offered);
    }
    if (out.empty()) {
        throw selat::refusal{selat::code::unsupported, "no part of this content can be carried"};
    }
    return out;
}

}  // namespace rcs
