#include "tests/emulators/voice/exchange.hpp"

#include "tests/emulators/sms/ids.hpp"
#include "tests/emulators/voice/line.hpp"

#include <algorithm>

namespace emulators::voice {
namespace {

using json = nlohmann::json;

constexpr std::size_t most_heard = 10'000;

json or_null(const std::string& text) { return text.empty() ? json(nullptr) : json(text); }

json date(std::int64_t at_ms) { return at_ms == 0 ? json(nullptr) : json(sms::rfc_2822(at_ms)); }

json participant(const conference& conference, const leg& leg) {
    return {{"call_sid", leg.sid},
            {"conference_sid", conference.sid},
            {"account_sid", conference.account},
            {"muted", leg.muted},
            {"hold", leg.held},
            {"end_conference_on_exit", leg.ends_conference},
            {"status", "connected"}};
}

}  // namespace

void exchange::begin(const leg_ptr& leg) {
    const std::lock_guard lock(mutex_);
    if (ending_) {
        return;
    }
    legs_[leg->sid] = leg;
    threads_.emplace_back([this, leg] { line(*this, leg).run(); });
}

leg_ptr exchange::find(std::string_view sid) const {
    const std::lock_guard lock(mutex_);
    const auto it = legs_.find(sid);
    return it == legs_.end() ? nullptr : it->second;
}

std::vector<leg_ptr> exchange::all() const {
    const std::lock_guard lock(mutex_);
    std::vector<leg_ptr> out;
    for (const auto& [sid, each] : legs_) {
        out.push_back(each);
    }
    return out;
}

void exchange::put(const std::string& number, person person) {
    const std::lock_guard lock(mutex_);
    people_[number] = std::move(person);
}

person exchange::person_of(const std::string& number) const {
    const std::lock_guard lock(mutex_);
    const auto it = people_.find(number);
    return it == people_.end() ? person{} : it->second;
}

bool exchange::act(std::string_view sid, deed deed) {
    const auto leg = find(sid);
    bool taken = false;
    if (leg) {
        change([&] {
            taken = !leg->is_over;
            leg->deeds.push_back(std::move(deed));
        });
    }
    return taken;
}

bool exchange::hang_up(std::string_view sid) {
    const auto leg = find(sid);
    bool taken = false;
    if (leg) {
        change([&] {
            taken = !leg->is_over;
            leg->hung_up = true;
        });
    }
    return taken;
}

bool exchange::redirect(std::string_view sid, place to) {
    const auto leg = find(sid);
    bool taken = false;
    if (leg) {
        change([&] {
            taken = !leg->is_over && leg->status == "in-progress";
            if (taken) {
                leg->update = std::move(to);
            }
        });
    }
    return taken;
}

json exchange::to_json(const leg& leg) const {
    const std::lock_guard lock(mutex_);
    const auto seconds = leg.ended_ms > 0 && leg.answered_ms > 0
                             ? json(std::to_string((leg.ended_ms - leg.answered_ms + 999) / 1000))
                             : json(nullptr);
    const auto uri = "/2010-04-01/Accounts/" + leg.account->sid + "/Calls/" + leg.sid;
    return {{"sid", leg.sid},
            {"account_sid", leg.account->sid},
            {"parent_call_sid", or_null(leg.parent)},
            {"from", leg.from},
            {"to", leg.to},
            {"status", leg.status},
            {"direction", leg.direction},
            {"start_time", date(leg.answered_ms)},
            {"end_time", date(leg.ended_ms)},
            {"duration", seconds},
            {"answered_by", nullptr},
            {"forwarded_from", nullptr},
            {"caller_name", nullptr},
            {"queue_time", "0"},
            {"price", nullptr},
            {"uri", uri + ".json"},
            {"subresource_uris", {{"recordings", uri + "/Recordings.json"}}}};
}

json exchange::conferences() const {
    const std::lock_guard lock(mutex_);
    json out = json::array();
    for (const auto& [sid, each] : conferences_) {
        out.push_back({{"sid", sid},
                       {"friendly_name", each->name},
                       {"account_sid", each->account},
                       {"status", each->is_over   ? "completed"
                                  : each->started ? "in-progress"
                                                  : "init"}});
    }
    return out;
}

json exchange::participants(std::string_view sid) const {
    const std::lock_guard lock(mutex_);
    const auto it = conferences_.find(sid);
    if (it == conferences_.end() || it->second->is_over) {
        return nullptr;
    }
    json out = json::array();
    for (const auto& each : it->second->participants) {
        out.push_back(participant(*it->second, *each));
    }
    return out;
}

json exchange::change(std::string_view sid, std::string_view call, std::optional<bool> hold,
                      std::optional<bool> muted) {
    const std::lock_guard lock(mutex_);
    const auto it = conferences_.find(sid);
    if (it == conferences_.end() || it->second->is_over) {
        return nullptr;
    }
    auto& in = *it->second;
    const auto found = std::find_if(in.participants.begin(), in.participants.end(),
                                    [&](const leg_ptr& each) { return each->sid == call; });
    if (found == in.participants.end()) {
        return nullptr;
    }
    auto& leg = **found;
    if (hold && *hold != leg.held) {
        leg.held = *hold;
        tell(in, *hold ? "participant-hold" : "participant-unhold", "hold", &leg);
    }
    if (muted && *muted != leg.muted) {
        leg.muted = *muted;
        tell(in, *muted ? "participant-mute" : "participant-unmute", "mute", &leg);
    }
    return participant(in, leg);
}

std::optional<recording> exchange::find_recording(std::string_view sid) const {
    const std::lock_guard lock(mutex_);
    const auto it = recordings_.find(sid);
    return it == recordings_.end() ? std::nullopt : std::optional(it->second);
}

void exchange::note(const leg& leg, std::string kind, std::string text) {
    change([&] {
        const bool inbound = leg.direction == "inbound";
        heard_.push_back({leg.sid, inbound ? leg.from : leg.to, kind, std::move(text), now_ms()});
        ++heard_count_;
        if (heard_.size() > most_heard) {
            heard_.pop_front();
        }
    });
    if (wire_ != nullptr) {
        wire_->note({.provider = "voice", .kind = "event", .what = std::move(kind)});
    }
}

json exchange::heard(std::uint64_t after, std::size_t limit, const std::string& call,
                     const std::string& number, std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    json items = json::array();
    auto last = after;
    const auto look = [&] {
        items = json::array();
        auto n = heard_count_ - heard_.size();
        for (const auto& each : heard_) {
            ++n;
            if (n > after && items.size() < limit && (call.empty() || each.call == call) &&
                (number.empty() || each.number == number)) {
                items.push_back({{"n", n},
                                 {"call", each.call},
                                 {"number", each.number},
                                 {"kind", each.kind},
                                 {"text", each.text},
                                 {"at", each.at_ms}});
                last = n;
            }
        }
        return ending_ || !items.empty();
    };
    changed_.wait_for(lock, longest, look);
    look();
    return {{"items", std::move(items)}, {"next", last}};
}

std::future<delivery_report> exchange::tell_status(const leg_ptr& leg, const std::string& status,
                                                   const std::string& event) {
    sms::hook hook;
    {
        const std::lock_guard lock(mutex_);
        leg->status = status;
        if (leg->status_url.empty() || !leg->events.contains(event)) {
            return {};
        }
        hook.account = leg->account->sid;
        hook.kind = "callback";
        hook.order_key = leg->sid;
        hook.url = leg->status_url;
        hook.signing = leg->signing;
        hook.fields = usual_fields(*leg);
        hook.fields["CallbackSource"] = "call-progress-events";
        hook.fields["SequenceNumber"] = std::to_string(leg->sequence++);
        hook.fields["Timestamp"] = sms::rfc_2822(now_ms());
        if (event == "completed") {
            const auto ms = leg->answered_ms > 0 ? now_ms() - leg->answered_ms : 0;
            hook.fields["CallDuration"] = std::to_string((ms + 999) / 1000);
            hook.fields["Duration"] = std::to_string((ms + 59'999) / 60'000);
        }
    }
    return out_.send(std::move(hook));
}

// Under the lock: nothing of it waits.
void exchange::tell(conference& conference, const std::string& event, const std::string& kind,
                    const leg* of) {
    if (conference.callback.empty() || !conference.events.contains(kind)) {
        return;
    }
    sms::hook hook;
    hook.account = conference.account;
    hook.kind = "callback";
    hook.order_key = conference.sid;
    hook.url = conference.callback;
    hook.fields = {{"ConferenceSid", conference.sid},
                   {"FriendlyName", conference.name},
                   {"AccountSid", conference.account},
                   {"SequenceNumber", std::to_string(++conference.sequence)},
                   {"Timestamp", sms::rfc_2822(now_ms())},
                   {"StatusCallbackEvent", event}};
    if (of != nullptr) {
        hook.fields["CallSid"] = of->sid;
        hook.fields["Muted"] = of->muted ? "true" : "false";
        hook.fields["Hold"] = of->held ? "true" : "false";
        hook.fields["Coaching"] = "false";
        hook.fields["EndConferenceOnExit"] = of->ends_conference ? "true" : "false";
        hook.fields["StartConferenceOnEnter"] = "true";
    }
    if (event == "conference-end") {
        hook.fields["ReasonConferenceEnded"] = "last-participant-left";
    }
    out_.send(std::move(hook));
}

// Under the lock. One name is one conference while it lasts.
std::shared_ptr<conference> exchange::conference_of(const account_ptr& account,
                                                    const std::string& name) {
    for (const auto& [sid, each] : conferences_) {
        if (!each->is_over && each->name == name && each->account == account->sid) {
            return each;
        }
    }
    auto made = std::make_shared<conference>();
    made->sid = sms::make_sid("CF");
    made->name = name;
    made->account = account->sid;
    conferences_[made->sid] = made;
    return made;
}

void exchange::clear() {
    std::list<std::thread> threads;
    change([&] {
        ending_ = true;
        threads.swap(threads_);
    });
    for (auto& each : threads) {
        each.join();
    }
    const std::lock_guard lock(mutex_);
    legs_.clear();
    conferences_.clear();
    recordings_.clear();
    people_.clear();
    heard_.clear();
    ending_ = false;
}

}  // namespace emulators::voice
