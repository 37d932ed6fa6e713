// RCS Business Messaging: signed events in an envelope in; messages, cards and suggestions to phone
// numbers out.

#include "decode.hpp"
#include "encode.hpp"
#include "plugins/shared/google/door.hpp"
#include "plugins/shared/google/ids.hpp"
#include "plugins/shared/google/sender.hpp"

#include <utility>

#include <selat/plugin.hpp>

namespace rcs {
namespace {

using google::in_query;
using google::step;
using google::steps;

constexpr std::string_view googles_own = "https://rcsbusinessmessaging.googleapis.com/v1";
constexpr std::string_view scope = "https://www.googleapis.com/auth/rcsbusinessmessaging";

bool is_number(std::string_view address) {
    return address.size() > 1 && address.size() <= 16 && address.front() == '+' &&
           address.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

class channel {
public:
    explicit channel(const selat::setup& setup) : channel(setup, google::parse(setup.options)) {}

    void on_http(const selat::http_request& request, selat::actions out) const {
        const auto event = door_.open(crypto_, request, out);
        if (!event) {
            return;
        }
        for (const auto& each : read_event(*event, agent_)) {
            google::tell(each, out);
        }
        out.respond(200);
    }

    void on_send(const selat::outgoing& event, selat::actions out) {
        if (!is_number(event.to)) {
            return out.failed({.op = event.op,
                               .code = selat::code::invalid,
                               .detail = "an address is a phone number, + and digits"});
        }
        switch (event.purpose) {
        case selat::purpose::message: return send_message(event, out);
        case selat::purpose::typing: return show_typing(event, out);
        case selat::purpose::read: return mark_as_read(event, out);
        case selat::purpose::remove: return revoke(event, out);
        case selat::purpose::profile: return look_up(event, out);
        case selat::purpose::edit:
        case selat::purpose::status: break;
        }
        out.failed({.op = event.op,
                    .code = selat::code::unsupported,
                    .detail = "RCS cannot change a message"});
    }

    void on_reply(const selat::http_reply& reply, selat::actions out) {
        sender_.on_reply(reply, out);
    }
    void on_timer(const selat::timer& timer, selat::actions out) { sender_.on_timer(timer, out); }

private:
    channel(const selat::setup& setup, const google::json& options)
        : crypto_(setup.crypto), agent_(google::text_of(options, "agent_id")),
          sender_(setup, options, googles_own, scope, found) {
        for (const auto* name : {"client_token", "partner_key"}) {
            if (auto token = google::text_of(options, name); !token.empty()) {
                door_.keys.push_back(token);
                door_.tokens.push_back(std::move(token));
            }
        }
        if (google::text_of(options, "client_token").empty()) {
            throw selat::refusal{selat::code::config, "client_token is needed"};
        }
    }

    // Below the phone that it is for, with the agent who does it.
    [[nodiscard]] std::string path_of(const selat::outgoing& event, std::string_view what,
                                      std::string query = {}) const {
        const auto agent = agent_.empty() ? event.address_context : std::string_view(agent_);
        if (!agent.empty()) {
            query += (query.empty() ? "" : "&") + ("agentId=" + in_query(agent));
        }
        return "/phones/" + google::in_path(event.to) + "/" + std::string(what) +
               (query.empty() ? "" : "?" + query);
    }

    void send_message(const selat::outgoing& event, selat::actions out) const {
        const std::string id(event.idempotency_key.empty() ? event.message : event.idempotency_key);
        steps all;
        std::size_t number = 0;
        for (auto& each : encode_messages(event.content)) {
            const auto name = ++number == 1 ? id : id + "-" + std::to_string(number);
            const google::json body = {{"contentMessage", std::move(each)}};
            all.left.push_back(
                {.what = "message",
                 .path = path_of(event, "agentMessages", "messageId=" + in_query(name)),
                 .body = google::written(body),
                 .id = name});
        }
        sender_.begin(event.op, std::move(all), event.now_ms, out);
    }

    void send_event(const selat::outgoing& event, const google::json& body,
                    selat::actions out) const {
        steps all;
        all.left.push_back(
            {.what = "event",
             .path = path_of(event, "agentEvents", "eventId=" + google::uuid(event.random)),
             .body = google::written(body)});
        sender_.begin(event.op, std::move(all), event.now_ms, out);
    }

    // The sign ends by itself, or with a message.
    void show_typing(const selat::outgoing& event, selat::actions out) const {
        if (google::member(google::parse(event.content), "on") == google::json(false)) {
            return out.sent(event.op);
        }
        send_event(event, {{"eventType", "IS_TYPING"}}, out);
    }

    void mark_as_read(const selat::outgoing& event, selat::actions out) const {
        const auto message = google::last_of(event.target_provider_id);
        if (message.empty()) {
            return out.sent(event.op);
        }
        send_event(event, {{"eventType", "READ"}, {"messageId", message}}, out);
    }

    // Works while it is not delivered yet; Google does not tell whether it did.
    void revoke(const selat::outgoing& event, selat::actions out) const {
        steps all;
        all.left.push_back(
            {.what = "revoked",
             .method = "DELETE",
             .path = path_of(event, "agentMessages/" + google::in_path(google::last_of(
                                                           event.target_provider_id)))});
        sender_.begin(event.op, std::move(all), event.now_ms, out);
    }

    // There are no names to be had, but what the phone can show.
    void look_up(const selat::outgoing& event, selat::actions out) const {
        steps all;
        all.to = event.to;
        all.left.push_back(
            {.what = "capabilities",
             .method = "GET",
             .path = path_of(event, "capabilities", "requestId=" + google::uuid(event.random)),
             .optional = true});
        sender_.begin(event.op, std::move(all), event.now_ms, out);
    }

    static void found(const step& done, const steps& of, const selat::http_reply& reply,
                      selat::actions out) {
        if (done.what != "capabilities" || !google::is_success(reply)) {
            return;
        }
        const auto body = google::parse(reply.body);
        std::string features;
        for (const auto& each : google::list_of(body, "features")) {
            if (each.is_string()) {
                features += (features.empty() ? "" : " ") + each.get<std::string>();
            }
        }
        if (!features.empty()) {
            const auto known = google::written({{"rcs_features", features.substr(0, 1000)}});
            out.address({.address = of.to, .attributes = known});
        }
    }

    selat::crypto crypto_;
    google::door door_;
    std::string agent_;  // empty: whichever the customer wrote to
    google::sender sender_;
};

}  // namespace
}  // namespace rcs

SELAT_CHANNEL(rcs::channel)
