#include "automatic.hpp"

#include "charset.hpp"

#include <algorithm>
#include <array>

namespace email {
namespace {

template <std::size_t Size>
bool begins_with_one_of(std::string_view text, const std::array<std::string_view, Size>& words) {
    return std::any_of(words.begin(), words.end(),
                       [&](auto each) { return starts_with_word(text, each); });
}

// "rfc822; ana@example.com"
std::string address_in(std::string_view field) {
    const auto semicolon = field.find(';');
    auto address = trimmed(semicolon == field.npos ? field : field.substr(semicolon + 1));
    if (address.starts_with('<') && address.ends_with('>')) {
        address = address.substr(1, address.size() - 2);
    }
    return lower(address);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string id_in_headers(std::string_view headers) {
    const auto blocks = read_fields(headers);
    for (const auto& block : blocks) {
        if (const auto ids = ids_in(field_in(block, "message-id")); !ids.empty()) {
            return ids.front();
        }
    }
    return {};
}

// One report may tell of several recipients; what failed counts first.
news delivery(const mail& mail) {
    news out;
    out.message_id = id_in_headers(mail.report.headers);
    const auto blocks = read_fields(mail.report.fields);
    for (const auto& block : blocks) {
        const auto action = lower(field_in(block, "action"));
        auto kind = news_kind::none;
        if (action == "failed") {
            kind = news_kind::failed;
        } else if (action == "delayed") {
            kind = news_kind::delayed;
        } else if (action == "delivered" || action == "relayed" || action == "expanded") {
            kind = news_kind::delivered;
        }
        if (kind == news_kind::none || out.kind == news_kind::failed) {
            continue;
        }
        out.kind = kind;
        const auto original = field_in(block, "original-recipient");
        out.address = address_in(original.empty() ? field_in(block, "final-recipient") : original);
        const auto diagnosis = field_in(block, "diagnostic-code");
        out.status = status_in(field_in(block, "status"));
        if (const auto finer = status_in(diagnosis);
            out.status.empty() || out.status.ends_with(".0.0")) {
            out.status = finer.empty() ? out.status : finer;
        }
        out.detail = tidy(cut(diagnosis, 500));
    }
    return out;
}

news disposition(const mail& mail) {
    news out;
    const auto blocks = read_fields(mail.report.fields);
    for (const auto& block : blocks) {
        const auto ids = ids_in(field_in(block, "original-message-id"));
        const auto what = lower(field_in(block, "disposition"));
        if (ids.empty() || what.empty()) {
            continue;
        }
        out.message_id = ids.front();
        out.address = address_in(field_in(block, "final-recipient"));
        // What was deleted unread, or dispatched by a rule, has arrived.
        out.kind = what.find("displayed") != what.npos ? news_kind::read : news_kind::delivered;
    }
    return out;
}

news complaint(const mail& mail) {
    news out;
    out.kind = news_kind::complaint;
    out.message_id = id_in_headers(mail.report.headers);
    for (const auto& block : read_fields(mail.report.fields)) {
        if (const auto to = field_in(block, "original-rcpt-to"); !to.empty()) {
            out.address = address_in(to);
        }
        out.detail = std::string(field_in(block, "feedback-type"));
    }
    if (out.address.empty()) {
        for (const auto& block : read_fields(mail.report.headers)) {
            const auto to = field_in(block, "to");
            const auto ids = ids_in(to);
            out.address = to.empty() ? out.address : lower(ids.empty() ? to : ids.front());
        }
    }
    return out;
}

constexpr std::array<std::string_view, 20> failures = {"undelivered mail",
                                                       "undeliverable",
                                                       "undeliverable mail",
                                                       "delivery status notification",
                                                       "mail delivery failed",
                                                       "mail delivery failure",
                                                       "failure notice",
                                                       "returned mail",
                                                       "delivery failure",
                                                       "delivery failed",
                                                       "message undeliverable",
                                                       "mail system error",
                                                       "unzustellbar",
                                                       "nicht zustellbar",
                                                       "non remis",
                                                       "no se puede entregar",
                                                       "mail could not be delivered",
                                                       "delivery has failed",
                                                       "non recapitabile",
                                                       "rejected:"};
constexpr std::array<std::string_view, 4> delays = {"delayed mail", "warning: message",
                                                    "delivery delayed", "delayed:"};

// qmail, exim and others in prose: a machine's mail, with a subject that says so.
news prose(const mail& mail) {
    news out;
    const auto from = mail.from.empty() ? std::string() : mail.from.front().address;
    const bool machine =
        is_nobody(from) || mail.header("return-path") == "<>" || mail.has("x-failed-recipients");
    const bool late =
        begins_with_one_of(mail.subject, delays) || contains_word(mail.subject, "(delay)");
    const bool failed = begins_with_one_of(mail.subject, failures) ||
                        contains_word(mail.subject, "(failure)") || mail.has("x-failed-recipients");
    if (!machine || (!late && !failed)) {
        return out;
    }
    out.kind = late ? news_kind::delayed : news_kind::failed;
    out.address = lower(mail.header("x-failed-recipients"));
    const auto look = [&](std::string_view text) {
        const auto at = text.find("Message-I");
        const auto line = at == text.npos ? text.substr(text.size()) : text.substr(at);
        const auto ids = ids_in(line.substr(0, std::min(line.find('\n'), line.size())));
        out.message_id = out.message_id.empty() && !ids.empty() ? ids.front() : out.message_id;
        out.status = out.status.empty() ? status_in(text.substr(0, 20'000)) : out.status;
    };
    for (const auto& each : mail.passages) {
        look(each.text);
    }
    for (const auto& each : mail.files) {
        if (each.mime == "message/rfc822" || each.mime == "text/rfc822-headers") {
            look(each.bytes);
        }
    }
    out.detail = mail.subject;
    return out;
}

}  // namespace

bool is_nobody(std::string_view address) {
    const auto local = lower(address.substr(0, address.find('@')));
    constexpr std::array<std::string_view, 12> names = {
        "mailer-daemon", "postmaster",   "no-reply", "noreply", "no_reply", "do-not-reply",
        "donotreply",    "do_not_reply", "bounce",   "bounces", "nobody",   "mail-daemon"};
    return std::any_of(names.begin(), names.end(), [&](auto each) {
        return local.starts_with(each) &&
               (local.size() == each.size() ||
                std::string_view("+-_.=").find(local[each.size()]) != std::string_view::npos);
    });
}

std::string why_automatic(const mail& mail) {
    const auto submitted = lower(mail.header("auto-submitted"));
    if (!submitted.empty() && !submitted.starts_with("no")) {
        return "Auto-Submitted";
    }
    if (mail.header("return-path") == "<>") {
        return "the empty Return-Path";
    }
    const auto suppress = lower(mail.header("x-auto-response-suppress"));
    for (const auto* word : {"all", "autoreply", "oof", "dr"}) {
        if (suppress.find(word) != suppress.npos) {
            return "X-Auto-Response-Suppress";
        }
    }
    for (const auto* name :
         {"list-id", "list-unsubscribe", "list-post", "feedback-id", "x-autoreply", "x-autorespond",
          "x-autogenerated", "x-failed-recipients", "x-auto-reply-from"}) {
        if (mail.has(name)) {
            return name;
        }
    }
    const auto precedence = lower(mail.header("precedence"));
    if (precedence == "bulk" || precedence == "junk" || precedence == "list" ||
        precedence == "auto_reply") {
        return "Precedence";
    }
    if (mail.content_type == "multipart/report") {
        return "multipart/report";
    }
    if (!mail.from.empty() && is_nobody(mail.from.front().address)) {
        return "the sender's name";
    }
    constexpr std::array<std::string_view, 12> subjects = {"automatic reply:",
                                                           "auto:",
                                                           "out of office",
                                                           "auto-reply",
                                                           "autoreply",
                                                           "automatische antwort",
                                                           "abwesenheits",
                                                           "réponse automatique",
                                                           "respuesta automática",
                                                           "risposta automatica",
                                                           "自动回复",
                                                           "自動返信"};
    return begins_with_one_of(mail.subject, subjects) ? "the subject" : "";
}

news read_news(const mail& mail) {
    if (mail.content_type == "multipart/report") {
        const auto& type = mail.report.type;
        if (type == "delivery-status") {
            if (auto out = delivery(mail); out.kind != news_kind::none) {
                return out;
            }
        } else if (type == "disposition-notification") {
            return disposition(mail);
        } else if (type == "feedback-report") {
            return complaint(mail);
        }
    }
    return prose(mail);
}

selat::code code_of(std::string_view status) {
    if (status.starts_with("5.1.") || status == "5.2.1" || status == "5.4.4") {
        return selat::code::not_found;
    }
    if (status.starts_with("4.7.")) {
        return selat::code::throttled;
    }
    if (status.starts_with("4.") || status == "5.2.2" || status.starts_with("5.4.")) {
        return selat::code::unavailable;
    }
    return selat::code::invalid;
}

std::string status_in(std::string_view text) {
    for (std::size_t at = 0; at + 4 < text.size(); ++at) {
        const bool begins = (text[at] == '2' || text[at] == '4' || text[at] == '5') &&
                            text[at + 1] == '.' &&
                            (at == 0 || (!is_digit(text[at - 1]) && text[at - 1] != '.'));
        if (!begins) {
            continue;
        }
        auto end = at + 2;
        std::size_t dots = 0;
        std::size_t digits = 0;
        while (end < text.size() && end < at + 10 && (is_digit(text[end]) || text[end] == '.')) {
            if (text[end] == '.') {
                if (digits == 0) {
                    break;
                }
                ++dots;
                digits = 0;
            } else {
                ++digits;
            }
            ++end;
        }
        auto found = text.substr(at, end - at);
        if (found.ends_with('.')) {
            found.remove_suffix(1);
            --dots;
        }
        if (dots == 1 && found.size() - found.rfind('.') <= 4) {
            return std::string(found);
        }
    }
    return {};
}

}  // namespace email
