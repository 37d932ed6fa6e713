#include "decode.hpp"

#include "plugins/shared/google/ids.hpp"
#include "plugins/shared/google/times.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace google_business_messages {
namespace {

using google::json;
using google::member;
using google::news;
using google::news_kind;
using google::text_of;
using google::written;

// What stands around a payload.
constexpr std::string_view envelope[] = {"agent",         "conversationId", "name",   "requestId",
                                         "customAgentId", "sendTime",       "context"};

std::string conversation_of(const json& event) {
    auto id = text_of(event, "conversationId");
    id = id.empty() ? text_of(event, "name") : id;
    constexpr std::string_view collection = "conversations/";
    if (id.starts_with(collection)) {
        id.erase(0, collection.size());
        id.resize(std::min(id.find('/'), id.size()));
    }
    return id;
}

class reader {
public:
    reader(const json& event, const reading& with)
        : event_(event), with_(with), context_(member(event, "context")),
          from_(conversation_of(event)) {}

    std::vector<news> read() {
        const auto agent = text_of(event_, "agent");
        if (!with_.agent.empty() && !agent.empty() && agent != with_.agent) {
            return ignored(agent, "of another agent");
        }
        if (const auto& about = member(event_, "message"); !about.is_null()) {
            message(about);
        }
        if (const auto& about = member(event_, "suggestionResponse"); !about.is_null()) {
            suggestion(about);
        }
        if (const auto& about = member(event_, "receipts"); !about.is_null()) {
            receipts(about);
        }
        if (const auto& about = member(event_, "userStatus"); !about.is_null()) {
            status(about);
        }
        if (const auto& about = member(event_, "authenticationResponse"); !about.is_null()) {
            authentication(about);
        }
        if (const auto& about = member(event_, "surveyResponse"); !about.is_null()) {
            survey(about);
        }
        if (out_.empty()) {
            unknown();
        }
        for (auto& each : out_) {
            keep_within_limits(each);
        }
        return std::move(out_);
    }

private:
    std::vector<news> ignored(std::string_view what, std::string_view why) {
        news out;
        out.what = what;
        out.why = why;
        return {std::move(out)};
    }

    // `key` names it among what this conversation tells; empty: the request does, or else the time:
    // Google tells it to the nanosecond, and the same one with each repeat.
    news& add(news_kind kind, std::string_view what, const json& payload, std::string key = {}) {
        auto& out = out_.emplace_back();
        out.kind = kind;
        out.what = what;
        out.from = from_;
        const auto request = google::id_of(event_, "requestId");
        const auto beside = request.empty() ? text_of(payload, "createTime") : request;
        if (key.empty() && !beside.empty()) {
            key = std::string(what) + ":" + beside;
        }
        if (!key.empty()) {
            out.provider_id = from_ + "/" + key;
        }
        out.at_ms = google::time_ms(text_of(payload, "createTime"));
        out.at_ms = out.at_ms > 0 ? out.at_ms : google::time_ms(text_of(event_, "sendTime"));
        if (kind == news_kind::message) {
            about_customer(out);
        }
        return out;
    }

    void about_customer(news& out) const {
        const auto& user = member(context_, "userInfo");
        out.author_name = text_of(user, "displayName");
        out.locale = text_of(context_, "resolvedLocale", text_of(user, "userDeviceLocale"));
        json known = json::object();
        const auto note = [&](const char* name, const json& from, const char* as) {
            if (auto value = text_of(from, name); !value.empty()) {
                known[as] = std::move(value);
            }
        };
        note("entryPoint", context_, "google_entry_point");
        note("placeId", context_, "google_place_id");
        note("nearPlaceId", context_, "google_near_place_id");
        note("customContext", context_, "google_custom_context");
        note("url", member(context_, "widget"), "google_widget_url");
        note("widgetContext", member(context_, "widget"), "google_widget_context");
        note("customAgentId", event_, "google_custom_agent_id");
        if (!known.empty()) {
            out.attributes = written(known);
        }
    }

    // A picture comes as a text that is nothing but its signed link, into a bucket of Google's own.
    [[nodiscard]] bool is_picture(const std::string& text) const {
        constexpr std::string_view bucket = "business-messages";
        const auto host = google::host_of(text);
        if (!google::is_web_url(text)) {
            return false;
        }
        if (host.starts_with(bucket) && host.ends_with(".storage.googleapis.com")) {
            return true;
        }
        const auto path = std::string_view(text).substr(text.find(host) + host.size());
        const auto at = path.find("/" + std::string(bucket));
        // Who stands in for Google may have it below a path of theirs.
        return (host == "storage.googleapis.com" ? at == 0 : at != std::string_view::npos) &&
               std::find(with_.media_hosts.begin(), with_.media_hosts.end(), host) !=
                   with_.media_hosts.end();
    }

    void message(const json& about) {
        auto id = google::id_of(about, "messageId");
        id = id.empty() ? std::string(google::last_of(text_of(about, "name"))) : id;
        auto& out = add(news_kind::message, "message", about, id);
        out.message_id = id;
        const auto text = text_of(about, "text");
        if (is_picture(text) && !out.provider_id.empty()) {
            out.content =
                written({{"attachments", json::array({{{"kind", "image"}, {"url", text}}})}});
            out.media = text;
        } else if (!text.empty()) {
            out.content = written({{"text", text}});
        } else {
            out.content = google::unsupported(kind_within(about));
        }
    }

    // What a message is when it is no text: the first member that is no envelope of its own.
    static std::string kind_within(const json& about) {
        if (about.is_object()) {
            for (const auto& [name, value] : about.items()) {
                if (!value.is_null() && name != "messageId" && name != "name" &&
                    name != "createTime" && name != "text") {
                    return name;
                }
            }
        }
        return "message";
    }

    void suggestion(const json& about) {
        auto& out = add(news_kind::message, "suggestionResponse", about);
        auto payload = text_of(about, "postbackData");
        auto title = text_of(about, "text");
        out.reply_to = google::last_of(text_of(about, "message"));
        if (payload.empty() && title.empty()) {
            out.content = google::unsupported("suggestionResponse");
            return;
        }
        payload = payload.empty() ? title : payload;
        title = title.empty() ? payload : title;
        out.content = written({{"selected", {{"title", title}, {"payload", payload}}}});
        // A link was opened or a number dialled: nobody asked anything.
        const auto type = text_of(about, "suggestionType", text_of(about, "type"));
        out.no_reply = type == "ACTION";
    }

    void receipts(const json& about) {
        for (const auto& each : about.is_array() ? about : google::list_of(about, "receipts")) {
            const auto type = text_of(each, "receiptType");
            auto& out =
                add(type == "READ" || type == "DELIVERED" ? news_kind::receipt : news_kind::ignored,
                    "receipts", about);
            out.why = "a receipt of a type that is not known";
            out.message_id = google::last_of(text_of(each, "message"));
            out.status =
                type == "READ" ? selat::receipt_status::read : selat::receipt_status::delivered;
        }
        if (out_.empty()) {
            out_ = ignored("receipts", "there are none");
        }
    }

    void status(const json& about) {
        if (!member(about, "isTyping").is_null()) {
            add(news_kind::typing, "isTyping", about).on = google::flag_of(about, "isTyping");
        }
        if (google::flag_of(about, "requestedLiveAgent")) {
            auto& out = add(news_kind::message, "requestedLiveAgent", about);
            out.content =
                written({{"selected", {{"title", "Live agent"}, {"payload", live_agent_payload}}}});
        }
        if (out_.empty()) {
            out_ = ignored("userStatus", "it says nothing");
        }
    }

    // The code is for who asked the customer to sign in, which is not us.
    void authentication(const json& about) {
        auto& out = add(news_kind::message, "authenticationResponse", about);
        out.content = google::unsupported("authenticationResponse");
        out.no_reply = true;
        const auto& error = member(about, "errorDetails");
        auto known = out.attributes.empty() ? json::object() : google::parse(out.attributes);
        known["google_authentication"] =
            error.is_object() ? text_of(error, "error", "failed") : std::string("signed in");
        out.attributes = written(known);
    }

    // One answer to a survey; the question is told by its id alone.
    void survey(const json& about) {
        const auto question = text_of(about, "surveyQuestionId");
        const auto survey = std::string(google::last_of(text_of(about, "survey")));
        auto& out = add(news_kind::message, "surveyResponse", about,
                        survey.empty() || question.empty() ? std::string()
                                                           : "survey:" + survey + "/" + question);
        out.no_reply = true;
        auto payload = text_of(about, "questionResponsePostbackData");
        auto title = text_of(about, "questionResponseText");
        title = title.empty() ? google::id_of(about, "rating") : title;
        payload = payload.empty() ? title : payload;
        title = title.empty() ? payload : title;
        json content = json::object();
        if (!title.empty()) {
            content["selected"] = {{"title", title}, {"payload", payload}};
        }
        if (auto words = text_of(about, "feedback"); !words.empty()) {
            content["text"] = std::move(words);
        }
        out.content = content.empty() ? google::unsupported("surveyResponse") : written(content);
        auto known = out.attributes.empty() ? json::object() : google::parse(out.attributes);
        known["google_survey_" + question.substr(0, 100)] = payload.empty() ? "answered" : payload;
        out.attributes = written(known);
    }

    void unknown() {
        for (const auto& [name, value] : event_.items()) {
            const bool around =
                std::find(std::begin(envelope), std::end(envelope), name) != std::end(envelope);
            if (!around && !value.is_null()) {
                auto& out = add(news_kind::message, name, value);
                out.content = google::unsupported(name);
                return;
            }
        }
        out_ = ignored("UserMessage", "nothing is in it");
    }

    const json& event_;
    const reading& with_;
    const json& context_;
    std::string from_;
    std::vector<news> out_;
};

}  // namespace

std::vector<news> read_event(const json& event, const reading& with) {
    return event.is_object() ? reader(event, with).read() : std::vector<news>();
}

}  // namespace google_business_messages
