#include "sender.hpp"

#include "answer.hpp"
#include "call_kinds.hpp"
#include "encode.hpp"
#include "interaction_token.hpp"
#include "json_read.hpp"
#include "places.hpp"
#include "snowflake.hpp"

#include <vector>

namespace discord {
namespace {

constexpr std::uint32_t upload_ms = 120'000;  // 25 MiB at 2 Mbit/s

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

// No words of anybody's look like this in JSON.
bool names_files(std::string_view body) {
    return body.find(R"("attachments":[)") != std::string_view::npos;
}

}  // namespace

void sender::on_send(const selat::outgoing& event, selat::actions out) {
    calls_ = false;
    switch (event.purpose) {
    case selat::purpose::status: return;
    case selat::purpose::message: message(event, out); break;
    default: return on_message_of_ours(event, out);
    }
    if (!calls_) {
        letters_.end(event.op);
    }
}

void sender::hand_over(std::uint64_t op, const letter& letter, std::int64_t now_ms,
                       selat::actions out) {
    const auto to = read_address(letter.to);
    // In a server it shows whom it answers; among two it goes without saying.
    const bool among_many = !to.channel.empty();
    const std::string_view reply_to =
        letter.reply_to.empty() && among_many ? letter.address_context : letter.reply_to;
    const auto body = encode({.content = letter.content,
                              .key = letter.key,
                              .reply_to = is_id(reply_to) ? reply_to : std::string_view{},
                              .call_author = among_many,
                              .files = letter.files});
    if (body.empty()) {
        return out.failed({.op = op,
                           .code = selat::code::unsupported,
                           .detail = "Discord shows nothing of this"});
    }
    const auto token = interaction_token::read(letter.address_context);
    if (token.lives(now_ms)) {
        return answer(op, token, letter.to, body, now_ms, out);
    }
    if (token.any()) {
        return late(op, token, letter.to, body, now_ms, out);
    }
    const auto channel = channel_of(to, letter.address_context);
    if (channel.empty()) {
        return open_direct(op, letter.to, to.user, body, now_ms, out);
    }
    call({op, for_message, "POST", "/channels/" + channel + "/messages", body, letter.to, now_ms},
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
    const auto known = kept::read(event.target_context);
    const auto token = interaction_token::read(known.token);
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
    const auto body = encode_edit(event.content, known.files);
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
    const auto* letter = says_it(step.kind) ? letters_.find(step.op) : nullptr;
    if (letter == nullptr && says_it(step.kind) && names_files(step.body)) {
        return out.failed({.op = step.op,
                           .code = selat::code::unavailable,
                           .detail = "the files were forgotten meanwhile"});
    }
    const bool with_files = letter != nullptr && !letter->files.empty();
    const auto form = with_files ? form_of(step.body, letter->files, letter->key) : discord::form{};
    if (with_files) {
        headers.push_back({"content-type", form.content_type});
    } else if (!step.body.empty()) {
        headers.push_back({"content-type", "application/json"});
    }
    calls_ = true;
    out.call({.op = step.op,
              .method = step.method,
              .url = url,
              .headers = headers,
              .body = with_files ? std::string_view(form.body) : step.body,
              .context = context,
              .timeout_ms = with_files ? upload_ms : 0,
              .repeatable = step.kind != for_follow});  // there is no nonce that makes it once
}

void sender::on_reply(const selat::http_reply& reply, selat::actions out) {
    calls_ = false;
    if (reply.context == fetching) {
        fetched(reply, out);
    } else {
        replied(reply, out);
    }
    if (!calls_) {
        letters_.end(reply.op);
    }
}

void sender::replied(const selat::http_reply& reply, selat::actions out) {
    auto rest = reply.context;
    const auto kind = next_line(rest);
    const auto route = next_line(rest);
    const auto address = next_line(rest);
    limits_.learn(route, reply);
    const bool by_token = route.find(" /webhooks/") != route.npos;
    token_refused_ = token_refused_ || (reply.status == 401 && !by_token);
    if (auto* letter = says_it(kind) ? letters_.find(reply.op) : nullptr;
        letter != nullptr && !letter->files.empty() && refuses_files(reply)) {
        out.log(SELAT_LOG_WARN, "files_refused",
                "its links go instead of a message's files: " + read_refused(reply).text);
        letter->drop_files();
        return hand_over(reply.op, *letter, reply.now_ms, out);
    }
    if (kind == for_first || kind == for_follow) {
        return answered(reply, kind, address, rest, out);
    }
    if (went_well(reply)) {
        return kind == for_opening ? opened(reply, address, rest, out)
                                   : finish(reply, kind, address, out);
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
              .context = context_of(reply.op, {}),
              .address_context = direct ? std::string_view(channel) : std::string_view{}});
}

}  // namespace discord
