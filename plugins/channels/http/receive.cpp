#include "receive.hpp"

#include "moment.hpp"

#include <algorithm>
#include <set>
#include <span>

namespace http {
namespace {

// Of a batch. Each becomes a message, or a receipt and what it says of the address: the host takes
// as many actions.
constexpr std::size_t items_max = 2'000;
constexpr const char* too_long = "the batch is longer than is taken at once";
constexpr std::size_t files_max = 20;
constexpr std::size_t id_max = 1024;  // what the host takes
constexpr std::size_t url_max = 8'000;
constexpr double size_max = 1e15;  // no file is larger

// Providers' own words for kinds.
std::string_view meant_by(std::string_view told) {
    static constexpr std::pair<std::string_view, std::string_view> words[] = {
        {"picture", "image"}, {"photo", "image"},   {"gif", "image"},
        {"voice", "audio"},   {"document", "file"}, {"vcard", "file"}};
    for (const auto& [word, kind] : words) {
        if (told == word) {
            return kind;
        }
    }
    return told;
}

std::string kind_of(const std::string& mime, std::string_view word) {
    const auto told = meant_by(word);
    for (const std::string kind : {"image", "audio", "video", "file", "sticker"}) {
        if (told == kind || (told.empty() && mime.starts_with(kind + "/"))) {
            return kind;
        }
    }
    for (const std::string kind : {"image", "audio", "video"}) {
        if (mime.starts_with(kind + "/")) {
            return kind;
        }
    }
    return "file";
}

json listed(const std::string& text) { return text.empty() ? json::array() : json::array({text}); }

// What is longer than the host takes is nothing.
std::string short_text(const field& from, const view& in) {
    auto text = in_characters(from.text(in));
    return text.size() > id_max ? std::string() : text;
}

std::string_view same_path(std::string_view path) {
    return path == "/" ? std::string_view() : path;
}

// How many items of a batch were left out.
template <class Rule, class Read>
std::size_t each_item(const Rule& rule, const json& document, const Read& read) {
    const view whole{document, document["body"]};
    if (!rule.batch) {
        read(whole);
        return 0;
    }
    const auto items = rule.each.all(whole);
    const auto most = std::min(items.size(), items_max);
    for (const auto* item : std::span(items).first(most)) {
        read(view{document, *item});
    }
    return items.size() - most;
}

}  // namespace

bool receiver::takes(std::string_view path) const {
    const auto at = [&](const auto& rule) { return rule.path == same_path(path); };
    return std::any_of(messages_.begin(), messages_.end(), at) ||
           std::any_of(receipts_.begin(), receipts_.end(), at);
}

std::optional<std::string> receiver::challenge(const json& document) const {
    auto word = challenge_.text({document, document["body"]});
    return word.empty() || word.size() > id_max ? std::nullopt : std::optional(std::move(word));
}

told receiver::read(std::string_view path, const json& document) const {
    told out;
    std::set<const json*> seen;
    std::set<const json*> taken;
    std::size_t left_out = 0;
    const auto apply = [&](const auto& rules, auto& found, const auto& read, const char* why_not) {
        for (const auto& rule : rules) {
            if (rule.path != same_path(path)) {
                continue;
            }
            const auto beyond = each_item(rule, document, [&](const view& in) {
                seen.insert(&in.item);
                if (taken.contains(&in.item) || !rule.when.holds(in)) {
                    return;
                }
                if (taken.size() == items_max) {
                    out.why = too_long;
                    return;
                }
                if (auto one = read(rule, in)) {
                    taken.insert(&in.item);
                    found.push_back(*std::move(one));
                } else {
                    out.why = why_not;
                }
            });
            left_out = std::max(left_out, beyond);
        }
    };
    apply(messages_, out.messages, message, "it names no sender");
    apply(
        receipts_, out.receipts,
        [this](const receipt_rule& rule, const view& in) { return receipt(rule, in); },
        "its status is not in the recipe");
    out.unmatched = seen.size() - taken.size() + left_out;
    if (left_out > 0) {
        out.why = too_long;
    }
    if (out.unmatched > 0 && out.why.empty()) {
        out.why = "no rule of the recipe takes it";
    }
    return out;
}

std::optional<told_message> receiver::message(const message_rule& rule, const view& in) {
    told_message out;
    out.from = short_text(rule.from, in);
    if (out.from.empty()) {
        return std::nullopt;
    }
    out.id = short_text(rule.id, in);
    out.message_id = short_text(rule.message_id, in);
    out.author = short_text(rule.author, in);
    out.name = rule.name.text(in);
    out.reply_to = short_text(rule.reply_to, in);
    out.locale = short_text(rule.locale, in);
    out.at_ms = read_moment(rule.at.text(in));
    if (rule.opt_out.given() && rule.opt_out.is_said(in)) {
        out.reach = selat::reach::opted_out;
    } else if (rule.opt_in.given() && rule.opt_in.is_said(in)) {
        out.reach = selat::reach::open;
    }
    out.echo = rule.echo.given() && rule.echo.holds(in);
    out.content = content_of(rule, in, out).dump(-1, ' ', false, json::error_handler_t::replace);
    return out;
}

json receiver::content_of(const message_rule& rule, const view& in, told_message& out) {
    json content = json::object();
    if (const auto text = rule.text.text(in); !text.empty()) {
        content["text"] = text;
    }
    json attached = json::array();
    for (const auto& each : rule.attachments) {
        add_files(each, in, attached, out);
    }
    if (!attached.empty()) {
        content["attachments"] = std::move(attached);
    }
    const auto payload = rule.selected_payload.text(in);
    const auto title = rule.selected_title.text(in);
    if (!payload.empty() || !title.empty()) {
        content["selected"] = {{"title", title.empty() ? payload : title}, {"payload", payload}};
    }
    const auto latitude = as_number(rule.where.latitude.text(in));
    const auto longitude = as_number(rule.where.longitude.text(in));
    if (latitude && longitude) {
        auto& place = content["location"];
        place = {{"latitude", *latitude}, {"longitude", *longitude}};
        if (const auto name = rule.where.name.text(in); !name.empty()) {
            place["name"] = name;
        }
        if (const auto address = rule.where.address.text(in); !address.empty()) {
            place["address"] = address;
        }
    }
    const auto name = rule.person.name.text(in);
    const auto phone = rule.person.phone.text(in);
    const auto mail = rule.person.email.text(in);
    if (!name.empty() || !phone.empty() || !mail.empty()) {
        const auto& called = !name.empty() ? name : !phone.empty() ? phone : mail;
        content["contacts"] =
            json::array({{{"name", called}, {"phones", listed(phone)}, {"emails", listed(mail)}}});
    }
    if (content.empty()) {
        const auto kind = rule.kind.text(in);
        content["unsupported"] = {{"kind", kind.empty() ? "message" : kind.substr(0, id_max)}};
    }
    return content;
}

void receiver::add_files(const files& by, const view& in, json& all, told_message& out) {
    for (const auto* item : by.each.all(in)) {
        const view here{in.all, *item};
        const auto url = by.url.text(here);
        if (url.empty() || all.size() == files_max) {
            continue;
        }
        const auto mime = by.mime.text(here);
        json attachment = {{"kind", kind_of(mime, by.kind.text(here))}};
        if (!mime.empty()) {
            attachment["mime"] = mime;
        }
        if (const auto name = by.name.text(here); !name.empty()) {
            attachment["name"] = name;
        }
        if (const auto size = as_number(by.size.text(here));
            size && *size >= 0 && *size <= size_max) {
            attachment["size"] = static_cast<std::int64_t>(*size);
        }
        if (!is_plain(url) || url.size() > url_max) {
            all.push_back(std::move(attachment));
            continue;
        }
        if (!by.fetch || out.id.empty()) {
            attachment["url"] = url;
        } else {
            fetch_wish wish{static_cast<std::uint32_t>(all.size()), url, {}};
            if (!by.trusted.empty() && url.starts_with(by.trusted)) {
                wish.authorization = by.authorization;
                const auto start = url.find("://") + 3;
                if (!by.user.empty()) {
                    wish.url = url.substr(0, start) + by.user + ":" + by.password + "@" +
                               url.substr(start);
                }
            }
            out.fetches.push_back(std::move(wish));
        }
        all.push_back(std::move(attachment));
    }
}

std::optional<told_receipt> receiver::receipt(const receipt_rule& rule, const view& in) const {
    const auto status = rule.statuses.find(rule.status.text(in));
    if (status == rule.statuses.end()) {
        return std::nullopt;
    }
    told_receipt out;
    out.id = short_text(rule.id, in);
    out.own = short_text(rule.own, in);
    out.address = short_text(rule.address, in);
    out.at_ms = read_moment(rule.at.text(in));
    out.status = status->second;
    if (out.status == selat::receipt_status::failed) {
        out.provider_code = short_text(rule.code, in);
        out.detail = rule.detail.text(in);
        const auto known = codes_.find(out.provider_code);
        out.code = known == codes_.end() ? selat::code::internal : known->second;
        if (out.detail.empty()) {
            out.detail = status->first;
        }
    }
    out.opted_out =
        (rule.opted_out.given() && rule.opted_out.holds(in)) || out.code == selat::code::opted_out;
    out.blocked = rule.blocked.given() && rule.blocked.holds(in);
    return out;
}

}  // namespace http
