#include "sender.hpp"

#include "answer.hpp"
#include "encode.hpp"
#include "interaction_token.hpp"
#include "json_read.hpp"
#include "places.hpp"
#include "snowflake.hpp"

#include <vector>

namespace discord {
namespace {

constexpr std::uint64_t again_ms = 250;

// What a call was for: the first line of its context.
constexpr std::string_view for_message = "message";
constexpr std::string_view for_opening = "open";
constexpr std::string_view for_plain = "plain";
constexpr std::string_view for_first = "first";    // takes the place of "the bot is thinking"
constexpr std::string_view for_follow = "follow";  // stands behind it
constexpr std::string_view for_late = "late";      // in a server, after the token has ended

std::string_view next_line(std::string_view& text) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    return line;
}

// Of a person's direct messages the address's context is the channel, or the token of an
// interaction there; elsewhere it is the newest message, or such a token.
std::string channel_of(const target& to, std::string_view address_context) {
    if (!to.channel.empty()) {
        return std::string(to.channel);
    }
    return is_id(address_context) ? std::string(address_context)
                                  : interaction_token::read(address_context).channel;
}

void refuse(const selat::outgoing& event, selat::code code, std::string_view why,
            selat::actions out) {
    out.failed({.op = event.op, .code = code, .detail = why});
}

bool went_well(const selat::http_reply& reply) {
    return !reply.failed() && reply.status >= 200 && reply.status < 300;
}

// It was not answered in time, or a quarter of an hour ago.
bool token_has_ended(const selat::http_reply& reply, std::int64_t number) {
    return reply.status == 401 || number == 10015 || number == 10062 || number == 50027;
}

}  // namespace

void sender::on_send(const selat::outgoing& event, selat::actions out) {
    switch (event.purpose) {
    case selat::purpose::status: return;
    case selat::purpose::message: return message(event, out);
    default: return on_message_of_ours(event, out);
    }
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
    const auto token = interaction_token::read(event.address_context);
    if (token.lives(event.now_ms)) {
        return answer(event.op, token, event.to, body, event.now_ms, out);
    }
    if (token.any()) {
        return late(event.op, token, event.to, body, event.now_ms, out);
    }
    const auto channel = channel_of(to, event.address_context);
    if (channel.empty()) {
        return open_direct(event.op, event.to, to.user, body, event.now_ms, out);
    }
    call({event.op, for_message, "POST", "/channels/" + channel + "/messages", body, event.to,
          event.now_ms},
         {}, out);
}

void sender::answer(std::uint64_t op, const interaction_token& token, std::string_view address,
                    std::string_view body, std::int64_t now_ms, selat::actions out) {
    const auto whole = as_answer(body, token.alone);
    const auto rest = token.write() + "\n" + std::string(body);
    if (token.waits) {
        return call(
            {op, for_first, "PATCH", token.path() + "/messages/@original", whole, address, now_ms},
            rest, out);
    }
    call({op, for_follow, "POST", token.path(), whole, address, now_ms}, rest, out);
}

void sender::late(std::uint64_t op, const interaction_token& token, std::string_view address,
                  std::string_view body, std::int64_t now_ms, selat::actions out) {
    const auto to = read_address(address);
    if (token.alone) {
        return out.failed({.op = op,
                           .code = selat::code::outside_window,
                           .detail = "what one alone sees can be answered for 15 minutes"});
    }
    if (!to.channel.empty()) {
        const auto called = to.user.empty() ? std::string(body) : calling(body, to.user);
        return call({op, for_late, "POST", "/channels/" + std::string(to.channel) + "/messages",
                     called, address, now_ms},
                    {}, out);
    }
    if (token.channel.empty()) {
        return open_direct(op, address, to.user, body, now_ms, out);
    }
    call({op, for_message, "POST", "/channels/" + token.channel + "/messages", body, address,
          now_ms},
         {}, out);
}

void sender::open_direct(std::uint64_t op, std::string_view address, std::string_view user,
                         std::string_view body, std::int64_t now_ms, selat::actions out) {
    const auto whole = written({{"recipient_id", user}});
    call({op, for_opening, "POST", "/users/@me/channels", whole, address, now_ms}, body, out);
}

// Discord shows by itself that an interaction is being answered, and the bot may see none of the
// server where it was.
void sender::typing(const selat::outgoing& event, const std::string& channel, selat::actions out) {
    const auto token = interaction_token::read(event.address_context);
    if (!flag_of(parse(event.content), "on") || (token.any() && token.channel.empty())) {
        return out.sent(event.op);  // ends by itself
    }
    call({event.op,
          for_plain,
          "POST",
          "/channels/" + channel + "/typing",
          {},
          event.to,
          event.now_ms},
         {}, out);
}

void sender::on_message_of_ours(const selat::outgoing& event, selat::actions out) {
    const auto token = interaction_token::read(event.target_context);
    const bool by_token = token.lives(event.now_ms);
    const auto channel = channel_of(read_address(event.to), event.address_context);
    if (event.purpose == selat::purpose::typing &&
        (!channel.empty() || !event.address_context.empty())) {
        return typing(event, channel, out);
    }
    if (channel.empty() && !by_token) {
        return refuse(event, selat::code::wrong_state, "nothing was said there yet", out);
    }
    const auto message = std::string(event.target_provider_id);
    if (!is_id(message)) {
        return refuse(event, selat::code::invalid, "Discord has no such message", out);
    }
    if (token.alone && !by_token) {
        return refuse(event, selat::code::outside_window,
                      "what one alone sees can be changed for 15 minutes", out);
    }
    const auto path = (by_token ? token.path() : "/channels/" + channel) + "/messages/" + message;
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
    const bool by_token = step.path.starts_with("/webhooks/");
    if (token_refused_ && !by_token) {
        return out.failed({.op = step.op,
                           .code = selat::code::denied,
                           .detail = "Discord has refused the bot token"});
    }
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
    std::vector<selat::pair> headers = {{"user-agent", options_.user_agent}};
    if (!by_token) {
        headers.push_back({"authorization", authorization});
    }
    if (!step.body.empty()) {
        headers.push_back({"content-type", "application/json"});
    }
    out.call({.op = step.op,
              .method = step.method,
              .url = url,
              .headers = headers,
              .body = step.body,
              .context = context,
              .repeatable = step.kind != for_follow});  // there is no nonce that makes it once
}

void sender::on_reply(const selat::http_reply& reply, selat::actions out) {
    auto rest = reply.context;
    const auto kind = next_line(rest);
    const auto route = next_line(rest);
    const auto address = next_line(rest);
    limits_.learn(route, reply);
    const bool by_token = route.find(" /webhooks/") != route.npos;
    token_refused_ = token_refused_ || (reply.status == 401 && !by_token);
    if (kind == for_first || kind == for_follow) {
        return answered(reply, kind, address, rest, out);
    }
    if (went_well(reply)) {
        return kind == for_opening ? opened(reply, address, rest, out)
                                   : finish(reply, kind, address, out);
    }
    failed(reply, kind, out);
}

void sender::answered(const selat::http_reply& reply, std::string_view kind,
                      std::string_view address, std::string_view rest, selat::actions out) {
    auto token = interaction_token::read(next_line(rest));
    const auto body = parse(reply.body);
    token.waits = false;
    if (went_well(reply)) {
        const auto id = text_of(body, "id");
        const auto context = token.write();
        const std::string_view ids[] = {id};
        incoming_.sent(id, std::string(address));
        return out.sent({.op = reply.op,
                         .provider_ids = {ids, id.empty() ? 0u : 1u},
                         .context = context,
                         .address_context = context});
    }
    const auto number = number_of(body, "code");
    if (!reply.failed() && token_has_ended(reply, number)) {
        if (token.is_fresh(reply.now_ms)) {
            return out.failed(
                {.op = reply.op,
                 .code = selat::code::unavailable,
                 .retry_after_ms = again_ms,
                 .provider_code = std::to_string(number),
                 .detail = "Discord does not know yet that the interaction was taken"});
        }
        return late(reply.op, token, address, rest, reply.now_ms, out);
    }
    if (kind == for_first && number == 10008) {  // the person has dismissed it
        return answer(reply.op, token, address, rest, reply.now_ms, out);
    }
    failed(reply, kind, out);
}

void sender::failed(const selat::http_reply& reply, std::string_view kind,
                    selat::actions out) const {
    auto why = reply.failed() ? unanswered(reply) : read_refused(reply);
    if (kind == for_follow && (reply.failure == selat::code::uncertain || reply.status >= 500)) {
        why.code = selat::code::uncertain;
    }
    const bool no_way = why.code == selat::code::config || why.code == selat::code::not_found;
    if (kind == for_late && no_way) {
        why.code = selat::code::outside_window;
        why.text =
            "15 minutes after the command the bot itself must be able to write there: " + why.text;
    }
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
    if (kind != for_message && kind != for_late) {
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
