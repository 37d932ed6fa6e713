#include "sender.hpp"

#include "ids.hpp"
#include "json_read.hpp"

#include <array>

namespace telegram {
namespace {

// What a CALL is for: the first word of its context.
constexpr std::string_view for_message = "message";
constexpr std::string_view for_profile = "profile";
constexpr std::string_view for_nothing = "plain";  // nothing to tell but the end

void refuse(const selat::outgoing& event, selat::code code, std::string_view why,
            selat::actions out) {
    out.failed({.op = event.op, .code = code, .detail = why});
}

std::string_view first_word(std::string_view& text) {
    const auto end = text.find(' ');
    const auto word = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return word;
}

// How a message that `first` sends is changed afterwards.
const char* kind_of(const step& first) {
    if (first.method == "sendMessage") {
        return "text";
    }
    constexpr std::array<std::string_view, 6> captioned = {
        "sendPhoto", "sendVideo", "sendAnimation", "sendAudio", "sendVoice", "sendDocument"};
    for (const auto each : captioned) {
        if (first.method == each) {
            return "caption";
        }
    }
    return first.method == "sendMediaGroup" ? "caption" : "other";
}

}  // namespace

std::string sender::written_down(const sending& progress) {
    return std::string(for_message) + " " +
           written({{"to", progress.address},
                    {"began", progress.began_ms},
                    {"ids", progress.ids},
                    {"kind", progress.kind},
                    {"left", to_json(progress.left)}});
}

sender::sending sender::read_progress(std::string_view context) {
    const auto kept = parse(context);
    sending out;
    out.address = text_of(kept, "to");
    out.began_ms = number_of(kept, "began");
    out.kind = text_of(kept, "kind");
    out.left = read_steps(member(kept, "left"));
    for (const auto& each : list_of(kept, "ids")) {
        out.ids.push_back(each.is_string() ? each.get<std::string>() : std::string());
    }
    return out;
}

route sender::route_of(const selat::outgoing& event) const {
    auto out = read_route(event.to, event.address_context);
    if (!out.business.empty()) {
        out.business = connections_.current(out.business);
    }
    return out;
}

std::optional<message_name> sender::name_of(std::string_view provider_id) const {
    auto out = read_message_name(provider_id);
    if (out && !out->business.empty()) {
        out->business = connections_.current(out->business);
    }
    return out;
}

std::string sender::known_as(const std::string& told) const {
    const auto name = read_message_name(told);
    return name && !name->business.empty()
               ? name_message(name->chat, name->message, connections_.first(name->business))
               : told;
}

wrapping sender::wrapping_for(const selat::outgoing& event, const route& to,
                              selat::actions out) const {
    return {.to = to,
            .reply_to = name_of(event.reply_to_provider_id),
            .data_for = [this, now_ms = event.now_ms, out](std::string_view payload) {
                return payloads_.name_for(payload, crypto_, now_ms, out);
            }};
}

void sender::on_send(const selat::outgoing& event, selat::actions out) {
    switch (event.purpose) {
    case selat::purpose::message: return send_message(event, out);
    case selat::purpose::typing: return show_typing(event, out);
    case selat::purpose::read: return mark_as_read(event, out);
    case selat::purpose::edit: return edit(event, out);
    case selat::purpose::remove: return take_back(event, out);
    case selat::purpose::profile: return look_up(event, out);
    case selat::purpose::status: return;
    }
    refuse(event, selat::code::unsupported, "Telegram knows nothing of the kind", out);
}

void sender::send_message(const selat::outgoing& event, selat::actions out) const {
    const auto to = route_of(event);
    if (to.chat.empty()) {
        return refuse(event, selat::code::invalid,
                      "an address is the id of a chat, CHAT/TOPIC, or @name of a public one", out);
    }
    connections_.check(to.business);
    sending all;
    all.address = event.to;
    all.began_ms = event.now_ms;
    all.left = encode_message(event.content, wrapping_for(event, to, out));
    all.kind = kind_of(all.left.front());
    call(event.op, all, out);
}

void sender::show_typing(const selat::outgoing& event, selat::actions out) const {
    const auto content = parse(event.content);
    const auto to = route_of(event);
    const bool off = member(content, "on") == json(false);
    if (off || to.chat.empty()) {
        return out.sent(event.op);  // it ends by itself
    }
    json body = {{"chat_id", as_told(to.chat)}, {"action", "typing"}};
    if (!to.business.empty()) {
        body["business_connection_id"] = to.business;
    }
    if (!to.topic.empty()) {
        body["message_thread_id"] = as_told(to.topic);
    }
    call_plainly(event.op, "sendChatAction", body, event, for_nothing, out);
}

// A bot's own chats have no read marks; those of a business account do.
void sender::mark_as_read(const selat::outgoing& event, selat::actions out) const {
    const auto target = name_of(event.target_provider_id);
    if (!target || target->business.empty()) {
        return refuse(event, selat::code::unsupported, "a bot cannot mark messages as read", out);
    }
    call_plainly(event.op, "readBusinessMessage",
                 {{"business_connection_id", target->business},
                  {"chat_id", as_told(target->chat)},
                  {"message_id", as_told(target->message)}},
                 event, for_nothing, out);
}

void sender::edit(const selat::outgoing& event, selat::actions out) const {
    const auto target = name_of(event.target_provider_id);
    if (!target) {
        return refuse(event, selat::code::invalid, "Telegram has no such message", out);
    }
    connections_.check(target->business);
    const auto kind = text_of(parse(event.target_context), "kind");
    if (kind == "other") {
        return refuse(event, selat::code::unsupported, "there is no text in it to change", out);
    }
    const auto to = route_of(event);
    const auto change =
        encode_edit(event.content, *target, kind == "caption", wrapping_for(event, to, out));
    call_plainly(event.op, change.method, change.body, event, for_nothing, out);
}

// An album is several messages of Telegram's; all of them go.
void sender::take_back(const selat::outgoing& event, selat::actions out) const {
    const auto target = name_of(event.target_provider_id);
    if (!target) {
        return refuse(event, selat::code::invalid, "Telegram has no such message", out);
    }
    json numbers = json::array({as_told(target->message)});
    const auto kept = parse(event.target_context);
    for (const auto& each : list_of(kept, "ids")) {
        const auto also = read_message_name(each.is_string() ? each.get<std::string>() : "");
        if (also && also->message != target->message && numbers.size() < 100) {
            numbers.push_back(as_told(also->message));
        }
    }
    if (!target->business.empty()) {
        return call_plainly(
            event.op, "deleteBusinessMessages",
            {{"business_connection_id", target->business}, {"message_ids", numbers}}, event,
            for_nothing, out);
    }
    const json chat = as_told(target->chat);
    if (numbers.size() > 1) {
        return call_plainly(event.op, "deleteMessages",
                            {{"chat_id", chat}, {"message_ids", numbers}}, event, for_nothing, out);
    }
    call_plainly(event.op, "deleteMessage", {{"chat_id", chat}, {"message_id", numbers[0]}}, event,
                 for_nothing, out);
}

void sender::look_up(const selat::outgoing& event, selat::actions out) const {
    const auto to = route_of(event);
    if (to.chat.empty()) {
        return out.sent(event.op);
    }
    call_plainly(event.op, "getChat", {{"chat_id", as_told(to.chat)}}, event, for_profile, out);
}

void sender::call(std::uint64_t op, const sending& progress, selat::actions out) const {
    const auto& next = progress.left.front();
    const selat::pair headers[] = {{"content-type", "application/json"}};
    const auto url = api_ + next.method;
    const auto body = written(next.body);
    const auto context = written_down(progress);
    // A reaction that is set twice is set once.
    out.call({.op = op,
              .url = url,
              .headers = headers,
              .body = body,
              .context = context,
              .repeatable = next.method == reacting});
}

void sender::call_plainly(std::uint64_t op, std::string_view method, const json& body,
                          const selat::outgoing& event, std::string_view purpose,
                          selat::actions out) const {
    const selat::pair headers[] = {{"content-type", "application/json"}};
    const auto url = api_ + std::string(method);
    const auto text = written(body);
    const auto context =
        std::string(purpose) + " " + written({{"to", event.to}, {"began", event.now_ms}});
    out.call({.op = op,
              .url = url,
              .headers = headers,
              .body = text,
              .context = context,
              .repeatable = true});
}

void sender::on_reply(const selat::http_reply& reply, selat::actions out) const {
    auto rest = reply.context;
    const auto purpose = first_word(rest);
    auto progress = read_progress(rest);
    if (reply.failed()) {
        // Nothing makes Telegram know a message again; the rest may be done twice.
        const bool again = purpose != for_message && reply.failure == selat::code::uncertain;
        const bool begun = !progress.ids.empty();
        return out.failed({.op = reply.op,
                           .code = again   ? selat::code::timeout
                                   : begun ? selat::code::uncertain
                                           : reply.failure,
                           .detail = reply.detail});
    }
    if (purpose == for_message) {
        return message_answered(reply, std::move(progress), out);
    }
    if (reply.status >= 200 && reply.status < 300) {
        if (purpose == for_profile) {
            found(reply, progress, out);
        }
        return out.sent(reply.op);
    }
    const auto refused = read_refused(reply);
    // A profile that cannot be seen is none.
    if (refused.done || (purpose == for_profile && refused.code == selat::code::not_found)) {
        return out.sent(reply.op);
    }
    fail(reply, refused, progress, out);
}

void sender::message_answered(const selat::http_reply& reply, sending progress,
                              selat::actions out) const {
    const auto taken = read_accepted(reply.body);
    const bool well = reply.status >= 200 && reply.status < 300;
    if (well && taken.understood && !progress.left.empty()) {
        for (const auto& each : taken.ids) {
            progress.ids.push_back(known_as(each));
        }
        progress.left.erase(progress.left.begin());
        return progress.left.empty() ? finish(reply.op, progress, out)
                                     : call(reply.op, progress, out);
    }
    if (well) {
        return out.failed({.op = reply.op,
                           .code = selat::code::uncertain,
                           .detail = "the answer is not Telegram's"});
    }
    auto refused = read_refused(reply);
    if (refused.done) {
        return finish(reply.op, progress, out);
    }
    if (mend(reply, refused, progress, out)) {
        return;
    }
    // To begin again would say twice what was said already.
    using enum selat::code;
    if (!progress.ids.empty() && (refused.code == unavailable || refused.code == throttled)) {
        refused.code = uncertain;
        refused.text += " (after a part of the message)";
    }
    fail(reply, refused, progress, out);
}

// What can be done in another way is: in the chat's new place, or with links for the files.
bool sender::mend(const selat::http_reply& reply, const refused& refused, sending& progress,
                  selat::actions out) const {
    if (progress.left.empty()) {
        return false;
    }
    auto& next = progress.left.front();
    const auto here = as_told(refused.moved_to);
    const bool can_move = next.method != reacting;  // messages have other numbers there
    if (can_move && !refused.moved_to.empty() && member(next.body, "chat_id") != here) {
        out.address(
            {.address = progress.address, .address_context = write_moved(refused.moved_to)});
        for (auto& each : progress.left) {
            if (each.method == reacting) {
                continue;
            }
            each.body["chat_id"] = here;
            each.body.erase("reply_parameters");
        }
        call(reply.op, progress, out);
        return true;
    }
    if (refused.no_file && !next.links.empty()) {
        out.log(SELAT_LOG_INFO, "sent-as-link", refused.text);
        next = instead(next, next.links);
        if (progress.ids.empty()) {
            progress.kind = "text";
        }
        call(reply.op, progress, out);
        return true;
    }
    return false;
}

void sender::finish(std::uint64_t op, const sending& progress, selat::actions out) {
    const std::vector<std::string_view> ids(progress.ids.begin(), progress.ids.end());
    json context = {{"kind", progress.kind}};
    if (progress.ids.size() > 1) {
        context["ids"] = progress.ids;
    }
    const auto kept = written(context);
    out.sent({.op = op, .provider_ids = ids, .context = kept});
}

void sender::found(const selat::http_reply& reply, const sending& progress, selat::actions out) {
    const auto parsed = parse(reply.body);
    const auto& chat = member(parsed, "result");
    auto name = text_of(chat, "title");
    for (const auto* each : {"first_name", "last_name"}) {
        if (const auto part = text_of(chat, each); !part.empty()) {
            name += (name.empty() ? "" : " ") + part;
        }
    }
    if (name.empty()) {
        name = text_of(chat, "username");
    }
    if (!name.empty()) {
        out.address({.address = progress.address, .name = name});
    }
}

void sender::fail(const selat::http_reply& reply, const refused& refused, const sending& progress,
                  selat::actions out) {
    if (refused.blocked) {
        // As it was when the send began: who has come back since is not shut out again.
        out.address({.reach = selat::reach::blocked,
                     .address = progress.address,
                     .at_ms = progress.began_ms});
    }
    const auto status = std::to_string(reply.status);
    out.failed({.op = reply.op,
                .code = refused.code,
                .retry_after_ms = refused.retry_after_ms,
                .provider_code = status,
                .detail = refused.text});
}

}  // namespace telegram
