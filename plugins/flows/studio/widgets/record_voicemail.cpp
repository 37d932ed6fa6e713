// record-voicemail: what the caller says is recorded.

#include "makers.hpp"
#include "on_call.hpp"

namespace studio {
namespace {

class record_voicemail : public widget {
public:
    explicit record_voicemail(const properties& from)
        : asked_(from, {{"timeout", "timeout"},
                        {"max_length", "maxLength"},
                        {"finish_on_key", "finishOnKey"},
                        {"play_beep", "playBeep"},
                        {"trim", "trim"},
                        {"transcribe", "transcribe"}}) {}

    outcome enter(run& in) const override {
        if (!is_call(in)) {
            return outcome::fire(in.current().kind->failure);
        }
        nlohmann::json content = {{"call", nlohmann::json::object()}};
        if (!asked_.render(in, content)) {
            return outcome::fail(in.failure());
        }
        return ask(in, std::move(content), "record");
    }

    outcome resume(run& in) const override {
        const auto call = told_call(in);
        const auto state = told(call, "state");
        if (is_over(in, call)) {
            return outcome::fire("hangup");
        }
        if (state == "no-audio") {
            return outcome::fire("noAudio");
        }
        if (state != "recorded") {
            return outcome::wait();
        }
        in.set_outputs(fields_of(call));
        return outcome::fire(told(call, "digits") == "hangup" ? "hangup" : "recordingComplete");
    }

private:
    asked asked_;
};

}  // namespace

std::unique_ptr<widget> make_record_voicemail(const properties& from) {
    return std::make_unique<record_voicemail>(from);
}

}  // namespace studio
