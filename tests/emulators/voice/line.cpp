#include "tests/emulators/voice/line.hpp"

#include <algorithm>
#include <cmath>

namespace emulators::voice {
namespace {

constexpr int most_documents = 2'000;  // of one call

}  // namespace

field_map usual_fields(const leg& leg) {
    field_map out = {{"CallSid", leg.sid},         {"AccountSid", leg.account->sid},
                     {"From", leg.from},           {"To", leg.to},
                     {"Caller", leg.from},         {"Called", leg.to},
                     {"CallStatus", leg.status},   {"Direction", leg.direction},
                     {"ApiVersion", "2010-04-01"}, {"FromCity", ""},
                     {"FromCountry", "MY"}};
    if (!leg.parent.empty()) {
        out["ParentCallSid"] = leg.parent;
    }
    for (const auto& [name, value] : leg.extra) {
        out[name] = value;
    }
    return out;
}

std::chrono::milliseconds line::real(double seconds) const {
    const auto ms = static_cast<double>(leg_->account->step.count()) * seconds;
    return std::chrono::milliseconds(std::max<std::int64_t>(std::llround(ms), 1));
}

bool line::disturbed() const {
    const std::lock_guard lock(exchange_.mutex_);
    return exchange_.ending_ || is_disturbed();
}

bool line::pass(double seconds, bool deeds_count) {
    return !exchange_.wait(real(seconds),
                           [&] { return is_disturbed() || (deeds_count && !leg_->deeds.empty()); });
}

std::optional<deed> line::wait_for_deed(double seconds) {
    const auto longest = std::max(real(seconds), leg_->account->patience);
    exchange_.wait(longest, [&] { return is_disturbed() || !leg_->deeds.empty(); });
    std::optional<deed> out;
    exchange_.change([&] {
        if (!is_disturbed() && !leg_->deeds.empty()) {
            out = std::move(leg_->deeds.front());
            leg_->deeds.pop_front();
        }
    });
    return out;
}

std::string line::absolute(const std::string& url) const {
    if (url.empty() || !url.starts_with('/')) {
        return url.empty() ? current_ : url;
    }
    const auto scheme = current_.find("://");
    const auto path = current_.find('/', scheme == std::string::npos ? 0 : scheme + 3);
    return current_.substr(0, path) + url;
}

void line::run() {
    if (pick_up()) {
        auto todo = leg_->begins.twiml.empty() ? fetch(leg_->begins.url, {}, leg_->fallback)
                                               : next(read_twiml("text/xml", leg_->begins.twiml));
        const bool rejected = leg_->direction == "inbound" && todo && !todo->verbs.empty() &&
                              todo->verbs.front().name == "Reject";
        if (rejected) {
            const bool busy = todo->verbs.front().get("reason") == "busy";
            exchange_.change([&] { leg_->is_over = true; });
            exchange_.tell_status(leg_, busy ? "busy" : "failed", "completed");
            return;
        }
        if (leg_->direction == "inbound") {
            exchange_.change([&] { leg_->answered_ms = now_ms(); });
            exchange_.tell_status(leg_, "in-progress", "answered");
        }
        for (int n = 0; todo && n < most_documents; ++n) {
            if (todo->error != 0) {
                exchange_.note(*leg_, "error", std::to_string(todo->error) + " " + todo->wrong);
                break;
            }
            todo = execute(*todo);
            std::optional<place> to;
            bool over = false;
            exchange_.change([&] {
                over = leg_->hung_up || exchange_.ending_;
                to = std::exchange(leg_->update, std::nullopt);
            });
            if (over) {
                break;
            }
            if (to) {
                todo = to->twiml.empty() ? fetch(to->url) : next(read_twiml("text/xml", to->twiml));
            }
        }
    }
    finish();
}

// Whom we call may be busy, or not there. Calls to us are answered by what TwiML says.
bool line::pick_up() {
    exchange_.tell_status(leg_, "ringing", "ringing");
    if (leg_->direction == "inbound") {
        return true;
    }
    const auto whom = exchange_.person_of(leg_->to);
    if (!pass(1) || whom.answer != "yes") {
        std::string status = "canceled";
        if (!disturbed()) {
            status = whom.answer == "no" ? "no-answer" : whom.answer;
        }
        exchange_.change([&] { leg_->is_over = true; });
        exchange_.tell_status(leg_, status, "completed");
        return false;
    }
    exchange_.change([&] { leg_->answered_ms = now_ms(); });
    exchange_.tell_status(leg_, "in-progress", "answered");
    return true;
}

void line::finish() {
    bool ends = false;
    exchange_.change([&] {
        ends = !leg_->is_over;
        leg_->is_over = true;
        leg_->doing.clear();
        leg_->ended_ms = now_ms();
    });
    if (ends) {
        // Who hears of the end may look at what it led to.
        if (const auto told = exchange_.tell_status(leg_, "completed", "completed"); told.valid()) {
            told.wait();
        }
        exchange_.note(*leg_, "end", "");
    }
}

line::next line::fetch(const std::string& url, const field_map& more, const std::string& fallback) {
    current_ = url.substr(0, url.find('#'));
    sms::hook hook;
    auto got = std::make_shared<sms::attempt_result>();
    {
        const std::lock_guard lock(exchange_.mutex_);
        hook.fields = usual_fields(*leg_);
    }
    for (const auto& [name, value] : more) {
        hook.fields[name] = value;
    }
    hook.account = leg_->account->sid;
    hook.kind = "webhook";
    hook.order_key = leg_->sid;
    hook.url = url;
    hook.fallback = fallback;
    hook.signing = leg_->signing;
    hook.taken = [got](const sms::attempt_result& result) { *got = result; };
    const auto report = exchange_.out_.send(std::move(hook)).get();
    if (!report.delivered) {
        exchange_.note(*leg_, "error", report.reason);
        return std::nullopt;
    }
    if (got->body.empty()) {
        return std::nullopt;
    }
    return read_twiml(got->content_type, got->body);
}

line::next line::execute(const document& document) {
    for (const auto& verb : document.verbs) {
        exchange_.change([&] { leg_->doing = verb.name; });
        bool goes_on = true;
        auto after = execute(verb, goes_on);
        if (!goes_on || disturbed()) {
            return after;
        }
    }
    return std::nullopt;
}

line::next line::execute(const element& verb, bool& goes_on) {
    if (verb.name == "Say" || verb.name == "Play" || verb.name == "Pause") {
        say(verb);
        return std::nullopt;
    }
    if (verb.name == "Gather") {
        return gather(verb, goes_on);
    }
    if (verb.name == "Record") {
        return record(verb, goes_on);
    }
    if (verb.name == "Dial") {
        return dial(verb, goes_on);
    }
    goes_on = false;
    if (verb.name == "Redirect") {
        return fetch(absolute(verb.text));
    }
    if (verb.name != "Hangup") {
        exchange_.note(*leg_, "error", "<" + verb.name + "> is not emulated");
    }
    return std::nullopt;
}

}  // namespace emulators::voice
