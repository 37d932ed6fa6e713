#include "tests/emulators/sms/traffic.hpp"

#include "tests/emulators/sms/ids.hpp"

#include <algorithm>

namespace emulators::sms {
namespace {

field_map fields_of(const message& message, const account& account, const std::string& base) {
    field_map out = {{"MessageSid", message.sid},
                     {"SmsSid", message.sid},
                     {"SmsMessageSid", message.sid},
                     {"AccountSid", message.account},
                     {"ApiVersion", "2010-04-01"},
                     {"SmsStatus", "received"},
                     {"From", message.from},
                     {"To", message.to},
                     {"Body", message.body},
                     {"NumSegments", std::to_string(segments_of(message.body))},
                     {"NumMedia", std::to_string(message.media.size())}};
    for (const char* side : {"From", "To"}) {
        for (const char* what : {"City", "State", "Zip", "Country"}) {
            out[std::string(side) + what] = "";
        }
    }
    if (const auto service = sender_of(account, message.to); service != message.to) {
        out["MessagingServiceSid"] = service;
    }
    for (std::size_t n = 0; n < message.media.size(); ++n) {
        const auto& medium = message.media[n];
        out["MediaUrl" + std::to_string(n)] = base + "/2010-04-01/Accounts/" + message.account +
                                              "/Messages/" + message.sid + "/Media/" + medium.sid;
        out["MediaContentType" + std::to_string(n)] = medium.type;
    }
    return out;
}

const char* type_of(keyword word) {
    switch (word) {
    case keyword::stop: return "STOP";
    case keyword::start: return "START";
    case keyword::help: return "HELP";
    case keyword::none: break;
    }
    return "";
}

}  // namespace

std::string sender_of(const account& account, const std::string& number) {
    for (const auto& [sid, numbers] : account.services) {
        if (std::find(numbers.begin(), numbers.end(), number) != numbers.end()) {
            return sid;
        }
    }
    return number;
}

bool traffic::is_blocked(const account& account, std::string_view service, const std::string& from,
                         const std::string& to) const {
    const auto sender = service.empty() ? sender_of(account, from) : std::string(service);
    return people_.is_blocked(sender, to);
}

void traffic::send(const account& account, message message) {
    const auto phone = people_.find(message.to);
    const auto copy = message;
    messages_.add(std::move(message));
    auto after = account.step;
    if (!copy.service.empty()) {
        tell(account, copy, "queued", 0, after);
        after += account.step;
    }
    tell(account, copy, "sent", 0, after);
    if (!phone.silent) {
        tell(account, copy, phone.undelivered == 0 ? "delivered" : "undelivered", phone.undelivered,
             after + account.step);
    }
}

// Answers only when it is due: the message has the status from then on, and the callback says so.
void traffic::tell(const account& account, const message& message, std::string_view status,
                   int error, std::chrono::milliseconds after) {
    hook next;
    next.account = account.sid;
    next.kind = "callback";
    next.order_key = message.sid;
    next.url = message.status_callback;
    next.after = after;
    next.fields = {{"MessageSid", message.sid},
                   {"SmsSid", message.sid},
                   {"MessageStatus", std::string(status)},
                   {"SmsStatus", std::string(status)},
                   {"AccountSid", message.account},
                   {"From", message.from},
                   {"To", message.to},
                   {"ApiVersion", "2010-04-01"}};
    if (!message.service.empty()) {
        next.fields["MessagingServiceSid"] = message.service;
    }
    if (error != 0) {
        next.fields["ErrorCode"] = std::to_string(error);
    }
    if (status == "delivered" || status == "undelivered") {
        next.fields["RawDlrDoneDate"] = "2306251217";
    }
    next.before = [this, sid = message.sid, text = std::string(status), error] {
        messages_.set_status(sid, text, error);
    };
    hooks_.send(std::move(next));
}

std::future<delivery_report> traffic::say(const account& account, const saying& saying) {
    const auto& message = saying.what;
    const auto word =
        account.opt_out == opt_out_handling::off ? keyword::none : keyword_in(message.body);
    const bool anew = !messages_.find(account.sid, message.sid);
    if (anew) {
        messages_.add(message);
        obey(account, message, word);
    }
    hook next;
    next.account = account.sid;
    next.kind = "webhook";
    next.order_key = message.from;
    next.url = account.webhook_url;
    next.fallback = account.fallback_url;
    next.fields = fields_of(message, account, saying.media_base);
    if (word != keyword::none && account.opt_out == opt_out_handling::advanced) {
        next.fields["OptOutType"] = type_of(word);
    }
    for (const auto& [name, value] : saying.fields) {
        next.fields[name] = value;
    }
    next.signing = saying.signing;
    next.token = saying.token;
    // Text that is no TwiML goes to the person, as whoever answers "ok" learns.
    next.taken = [this, account, message](const attempt_result& result) {
        if (result.content_type.starts_with("text/plain") && !result.body.empty()) {
            reply(account, message, result.body);
        }
    };
    return hooks_.send(std::move(next));
}

void traffic::obey(const account& account, const message& message, keyword word) {
    const auto sender = sender_of(account, message.to);
    switch (word) {
    case keyword::stop:
        if (people_.block(sender, message.from)) {
            reply(account, message, "You will get no more messages from us. START undoes this.");
        }
        return;
    case keyword::start:
        if (people_.unblock(sender, message.from)) {
            reply(account, message, "You will get messages from us again. STOP ends them.");
        }
        return;
    case keyword::help: return reply(account, message, "STOP ends our messages.");
    case keyword::none: return;
    }
}

void traffic::reply(const account& account, const message& to, std::string text) {
    message out;
    out.sid = make_sid("SM");
    out.account = account.sid;
    out.from = to.to;
    out.to = to.from;
    out.body = std::move(text);
    out.status = "queued";
    out.direction = "outbound-reply";
    out.created_ms = out.updated_ms = now_ms();
    send(account, std::move(out));
}

}  // namespace emulators::sms
