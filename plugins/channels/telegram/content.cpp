#include "content.hpp"

#include "ids.hpp"
#include "json_read.hpp"
#include "plugins/shared/code_points/code_points.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace telegram {
namespace {

// Members of a Message that are about it, not in it.
constexpr auto around = std::to_array<std::string_view>({"message_id",
                                                         "message_thread_id",
                                                         "direct_messages_topic",
                                                         "from",
                                                         "sender_chat",
                                                         "sender_boost_count",
                                                         "sender_business_bot",
                                                         "sender_tag",
                                                         "date",
                                                         "business_connection_id",
                                                         "chat",
                                                         "forward_origin",
                                                         "forward_from",
                                                         "forward_from_chat",
                                                         "forward_from_message_id",
                                                         "forward_signature",
                                                         "forward_sender_name",
                                                         "forward_date",
                                                         "is_topic_message",
                                                         "is_automatic_forward",
                                                         "reply_to_message",
                                                         "external_reply",
                                                         "quote",
                                                         "reply_to_story",
                                                         "reply_to_checklist_task_id",
                                                         "reply_to_poll_option_id",
                                                         "via_bot",
                                                         "edit_date",
                                                         "has_protected_content",
                                                         "is_from_offline",
                                                         "is_paid_post",
                                                         "media_group_id",
                                                         "author_signature",
                                                         "paid_star_count",
                                                         "link_preview_options",
                                                         "suggested_post_info",
                                                         "effect_id",
                                                         "caption",
                                                         "caption_entities",
                                                         "show_caption_above_media",
                                                         "has_media_spoiler",
                                                         "reply_markup",
                                                         "entities",
                                                         "text",
                                                         "guest_query_id",
                                                         "guest_bot_caller_user",
                                                         "guest_bot_caller_chat",
                                                         "receiver_user",
                                                         "receiver_chat",
                                                         "sender_rank",
                                                         "is_silent",
                                                         "ttl_seconds"});

// What people send that no part of content fits; anything else of the kind is Telegram's notice.
constexpr auto said_by_people = std::to_array<std::string_view>(
    {"poll", "dice", "game", "story", "paid_media", "checklist", "invoice", "rich_message",
     "giveaway", "passport_data", "live_photo", "successful_payment", "giveaway_winners"});

template <std::size_t Size>
bool holds(const std::array<std::string_view, Size>& list, std::string_view name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

// The text with the links that Telegram hides behind words written out behind them.
std::string with_links(const std::string& text, const json& entities) {
    std::multimap<std::size_t, std::string> links;  // by where their words end
    for (const auto& each : entities) {
        const auto offset = number_of(each, "offset", -1);
        const auto length = number_of(each, "length", -1);
        auto url = text_of(each, "url");
        if (text_of(each, "type") != "text_link" || url.empty() || offset < 0 || length < 0) {
            continue;
        }
        const auto from = code_points::byte_at(text, static_cast<std::size_t>(offset));
        const auto end = code_points::byte_at(text, static_cast<std::size_t>(offset) +
                                                        static_cast<std::size_t>(length));
        if (text.substr(from, end - from) != url) {
            links.emplace(end, std::move(url));
        }
    }
    std::string out;
    std::size_t done = 0;
    for (const auto& [at, url] : links) {
        out += text.substr(done, at - done) + " (" + url + ")";
        done = at;
    }
    return out + text.substr(done);
}

// One message as it is being read.
class reading {
public:
    explicit reading(const json& message) : message_(message) {}

    said end() {
        words();
        media();
        places();
        others();
        reply();
        out_.content = written(content_);
        return std::move(out_);
    }

private:
    void words() {
        auto text = with_links(text_of(message_, "text"), list_of(message_, "entities"));
        if (text.empty()) {
            text = with_links(text_of(message_, "caption"), list_of(message_, "caption_entities"));
        }
        say(text);
    }

    void say(const std::string& text) {
        if (!text.empty()) {
            const auto before = content_.value("text", std::string());
            content_["text"] = before.empty() ? text : before + "\n" + text;
        }
    }

    void attach(const json& file, const char* kind, const std::string& mime,
                const std::string& name = {}) {
        json attachment = {{"kind", kind}};
        auto& all = content_["attachments"];
        const auto type = text_of(file, "mime_type");
        const auto given = text_of(file, "file_name");
        if (!type.empty() || !mime.empty()) {
            attachment["mime"] = type.empty() ? mime : type;
        }
        if (!given.empty() || !name.empty()) {
            attachment["name"] = given.empty() ? name : given;
        }
        if (auto id = text_of(file, "file_unique_id"); !id.empty()) {
            attachment["provider_id"] = std::move(id);  // an edit tells by it which file it repeats
        }
        const auto size = number_of(file, "file_size");
        if (size > 0) {
            attachment["size"] = size;
        }
        if (auto id = text_of(file, "file_id"); !id.empty()) {
            out_.files.push_back({static_cast<std::uint32_t>(all.size()), std::move(id), size});
        }
        all.push_back(std::move(attachment));
    }

    // An animation comes as a document too.
    void media() {
        const auto& photo = list_of(message_, "photo");
        if (!photo.empty()) {
            attach(photo.back(), "image", "image/jpeg");
        }
        if (const auto& file = member(message_, "animation"); file.is_object()) {
            attach(file, "video", "video/mp4");
        } else if (const auto& document = member(message_, "document"); document.is_object()) {
            attach(document, "file", {});
        }
        if (const auto& file = member(message_, "video"); file.is_object()) {
            attach(file, "video", "video/mp4");
        }
        if (const auto& file = member(message_, "video_note"); file.is_object()) {
            attach(file, "video", "video/mp4");
        }
        if (const auto& file = member(message_, "voice"); file.is_object()) {
            attach(file, "audio", "audio/ogg");
        }
        if (const auto& file = member(message_, "audio"); file.is_object()) {
            const auto performer = text_of(file, "performer");
            const auto title = text_of(file, "title");
            attach(file, "audio", "audio/mpeg",
                   performer.empty() || title.empty() ? performer + title
                                                      : performer + " - " + title);
        }
        if (const auto& sticker = member(message_, "sticker"); sticker.is_object()) {
            attach(sticker, "sticker",
                   flag_of(sticker, "is_animated") ? "application/x-tgsticker"
                   : flag_of(sticker, "is_video")  ? "video/webm"
                                                   : "image/webp",
                   text_of(sticker, "set_name"));
            say(text_of(sticker, "emoji"));
        }
    }

    // A venue comes as a location too.
    void places() {
        const auto& venue = member(message_, "venue");
        const auto& location =
            venue.is_object() ? member(venue, "location") : member(message_, "location");
        const auto& latitude = member(location, "latitude");
        const auto& longitude = member(location, "longitude");
        if (latitude.is_number() && longitude.is_number()) {
            auto& place = content_["location"];
            place = {{"latitude", latitude}, {"longitude", longitude}};
            for (const auto& [name, from] : {std::pair{"name", "title"}, {"address", "address"}}) {
                if (auto text = text_of(venue, from); !text.empty()) {
                    place[name] = std::move(text);
                }
            }
        } else if (location.is_object()) {
            content_["unsupported"] = {{"kind", venue.is_object() ? "venue" : "location"}};
        }
        if (const auto& contact = member(message_, "contact"); contact.is_object()) {
            read_contact(contact);
        }
    }

    void read_contact(const json& contact) {
        auto name = text_of(contact, "first_name");
        if (const auto last = text_of(contact, "last_name"); !last.empty()) {
            name += (name.empty() ? "" : " ") + last;
        }
        json card = json::object();
        if (!name.empty()) {
            card["name"] = name;
        }
        const auto phone = text_of(contact, "phone_number");
        if (!phone.empty()) {
            card["phones"] = json::array({phone});
        }
        content_["contacts"] = json::array({std::move(card)});
        // Telegram has checked the number of somebody's own card.
        const auto owner = number_text(contact, "user_id");
        if (!phone.empty() && !owner.empty() &&
            owner == number_text(member(message_, "from"), "id")) {
            out_.attributes = written({{"telegram_phone", phone}});
        }
    }

    // What no part fits is named, and told in words as far as it has some.
    void others() {
        if (const auto& answer = member(message_, "web_app_data"); answer.is_object()) {
            const auto data = text_of(answer, "data");
            const auto button = text_of(answer, "button_text");
            if (!button.empty() || !data.empty()) {
                content_["selected"] = {{"title", button.empty() ? data : button},
                                        {"payload", data}};
            }
        }
        if (const auto& poll = member(message_, "poll"); poll.is_object()) {
            say(text_of(poll, "question"));
            for (const auto& each : list_of(poll, "options")) {
                say("- " + text_of(each, "text"));
            }
        }
        if (const auto& dice = member(message_, "dice"); dice.is_object()) {
            say(text_of(dice, "emoji") + " " + std::to_string(number_of(dice, "value")));
        }
        const auto kind = other_kind();
        if (!kind.empty()) {
            content_["unsupported"] = {{"kind", kind}};
            out_.by_service = !holds(said_by_people, kind) && content_.size() == 1;
        } else if (content_.empty()) {
            content_["unsupported"] = {{"kind", "message"}};
        }
    }

    // A message is one thing: where that is known here, what else stands in it is about it.
    std::string other_kind() const {
        static constexpr auto read = std::to_array<std::string_view>(
            {"photo", "animation", "document", "video", "video_note", "voice", "audio", "sticker",
             "venue", "location", "contact", "web_app_data"});
        bool known = !text_of(message_, "text").empty();
        std::string other;
        for (const auto& [name, value] : message_.items()) {
            if (holds(around, name) || value.is_null() || value == false) {
                continue;
            }
            if (holds(read, name)) {
                known = true;
            } else if (other.empty() || holds(said_by_people, name)) {
                other = name;
            }
        }
        return known && !holds(said_by_people, other) ? std::string() : other;
    }

    // Everything in a topic answers the message that opened it.
    void reply() {
        const auto& answered = member(message_, "reply_to_message");
        const auto id = number_text(answered, "message_id");
        if (id.empty() || member(answered, "forum_topic_created").is_object()) {
            return;
        }
        const auto& chat =
            member(member(answered, "chat").is_object() ? answered : message_, "chat");
        out_.reply_to =
            name_message(number_text(chat, "id"), id, text_of(message_, "business_connection_id"));
    }

    const json& message_;
    json content_ = json::object();
    said out_;
};

}  // namespace

said read_said(const json& message) { return reading(message).end(); }

std::string unsupported(const std::string& kind) {
    return written({{"unsupported", {{"kind", kind}}}});
}

}  // namespace telegram
