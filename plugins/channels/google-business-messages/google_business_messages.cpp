// Google Business Messages: signed events in; messages, cards and suggestions out, as a bot or as a
// person who has joined.

#include "decode.hpp"
#include "encode.hpp"
#include "plugins/shared/google/door.hpp"
#include "plugins/shared/google/ids.hpp"
#include "plugins/shared/google/sender.hpp"
#include "representatives.hpp"

#include <utility>

#include <selat/plugin.hpp>

namespace google_business_messages {
namespace {

using google::step;
using google::steps;

constexpr std::string_view googles_own = "https://businessmessages.googleapis.com/v1";
constexpr std::string_view scope = "https://www.googleapis.com/auth/businessmessages";
constexpr std::string_view joining = "joined";
constexpr std::string_view leaving = "left";

std::string conversation_path(std::string_view conversation) {
    return "/conversations/" + google::in_path(conversation);
}

class channel {
public:
    explicit channel(const selat::setup& setup) : channel(setup, google::parse(setup.options)) {}

    void on_http(const selat::http_request& request, selat::actions out) const {
        const auto event = door_.open(crypto_, request, out);
        if (!event) {
            return;
        }
        for (const auto& each : read_event(*event, reading_)) {
            google::tell(each, out);
        }
        out.respond(200);
    }

    void on_send(const selat::outgoing& event, selat::actions out) {
        switch (event.purpose) {
        case selat::purpose::message: return send_message(event, out);
        case selat::purpose::typing: return show_typing(event, out);
        case selat::purpose::read: return mark_as_read(event, out);
        case selat::purpose::status: return take_leave(event, out);
        default:
            out.failed({.op = event.op,
                        .code = selat::code::unsupported,
                        .detail = "Google cannot change or take back a message"});
        }
    }

    void on_reply(const selat::http_reply& reply, selat::actions out) {
        sender_.on_reply(reply, out);
    }
    void on_timer(const selat::timer& timer, selat::actions out) { sender_.on_timer(timer, out); }

private:
    channel(const selat::setup& setup, const google::json& options)
        : crypto_(setup.crypto), door_{{google::text_of(options, "client_token")},
                                       {google::text_of(options, "client_token"),
                                        google::text_of(options, "partner_key")}},
          bot_{false, google::text_of(options, "bot_name"), google::text_of(options, "bot_avatar")},
          agent_avatar_(google::text_of(options, "agent_avatar")),
          fallback_(google::text_of(options, "fallback")),
          live_agent_(google::flag_of(options, "live_agent")),
          survey_(google::flag_of(options, "survey")), representatives_(setup.state),
          sender_(setup, options, googles_own, scope,
                  [this](const step& done, const steps& of, const selat::http_reply&,
                         selat::actions out) { was_done(done, of, out); }) {
        if (door_.tokens[0].empty() || door_.keys[1].empty()) {
            throw selat::refusal{selat::code::config, "partner_key and client_token are needed"};
        }
        reading_.agent = google::text_of(options, "agent");
        for (const auto* base : {"media_base", "api_base"}) {
            const auto url = google::text_of(options, base);
            if (const auto host = google::host_of(url); !host.empty()) {
                reading_.media_hosts.emplace_back(host);
            }
        }
        reading_.media_hosts.emplace_back("storage.googleapis.com");
    }

    [[nodiscard]] representative speaker(const selat::outgoing& event) const {
        if (event.author_kind == "agent") {
            return {true, std::string(event.author_name), agent_avatar_};
        }
        return bot_;
    }

    // An event of a conversation; the same `id` is the same event to Google.
    static step event_step(std::string_view what, std::string_view conversation,
                           std::string_view type, const std::string& id, const representative& by) {
        return {.what = std::string(what),
                .path = conversation_path(conversation) + "/events?eventId=" + google::in_query(id),
                .body = encode_event(type, by),
                .optional = true};
    }

    // Customers see who joins before a person speaks, and that they left before a bot goes on.
    void introduce(const selat::outgoing& event, const representative& by, std::string_view id,
                   steps& all) const {
        const auto before = representatives_.joined(event.to);
        if (by.human && !before) {
            all.left.push_back(
                event_step(joining, event.to, "REPRESENTATIVE_JOINED", google::beside(id), by));
            all.left.back().note = by.name;
        } else if (!by.human && before) {
            all.left.push_back(event_step(leaving, event.to, "REPRESENTATIVE_LEFT",
                                          google::beside(id), {true, *before, agent_avatar_}));
        }
    }

    void send_message(const selat::outgoing& event, selat::actions out) const {
        const auto by = speaker(event);
        const std::string id(event.idempotency_key.empty() ? event.message : event.idempotency_key);
        steps all;
        all.to = event.to;
        introduce(event, by, id, all);
        std::size_t number = 0;
        for (auto& each :
             encode_messages(event.content,
                             {.by = by, .fallback = fallback_, .live_agent_chip = live_agent_})) {
            const auto name = ++number == 1 ? id : id + "-" + std::to_string(number);
            each["messageId"] = name;
            all.left.push_back({.what = "message",
                                .path = conversation_path(event.to) + "/messages",
                                .body = google::written(each),
                                .id = name});
        }
        sender_.begin(event.op, std::move(all), event.now_ms, out);
    }

    void show_typing(const selat::outgoing& event, selat::actions out) const {
        const bool off = google::member(google::parse(event.content), "on") == google::json(false);
        const auto person = representatives_.joined(event.to);
        const auto by = person ? representative{true, *person, agent_avatar_} : bot_;
        steps all;
        all.left.push_back(event_step("typing", event.to, off ? "TYPING_STOPPED" : "TYPING_STARTED",
                                      google::uuid(event.random), by));
        sender_.begin(event.op, std::move(all), event.now_ms, out);
    }

    void mark_as_read(const selat::outgoing& event, selat::actions out) const {
        const auto message = google::last_of(event.target_provider_id);
        if (message.empty()) {
            return out.sent(event.op);
        }
        steps all;
        all.left.push_back({.what = "read",
                            .method = "PATCH",
                            .path = conversation_path(event.to) + "/messages/" +
                                    google::in_path(message) + "/receipt",
                            .body = R"({"receiptType":"READ"})"});
        sender_.begin(event.op, std::move(all), event.now_ms, out);
    }

    // The conversation was closed. Nobody waits for the end of this.
    void take_leave(const selat::outgoing& event, selat::actions out) const {
        const auto person = representatives_.joined(event.to);
        if (!person) {
            return;
        }
        const auto id = google::uuid(event.random);
        steps all;
        all.to = event.to;
        all.left.push_back(event_step(leaving, event.to, "REPRESENTATIVE_LEFT", id,
                                      {true, *person, agent_avatar_}));
        if (survey_) {
            all.left.push_back({.what = "survey",
                                .path = conversation_path(event.to) +
                                        "/surveys?surveyId=" + google::in_query(google::beside(id)),
                                .body = "{}",
                                .optional = true});
        }
        sender_.begin(0, std::move(all), event.now_ms, out);
    }

    void was_done(const step& done, const steps& of, selat::actions out) {
        if (done.what == joining) {
            representatives_.join(of.to, done.note, out);
        } else if (done.what == leaving) {
            representatives_.leave(of.to, out);
        }
    }

    selat::crypto crypto_;
    google::door door_;
    reading reading_;
    representative bot_;
    std::string agent_avatar_;
    std::string fallback_;
    bool live_agent_;
    bool survey_;
    representatives representatives_;
    google::sender sender_;
};

}  // namespace
}  // namespace google_business_messages

SELAT_CHANNEL(google_business_messages::channel)
