#include "tests/integration/carried/sides.hpp"

namespace selat::testing {
namespace {

// A number's + would be a blank in a query.
std::string in_query(std::string text) {
    return text.starts_with('+') ? "%2B" + text.substr(1) : text;
}

}  // namespace

person::person(unsigned n)
    : name("person" + std::to_string(n)), number("+6012" + std::to_string(3'000'000 + n)),
      mail(name + "@example.com") {}

const std::vector<side>& sides() {
    static const std::vector<side> all = {
        {"line-my", "line", read_line, &person::name, "user", "sent?user="},
        {"sms-my", "sms", read_sms, &person::number, "from", "sent?to="},
        {"voice-my", "voice", read_voice, &person::number, "", "heard?number="},
        {"smpp-my", "smsc", read_smsc, &person::number, "from", "sent?to="},
        {"discord-my", "discord", read_discord, &person::name, "user", "sent?user="},
        {"discord-commands", "discord-interactions", read_discord, &person::name, "user",
         "sent?user=", true},
        {"viber-my", "viber", read_viber, &person::name, "user", "sent?user="},
        {"telnyx-my", "telnyx", read_telnyx, &person::number, "user", "sent?user="},
        {"telegram-my", "telegram", read_telegram, &person::name, "user", "sent?user="},
        {"whatsapp-my", "whatsapp", read_whatsapp, &person::number, "user", "sent?user="},
        {"facebook-my", "facebook", read_messenger, &person::name, "user", "sent?user="},
        {"instagram-my", "instagram", read_messenger, &person::name, "user", "sent?user="},
        {"google-my", "google-business-messages", read_google, &person::name, "user", "sent?user="},
        {"rcs-my", "rcs", read_google, &person::number, "user", "sent?user="},
        {"mail-my", "email", read_email, &person::mail, "from", "sent?to="},
    };
    return all;
}

json writes(const demo& all, const side& at, const person& who) {
    const auto words = "from " + who.name;
    json wish = {{at.whose, who.*at.known_as}};
    if (at.by_command) {
        wish["command"] = {{"name", "chat"}, {"options", {{"message", words}}}};
    } else {
        wish["text"] = words;
    }
    all.providers().post("/_control/" + at.provider + "/messages", wish);
    json found;
    eventually([&] {
        const auto list =
            all.ops()
                .get("/api/v1/messages?direction=inbound&order=desc&limit=5&channel=" + at.channel)
                .body;
        const auto items = list.is_object() ? list.value("items", json::array()) : json::array();
        for (const auto& each : items) {
            if (each["content"].value("text", "") == words) {
                found = each;
            }
        }
        return !found.is_null();
    });
    return found;
}

received reached(const demo& all, const side& at, const person& who) {
    received out;
    for (auto what : {at.sent, std::string("activity?user=")}) {
        if (what.starts_with("activity") && !at.sent.ends_with("user=")) {
            continue;  // there only messages are kept
        }
        const auto found = all.providers().get("/_control/" + at.provider + "/" + what +
                                               in_query(who.*at.known_as) + "&limit=1000");
        const auto items =
            found.body.is_object() ? found.body.value("items", json::array()) : json::array();
        for (const auto& each : items) {
            at.read(each, out);
            out.items.push_back(each.dump(-1, ' ', false, json::error_handler_t::replace));
        }
    }
    return out;
}

}  // namespace selat::testing
