// WhatsApp's Cloud API. A webhook of signed news in; POST /messages out; statuses tell what became
// of them.

#include "address.hpp"
#include "decode.hpp"
#include "encode.hpp"
#include "plugins/shared/meta/door.hpp"
#include "plugins/shared/meta/errors.hpp"
#include "plugins/shared/meta/graph.hpp"
#include "plugins/shared/meta/json_read.hpp"
#include "plugins/shared/meta/news.hpp"
#include "plugins/shared/meta/steps.hpp"

#include <optional>

#include <selat/plugin.hpp>

namespace {

using meta::json;

class whatsapp_channel {
public:
    explicit whatsapp_channel(const selat::setup& setup)
        : whatsapp_channel(setup, meta::parse(setup.options)) {}

    void on_http(const selat::http_request& request, selat::actions out) const {
        if (!door_.passes(crypto_, request, out)) {
            return;
        }
        std::optional<meta::teller> teller;
        const bool read = whatsapp::decode(
            request.body, phone_number_id_,
            [&](std::size_t count) {
                teller.emplace(out, count, graph_.base, graph_.authorization);
            },
            [&](const meta::news& each) { teller->tell(each); });
        out.respond(read ? 200 : 400);
    }

    void on_send(const selat::outgoing& message, selat::actions out) const {
        switch (message.purpose) {
        case selat::purpose::message: return send_message(message, out);
        case selat::purpose::typing: return show_typing(message, out);
        case selat::purpose::read:
            return mark_as_read(message.op, message.target_provider_id, false, out);
        default:
            out.failed({.op = message.op,
                        .code = selat::code::unsupported,
                        .detail = "WhatsApp cannot change or take back a message"});
        }
    }

    void on_reply(const selat::http_reply& reply, selat::actions out) const {
        auto steps = meta::steps::read(reply.context);
        if (reply.failed()) {
            return out.failed({.op = reply.op, .code = reply.failure, .detail = reply.detail});
        }
        const auto body = meta::parse(reply.body);
        if (meta::is_refusal(reply, body)) {
            const auto why =
                meta::read_refused(reply, body, meta::product::whatsapp, steps.attempt);
            return meta::tell_refused(reply.op, why, meta::product::whatsapp, out);
        }
        if (steps.kind == meta::step_kind::other) {
            return out.sent(reply.op);
        }
        steps.done(accepted_id(body));
        learn_recipient(body, steps.to, out);
        if (!steps.left.empty()) {
            return go_on(reply.op, steps, out);
        }
        const std::vector<std::string_view> ids(steps.ids.begin(), steps.ids.end());
        out.sent({.op = reply.op, .provider_ids = ids});
    }

private:
    whatsapp_channel(const selat::setup& setup, const json& options)
        : crypto_(setup.crypto), graph_(meta::graph::read(options, "https://graph.facebook.com")),
          door_(meta::door::read(options)),
          phone_number_id_(meta::id_of(options, "phone_number_id")),
          list_button_(meta::option(options, "list_button", "Choose")) {
        if (!meta::is_path_id(phone_number_id_)) {
            throw selat::refusal{selat::code::config, "phone_number_id is needed"};
        }
        messages_ = "/" + phone_number_id_ + "/messages";
    }

    void send_message(const selat::outgoing& message, selat::actions out) const {
        meta::steps steps;
        steps.to = message.to;
        steps.attempt = message.attempt;
        steps.left =
            whatsapp::encode_messages(message.content, {.to = message.to,
                                                        .reply_to = message.reply_to_provider_id,
                                                        .callback = message.message,
                                                        .list_button = list_button_});
        go_on(message.op, steps, out);
    }

    void go_on(std::uint64_t op, const meta::steps& steps, selat::actions out) const {
        graph_.post(op, messages_, steps.next(), steps.written(), false, out);
    }

    // The sign stands beside a read mark of the customer's newest message, and ends by itself.
    void show_typing(const selat::outgoing& message, selat::actions out) const {
        const auto newest = meta::read_newest(message.address_context);
        if (newest.empty() || meta::member(meta::parse(message.content), "on") == json(false)) {
            return out.sent(message.op);
        }
        mark_as_read(message.op, newest, true, out);
    }

    void mark_as_read(std::uint64_t op, std::string_view message, bool typing,
                      selat::actions out) const {
        graph_.post(op, messages_, whatsapp::encode_read(message, typing), meta::steps::other(),
                    true, out);
    }

    static std::string accepted_id(const json& body) {
        const auto& messages = meta::list_of(body, "messages");
        return messages.empty() ? std::string() : meta::text_of(messages.front(), "id");
    }

    // WhatsApp may know a number under another, and answers come from that.
    static void learn_recipient(const json& body, const std::string& to, selat::actions out) {
        const auto& contacts = meta::list_of(body, "contacts");
        const auto known = contacts.empty()
                               ? std::string()
                               : whatsapp::of_number(meta::id_of(contacts.front(), "wa_id"));
        if (known.empty() || known == to || !to.starts_with('+')) {
            return;
        }
        const auto identity = "whatsapp:" + known;
        out.address({.address = to, .identity = identity});
        out.address({.address = known, .identity = identity});
    }

    selat::crypto crypto_;
    meta::graph graph_;
    meta::door door_;
    std::string phone_number_id_;
    std::string list_button_;
    std::string messages_;
};

}  // namespace

SELAT_CHANNEL(whatsapp_channel)
