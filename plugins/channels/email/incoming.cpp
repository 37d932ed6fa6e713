#include "incoming.hpp"

#include "authentication.hpp"
#include "charset.hpp"
#include "compose.hpp"
#include "content.hpp"
#include "quotes.hpp"
#include "route.hpp"

#include <algorithm>
#include <span>

namespace email {
namespace {

constexpr std::size_t most_hops = 50;
constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::size_t most_counted = 10'000;
constexpr std::size_t most_attached = 100;
constexpr std::size_t most_bytes_attached = 32 * 1024 * 1024;
constexpr std::size_t longest_address = 320;
constexpr std::size_t most_copies = 20;

// So many bytes of a SHA-256, in hex.
std::string print_of(const selat::crypto& crypto, std::string_view text, std::size_t size) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto digest = crypto.sha256(text);
    std::string out;
    for (const auto byte : std::span(digest).first(size)) {
        out += digits[byte >> 4];
        out += digits[byte & 15u];
    }
    return out;
}

bool looks_like_language(std::string_view text) {
    return text.size() >= 2 && text.size() <= 35 &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                      (c >= '0' && c <= '9');
           });
}

std::string domain_of(std::string_view address) {
    return std::string(address.substr(std::min(address.find('@'), address.size())));
}

// What others wrote, as a log line takes it.
std::string in_log(std::string_view text) { return one_line(cut(tidy(text), longest_address)); }

std::string sender_of(const mail& mail) {
    return mail.from.empty() ? std::string() : lower(mail.from.front().address);
}

}  // namespace

bool incoming::take(const arrived& given, const selat::event& event, selat::actions out) {
    const auto mail = read_mail(given.raw);
    if (const auto why = why_dropped(mail); !why.empty()) {
        drop(mail, why, out);
        return false;
    }
    if (const auto news = read_news(mail); news.kind != news_kind::none) {
        tell(mail, news, event, out);
        return false;
    }
    auto automatic = why_automatic(mail);
    if (automatic.empty() && is_too_often(sender_of(mail), event.now_ms)) {
        out.log(SELAT_LOG_WARN, "too_many", "nothing answers this sender by itself this hour",
                {{"from", in_log(sender_of(mail))}});
        automatic = "too many";
    }
    deliver(mail, given, automatic, event, out);
    return true;
}

// What would go round in circles, or comes from nobody at all.
std::string incoming::why_dropped(const mail& mail) const {
    const auto from = sender_of(mail);
    const auto at = from.rfind('@');
    if (at == 0 || at == from.npos || from.size() > longest_address) {
        return "it names no sender";
    }
    if (tokens_.is_our_address(from)) {
        return "it is our own";
    }
    if (mail.header("x-selat-instance") == options_.instance && tokens_.is_ours(mail.message_id)) {
        return "it is our own, come back";
    }
    const auto hops = std::count_if(mail.headers.begin(), mail.headers.end(),
                                    [](const auto& each) { return each.first == "received"; });
    return static_cast<std::size_t>(hops) >= most_hops ? "it has gone round too often" : "";
}

void incoming::drop(const mail& mail, std::string_view why, selat::actions out) {
    out.log(SELAT_LOG_WARN, "dropped", why,
            {{"message_id", in_log(mail.message_id)}, {"from", in_log(sender_of(mail))}});
    out.count("email_dropped");
}

// Of a bounce, a receipt or a complaint no conversation is made. Nobody else can name a mail of
// ours.
void incoming::tell(const mail& mail, const news& news, const selat::event& event,
                    selat::actions out) {
    auto about = news.message_id;
    for (const auto* name : {"x-original-to", "delivered-to", "envelope-to", "to"}) {
        about = about.empty() ? tokens_.message_of(mail.header(name)) : about;
    }
    if (!tokens_.is_ours(about)) {
        return drop(mail, "it tells of a mail that is not ours", out);
    }
    if (news.kind == news_kind::complaint) {
        if (const auto address = tidy(news.address);
            !address.empty() && address.size() <= longest_address) {
            out.address(
                {.reach = selat::reach::opted_out, .address = address, .at_ms = event.now_ms});
        }
        return out.log(SELAT_LOG_WARN, "complaint", "the customer calls our mail unwanted",
                       {{"address", in_log(news.address)}});
    }
    if (news.kind == news_kind::delayed) {
        return out.log(SELAT_LOG_INFO, "delayed", news.detail,
                       {{"message_id", about}, {"address", in_log(news.address)}});
    }
    selat::receipt_fields receipt;
    receipt.message_id = about;
    receipt.at_ms = event.now_ms;
    if (news.kind == news_kind::failed) {
        receipt.status = selat::receipt_status::failed;
        receipt.code = code_of(news.status);
        receipt.provider_code = news.status;
        receipt.detail = news.detail;
    } else {
        receipt.status = news.kind == news_kind::read ? selat::receipt_status::read
                                                      : selat::receipt_status::delivered;
    }
    out.receipt(receipt);
}

// The mail of ours, or the customer's earlier one, that it goes on from.
std::string incoming::answered_by(const mail& mail) const {
    for (const auto& [name, value] : mail.headers) {
        if (name == "x-original-to" || name == "delivered-to" || name == "envelope-to") {
            if (auto about = tokens_.message_of(value); !about.empty()) {
                return about;
            }
        }
    }
    for (const auto* list : {&mail.to, &mail.cc}) {
        for (const auto& each : *list) {
            if (auto about = tokens_.message_of(each.address); !about.empty()) {
                return about;
            }
        }
    }
    const auto direct = ids_in(mail.header("in-reply-to"));
    const auto thread = ids_in(mail.header("references"));
    for (auto each = thread.rbegin(); each != thread.rend() && direct.empty(); ++each) {
        if (tokens_.is_ours(*each)) {
            return *each;
        }
    }
    if (!direct.empty()) {
        return direct.front();
    }
    return thread.empty() ? std::string() : thread.back();
}

std::string incoming::address_to_answer(const mail& mail, const std::string& automatic) const {
    if (automatic.empty() && !mail.reply_to.empty()) {
        const auto& wanted = mail.reply_to.front().address;
        if (may_lead_to(mail, wanted) && !tokens_.is_our_address(wanted) && !is_nobody(wanted) &&
            wanted.find('@') != wanted.npos && wanted.size() <= longest_address) {
            return wanted;
        }
    }
    return mail.from.front().address;
}

// Where our server tells forged mails apart, one whose sender nobody vouches for leads no answer,
// and the story quoted in it, to another's domain.
bool incoming::may_lead_to(const mail& mail, std::string_view address) const {
    return options_.authserv.empty() || is_proved(mail) ||
           lower(domain_of(address)) == domain_of(sender_of(mail));
}

// Somebody we trust says that the domain of From vouches for it.
bool incoming::is_proved(const mail& mail) const {
    return is_vouched_for(mail.results, options_.authserv, sender_of(mail));
}

bool incoming::is_too_often(const std::string& from, std::int64_t now_ms) {
    const auto hour = now_ms / hour_ms;
    if (counted_.size() >= most_counted) {
        std::erase_if(counted_, [&](const auto& each) { return each.second.hour != hour; });
        if (counted_.size() >= most_counted) {
            counted_.clear();
        }
    }
    auto& count = counted_[from];
    if (count.hour != hour) {
        count = {hour, 0};
    }
    return options_.hourly > 0 && ++count.mails > options_.hourly;
}

void incoming::deliver(const mail& mail, const arrived& given, const std::string& automatic,
                       const selat::event& event, selat::actions out) {
    const auto content = written(content_of(mail, given.whole));
    const auto print = print_of(crypto_, content, 8);
    const auto from = sender_of(mail);
    // Some senders use an id again: what says something else is another mail.
    const auto id = mail.message_id.empty() ? print_of(crypto_, given.raw, 16) + "@absent.invalid"
                                            : mail.message_id;
    const auto key = std::string(cut(id, 900)) + "#" + print;
    route route;
    route.to = address_to_answer(mail, automatic);
    route.subject = bare_subject(mail.subject);
    route.last = mail.message_id;
    for (const auto& each : ids_in(mail.header("references"))) {
        route.add(each);
    }
    route.add(mail.message_id);
    for (const auto* list : {&mail.to, &mail.cc}) {
        for (const auto& each : *list) {
            if (options_.reply_all && route.cc.size() < most_copies &&
                each.address.size() <= longest_address && lower(each.address) != from &&
                !tokens_.is_our_address(each.address)) {
                route.cc.push_back(each.address);
            }
        }
    }
    const auto context = route.write();
    const auto answered = answered_by(mail);
    const auto language = trimmed(mail.header("content-language"));
    constexpr std::int64_t ahead_ms = 60'000;
    const bool dated = mail.date_ms > 0 && mail.date_ms < event.now_ms + ahead_ms;
    out.inbound({.provider_id = key,
                 .message_id = id.size() <= 1'000 ? std::string_view(id) : std::string_view(key),
                 .from = from,
                 .author_name = mail.from.front().name,
                 .content = content,
                 .reply_to = answered.size() <= 1'000 ? answered : std::string_view(),
                 .context = context,
                 .address_context = context,
                 .tag = given.tag,
                 .locale = looks_like_language(language) ? language : std::string_view(),
                 .at_ms = dated ? mail.date_ms : event.now_ms,
                 .no_reply = !automatic.empty(),
                 .verified = is_proved(mail)});
    for (std::size_t n = 0; n < std::min(mail.files.size(), most_attached); ++n) {
        const auto& bytes = mail.files[n].bytes;
        if (!bytes.empty() && bytes.size() <= most_bytes_attached) {
            out.attach(
                {.attachment = static_cast<std::uint32_t>(n), .provider_id = key, .bytes = bytes});
        }
    }
}

}  // namespace email
