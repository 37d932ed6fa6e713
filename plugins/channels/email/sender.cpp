#include "sender.hpp"

#include "charset.hpp"
#include "html.hpp"
#include "json_read.hpp"
#include "plugins/shared/links/links.hpp"
#include "quotes.hpp"

#include <utility>

namespace email {
namespace {

constexpr std::int64_t largest_file = 10 * 1024 * 1024;  // of an answer that the gateway takes
constexpr std::size_t largest_mail = 10 * 1024 * 1024;   // of files; servers refuse larger ones

void add_link(letter& mail, const std::string& name, const std::string& url) {
    const auto line = name.empty() ? url : name + ": " + url;
    if (!mail.html.empty()) {
        mail.html += "<p><a href=\"" + as_html(url) + "\">" + as_html(name.empty() ? url : name) +
                     "</a></p>";
    }
    if (!mail.text.empty() || mail.html.empty()) {
        mail.text += (mail.text.empty() ? "" : "\n") + line;
    }
}

bool is_web(std::string_view url) {
    return url.starts_with("https://") || url.starts_with("http://");
}

}  // namespace

void sender::on_send(const selat::outgoing& event, selat::actions out) {
    const auto fail = [&](selat::code code, std::string_view why) {
        out.failed({.op = event.op, .code = code, .detail = why});
    };
    if (event.purpose != selat::purpose::message) {
        return fail(selat::code::unsupported, "mail can only be sent");
    }
    if (!options_.smtp.there()) {
        return fail(selat::code::config, "there is no smtp.host to send over");
    }
    auto thread = route::read(event.reply_to_context.empty() ? event.address_context
                                                             : event.reply_to_context);
    if (thread.to.empty()) {
        thread.to = event.to;
    }
    if (!is_address(thread.to)) {
        return fail(selat::code::invalid, "it is no address to send mail to");
    }
    begun_.insert_or_assign(event.op, begin(event, std::move(thread)));
    go_on(event.op, event, out);
}

sender::begun sender::begin(const selat::outgoing& event, route thread) const {
    const auto token = tokens_.make(event.idempotency_key);
    const auto content = parse(event.content);
    begun out;
    auto& mail = out.mail;
    mail.from = options_.address;
    mail.from_name = options_.name;
    mail.reply_to = tokens_.reply_address(token);
    mail.to = thread.to;
    mail.subject = subject_for(text_of(content, "subject"), thread);
    mail.text = text_of(content, "text");
    mail.html = text_of(content, "html");
    mail.message_id = tokens_.message_id(token);
    mail.in_reply_to = thread.last;
    mail.references = thread.references;
    mail.instance = options_.instance;
    mail.date_ms = event.at_ms > 0 ? event.at_ms : event.now_ms;
    mail.automatic = event.author_kind != "agent";
    for (const auto& each : thread.cc) {
        if (options_.reply_all && !mail.automatic && is_address(each)) {
            mail.cc.push_back(each);
        }
    }
    for (const auto& each : list_of(content, "attachments")) {
        wanted file{text_of(each, "name"), text_of(each, "mime"), text_of(each, "url")};
        if (is_web(file.url) && number_of(each, "size") <= largest_file) {
            out.files.push_back(std::move(file));
        } else if (!file.url.empty()) {
            add_link(mail, file.name, file.url);
        }
    }
    out.thread = std::move(thread);
    return out;
}

// A subject of its own begins no new thread: programs go by the references.
std::string sender::subject_for(const std::string& given, const route& thread) const {
    if (!given.empty()) {
        return given;
    }
    return thread.references.empty() && thread.subject.empty() ? options_.subject
                                                               : "Re: " + thread.subject;
}

void sender::go_on(std::uint64_t op, const selat::event& event, selat::actions out) {
    const auto at = begun_.find(op);
    if (at->second.files.empty()) {
        auto whole = std::move(begun_.extract(at).mapped());
        return hand_over(op, std::move(whole), event, out);
    }
    const auto url = links::without_handles(at->second.files.front().url);
    out.call({.op = op, .method = "GET", .url = url, .repeatable = true});
}

void sender::on_reply(const selat::http_reply& reply, selat::actions out) {
    const auto at = begun_.find(reply.op);
    if (at == begun_.end() || at->second.files.empty()) {
        return out.failed({.op = reply.op,
                           .code = selat::code::unavailable,
                           .detail = "the mail was forgotten meanwhile"});
    }
    auto& whole = at->second;
    auto file = std::move(whole.files.front());
    whole.files.pop_front();
    const bool fits = whole.size + reply.body.size() <= largest_mail;
    if (!reply.failed() && reply.status == 200 && !reply.body.empty() && fits) {
        whole.size += reply.body.size();
        whole.mail.files.push_back(
            {std::move(file.name), std::move(file.mime), std::string(reply.body)});
    } else {
        add_link(whole.mail, file.name, file.url);
    }
    go_on(reply.op, reply, out);
}

void sender::hand_over(std::uint64_t op, begun whole, const selat::event& event,
                       selat::actions out) {
    order ready;
    ready.op = op;
    ready.from = options_.address;
    ready.recipients.push_back(whole.mail.to);
    for (const auto& each : whole.mail.cc) {
        ready.recipients.push_back(each);
    }
    ready.mail = compose(whole.mail);
    ready.message_id = whole.mail.message_id;
    whole.thread.subject = bare_subject(whole.mail.subject);
    whole.thread.add(whole.mail.message_id);
    ready.address_context = whole.thread.write();
    constexpr std::int64_t earlier_ms = 500;  // than the gateway gives it up
    ready.until_ms = event.now_ms + options_.timeout_ms - earlier_ms;
    smtp_.send(std::move(ready), event, out);
}

}  // namespace email
