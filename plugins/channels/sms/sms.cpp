// SMS and MMS, by one of two drivers: Twilio's Programmable Messaging, or who speaks like it
// (signed form webhooks in; calls of the REST API out; status callbacks tell what became of them),
// or SMPP to a carrier.

#include "answer.hpp"
#include "decode.hpp"
#include "encode.hpp"
#include "keywords.hpp"
#include "plugins/shared/forms/forms.hpp"
#include "plugins/shared/twilio/api.hpp"
#include "plugins/shared/twilio/signature.hpp"
#include "smpp/channel.hpp"

#include <charconv>
#include <memory>

#include <selat/plugin.hpp>

#include <nlohmann/json.hpp>

namespace {

using json = nlohmann::json;

constexpr std::string_view status_path = "/status";

std::string option(const json& options, const char* name, const char* otherwise = "") {
    const auto it = options.find(name);
    return it != options.end() && it->is_string() ? it->get<std::string>() : otherwise;
}

selat::reach reach_after(sms::consent change) {
    return change == sms::consent::opted_out  ? selat::reach::opted_out
           : change == sms::consent::opted_in ? selat::reach::open
                                              : selat::reach::unknown;
}

bool is_own_id(std::string_view id) {
    return id.size() == 34 && id.starts_with("IM") &&
           id.find_first_not_of("0123456789abcdef", 2) == std::string_view::npos;
}

class twilio_channel {
public:
    twilio_channel(const selat::setup& setup, const json& options);

    void on_http(const selat::http_request& request, selat::actions out) const {
        const bool status = request.path == status_path;
        if (!status && !request.path.empty() && request.path != "/") {
            return out.respond(404);
        }
        if (request.method != "POST" && request.method != "GET") {
            return out.respond(405, {}, {{"allow", "GET, POST"}});
        }
        const bool post = request.method == "POST";
        const bool filled_in = post && twilio::is_form(request.header("content-type"));
        const auto fields = forms::form::read(filled_in ? request.body : std::string_view{});
        if (!twilio::is_signed(crypto_, auth_token_,
                               {.url = request.url,
                                .fields = fields,
                                .body = request.body,
                                .signature = request.header("x-twilio-signature")})) {
            return out.respond(401);
        }
        if (post && !filled_in) {
            return out.respond(400);
        }
        const auto query = forms::form::read(request.query);
        const auto& told = post ? fields : query;
        if (const auto other = sms::foreign_channel(told); !other.empty()) {
            out.log(SELAT_LOG_WARN, "other-channel", "this channel carries SMS alone",
                    {{"prefix", other.substr(0, 100)}});
            return out.respond(404);
        }
        // Accounts and services may name one URL for both.
        return sms::is_callback(told, status) ? take_callback(told, query.get("message"), out)
                                              : take_message(told, out);
    }

    void on_send(const selat::outgoing& message, selat::actions out) const {
        if (message.purpose != selat::purpose::message) {
            return out.failed({.op = message.op,
                               .code = selat::code::unsupported,
                               .detail = "SMS can only be sent"});
        }
        auto callback = public_url_ + std::string(status_path);
        if (is_own_id(message.message)) {
            callback += "?message=" + std::string(message.message);
        }
        const auto encoded = sms::encode_message(
            message.content, {.to = message.to, .by = sender_, .status_callback = callback});
        if (encoded.segments > 0) {
            out.count("sms_segments_sent", encoded.segments);
        } else {
            out.count("sms_mms_sent");
        }
        const selat::pair headers[] = {{"content-type", "application/x-www-form-urlencoded"},
                                       {"accept", "application/json"}};
        out.call({.op = message.op,
                  .url = messages_,
                  .headers = headers,
                  .body = encoded.body,
                  .context = std::to_string(message.now_ms) + " " + std::string(message.to)});
    }

    void on_reply(const selat::http_reply& reply, selat::actions out) const {
        if (reply.failed()) {
            return out.failed({.op = reply.op, .code = reply.failure, .detail = reply.detail});
        }
        if (reply.status >= 200 && reply.status < 300) {
            return out.sent(reply.op, sms::read_accepted(reply.body));
        }
        const auto refused = sms::read_refused(reply);
        if (refused.code == selat::code::opted_out) {
            note_opted_out(reply.context, out);
        }
        out.failed({.op = reply.op,
                    .code = refused.code,
                    .retry_after_ms = refused.retry_after_ms,
                    .provider_code = refused.provider_code,
                    .detail = refused.text});
    }

private:
    [[noreturn]] static void refuse(const char* why) {
        throw selat::refusal{selat::code::config, why};
    }

    // An empty answer: what there is to say comes later, from people or a flow, as a message of its
    // own. Any other text here would be sent to the customer.
    void take_message(const forms::form& fields, selat::actions out) const {
        const auto message = sms::read_message(fields, standard_words_, api_);
        if (!message) {
            return out.respond(400);
        }
        out.inbound({.provider_id = message->id,
                     .from = message->from,
                     .content = message->content,
                     .no_reply = message->answered,
                     .verified = message->verified,
                     .reach = reach_after(message->change)});
        for (const auto& each : message->media) {
            out.fetch({.attachment = each.attachment,
                       .provider_id = message->id,
                       .url = authorized_api_ + each.path});
        }
        if (message->segments > 0) {
            out.count("sms_segments_received", message->segments);
        }
        out.respond(200, "<Response/>", {{"content-type", "text/xml"}});
    }

    static void take_callback(const forms::form& fields, std::string_view message,
                              selat::actions out) {
        const auto told =
            sms::read_callback(fields, is_own_id(message) ? message : std::string_view{});
        if (!told) {
            return out.respond(400);
        }
        if (told->receipt) {
            out.receipt(*told->receipt);
        }
        if (!told->opted_out.empty()) {
            out.address({.reach = selat::reach::opted_out, .address = told->opted_out});
        }
        out.respond(204);
    }

    // As it was when the send began: who has come back since is not shut out again.
    static void note_opted_out(std::string_view context, selat::actions out) {
        std::int64_t began_ms = 0;
        std::from_chars(context.data(), context.data() + context.size(), began_ms);
        const auto space = context.find(' ');
        if (space != std::string_view::npos) {
            out.address({.reach = selat::reach::opted_out,
                         .address = context.substr(space + 1),
                         .at_ms = began_ms});
        }
    }

    selat::crypto crypto_;
    std::string auth_token_;  // a handle
    std::string api_;
    std::string authorized_api_;  // holds a handle
    std::string messages_;        // holds a handle
    std::string public_url_;
    sms::sender sender_;
    bool standard_words_;
};

twilio_channel::twilio_channel(const selat::setup& setup, const json& options)
    : crypto_(setup.crypto), auth_token_(option(options, "auth_token")),
      api_(twilio::api_base(option(options, "api_base"))), public_url_(setup.public_url),
      sender_{option(options, "from"), option(options, "messaging_service_sid")},
      standard_words_(options.value("standard_words", json(true)) != json(false)) {
    const auto account = option(options, "account_sid");
    const auto key = option(options, "api_key_sid");
    const auto secret = option(options, "api_key_secret");
    if (account.empty() || auth_token_.empty()) {
        refuse("account_sid and auth_token are needed");
    }
    if (sender_.from.empty() && sender_.messaging_service_sid.empty()) {
        refuse("from or messaging_service_sid is needed");
    }
    if (key.empty() != secret.empty()) {
        refuse("api_key_sid and api_key_secret go together");
    }
    authorized_api_ = twilio::with_credentials(api_, key.empty() ? account : key,
                                               key.empty() ? auth_token_ : secret);
    messages_ = authorized_api_ + "/2010-04-01/Accounts/" + account + "/Messages.json";
}

// The driver that the options name.
class sms_channel {
public:
    explicit sms_channel(const selat::setup& setup)
        : sms_channel(setup, json::parse(setup.options, nullptr, false)) {}

    void on_http(const selat::http_request& request, selat::actions out) const {
        twilio_ ? twilio_->on_http(request, out) : out.respond(404);
    }
    void on_reply(const selat::http_reply& reply, selat::actions out) const {
        if (twilio_) {
            twilio_->on_reply(reply, out);
        }
    }
    void on_send(const selat::outgoing& message, selat::actions out) {
        twilio_ ? twilio_->on_send(message, out) : smpp_->on_send(message, out);
    }
    void on_timer(const selat::timer& event, selat::actions out) {
        if (smpp_) {
            smpp_->on_timer(event, out);
        }
    }
    // Only SMPP has connections, and tags what it delivers. What is told to another driver is of
    // the time before it was chosen.
    void on_open(const selat::open& event, selat::actions out) {
        if (smpp_) {
            smpp_->on_open(event, out);
        }
    }
    void on_data(const selat::data& event, selat::actions out) {
        if (smpp_) {
            smpp_->on_data(event, out);
        }
    }
    void on_close(const selat::close& event, selat::actions out) {
        if (smpp_) {
            smpp_->on_close(event, out);
        }
    }
    void on_stored(const selat::stored& event, selat::actions out) {
        if (smpp_) {
            smpp_->on_stored(event, out);
        }
    }

private:
    sms_channel(const selat::setup& setup, const json& options) {
        if (option(options, "driver") == "smpp") {
            smpp_ = std::make_unique<smpp::channel>(setup, options);
        } else {
            twilio_ = std::make_unique<twilio_channel>(setup, options);
        }
    }

    std::unique_ptr<twilio_channel> twilio_;  // one of both
    std::unique_ptr<smpp::channel> smpp_;
};

}  // namespace

SELAT_CHANNEL(sms_channel)
