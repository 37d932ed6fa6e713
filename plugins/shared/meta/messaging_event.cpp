#include "messaging_event.hpp"

#include "content.hpp"
#include "messaging_decode.hpp"
#include "shared_things.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace meta {
namespace {

using taker = std::function<void(news&)>;

std::string person_in(const json& party) {
    auto id = id_of(party, "id");
    if (id.empty()) {
        const auto ref = id_of(party, "user_ref");
        id = ref.empty() ? ref : std::string(user_ref_prefix) + ref;
    }
    return id;
}

news begin(const messaging_event& event, news_kind kind, std::string_view what) {
    news out;
    out.kind = kind;
    out.what = what;
    out.from = person_in(member(event.about, "sender"));
    out.at_ms = event.at_ms;
    out.no_reply = event.standby;
    return out;
}

void add_referral(const json& referral, attributes& out) {
    for (const auto* name : {"ref", "source", "type", "ad_id", "referer_uri"}) {
        out.add("referral_" + std::string(name), member(referral, name));
    }
    const auto& ad = member(referral, "ads_context_data");
    for (const auto* name :
         {"ad_title", "photo_url", "video_url", "post_id", "product_id", "flow_id"}) {
        out.add("referral_" + std::string(name), member(ad, name));
    }
    out.add("product", member(member(referral, "product"), "id"));
}

// What came with a message beside what it says, over what its parts have left already.
void add_attributes(const attributes& more, news& out) {
    const auto text = more.end();
    if (text.empty()) {
        return;
    }
    auto all = out.attributes.empty() ? json::object() : parse(out.attributes);
    all.update(parse(text));
    out.attributes = written(all);
}

void read_reply(const json& reply, said& content, news& out) {
    out.reply_to = text_of(reply, "mid");
    const auto& story = member(reply, "story");
    if (story.is_object()) {
        out.reply_to = id_of(story, "id");
        content.card(link_card("In reply to our story", text_of(story, "url")));
    }
}

void read_words(const json& message, news& out) {
    said content(out);
    content.text(text_of(message, "text"));
    read_reply(member(message, "reply_to"), content, out);
    content.attachments(list_of(message, "attachments"));
    const auto& quick = member(message, "quick_reply");
    if (quick.is_object()) {
        content.choice(text_of(message, "text"), text_of(quick, "payload"));
    }
    if (flag_of(message, "is_unsupported")) {
        content.unknown("message");
    }
    out.content = written(std::move(content).end("message"));
}

void read_message(const messaging_event& event, const taker& take) {
    const auto& message = member(event.about, "message");
    const bool echo = flag_of(message, "is_echo");
    auto out = begin(event, news_kind::message, "message");
    out.from = person_in(member(event.about, echo ? "recipient" : "sender"));
    out.provider_id = text_of(message, "mid");
    if (flag_of(message, "is_deleted")) {
        out.kind = news_kind::removal;
        out.message_id = std::exchange(out.provider_id, "deleted:" + out.provider_id);
        return take(out);
    }
    if (auto ours = text_of(message, "metadata"); echo && is_own_id(ours)) {
        out.kind = news_kind::receipt;
        out.status = selat::receipt_status::sent;
        out.message = std::move(ours);
        out.message_id = std::move(out.provider_id);
        return take(out);
    }
    if (flag_of(message, "is_self")) {
        out.kind = news_kind::ignored;
        out.why = "the account wrote to itself";
        return take(out);
    }
    out.echo = echo;
    out.no_reply = out.no_reply || echo;
    out.opens_window = !echo;
    read_words(message, out);
    attributes about(event.at.name);
    add_referral(member(message, "referral"), about);
    for (const auto& command : list_of(message, "commands")) {
        about.add("command", member(command, "name"));
    }
    add_attributes(about, out);
    take(out);
}

void read_postback(const messaging_event& event, const taker& take) {
    const auto& postback = member(event.about, "postback");
    auto out = begin(event, news_kind::message, "postback");
    out.provider_id = text_of(postback, "mid");
    out.opens_window = true;
    const auto title = text_of(postback, "title");
    const auto payload = text_of(postback, "payload");
    out.content = written(title.empty() && payload.empty() ? unsupported("postback")
                                                           : selected(title, payload));
    attributes about(event.at.name);
    add_referral(member(postback, "referral"), about);
    add_attributes(about, out);
    take(out);
}

// Messenger names its own faces, and tells no emoji for some.
std::string emoji_of(const json& reaction) {
    auto emoji = text_of(reaction, "emoji");
    constexpr std::pair<std::string_view, const char*> names[] = {
        {"love", "❤️"},   {"like", "👍"}, {"dislike", "👎"}, {"smile", "😆"},
        {"angry", "😠"}, {"sad", "😢"},  {"wow", "😮"}};
    const auto name = text_of(reaction, "reaction");
    for (const auto& [known, face] : names) {
        if (emoji.empty() && name == known) {
            emoji = face;
        }
    }
    return emoji.empty() ? name : emoji;
}

void read_reaction(const messaging_event& event, const taker& take) {
    const auto& about = member(event.about, "reaction");
    auto out = begin(event, news_kind::message, "reaction");
    const auto mid = text_of(about, "mid");
    const auto action = text_of(about, "action");
    const bool removed = action == "unreact";
    const auto emoji = removed ? std::string() : emoji_of(about);
    out.provider_id = "reaction:" + mid + ":" + out.from + ":" + action + ":" + emoji + ":" +
                      std::to_string(event.at_ms);
    out.content = written(reaction(emoji, mid, removed));
    out.no_reply = true;
    out.opens_window = true;
    take(out);
}

void read_delivery(const messaging_event& event, const taker& take) {
    const auto& delivery = member(event.about, "delivery");
    for (const auto& mid : list_of(delivery, "mids")) {
        auto out = begin(event, news_kind::receipt, "delivery");
        out.message_id = text_of(mid);
        take(out);
    }
    auto out = begin(event, news_kind::receipt, "delivery");
    out.up_to_ms = time_of(delivery, "watermark");
    if (out.up_to_ms > 0) {
        take(out);
    }
}

// Messenger tells up to when, Instagram up to which message.
void read_seen(const messaging_event& event, const taker& take) {
    const auto& seen = member(event.about, "read");
    auto out = begin(event, news_kind::receipt, "read");
    out.status = selat::receipt_status::read;
    out.message_id = text_of(seen, "mid");
    out.all_before = !out.message_id.empty();
    out.up_to_ms = out.all_before ? 0 : time_of(seen, "watermark");
    take(out);
}

void read_edit(const messaging_event& event, const taker& take) {
    const auto& edit = member(event.about, "message_edit");
    auto out = begin(event, news_kind::edit, "message_edit");
    out.message_id = text_of(edit, "mid");
    out.provider_id = "edit:" + out.message_id + ":" + id_of(edit, "num_edit");
    auto text = text_of(edit, "text");
    out.content = written(text.empty() ? unsupported("message_edit") : json{{"text", text}});
    take(out);
}

void read_order(const messaging_event& event, const taker& take) {
    const auto& order = member(event.about, "order");
    auto out = begin(event, news_kind::message, "order");
    out.opens_window = true;
    said content(out);
    content.text(text_of(order, "note"));
    for (const auto& product : list_of(order, "products")) {
        const auto name = text_of(product, "name");
        const auto price = number_of(product, "unit_price");
        auto words = id_of(product, "quantity");
        words += price ? " × " + json(*price).dump() + " " + text_of(product, "currency") : "";
        content.card({{"title", name.empty() ? "Product" : name}, {"text", words}});
    }
    out.content = written(std::move(content).end("order"));
    take(out);
}

// What is no message but worth knowing in a flow.
void read_about_customer(const messaging_event& event, const char* key, const taker& take) {
    const auto& about = member(event.about, key);
    const std::string_view what = key;
    auto out = begin(event, news_kind::address, key);
    attributes all(event.at.name);
    if (what == "referral") {
        add_referral(about, all);
        for (const auto& answer : list_of(member(event.about, "lead"), "data")) {
            all.add("lead_" + text_of(answer, "question"), member(answer, "answer"));
        }
    } else if (what == "optin") {
        if (out.from.empty()) {
            const auto ref = id_of(about, "user_ref");
            out.from = ref.empty() ? ref : std::string(user_ref_prefix) + ref;
        }
        for (const auto* name :
             {"ref", "type", "title", "payload", "notification_messages_token",
              "notification_messages_status", "user_token_status", "token_expiry_timestamp"}) {
            all.add("optin_" + std::string(name), member(about, name));
        }
    } else if (what == "account_linking") {
        all.add("account_linking", member(about, "status"));
        all.add("account_linking_code", member(about, "authorization_code"));
    } else if (what == "response_feedback") {
        all.add("feedback", member(about, "feedback"));
        all.add("feedback_to", member(about, "mid"));
    } else {
        all.add("thread_control", key);
        for (const auto* name :
             {"previous_owner_app_id", "new_owner_app_id", "requested_owner_app_id", "metadata"}) {
            all.add("thread_" + std::string(name), id_of(about, name));
        }
    }
    out.opens_window = what == "referral" || what == "optin";
    out.attributes = all.end();
    take(out);
}

void read_policy(const messaging_event& event, const taker& take) {
    const auto& policy = member(event.about, "policy_enforcement");
    const auto action = text_of(policy, "action");
    auto out = begin(event, news_kind::account, "policy_enforcement");
    out.why = "Meta's policy: " + action + " " + text_of(policy, "reason");
    out.well = action == "unblock";
    if (action != "block" && action != "unblock") {
        out.kind = news_kind::ignored;
    }
    take(out);
}

}  // namespace

void read_event(const messaging_event& event, const taker& take) {
    constexpr std::pair<const char*, void (*)(const messaging_event&, const taker&)> readers[] = {
        {"message", read_message}, {"postback", read_postback},        {"delivery", read_delivery},
        {"read", read_seen},       {"reaction", read_reaction},        {"message_edit", read_edit},
        {"order", read_order},     {"policy_enforcement", read_policy}};
    for (const auto& [key, reader] : readers) {
        if (member(event.about, key).is_object()) {
            return reader(event, take);
        }
    }
    for (const auto* key :
         {"referral", "optin", "account_linking", "response_feedback", "pass_thread_control",
          "take_thread_control", "request_thread_control"}) {
        if (member(event.about, key).is_object()) {
            return read_about_customer(event, key, take);
        }
    }
    auto out = begin(event, news_kind::ignored, "event");
    if (event.about.is_object()) {
        for (const auto& [name, value] : event.about.items()) {
            if (value.is_object() && name != "sender" && name != "recipient") {
                out.what = name;
            }
        }
    }
    out.why = "nothing in it to act on";
    take(out);
}

}  // namespace meta
