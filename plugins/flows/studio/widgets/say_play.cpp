// say-play: says or plays something on a call, or presses keys, and goes on: what follows is said
// after it.

#include "../liquid/value.hpp"
#include "makers.hpp"
#include "on_call.hpp"

namespace studio {
namespace {

class say_play : public widget {
public:
    explicit say_play(const properties& from) : spoken_(from), digits_(from.text("digits")) {
        if (spoken_.empty() && digits_.empty()) {
            from.warn("say", "nothing is said: 'say', 'play' and 'digits' are missing");
        }
    }

    outcome enter(run& in) const override {
        if (!is_call(in)) {
            return outcome::fire(in.current().kind->failure);
        }
        auto content = spoken_.render(in);
        const auto digits = content ? in.render(digits_) : std::nullopt;
        if (!digits) {
            return outcome::fail(in.failure());
        }
        if (!digits->empty()) {
            (*content)["call"]["digits"] = *digits;
        }
        if (content->contains("text") || content->contains("attachments") || !digits->empty()) {
            (*content)["call"]["state"] = "say";
            in.out().say(liquid::to_json_text(*content), {}, in.next_name());
        }
        return outcome::fire("audioComplete");
    }

private:
    spoken spoken_;
    liquid::text digits_;
};

}  // namespace

std::unique_ptr<widget> make_say_play(const properties& from) {
    return std::make_unique<say_play>(from);
}

}  // namespace studio
