// gather-input-on-call: asks for keys or speech, and waits for either.

#include "makers.hpp"
#include "on_call.hpp"

namespace studio {
namespace {

using json = nlohmann::json;

class gather_input : public widget {
public:
    explicit gather_input(const properties& from)
        : spoken_(from), asked_(from, {{"timeout", "timeout"},
                                       {"number_of_digits", "numDigits"},
                                       {"gather_language", "language"},
                                       {"speech_timeout", "speechTimeout"},
                                       {"speech_model", "speechModel"},
                                       {"hints", "hints"},
                                       {"profanity_filter", "profanityFilter"}}),
          finish_(from.text("finish_on_key")), stops_(!from.raw("finish_on_key").is_null()) {
        if (spoken_.empty()) {
            from.warn("say", "nobody is told what to do: 'say' and 'play' are missing");
        }
    }

    outcome enter(run& in) const override {
        if (!is_call(in)) {
            return outcome::fire(in.current().kind->failure);
        }
        auto content = spoken_.render(in);
        const auto finish = content ? in.render(finish_) : std::nullopt;
        if (!finish || !asked_.render(in, *content)) {
            return outcome::fail(in.failure());
        }
        if (stops_) {  // a blank one means that no key does
            (*content)["call"]["parameters"]["finishOnKey"] = *finish;
        }
        return ask(in, std::move(*content), "gather");
    }

    outcome resume(run& in) const override {
        const auto call = told_call(in);
        if (is_over(in, call)) {
            return outcome::fire("hangup");
        }
        const auto digits = told(call, "digits");
        const auto speech = told(call, "speech");
        if (digits.empty() && speech.empty() && told(call, "state") != "no-input") {
            return outcome::wait();
        }
        auto outputs = fields_of(call);
        outputs["Digits"] = digits;
        outputs["SpeechResult"] = speech;
        in.set_outputs(std::move(outputs));
        return outcome::fire(!digits.empty() ? "keypress" : !speech.empty() ? "speech" : "timeout");
    }

private:
    spoken spoken_;
    asked asked_;
    liquid::text finish_;
    bool stops_;
};

}  // namespace

std::unique_ptr<widget> make_gather_input(const properties& from) {
    return std::make_unique<gather_input>(from);
}

}  // namespace studio
