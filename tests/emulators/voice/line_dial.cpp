// A leg meets others, two by two or in a conference: <Dial>.

#include "tests/emulators/sms/ids.hpp"
#include "tests/emulators/voice/line.hpp"

namespace emulators::voice {
namespace {

// A person's telephone, a browser or a SIP address.
std::string address_of(const element& noun) {
    if (noun.name != "Client" || noun.text.starts_with("client:")) {
        return noun.text;
    }
    return "client:" + noun.text;
}

}  // namespace

line::next line::dial(const element& verb, bool& goes_on) {
    std::string status = "completed";
    std::string child;
    std::int64_t seconds = 0;
    if (verb.children.empty()) {
        element number;
        number.name = "Number";
        number.text = verb.text;
        status = bridge(number, verb, child, seconds);
    } else if (verb.children.front().name == "Conference") {
        const auto begun = now_ms();
        meet(verb.children.front());
        seconds = (now_ms() - begun) / 1000;
    } else {
        status = bridge(verb.children.front(), verb, child, seconds);
    }
    bool replaced = false;
    exchange_.change([&] { replaced = leg_->update.has_value() || exchange_.ending_; });
    const auto action = verb.get("action");
    if (action.empty() || replaced) {
        return std::nullopt;
    }
    goes_on = false;
    return fetch(absolute(action), {{"DialCallStatus", status},
                                    {"DialCallSid", child},
                                    {"DialCallDuration", std::to_string(seconds)},
                                    {"DialBridged", status == "completed" ? "true" : "false"}});
}

// Another party is called, and both talk until one of them hangs up.
std::string line::bridge(const element& noun, const element& dial, std::string& child,
                         std::int64_t& seconds) {
    const auto whom = address_of(noun);
    const auto how = exchange_.person_of(whom);
    exchange_.note(*leg_, "dial", whom);
    auto other = std::make_shared<leg>();
    other->account = leg_->account;
    other->sid = child = sms::make_sid("CA");
    other->parent = leg_->sid;
    other->from = dial.get("callerId", leg_->from);
    other->to = whom;
    other->direction = "outbound-dial";
    other->status = "ringing";
    exchange_.change([&] { exchange_.legs_[other->sid] = other; });
    const auto end = [&](const std::string& status) {
        exchange_.change([&] {
            other->is_over = true;
            other->status = status;
            other->ended_ms = now_ms();
        });
        return status;
    };
    if (how.answer == "no") {
        pass(dial.number("timeout", 30));
        return end("no-answer");
    }
    if (!pass(1) || how.answer != "yes") {
        return end(disturbed() ? "canceled" : how.answer);
    }
    exchange_.change([&] {
        other->status = "in-progress";
        other->answered_ms = now_ms();
    });
    exchange_.note(*leg_, "bridged", whom);
    const auto begun = now_ms();
    exchange_.wait(std::chrono::hours(4), [&] { return is_disturbed() || other->hung_up; });
    seconds = (now_ms() - begun) / 1000;
    return end("completed");
}

void line::meet(const element& noun) {
    std::shared_ptr<conference> in;
    exchange_.change([&] {
        in = exchange_.conference_of(leg_->account, noun.text);
        if (in->participants.empty()) {  // only the first one's callbacks count
            const auto callback = noun.get("statusCallback");
            in->callback = callback.empty() ? std::string{} : absolute(callback);
            in->events = words_in(noun.get("statusCallbackEvent"));
        }
        leg_->conference = in->sid;
        leg_->muted = noun.flag("muted", false);
        leg_->held = false;
        leg_->ends_conference = noun.flag("endConferenceOnExit", false);
        in->participants.push_back(leg_);
        exchange_.tell(*in, "participant-join", "join", leg_.get());
        if (!in->started && in->participants.size() > 1) {
            in->started = true;
            exchange_.tell(*in, "conference-start", "start", nullptr);
        }
    });
    exchange_.note(*leg_, "conference", noun.text);
    bool alone = false;
    exchange_.change([&] { alone = !in->started; });
    if (const auto music = noun.get("waitUrl"); alone && !music.empty()) {
        const auto here = current_;
        const auto waits = fetch(absolute(music));
        current_ = here;
        if (waits && !waits->verbs.empty()) {
            exchange_.note(*leg_, "music", waits->verbs.front().text);
        }
    }
    exchange_.wait(std::chrono::hours(4), [&] { return is_disturbed() || in->is_over; });
    leave(*in);
}

void line::leave(conference& conference) {
    exchange_.change([&] {
        leg_->conference.clear();
        std::erase(conference.participants, leg_);
        exchange_.tell(conference, "participant-leave", "leave", leg_.get());
        const bool ends = leg_->ends_conference || conference.participants.empty();
        if (ends && !conference.is_over) {
            conference.is_over = true;
            exchange_.tell(conference, "conference-end", "end", nullptr);
        }
    });
}

}  // namespace emulators::voice
