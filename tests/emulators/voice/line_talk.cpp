// A leg is talked to, and talks back: <Say>, <Play>, <Pause>, <Gather>, <Record>.

#include "tests/emulators/sms/ids.hpp"
#include "tests/emulators/voice/line.hpp"

#include <algorithm>

namespace emulators::voice {
namespace {

constexpr double words_a_second = 15;  // characters, rather

}  // namespace

// In a <Gather>, keys and speech cut it short.
void line::say(const element& verb) {
    const bool cut_short = leg_->doing == "Gather";
    if (verb.name == "Pause") {
        pass(verb.number("length", 1), cut_short);
        return;
    }
    const bool presses = verb.name == "Play" && verb.text.empty();
    exchange_.note(*leg_,
                   verb.name == "Say" ? "say"
                   : presses          ? "digits"
                                      : "play",
                   presses ? verb.get("digits") : verb.text);
    const auto seconds =
        verb.name == "Say" ? static_cast<double>(verb.text.size()) / words_a_second : 1.0;
    pass(seconds * std::max(verb.number("loop", 1), 1.0), cut_short);
}

line::next line::gather(const element& verb, bool& goes_on) {
    for (const auto& each : verb.children) {
        bool answered = false;
        exchange_.change([&] { answered = !leg_->deeds.empty(); });
        if (answered || disturbed()) {
            break;
        }
        say(each);
    }
    const auto input = words_in(verb.get("input", "dtmf"));
    const auto finish = verb.get("finishOnKey", "#");
    const auto most = static_cast<std::size_t>(verb.number("numDigits", 1000));
    const auto timeout = verb.number("timeout", 5);
    std::string digits;
    std::string ended_by;
    bool done = false;
    while (!done) {
        const auto did = wait_for_deed(timeout);
        if (!did) {
            break;
        }
        if (!did->speech.empty() && input.contains("speech")) {
            goes_on = false;
            return fetch(absolute(verb.get("action")),
                         {{"SpeechResult", did->speech},
                          {"Confidence", "0.93"},
                          {"Language", verb.get("language", "en-US")}});
        }
        for (const char key : did->digits) {
            if (done || !input.contains("dtmf")) {
                break;
            }
            if (finish.find(key) != std::string::npos) {
                ended_by = key;
                done = true;
            } else {
                digits += key;
                done = digits.size() >= most;
            }
        }
    }
    const bool nothing = digits.empty() && ended_by.empty();
    if (disturbed() || (nothing && !verb.flag("actionOnEmptyResult", false))) {
        return std::nullopt;
    }
    goes_on = false;
    return fetch(absolute(verb.get("action")),
                 {{"Digits", digits}, {"FinishedOnKey", ended_by}, {"msg", "Gather End"}});
}

void line::recorded(const element& verb, const std::string& words, const std::string& ended_by,
                    field_map& fields) {
    recording made;
    made.sid = sms::make_sid("RE");
    made.account = leg_->account->sid;
    made.seconds =
        std::max(1, static_cast<int>(static_cast<double>(words.size()) / words_a_second));
    made.ready_ms = now_ms() + real(1).count();
    exchange_.change([&] { exchange_.recordings_[made.sid] = made; });
    const auto url =
        "https://api.twilio.com/2010-04-01/Accounts/" + made.account + "/Recordings/" + made.sid;
    fields = {{"RecordingUrl", url},
              {"RecordingSid", made.sid},
              {"RecordingDuration", std::to_string(made.seconds)},
              {"Digits", ended_by}};
    const auto later = [&](const std::string& to, field_map told) {
        sms::hook hook;
        hook.account = made.account;
        hook.kind = "callback";
        hook.order_key = made.sid;
        hook.url = absolute(to);
        hook.fields = std::move(told);
        hook.fields["CallSid"] = leg_->sid;
        hook.fields["AccountSid"] = made.account;
        hook.fields["RecordingSid"] = made.sid;
        hook.fields["RecordingUrl"] = url;
        hook.after = real(1);
        exchange_.out_.send(std::move(hook));
    };
    if (const auto to = verb.get("recordingStatusCallback"); !to.empty()) {
        later(to, {{"RecordingStatus", "completed"},
                   {"RecordingDuration", std::to_string(made.seconds)},
                   {"RecordingChannels", "1"},
                   {"RecordingSource", "RecordVerb"}});
    }
    if (const auto to = verb.get("transcribeCallback");
        !to.empty() && verb.flag("transcribe", false)) {
        later(to, {{"TranscriptionSid", sms::make_sid("TR")},
                   {"TranscriptionText", words},
                   {"TranscriptionStatus", "completed"}});
    }
}

line::next line::record(const element& verb, bool& goes_on) {
    exchange_.note(*leg_, "record", verb.flag("playBeep", true) ? "beep" : "");
    std::string words;
    std::string ended_by;
    const auto finish = verb.get("finishOnKey", "1234567890*#");
    while (ended_by.empty()) {
        const auto did = wait_for_deed(verb.number("timeout", 5));
        if (!did) {
            break;
        }
        words += (words.empty() ? "" : " ") + did->speech;
        const auto key = did->digits.find_first_of(finish);
        if (key != std::string::npos) {
            ended_by = did->digits[key];
        }
    }
    if (words.empty() && ended_by.empty()) {
        return std::nullopt;  // nothing was said: what follows is done
    }
    bool gone = false;
    exchange_.change([&] { gone = leg_->hung_up; });
    field_map fields;
    recorded(verb, words, gone ? "hangup" : ended_by, fields);
    goes_on = false;
    return fetch(absolute(verb.get("action")), fields);
}

}  // namespace emulators::voice
