#include "decode.hpp"

#include "address.hpp"
#include "message.hpp"
#include "plugins/shared/meta/content.hpp"
#include "plugins/shared/meta/errors.hpp"

namespace whatsapp {
namespace {

using meta::json;
using meta::list_of;
using meta::member;
using meta::news;
using meta::news_kind;
using meta::text_of;

using taker = std::function<void(meta::news&)>;

void give(news& each, const taker& take) {
    meta::keep_within_limits(each);
    take(each);
}

void ignore(std::string_view what, std::string_view why, const taker& take) {
    news out;
    out.what = what;
    out.why = why;
    give(out, take);
}

// A number where WhatsApp tells it, else the user id.
std::string address_of(const json& from, const char* number, const char* user) {
    auto out = of_number(meta::id_of(from, number));
    if (out.empty()) {
        const auto id = text_of(from, user);
        out = is_user_id(id) ? id : std::string();
    }
    return out;
}

// The one among the contacts whose message it is: by its ids, never by its place.
const json& contact_of(const json& value, const json& message) {
    static const json none;
    const auto number = meta::id_of(message, "from");
    const auto user = text_of(message, "from_user_id");
    for (const auto& each : list_of(value, "contacts")) {
        if ((!number.empty() && meta::id_of(each, "wa_id") == number) ||
            (!user.empty() && text_of(each, "user_id") == user)) {
            return each;
        }
    }
    return none;
}

// Who hides the number may show the chosen name alone.
std::string name_of(const json& profile) {
    auto name = text_of(profile, "name");
    return name.empty() ? text_of(profile, "username") : name;
}

// By this a person is known at all addresses.
std::string identity_of(std::string_view person) { return "whatsapp:" + std::string(person); }

// What moves is the person: the old address and the new one are the same customer from now on.
void tell_move(const std::string& from, const std::string& to, const std::string& person,
               std::int64_t at_ms, std::string_view what, const taker& take) {
    if (from.empty() || to.empty() || from == to) {
        return ignore(what, "it does not say who became who", take);
    }
    for (const auto& each : {from, to}) {
        news out;
        out.kind = news_kind::address;
        out.what = what;
        out.from = each;
        out.identity = identity_of(person);
        out.attributes = meta::attributes("whatsapp").add("moved_to", to).end();
        out.at_ms = at_ms;
        give(out, take);
    }
}

void read_system(const json& message, const taker& take) {
    const auto& system = member(message, "system");
    const auto type = text_of(system, "type");
    const auto from = address_of(message, "from", "from_user_id");
    auto to = of_number(meta::id_of(system, "wa_id"));
    if (to.empty()) {
        to = of_number(meta::id_of(system, "new_wa_id"));
    }
    if (to.empty()) {
        to = address_of(system, "", "user_id");
    }
    if (type != "customer_identity_changed") {
        const auto user = text_of(message, "from_user_id");
        return tell_move(from, to, is_user_id(user) ? user : from,
                         meta::time_of(message, "timestamp"), type, take);
    }
    news out;
    out.kind = news_kind::address;
    out.what = type;
    out.from = from;
    out.attributes = meta::attributes("whatsapp")
                         .add("identity_hash", member(member(system, "identity"), "hash"))
                         .add("identity_changed", meta::time_of(message, "timestamp"))
                         .end();
    give(out, take);
}

void read_message(const json& value, const json& message, const taker& take) {
    if (!message.is_object()) {
        return ignore("message", "it is no object", take);
    }
    if (text_of(message, "type") == "system") {
        return read_system(message, take);
    }
    news out;
    read_said(message, out);
    const auto& contact = contact_of(value, message);
    const auto who = address_of(message, "from", "from_user_id");
    const auto group = meta::id_of(message, "group_id");
    out.provider_id = text_of(message, "id");
    out.from = group.empty() ? who : std::string(group_prefix) + group;
    out.author = group.empty() ? std::string() : who;
    out.author_name = name_of(member(contact, "profile"));
    if (const auto user = text_of(message, "from_user_id"); group.empty() && is_user_id(user)) {
        out.identity = identity_of(user);
    }
    out.at_ms = meta::time_of(message, "timestamp");
    out.opens_window = true;
    give(out, take);
}

void read_echo(const json& message, const taker& take) {
    if (!message.is_object()) {
        return ignore("echo", "it is no object", take);
    }
    news out;
    read_said(message, out);
    out.provider_id = text_of(message, "id");
    out.from = address_of(message, "to", "to_user_id");
    out.echo = true;
    out.no_reply = true;
    out.at_ms = meta::time_of(message, "timestamp");
    give(out, take);
}

void read_failure(const json& status, news& out) {
    const auto& errors = list_of(status, "errors");
    const auto error = meta::read_error(errors.empty() ? json() : errors.front());
    // The send is over: what was worth another try then is of no use now.
    constexpr std::uint32_t last_try = 100;
    const auto meaning = meta::meaning_of(error, meta::product::whatsapp, last_try);
    out.status = selat::receipt_status::failed;
    out.code = error.code == 0 ? selat::code::internal : meaning.code;
    out.provider_code = error.code == 0 ? std::string() : meaning.provider_code;
    out.why = meaning.text;
}

void read_status(const json& status, const taker& take) {
    news out;
    out.kind = news_kind::receipt;
    out.what = text_of(status, "status");
    out.message_id = text_of(status, "id");
    out.at_ms = meta::time_of(status, "timestamp");
    const auto ours = text_of(status, "biz_opaque_callback_data");
    out.message = meta::is_own_id(ours) ? ours : std::string();
    if (out.what == "read" || out.what == "played") {
        out.status = selat::receipt_status::read;
    } else if (out.what == "failed") {
        read_failure(status, out);
    } else if (out.what == "sent" && !out.message.empty()) {
        out.status = selat::receipt_status::sent;
    } else if (out.what != "delivered") {
        out.kind = news_kind::ignored;
        out.provider_id = out.message_id;
        out.why = out.what == "sent" ? "it is known to be sent" : "no status of a message";
    }
    give(out, take);
}

void read_errors(const json& value, const taker& take) {
    for (const auto& each : list_of(value, "errors")) {
        const auto error = meta::read_error(each);
        ignore("error " + std::to_string(error.code), error.text, take);
    }
}

void read_preferences(const json& value, const taker& take) {
    for (const auto& each : list_of(value, "user_preferences")) {
        news out;
        out.kind = news_kind::address;
        out.what = "user_preferences";
        out.from = address_of(each, "wa_id", "user_id");
        out.attributes =
            meta::attributes("whatsapp")
                .add(text_of(each, "category").empty() ? "preference" : text_of(each, "category"),
                     member(each, "value"))
                .end();
        out.at_ms = meta::time_of(each, "timestamp");
        give(out, take);
    }
}

void read_new_user_ids(const json& value, const taker& take) {
    for (const auto& each : list_of(value, "user_id_update")) {
        const auto& id = member(each, "user_id");
        const auto before = address_of(id, "", "previous");
        tell_move(before, address_of(id, "", "current"), before, meta::time_of(each, "timestamp"),
                  "user_id_update", take);
    }
}

// Meta stops accounts, and lets them go on.
void read_account(const json& value, const taker& take) {
    const auto state = text_of(member(value, "ban_info"), "waba_ban_state");
    news out;
    out.what = text_of(value, "event");
    out.why = "WhatsApp's account: " + out.what + (state.empty() ? "" : ", " + state);
    if (state == "DISABLE" || state == "REINSTATE" || out.what == "ACCOUNT_DELETED") {
        out.kind = news_kind::account;
        out.well = state == "REINSTATE";
    }
    give(out, take);
}

void read_value(const std::string& field, const json& value, const taker& take) {
    if (field == "account_update") {
        return read_account(value, take);
    }
    if (field == "user_id_update") {
        return read_new_user_ids(value, take);
    }
    bool told = false;
    for (const auto& each : list_of(value, "messages")) {
        read_message(value, each, take);
        told = true;
    }
    for (const auto& each : list_of(value, "message_echoes")) {
        read_echo(each, take);
        told = true;
    }
    for (const auto& each : list_of(value, "statuses")) {
        read_status(each, take);
        told = true;
    }
    read_errors(value, take);
    read_preferences(value, take);
    if (!told && field != "messages" && field != "user_preferences") {
        ignore(field, "nothing in it to act on", take);
    }
}

}  // namespace

bool decode(std::string_view body, std::string_view own,
            const std::function<void(std::size_t)>& begin, const taker& take) {
    const auto root = meta::read_webhook(body);
    if (root.is_discarded()) {
        return false;
    }
    begin(meta::count_updates(root) + list_of(root, "entry").size());
    if (text_of(root, "object") != "whatsapp_business_account") {
        ignore(text_of(root, "object"), "no WhatsApp account", take);
        return true;
    }
    for (const auto& entry : list_of(root, "entry")) {
        for (const auto& change : list_of(entry, "changes")) {
            const auto& value = member(change, "value");
            const auto number = meta::id_of(member(value, "metadata"), "phone_number_id");
            if (!number.empty() && number != own) {
                ignore(number, "of another phone number", take);
            } else {
                read_value(text_of(change, "field"), value, take);
            }
        }
    }
    return true;
}

}  // namespace whatsapp
