#include "decode.hpp"

#include "plugins/shared/google/ids.hpp"
#include "plugins/shared/google/times.hpp"

#include <algorithm>
#include <utility>

namespace rcs {
namespace {

using google::json;
using google::member;
using google::news;
using google::news_kind;
using google::text_of;
using google::written;

// What stands around what was said.
constexpr std::string_view envelope[] = {"senderPhoneNumber", "phoneNumber", "messageId",
                                         "sendTime",          "agentId",     "eventId",
                                         "eventType",         "name"};

// E.164 with its plus, which a number without one gets.
std::string phone_of(const json& event) {
    auto phone = text_of(event, "senderPhoneNumber", text_of(event, "phoneNumber"));
    const bool digits =
        !phone.empty() && phone.find_first_not_of("0123456789") == std::string::npos;
    return digits ? "+" + phone : phone;
}

const char* kind_of(std::string_view mime) {
    for (const auto* kind : {"image", "video", "audio"}) {
        if (mime.starts_with(std::string(kind) + "/")) {
            return kind;
        }
    }
    return "file";
}

class reader {
public:
    explicit reader(const json& event) : event_(event), type_(text_of(event, "eventType")) {}

    news read() {
        out_.from = phone_of(event_);
        out_.at_ms = google::time_ms(text_of(event_, "sendTime"));
        out_.address_context = plain_agent(text_of(event_, "agentId"));
        type_.empty() ? message() : occurrence();
        keep_within_limits(out_);
        return std::move(out_);
    }

private:
    void message() {
        out_.kind = news_kind::message;
        out_.what = "message";
        out_.message_id = google::id_of(event_, "messageId");
        // Without an id, the time names it: it is the same with each repeat.
        name_by(out_.message_id.empty() ? text_of(event_, "sendTime") : out_.message_id);
        if (const auto& tapped = member(event_, "suggestionResponse"); !tapped.is_null()) {
            suggestion(tapped);
        } else if (const auto& sent = member(event_, "userFile"); !sent.is_null()) {
            file(sent);
        } else if (const auto& place = member(event_, "location"); !place.is_null()) {
            location(place);
        } else if (auto text = text_of(event_, "text"); !text.empty()) {
            out_.content = written({{"text", text}});
        } else {
            unknown();
        }
    }

    void name_by(const std::string& id) {
        if (!id.empty()) {
            out_.provider_id = out_.from + "/" + id;
        }
    }

    void suggestion(const json& about) {
        auto payload = text_of(about, "postbackData");
        auto title = text_of(about, "text");
        if (payload.empty() && title.empty()) {
            out_.content = google::unsupported("suggestionResponse");
            return;
        }
        payload = payload.empty() ? title : payload;
        title = title.empty() ? payload : title;
        out_.content = written({{"selected", {{"title", title}, {"payload", payload}}}});
        // A link was opened or a number dialled: nobody asked anything.
        out_.no_reply = text_of(about, "type", text_of(about, "suggestionType")) == "ACTION";
    }

    void file(const json& about) {
        const auto& payload = member(about, "payload");
        const auto& of = payload.is_object() ? payload : about;
        const auto url = text_of(of, "fileUri", text_of(of, "fileUrl"));
        if (!google::is_web_url(url)) {
            out_.content = google::unsupported("userFile");
            return;
        }
        const auto mime = text_of(of, "mimeType");
        json attachment = {{"kind", kind_of(mime)}, {"url", url}};
        if (!mime.empty()) {
            attachment["mime"] = mime;
        }
        if (auto name = text_of(of, "fileName"); !name.empty()) {
            attachment["name"] = std::move(name);
        }
        if (const auto size = google::integer_of(of, "fileSizeBytes"); size > 0) {
            attachment["size"] = size;
        }
        out_.content = written({{"attachments", json::array({std::move(attachment)})}});
        out_.media = url;
    }

    // Protocol buffers leave a 0 out.
    void location(const json& about) {
        const auto latitude = google::number_of(about, "latitude").value_or(0);
        const auto longitude = google::number_of(about, "longitude").value_or(0);
        const bool on_globe =
            latitude >= -90 && latitude <= 90 && longitude >= -180 && longitude <= 180;
        out_.content =
            on_globe && about.is_object()
                ? written({{"location", {{"latitude", latitude}, {"longitude", longitude}}}})
                : google::unsupported("location");
    }

    void unknown() {
        for (const auto& [name, value] : event_.items()) {
            if (std::find(std::begin(envelope), std::end(envelope), name) == std::end(envelope) &&
                name != "text" && !value.is_null()) {
                out_.content = google::unsupported(name);
                return;
            }
        }
        out_.content = google::unsupported("message");
    }

    // Something that happened to a message of ours, or that somebody did beside writing.
    void occurrence() {
        out_.what = type_;
        if (type_ == "DELIVERED" || type_ == "READ") {
            return receipt(type_ == "READ" ? selat::receipt_status::read
                                           : selat::receipt_status::delivered);
        }
        if (type_ == "TTL_EXPIRATION_REVOKED") {
            out_.code = selat::code::not_found;
            out_.detail = "it could not be delivered in time, and was revoked";
            return receipt(selat::receipt_status::failed);
        }
        if (type_ == "IS_TYPING") {
            out_.kind = news_kind::typing;
            out_.on = true;
            return;
        }
        if (type_ == "UNSUBSCRIBE" || type_ == "SUBSCRIBE") {
            out_.kind = news_kind::address;
            out_.reach = type_ == "SUBSCRIBE" ? selat::reach::open : selat::reach::opted_out;
            return;
        }
        out_.kind = news_kind::message;
        out_.content = google::unsupported(type_);
        out_.no_reply = true;
        name_by(google::id_of(event_, "eventId"));
    }

    void receipt(selat::receipt_status status) {
        out_.kind = news_kind::receipt;
        out_.status = status;
        out_.message_id = google::id_of(event_, "messageId");
    }

    const json& event_;
    std::string type_;
    news out_;
};

}  // namespace

std::string_view plain_agent(std::string_view id) { return id.substr(0, id.find('@')); }

std::vector<news> read_event(const json& event, std::string_view agent) {
    std::vector<news> out;
    if (!event.is_object()) {
        return out;
    }
    const auto of = text_of(event, "agentId");
    if (!agent.empty() && !of.empty() && plain_agent(of) != plain_agent(agent)) {
        auto& other = out.emplace_back();
        other.what = of;
        other.why = "of another agent";
        return out;
    }
    out.push_back(reader(event).read());
    return out;
}

}  // namespace rcs
