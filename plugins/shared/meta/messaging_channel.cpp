#include "messaging_channel.hpp"

#include "content.hpp"
#include "json_read.hpp"
#include "messaging_decode.hpp"
#include "messaging_encode.hpp"

#include <optional>
#include <utility>

namespace meta {
namespace {

constexpr std::int64_t hour_ms = 3600 * 1000;
constexpr std::int64_t window_ms = 24 * hour_ms;
constexpr std::int64_t agent_window_ms = 168 * hour_ms;

// After the customer's newest message anything goes for a day, then what people write, for a week.
enum class window { open, for_people, closed };

window window_of(const selat::outgoing& message) {
    const auto age = message.now_ms - message.address_context_ms;
    if (message.address_context_ms <= 0 || age <= window_ms) {
        return window::open;  // where nothing is known, Meta knows
    }
    return age <= agent_window_ms ? window::for_people : window::closed;
}

bool flag_option(const json& options, const char* name) {
    const auto& value = member(options, name);
    return !value.is_boolean() || value.get<bool>();
}

std::string name_in(const json& profile) {
    auto name = text_of(profile, "name");
    if (name.empty()) {
        name = text_of(profile, "first_name");
        const auto last = text_of(profile, "last_name");
        name += (name.empty() || last.empty() ? "" : " ") + last;
    }
    return name.empty() ? text_of(profile, "username") : name;
}

}  // namespace

messaging_channel::messaging_channel(const selat::setup& setup, const platform& at,
                                     const char* own_option)
    : messaging_channel(setup, parse(setup.options), at, own_option) {}

messaging_channel::messaging_channel(const selat::setup& setup, const json& options,
                                     const platform& at, const char* own_option)
    : at_(at), crypto_(setup.crypto), graph_(graph::read(options, at.host)),
      door_(door::read(options)), own_(id_of(options, own_option)),
      path_("/" + (own_.empty() || at.token_names_it ? "me" : own_)),
      human_agent_(flag_option(options, "human_agent")),
      take_control_(flag_option(options, "take_control")) {}

void messaging_channel::on_http(const selat::http_request& request, selat::actions out) const {
    if (!door_.passes(crypto_, request, out)) {
        return;
    }
    std::optional<teller> telling;
    const bool read = decode_messaging(
        request.body, at_, own_, [&](std::size_t count) { telling.emplace(out, count); },
        [&](const news& each) { telling->tell(each); });
    out.respond(read ? 200 : 400);
}

void messaging_channel::on_send(const selat::outgoing& message, selat::actions out) const {
    switch (message.purpose) {
    case selat::purpose::message: return send_message(message, out);
    case selat::purpose::typing: {
        const bool off = member(parse(message.content), "on") == json(false);
        return act(message, off ? "typing_off" : "typing_on", out);
    }
    case selat::purpose::read: return act(message, "mark_seen", out);
    case selat::purpose::profile: return look_up(message, out);
    default:
        out.failed({.op = message.op,
                    .code = selat::code::unsupported,
                    .detail = "a message cannot be changed or taken back there"});
    }
}

void messaging_channel::send_message(const selat::outgoing& message, selat::actions out) const {
    const auto now = window_of(message);
    const bool by_person = now == window::for_people && message.author_kind == "agent";
    if (now != window::open && !(by_person && human_agent_)) {
        return out.failed(
            {.op = message.op,
             .code = selat::code::outside_window,
             .provider_code = "10/2018278",
             .detail = now == window::closed
                           ? "the customer's newest message is older than seven days"
                           : "the customer's newest message is older than 24 hours: only people "
                             "may answer it now"});
    }
    steps all;
    all.to = message.to;
    all.attempt = message.attempt;
    all.left = encode_messaging(message.content, {.at = at_,
                                                  .to = message.to,
                                                  .reply_to = message.reply_to_provider_id,
                                                  .metadata = message.message,
                                                  .as_human_agent = by_person});
    go_on(message.op, all, out);
}

void messaging_channel::go_on(std::uint64_t op, const steps& all, selat::actions out) const {
    graph_.post(op, path_ + "/messages", all.next(), all.written(), false, out);
}

void messaging_channel::act(const selat::outgoing& message, std::string_view action,
                            selat::actions out) const {
    graph_.post(message.op, path_ + "/messages", encode_sender_action(message.to, action),
                steps::other(), true, out);
}

void messaging_channel::look_up(const selat::outgoing& message, selat::actions out) const {
    if (!is_path_id(message.to)) {
        return out.sent(message.op);
    }
    graph_.get(message.op,
               "/" + std::string(message.to) + "?fields=" + std::string(at_.profile_fields),
               steps::profile(message.to), out);
}

void messaging_channel::on_reply(const selat::http_reply& reply, selat::actions out) const {
    auto all = steps::read(reply.context);
    if (reply.failed()) {
        return out.failed({.op = reply.op, .code = reply.failure, .detail = reply.detail});
    }
    const auto body = parse(reply.body);
    if (is_refusal(reply, body)) {
        return refuse(reply, body, std::move(all), out);
    }
    switch (all.kind) {
    case step_kind::profile: return tell_profile(reply.op, body, all, out);
    case step_kind::other: return out.sent(reply.op);
    case step_kind::take_control: all.kind = step_kind::message; return go_on(reply.op, all, out);
    case step_kind::message: break;
    }
    all.done(text_of(body, "message_id"));
    if (!all.left.empty()) {
        return go_on(reply.op, all, out);
    }
    const std::vector<std::string_view> ids(all.ids.begin(), all.ids.end());
    out.sent({.op = reply.op, .provider_ids = ids});
}

void messaging_channel::tell_profile(std::uint64_t op, const json& profile, const steps& all,
                                     selat::actions out) const {
    const auto name = name_in(profile);
    const auto picture = text_of(profile, "profile_pic");
    const auto locale = text_of(profile, "locale");
    attributes about(at_.name);
    about.add("username", member(profile, "username"));
    const auto known = about.end();
    out.address({.address = all.to,
                 .name = name,
                 .picture = picture,
                 .locale = locale,
                 .attributes = known});
    out.sent(op);
}

// The conversation is another app's: it is asked for once, and the message goes out then.
void messaging_channel::take_control(std::uint64_t op, steps all, selat::actions out) const {
    all.kind = step_kind::take_control;
    all.took_control = true;
    const json body = {{"recipient", {{"id", all.to}}}};
    graph_.post(op, path_ + "/take_thread_control", written(body), all.written(), true, out);
}

void messaging_channel::refuse(const selat::http_reply& reply, const json& body, steps all,
                               selat::actions out) const {
    auto refused = read_refused(reply, body, product::messenger, all.attempt);
    if (all.kind == step_kind::profile && refused.code != selat::code::denied) {
        return out.sent(reply.op);  // no name to be had, or not yet
    }
    if (refused.owned_by_another && take_control_ && !all.took_control &&
        all.kind == step_kind::message) {
        return take_control(reply.op, std::move(all), out);
    }
    if (all.kind == step_kind::take_control) {
        refused.code = selat::code::wrong_state;
        refused.text = "another app has the conversation, and it cannot be taken: " + refused.text;
    }
    tell_refused(reply.op, refused, product::messenger, out);
}

}  // namespace meta
