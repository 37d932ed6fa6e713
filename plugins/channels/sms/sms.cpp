// SMS and MMS through Twilio's Programmable Messaging, or who speaks like it. Signed form webhooks
// in; calls of the REST API out; status callbacks tell what became of them.

#include "answer.hpp"
#include "decode.hpp"
#include "encode.hpp"
#include "form.hpp"
#include "keywords.hpp"
#include "signature.hpp"

#include <algorithm>
#include <charconv>

#include <selat/plugin.hpp>

#include <nlohmann/json.hpp>

namespace {

using json = nlohmann::json;

constexpr std::string_view status_path = "/status";

std::string option(const json& options, const char* name, const char* otherwise = "") {
    const auto it = options.find(name);
    return it != options.end() && it->is_string() ? it->get<std::string>() : otherwise;
}

std::vector<std::string> words_in(const json& options, const char* name) {
    std::vector<std::string> out;
    const auto it = options.find(name);
    if (it != options.end() && it->is_array()) {
        for (const auto& each : *it) {
            if (each.is_string()) {
                out.push_back(each.get<std::string>());
            }
        }
    }
    return out;
}

std::string base_url(const json& options) {
    auto url = option(options, "api_base", "https://api.twilio.com");
    while (url.ends_with('/')) {
        url.pop_back();
    }
    return url;
}

// The host writes Basic authentication from this; the secret stays a handle.
std::string with_credentials(const std::string& url, const std::string& user,
                             const std::string& secret) {
    const auto scheme = url.find("://");
    return scheme == std::string::npos
               ? url
               : url.substr(0, scheme + 3) + user + ":" + secret + "@" + url.substr(scheme + 3);
}

bool is_form(std::string_view content_type) {
    constexpr std::string_view form = "application/x-www-form-urlencoded";
    return content_type.size() >= form.size() &&
           std::equal(form.begin(), form.end(), content_type.begin(), [](char a, char b) {
               return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b);
           });
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

class sms_channel {
public:
    explicit sms_channel(const selat::setup& setup)
        : sms_channel(setup, json::parse(setup.options, nullptr, false)) {}

    void on_http(const selat::http_request& request, selat::actions out) const {
        const bool status = request.path == status_path;
        if (!status && !request.path.empty() && request.path != "/") {
            return out.respond(404);
        }
        if (request.method != "POST" && request.method != "GET") {
            return out.respond(405, {}, {{"allow", "GET, POST"}});
        }
        const bool post = request.method == "POST";
        const bool filled_in = post && is_form(request.header("content-type"));
        const auto fields = sms::form::read(filled_in ? request.body : std::string_view{});
        if (!sms::is_signed(crypto_, auth_token_,
                            {.url = request.url,
                             .fields = fields,
                             .body = request.body,
                             .signature = request.header("x-twilio-signature")})) {
            return out.respond(401);
        }
        if (post && !filled_in) {
            return out.respond(400);
        }
        const auto query = sms::form::read(request.query);
        const auto& told = post ? fields : query;
        if (const auto other = sms::foreign_channel(told); !other.empty()) {
            out.log(SELAT_LOG_WARN, "other-channel", "this channel carries SMS alone",
                    {{"prefix", other.substr(0, 100)}});
            return out.respond(404);
        }
        return status ? take_callback(told, query.get("message"), out) : take_message(told, out);
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
            message.content,
            {.to = message.to, .by = sender_, .status_callback = callback, .media = media_});
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
    sms_channel(const selat::setup& setup, const json& options)
        : crypto_(setup.crypto), auth_token_(option(options, "auth_token")),
          api_(base_url(options)), public_url_(setup.public_url),
          sender_{option(options, "from"), option(options, "messaging_service_sid")},
          media_(option(options, "media") == "link" ? sms::media_as::link : sms::media_as::mms),
          words_({.standard = options.value("standard_words", json(true)) != json(false),
                  .opt_out = words_in(options, "opt_out_words"),
                  .opt_in = words_in(options, "opt_in_words")}) {
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
        authorized_api_ =
            with_credentials(api_, key.empty() ? account : key, key.empty() ? auth_token_ : secret);
        messages_ = authorized_api_ + "/2010-04-01/Accounts/" + account + "/Messages.json";
    }

    [[noreturn]] static void refuse(const char* why) {
        throw selat::refusal{selat::code::config, why};
    }

    // An empty answer: what there is to say comes later, from people or a flow, as a message of its
    // own. Any other text here would be sent to the customer.
    void take_message(const sms::form& fields, selat::actions out) const {
        const auto message = sms::read_message(fields, words_, api_);
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

    static void take_callback(const sms::form& fields, std::string_view message,
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
    sms::media_as media_;
    sms::keywords words_;
};

}  // namespace

SELAT_CHANNEL(sms_channel)
