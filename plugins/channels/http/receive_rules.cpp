// The rules of a recipe as they are read: what is wrong is a fault with its place.

#include "receive.hpp"

#include <functional>

namespace http {
namespace {

std::string path_of(const mapping& from) {
    auto out = from.text("path");
    if (!out.empty() && !out.starts_with('/')) {
        from.below("path").fault("begins with /");
    }
    return out == "/" ? std::string() : out;
}

std::map<std::string, std::optional<selat::receipt_status>> read_statuses(const json& from,
                                                                          const place& at) {
    using enum selat::receipt_status;
    static const std::map<std::string, std::optional<selat::receipt_status>, std::less<>> known = {
        {"sent", std::nullopt}, {"delivered", delivered}, {"read", read}, {"failed", failed}};
    std::map<std::string, std::optional<selat::receipt_status>> out;
    if (!from.is_object()) {
        at.fault("maps what the provider says to sent, delivered, read or failed");
    }
    for (const auto& [name, value] : from.items()) {
        const auto here = at.below(name);
        const auto meaning = known.find(value.is_string() ? value.get<std::string>() : "");
        if (meaning == known.end()) {
            here.fault("has to be sent, delivered, read or failed");
        }
        out.emplace(name, meaning->second);
    }
    return out;
}

}  // namespace

bool is_plain(std::string_view url) {
    return (url.starts_with("https://") || url.starts_with("http://")) &&
           url.find_first_of("{}\r\n \t") == std::string_view::npos;
}

selat::code read_code(const std::string& word, const place& at) {
    using enum selat::code;
    static constexpr std::pair<std::string_view, selat::code> words[] = {
        {"invalid", invalid},         {"not_found", not_found}, {"denied", denied},
        {"throttled", throttled},     {"config", config},       {"unavailable", unavailable},
        {"uncertain", uncertain},     {"opted_out", opted_out}, {"wrong_state", wrong_state},
        {"unsupported", unsupported}, {"internal", internal},   {"outside_window", outside_window},
        {"quiet_hours", quiet_hours}};
    std::string known;
    for (const auto& [name, value] : words) {
        if (name == word) {
            return value;
        }
        known += (known.empty() ? "" : ", ") + std::string(name);
    }
    at.fault("has to be one of " + known);
}

receiver::receiver(const json& from, const place& at, const settings& settings,
                   const std::map<std::string, selat::code>& codes)
    : codes_(codes) {
    const mapping all(from, at, {"format", "challenge", "messages", "receipts", "respond"});
    format_ = read_format(all.text("format"), all.below("format"));
    challenge_ = field(all.get("challenge"), all.below("challenge"), settings.crypto);
    for (const auto& each : rules_in(all.get("messages"), all.below("messages"))) {
        messages_.push_back(read_message_rule(each, settings));
    }
    for (const auto& each : rules_in(all.get("receipts"), all.below("receipts"))) {
        receipts_.push_back(read_receipt_rule(each, settings));
    }
    if (messages_.empty() && receipts_.empty()) {
        at.fault("needs messages or receipts");
    }
    if (all.has("respond")) {
        const mapping respond(all.get("respond"), all.below("respond"), {"status", "type", "body"});
        const auto status = respond.number("status", 200);
        if (status < 200 || status > 299) {
            respond.below("status").fault("has to be between 200 and 299");
        }
        response_.status = static_cast<std::uint32_t>(status);
        response_.type = respond.text("type", "text/plain; charset=utf-8");
        response_.body = text_template(respond.text("body"), {}, settings, respond.below("body"));
        if (response_.body.has_secret()) {
            respond.below("body").fault("a secret is not given away");
        }
    }
}

receiver::message_rule receiver::read_message_rule(const rule& from,
                                                   const settings& settings) const {
    const mapping all(from.from, from.at,
                      {"path",     "each",        "when",    "id",       "message_id",
                       "from",     "author",      "name",    "text",     "at",
                       "reply_to", "locale",      "kind",    "selected", "location",
                       "contact",  "attachments", "opt_out", "opt_in",   "echo"});
    const auto read = [&](const mapping& where, const char* name) {
        return field(where.get(name), where.below(name), settings.crypto);
    };
    message_rule out;
    out.path = path_of(all);
    out.batch = all.has("each");
    out.each = path(all.text("each"), all.below("each"));
    out.when = condition(all.get("when"), all.below("when"));
    out.id = read(all, "id");
    out.message_id = read(all, "message_id");
    out.from = read(all, "from");
    out.author = read(all, "author");
    out.name = read(all, "name");
    out.text = read(all, "text");
    out.at = read(all, "at");
    out.reply_to = read(all, "reply_to");
    out.locale = read(all, "locale");
    out.kind = read(all, "kind");
    if (!out.from.given()) {
        from.at.fault("needs from: where the sender is");
    }
    if (all.has("selected")) {
        const mapping selected(all.get("selected"), all.below("selected"), {"title", "payload"});
        out.selected_title = read(selected, "title");
        out.selected_payload = read(selected, "payload");
    }
    if (all.has("location")) {
        const mapping where(all.get("location"), all.below("location"),
                            {"latitude", "longitude", "name", "address"});
        out.where = {read(where, "latitude"), read(where, "longitude"), read(where, "name"),
                     read(where, "address")};
    }
    if (all.has("contact")) {
        const mapping who(all.get("contact"), all.below("contact"), {"name", "phone", "email"});
        out.person = {read(who, "name"), read(who, "phone"), read(who, "email")};
    }
    for (const auto& each : rules_in(all.get("attachments"), all.below("attachments"))) {
        out.attachments.push_back(
            read_files(mapping(each.from, each.at,
                               {"each", "url", "mime", "name", "size", "kind", "fetch", "trusted",
                                "authorization", "user", "password"}),
                       settings));
        if (out.attachments.back().fetch && !out.id.given()) {
            from.at.fault("attachments that are fetched need id");
        }
    }
    out.opt_out = condition(all.get("opt_out"), all.below("opt_out"));
    out.opt_in = condition(all.get("opt_in"), all.below("opt_in"));
    out.echo = condition(all.get("echo"), all.below("echo"));
    return out;
}

receiver::files receiver::read_files(const mapping& from, const settings& settings) {
    const auto read = [&](const char* name) {
        return field(from.get(name), from.below(name), settings.crypto);
    };
    files out;
    out.each = path(from.text("each", "."), from.below("each"));
    out.url = read("url");
    out.mime = read("mime");
    out.name = read("name");
    out.size = read("size");
    out.kind = read("kind");
    out.fetch = from.flag("fetch", true);
    if (!out.url.given()) {
        from.at().fault("needs url");
    }
    const lookup find = [&](std::string_view name) -> const json& {
        return settings.value_of(name);
    };
    const auto constant = [&](const char* name, writing how) {
        return text_template(from.text(name), {}, settings, from.below(name)).fill(how, find);
    };
    out.trusted = constant("trusted", writing::plain);
    out.authorization = constant("authorization", writing::header);
    out.user = constant("user", writing::url);
    out.password = constant("password", writing::url);
    const bool credentials = !out.authorization.empty() || !out.user.empty();
    if (credentials && (!is_plain(out.trusted) || out.trusted.find('/', 8) == std::string::npos)) {
        from.below("trusted").fault(
            "credentials need the beginning of the URLs that get them, such "
            "as https://api.example.com/");
    }
    return out;
}

receiver::receipt_rule receiver::read_receipt_rule(const rule& from,
                                                   const settings& settings) const {
    const mapping all(from.from, from.at,
                      {"path", "each", "when", "id", "own", "address", "status", "statuses", "code",
                       "detail", "at", "opted_out", "blocked"});
    const auto read = [&](const char* name) {
        return field(all.get(name), all.below(name), settings.crypto);
    };
    receipt_rule out;
    out.path = path_of(all);
    out.batch = all.has("each");
    out.each = path(all.text("each"), all.below("each"));
    out.when = condition(all.get("when"), all.below("when"));
    out.id = read("id");
    out.own = read("own");
    out.address = read("address");
    out.status = read("status");
    out.code = read("code");
    out.detail = read("detail");
    out.at = read("at");
    out.statuses = read_statuses(all.get("statuses"), all.below("statuses"));
    out.opted_out = condition(all.get("opted_out"), all.below("opted_out"));
    out.blocked = condition(all.get("blocked"), all.below("blocked"));
    if ((!out.id.given() && !out.own.given()) || !out.status.given()) {
        from.at.fault("needs status, and id or own");
    }
    return out;
}

}  // namespace http
