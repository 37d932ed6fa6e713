#include "shared_things.hpp"

#include "content.hpp"
#include "graph.hpp"

#include <algorithm>
#include <utility>

namespace meta {
namespace {

// The thumb in its three sizes.
bool is_thumb(std::string_view sticker) {
    return sticker == "369239263222822" || sticker == "369239343222814" ||
           sticker == "369239383222810";
}

struct shared_kind {
    std::string_view type;
    const char* title;  // where nothing says more
};
constexpr shared_kind shared_kinds[] = {{"share", "Shared post"},    {"post", "Shared post"},
                                        {"ig_post", "Shared post"},  {"reel", "Shared reel"},
                                        {"ig_reel", "Shared reel"},  {"story", "Shared story"},
                                        {"ig_story", "Shared story"}};

// A member of the payload, or beside it: echoes have it there.
std::string text_near(const json& attachment, const char* name) {
    auto text = text_of(member(attachment, "payload"), name);
    return text.empty() ? text_of(attachment, name) : text;
}

// What a template or one of its cards offers; without a title nothing can be shown.
json buttons_of(const json& offer) {
    json out = json::array();
    for (const auto& each : list_of(offer, "buttons")) {
        json choice = {{"title", text_of(each, "title")}};
        if (choice["title"] == "") {
            continue;
        }
        const auto url = text_of(each, "url");
        if (is_web_url(url)) {
            choice["url"] = url;
        } else if (auto payload = text_of(each, "payload"); !payload.empty()) {
            choice["payload"] = std::move(payload);
        }
        out.push_back(std::move(choice));
    }
    return out;
}

}  // namespace

void said::text(std::string words) { text_ = std::move(words); }

void said::card(json card) { cards_.push_back(std::move(card)); }

void said::choice(std::string_view title, std::string_view payload) {
    whole_ = selected(title, payload);
    text_.clear();
}

void said::unknown(std::string_view kind) { unknown_ = kind; }

void said::attachments(const json& list) {
    for (const auto& each : list) {
        attachment(each);
    }
}

void said::attachment(const json& each) {
    const auto type = text_of(each, "type");
    const auto& payload = member(each, "payload");
    // Until August 2026 a sticker came as a picture with its id.
    if (type == "sticker" || (type == "image" && payload.contains("sticker_id"))) {
        return sticker(payload);
    }
    for (const auto* kind : {"image", "video", "audio", "file"}) {
        if (type == kind) {
            return medium(kind, payload);
        }
    }
    if (type == "fallback") {
        return fallback(each);
    }
    if (type == "like_heart") {
        return text(text_.empty() ? "❤️" : text_);
    }
    if (type == "location") {
        auto place = location(member(payload, "coordinates"), "lat", "long");
        if (auto name = text_of(each, "title"); !name.empty() && place.contains("location")) {
            place["location"]["name"] = std::move(name);
        }
        whole_ = std::move(place);
        return;
    }
    if (type == "template") {
        return offered(payload);
    }
    shared(type, each);
}

// Whose URL is signed and ends soon, so it is fetched at once.
void said::medium(const char* kind, const json& payload) {
    const auto url = text_of(payload, "url");
    if (!is_web_url(url)) {
        return unknown(kind);
    }
    const auto same = [&](const wanted_medium& each) { return each.url == url; };
    if (std::any_of(out_.media.begin(), out_.media.end(), same)) {
        return;  // a sticker comes as a picture too
    }
    json attachment = {{"kind", kind}, {"url", url}};
    const auto path = std::string_view(url).substr(0, url.find_first_of("?#"));
    const auto name = path.substr(path.rfind('/') + 1);
    if (std::string_view(kind) == "file" && !name.empty()) {
        attachment["name"] = name;
    }
    out_.media.push_back({static_cast<std::uint32_t>(attachments_.size()), url, {}});
    attachments_.push_back(std::move(attachment));
}

void said::sticker(const json& payload) {
    const auto id = id_of(payload, "sticker_id");
    if (is_thumb(id)) {
        return text(text_.empty() ? "👍" : text_);
    }
    const auto before = attachments_.size();
    medium("sticker", payload);
    if (attachments_.size() > before && !id.empty()) {
        attachments_.back()["name"] = id;
    }
}

// The preview of a link that, mostly, stands in the text.
void said::fallback(const json& each) {
    const auto url = text_near(each, "url");
    const auto title = text_near(each, "title");
    if (!url.empty() && text_.find(url) != std::string::npos) {
        return;
    }
    if (is_web_url(url) || !title.empty()) {
        card(link_card(title.empty() ? "Shared link" : title, url));
    } else if (text_.empty()) {
        unknown("fallback");
    }
}

void said::shared(const std::string& type, const json& each) {
    const auto url = text_near(each, "url");
    if (type == "story_mention") {
        out_.no_reply = true;  // nobody asked anything
        return card(link_card("Mentioned us in a story", url));
    }
    const auto* known = std::find_if(std::begin(shared_kinds), std::end(shared_kinds),
                                     [&](const shared_kind& kind) { return kind.type == type; });
    if (known != std::end(shared_kinds)) {
        const auto title = text_near(each, "title");
        return card(link_card(title.empty() ? known->title : title, url));
    }
    if (type == "appointment_booking") {
        const auto& booking = member(each, "payload");
        out_.attributes = attributes("booking")
                              .add("id", member(booking, "booking_id"))
                              .add("status", member(booking, "status"))
                              .add("start", member(booking, "start_time"))
                              .add("end", member(booking, "end_time"))
                              .end();
    }
    unknown(type.empty() ? "attachment" : type);
    if (is_web_url(url)) {
        card(link_card(type.empty() ? "Attachment" : type, url));
    }
}

// Products, and the templates of other apps in echoes.
void said::offered(const json& payload) {
    const auto before = cards_.size();
    const auto& product = member(payload, "product");
    for (const auto& each : list_of(product.is_object() ? product : payload, "elements")) {
        auto title = text_of(each, "title");
        auto made = link_card(title.empty() ? "Product" : title, text_of(each, "item_url"),
                              text_of(each, "image_url"));
        if (auto words = text_of(each, "subtitle"); !words.empty()) {
            made["text"] = std::move(words);
        }
        for (auto& button : buttons_of(each)) {
            made["choices"].push_back(std::move(button));
        }
        card(std::move(made));
    }
    choices_ = buttons_of(payload);
    if (auto words = text_of(payload, "text"); text_.empty() && !words.empty()) {
        return text(std::move(words));
    }
    if (cards_.size() == before && text_.empty() && choices_.empty()) {
        unknown("template");
    }
}

json said::end(std::string_view kind) && {
    json out = whole_.is_object() ? std::move(whole_) : json::object();
    if (!text_.empty()) {
        out["text"] = std::move(text_);
    }
    if (!attachments_.empty()) {
        out["attachments"] = std::move(attachments_);
    }
    if (!cards_.empty()) {
        out["cards"] = std::move(cards_);
    }
    if (!choices_.empty()) {
        out["choices"] = std::move(choices_);
    }
    if (!unknown_.empty()) {
        out["unsupported"] = {{"kind", unknown_}};
    }
    return out.empty() ? unsupported(kind) : out;
}

}  // namespace meta
