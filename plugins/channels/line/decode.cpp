#include "decode.hpp"

#include "json_text.hpp"
#include "plugins/shared/json_escapes/json_escapes.hpp"

#include <array>
#include <optional>

#include <simdjson.h>

namespace line {
namespace {

namespace dom = simdjson::dom;

// What the host takes, or less. One event beyond would cost the whole webhook.
constexpr std::size_t id_max = 1024;
constexpr std::size_t context_max = 64 * 1024;
constexpr std::int64_t time_max = 4'102'444'800'000;  // 2100

// An object that may be absent; then every member is.
struct members {
    dom::object object;
    bool present = false;
};

members as_members(simdjson::simdjson_result<dom::element> from) {
    members out;
    out.present = from.get_object().get(out.object) == simdjson::SUCCESS;
    return out;
}

members object(const members& from, std::string_view name) {
    return from.present ? as_members(from.object.at_key(name)) : members{};
}

std::string_view text(const members& from, std::string_view name) {
    std::string_view value;
    return from.present && from.object.at_key(name).get_string().get(value) == simdjson::SUCCESS
               ? value
               : std::string_view{};
}

std::int64_t integer(const members& from, std::string_view name) {
    std::int64_t value = 0;
    return from.present && from.object.at_key(name).get_int64().get(value) == simdjson::SUCCESS
               ? value
               : 0;
}

std::optional<double> number(const members& from, std::string_view name) {
    double value = 0;
    if (!from.present || from.object.at_key(name).get_double().get(value) != simdjson::SUCCESS) {
        return std::nullopt;
    }
    return value;
}

bool flag(const members& from, std::string_view name) {
    bool value = false;
    return from.present && from.object.at_key(name).get_bool().get(value) == simdjson::SUCCESS &&
           value;
}

// What LINE's older webhook test sends in place of a reply token.
bool is_dummy(std::string_view token) {
    return token.size() == 32 && (token.find_first_not_of('0') == std::string_view::npos ||
                                  token.find_first_not_of('f') == std::string_view::npos);
}

std::string unsupported(std::string_view kind) {
    std::string inner = object_text().add("kind", kind.empty() ? "message" : kind).end();
    return object_text().add_json("unsupported", inner).end();
}

std::string with_attachment(const std::string& attachment, std::string_view words = {}) {
    return object_text().add("text", words).add_json("attachments", "[" + attachment + "]").end();
}

// A picture, video, recording or file. Most are at LINE's content endpoint, some where another
// party keeps them.
void read_media(const members& message, std::string_view kind, delivery& out) {
    const auto provider = object(message, "contentProvider");
    const bool external = text(provider, "type") == "external";
    const auto size = integer(message, "fileSize");
    object_text attachment;
    attachment.add("kind", kind).add("name", text(message, "fileName"));
    if (external) {
        attachment.add("url", text(provider, "originalContentUrl"));
    }
    if (size > 0) {
        attachment.add("size", size);
    }
    out.content = with_attachment(attachment.end());
    out.fetch = !external;
}

void read_sticker(const members& message, delivery& out) {
    const auto package = text(message, "packageId");
    const auto sticker = text(message, "stickerId");
    std::string words(text(message, "text"));
    dom::array keywords;
    if (words.empty() && message.present &&
        message.object.at_key("keywords").get_array().get(keywords) == simdjson::SUCCESS) {
        for (const dom::element keyword : keywords) {
            std::string_view word;
            if (keyword.get_string().get(word) == simdjson::SUCCESS && !word.empty()) {
                words += words.empty() ? "" : ", ";
                words += word;
            }
        }
    }
    const auto name = std::string(package) + "/" + std::string(sticker);
    out.content =
        with_attachment(object_text().add("kind", "sticker").add("name", name).end(), words);
}

void read_location(const members& message, delivery& out) {
    const auto latitude = number(message, "latitude");
    const auto longitude = number(message, "longitude");
    if (!latitude || !longitude) {
        out.content = unsupported("location");
        return;
    }
    const auto place = object_text()
                           .add("latitude", *latitude)
                           .add("longitude", *longitude)
                           .add("name", text(message, "title"))
                           .add("address", text(message, "address"))
                           .end();
    out.content = object_text().add_json("location", place).end();
}

void read_message(const members& event, delivery& out) {
    const auto message = object(event, "message");
    const auto type = text(message, "type");
    out.kind = delivery_kind::message;
    out.message_id = text(message, "id");
    out.reply_to = text(message, "quotedMessageId");
    out.context = object_text()
                      .add("quote", text(message, "quoteToken"))
                      .add("read", text(message, "markAsReadToken"))
                      .end();
    if (type == "text") {
        out.content = object_text().add("text", text(message, "text")).end();
    } else if (type == "image" || type == "video" || type == "audio" || type == "file") {
        read_media(message, type, out);
    } else if (type == "sticker") {
        read_sticker(message, out);
    } else if (type == "location") {
        read_location(message, out);
    }
    if (out.content.empty()) {
        out.content = unsupported(type);
    }
}

// LINE tells the action's data, not its label; a date picker tells what was picked as well.
void read_postback(const members& event, delivery& out) {
    const auto postback = object(event, "postback");
    const auto params = object(postback, "params");
    const auto payload = text(postback, "data");
    std::string_view title = payload;
    for (const std::string_view picked : {"datetime", "date", "time"}) {
        if (const auto value = text(params, picked); !value.empty()) {
            title = value;
            break;
        }
    }
    out.kind = delivery_kind::message;
    if (title.empty()) {
        out.content = unsupported("postback");
        return;
    }
    const auto selected = object_text().add("title", title).add("payload", payload).end();
    out.content = object_text().add_json("selected", selected).end();
}

// What is no message but worth knowing in a flow: attributes of the customer.
std::string attributes_of(const members& event, std::string_view type) {
    object_text out;
    if (type == "beacon") {
        const auto beacon = object(event, "beacon");
        out.add("line_beacon", text(beacon, "hwid"))
            .add("line_beacon_event", text(beacon, "type"))
            .add("line_beacon_message", text(beacon, "dm"));
    } else if (type == "accountLink") {
        const auto link = object(event, "link");
        out.add("line_account_link", text(link, "result"))
            .add("line_account_link_nonce", text(link, "nonce"));
    } else if (type == "membership") {
        const auto membership = object(event, "membership");
        out.add("line_membership_event", text(membership, "type"));
        if (const auto id = integer(membership, "membershipId"); id != 0) {
            out.add("line_membership", id);
        }
    } else if (type == "videoPlayComplete") {
        out.add("line_video_completed", text(object(event, "videoPlayComplete"), "trackingId"));
    }
    return out.end();
}

void read_by_type(const members& event, delivery& out) {
    const auto type = out.type;
    if (type == "message") {
        read_message(event, out);
    } else if (type == "postback") {
        read_postback(event, out);
    } else if (type == "unsend") {
        out.kind = delivery_kind::unsend;
        out.message_id = text(object(event, "unsend"), "messageId");
    } else if (type == "botSuspended" || type == "botResumed") {
        out.kind = type == "botSuspended" ? delivery_kind::suspended : delivery_kind::resumed;
    } else {
        if (type == "follow" || type == "join") {
            out.reach = selat::reach::open;
        } else if (type == "unfollow" || type == "leave") {
            out.reach = selat::reach::blocked;
        }
        out.attributes = attributes_of(event, type);
        const bool tells = out.reach != selat::reach::unknown || !out.attributes.empty() ||
                           !out.reply_token.empty();
        out.kind = tells ? delivery_kind::address : delivery_kind::ignored;
        out.why = "nothing in it to act on";
    }
}

void read_source(const members& event, delivery& out) {
    const auto source = object(event, "source");
    const auto user = text(source, "userId");
    out.from = text(source, "groupId");
    if (out.from.empty()) {
        out.from = text(source, "roomId");
    }
    if (out.from.empty()) {
        out.from = user;
        out.person = !user.empty();
    } else {
        out.author = user;
    }
}

// Drops what is longer than anything LINE means, so that the rest of the event still counts.
void keep_within_limits(delivery& out) {
    for (auto* each : std::array{&out.provider_id, &out.message_id, &out.author, &out.reply_to}) {
        if (each->size() > id_max) {
            *each = {};
        }
    }
    if (out.context.size() > context_max) {
        out.context.clear();
    }
    if (out.at_ms < 0 || out.at_ms > time_max) {
        out.at_ms = 0;
    }
}

void ignore(delivery& out, std::string_view why) {
    out.kind = delivery_kind::ignored;
    out.why = why;
}

void read_event(const members& event, delivery& out) {
    out.type = text(event, "type");
    out.at_ms = integer(event, "timestamp");
    out.standby = text(event, "mode") == "standby";
    out.provider_id = text(event, "webhookEventId");
    read_source(event, out);
    const auto token = text(event, "replyToken");
    if (is_dummy(token)) {
        out.why = "a test of the webhook";
        return;
    }
    // A redelivered event's token is past its time, one in standby is not ours to use.
    if (!out.standby && !flag(object(event, "deliveryContext"), "isRedelivery") &&
        token.size() <= id_max) {
        out.reply_token = token;
    }
    read_by_type(event, out);
    keep_within_limits(out);
    if (out.provider_id.empty()) {
        out.provider_id = out.message_id;
    }
    const bool of_bot = out.kind == delivery_kind::suspended || out.kind == delivery_kind::resumed;
    if ((out.from.empty() || out.from.size() > id_max) && !of_bot) {
        ignore(out, "it names no source");
    } else if (out.kind == delivery_kind::unsend && out.message_id.empty()) {
        ignore(out, "it names no message");
    }
}

// The array of events; it lives in `parser`. A body that cannot be read is mended in `mended`.
bool find_events(dom::parser& parser, std::string_view body, std::string& mended,
                 dom::array& events) {
    dom::element root;
    auto failure = parser.parse(body.data(), body.size()).get(root);
    if (failure == simdjson::STRING_ERROR) {
        mended = json_escapes::without_half_characters(body);
        failure = parser.parse(mended.data(), mended.size()).get(root);
    }
    return failure == simdjson::SUCCESS &&
           root["events"].get_array().get(events) == simdjson::SUCCESS;
}

}  // namespace

bool decode(std::string_view body, const std::function<void(const delivery&)>& take) {
    if (body.empty()) {
        return false;  // simdjson copies from it even so, which a null pointer forbids
    }
    dom::parser parser;
    dom::array events;
    std::string mended;
    if (!find_events(parser, body, mended, events)) {
        return false;
    }
    for (const dom::element each : events) {
        delivery out;
        if (each.is_object()) {
            read_event(as_members(simdjson::simdjson_result<dom::element>(dom::element(each))),
                       out);
        } else {
            out.why = "it is no object";
        }
        take(out);
    }
    return true;
}

}  // namespace line
