#include "sender.hpp"

#include "answer.hpp"
#include "encode.hpp"
#include "json_read.hpp"
#include "places.hpp"
#include "snowflake.hpp"

namespace discord {
namespace {

constexpr std::string_view for_message = "message";
constexpr std::string_view for_opening = "open";
constexpr std::string_view for_plain = "plain";

std::string_view next_line(std::string_view& text) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    return line;
}

// Of a person's direct messages the address's context is the channel; elsewhere it is the newest
// message.
std::string_view channel_of(const target& to, const selat::outgoing& event) {
    if (!to.channel.empty()) {
        return to.channel;
    }
    return is_id(event.address_context) ? event.address_context : std::string_view{};
}

void refuse(const selat::outgoing& event, selat::code code, std::string_view why,
            selat::actions out) {
    out.failed({.op = event.op, .code = code, .detail = why});
}

}  // namespace

void sender::on_send(const selat::outgoing& event, selat::actions out) {
    if (event.purpose == selat::purpose::status) {
        return;
    }
    if (token_refused_) {
        return refuse(event, selat::code::denied, "Discord has refused the bot token", out);
    }
    if (event.purpose == selat::purpose::message) {
        return message(event, out);
    }
    on_message_of_ours(event, out);
}

void sender::message(const selat::outgoing& event, selat::actions out) {
    const auto to = read_address(event.to);
    if (to.channel.empty() && to.user.empty()) {
        return refuse(event, selat::code::invalid,
                      "an address is USER, CHANNEL/USER or thread:THREAD, by Discord's ids", out);
    }
    // In a server it shows whom it answers; among two it goes without saying.
    const bool among_many = !to.channel.empty();
    auto reply_to = event.reply_to_provider_id;
    if (reply_to.empty() && among_many && is_id(event.address_context)) {
        reply_to = event.address_context;
    }
    const auto body = encode({.content = event.content,
                              .key = event.idempotency_key,
                              .reply_to = is_id(reply_to) ? reply_to : std::string_view{},
                              .call_author = among_many});
    if (body.empty()) {
        return refuse(event, selat::code::unsupported, "Discord shows nothing of this", out);
    }
    const auto channel = channel_of(to, event);
    if (channel.empty()) {
        return open_direct(event, to.user, body, out);
    }
    call({event.op, for_message, "POST", "/channels/" + std::string(channel) + "/messages", body,
          event.to, event.now_ms},
         {}, out);
}

void sender::open_direct(const selat::outgoing& event, std::string_view user, std::string_view body,
                         selat::actions out) {
    const auto whom = written({{"recipient_id", user}});
    call({event.op, for_opening, "POST", "/users/@me/channels", whom, event.to, event.now_ms}, body,
         out);
}

void sender::on_message_of_ours(const selat::outgoing& event, selat::actions out) {
    const auto channel = std::string(channel_of(read_address(event.to), event));
    if (channel.empty()) {
        return refuse(event, selat::code::wrong_state, "nothing was said there yet", out);
    }
    if (event.purpose == selat::purpose::typing) {
        if (!flag_of(parse(event.content), "on")) {
            return out.sent(event.op);  // ends by itself
        }
        return call({event.op,
                     for_plain,
                     "POST",
                     "/channels/" + channel + "/typing",
                     {},
                     event.to,
                     event.now_ms},
                    {}, out);
    }
    const auto message = std::string(event.target_provider_id);
    if (!is_id(message)) {
        return refuse(event, selat::code::invalid, "Discord has no such message", out);
    }
    const auto path = "/channels/" + channel + "/messages/" + message;
    if (event.purpose == selat::purpose::remove) {
        return call({event.op, for_plain, "DELETE", path, {}, event.to, event.now_ms}, {}, out);
    }
    const auto body = encode_edit(event.content);
    if (event.purpose != selat::purpose::edit || body.empty()) {
        return refuse(event, selat::code::unsupported, "Discord knows nothing of the kind", out);
    }
    call({event.op, for_plain, "PATCH", path, body, event.to, event.now_ms}, {}, out);
}

void sender::call(const step& step, std::string_view rest, selat::actions out) {
    // Messages share a bucket, whichever they are.
    auto route = std::string(step.method) + " " + step.path;
    if (const auto message = route.find("/messages/"); message != route.npos) {
        route.resize(message + 9);
    }
    if (const auto wait_ms = limits_.take(route, step.now_ms); wait_ms > 0) {
        return out.failed({.op = step.op,
                           .code = selat::code::unavailable,
                           .retry_after_ms = static_cast<std::uint64_t>(wait_ms),
                           .provider_code = "429",
                           .detail = "Discord takes no more of this for a while"});
    }
    std::string context(step.kind);
    for (const auto part : {std::string_view(route), step.address, rest}) {
        context += '\n';
        context += part;
    }
    const auto url = options_.api + step.path;
    const auto authorization = "Bot " + options_.token;
    const selat::pair headers[] = {{"authorization", authorization},
                                   {"user-agent", options_.user_agent},
                                   {"content-type", "application/json"}};
    out.call({.op = step.op,
              .method = step.method,
              .url = url,
              .headers = std::span(headers).first(step.body.empty() ? 2 : 3),
              .body = step.body,
              .context = context,
              .repeatable = true});
}

void sender::on_reply(const selat::http_reply& reply, selat::actions out) {
    auto rest = reply.context;
    const auto kind = next_line(rest);
    const auto route = next_line(rest);
    const auto address = next_line(rest);
    limits_.learn(route, reply);
    token_refused_ = token_refused_ || reply.status == 401;
    if (!reply.failed() && reply.status >= 200 && reply.status < 300) {
        return kind == for_opening ? opened(reply, address, rest, out)
                                   : finish(reply, kind, address, out);
    }
    const auto why = reply.failed() ? unanswered(reply) : read_refused(reply);
    out.failed({.op = reply.op,
                .code = why.code,
                .retry_after_ms = why.retry_after_ms,
                .provider_code = why.provider_code,
                .detail = why.text});
}

void sender::opened(const selat::http_reply& reply, std::string_view address, std::string_view body,
                    selat::actions out) {
    const auto channel = text_of(parse(reply.body), "id");
    if (!is_id(channel)) {
        return out.failed({.op = reply.op,
                           .code = selat::code::internal,
                           .detail = "Discord's answer names no channel"});
    }
    call({reply.op, for_message, "POST", "/channels/" + channel + "/messages", body, address,
          reply.now_ms},
         {}, out);
}

void sender::finish(const selat::http_reply& reply, std::string_view kind, std::string_view address,
                    selat::actions out) {
    if (kind != for_message) {
        return out.sent(reply.op);
    }
    const auto message = parse(reply.body);
    const auto id = text_of(message, "id");
    const auto channel = text_of(message, "channel_id");
    incoming_.sent(id, std::string(address));
    const std::string_view ids[] = {id};
    const bool direct = address.find_first_not_of("0123456789") == address.npos;
    out.sent({.op = reply.op,
              .provider_ids = {ids, id.empty() ? 0u : 1u},
              .address_context = direct ? std::string_view(channel) : std::string_view{}});
}

}  // namespace discord
