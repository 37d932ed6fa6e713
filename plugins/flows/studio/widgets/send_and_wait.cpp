// send-and-wait-for-reply: asks, and waits for the answer, a time limit, or a failed delivery.

#include "../liquid/value.hpp"
#include "makers.hpp"
#include "saying.hpp"

#include <algorithm>

namespace studio {
namespace {

constexpr std::int64_t default_seconds = 3'600;
constexpr std::int64_t most_seconds = 30 * 86'400;

class send_and_wait : public widget {
public:
    explicit send_and_wait(const properties& from)
        : saying_(from), timeout_(from.seconds("timeout")) {
        if (from.raw("timeout").is_null()) {
            from.wrong("timeout", "'timeout' is missing");
        }
    }

    outcome enter(run& in) const override {
        const auto timeout = in.render(timeout_);
        if (!timeout) {
            return outcome::fail(in.failure());
        }
        const auto seconds = liquid::to_integer(nlohmann::json(*timeout)).value_or(default_seconds);
        const auto name = in.begin_wait(true);
        if (auto wrong = saying_.say(in, name); !wrong.empty()) {
            return outcome::fail(std::move(wrong));
        }
        in.out().timer(name, std::clamp<std::int64_t>(seconds, 1, most_seconds) * 1000);
        return outcome::wait();
    }

    outcome resume(run& in) const override {
        switch (in.event().what) {
        case selat::flow_what::timer: return outcome::fire("timeout");
        case selat::flow_what::send_failed: return not_delivered(in);
        case selat::flow_what::message: return answered(in);
        default: return outcome::wait();
        }
    }

private:
    static outcome not_delivered(run& in) {
        in.out().cancel_timer(in.waiting_for());
        in.outputs()["outbound"]["Status"] = "undelivered";
        return outcome::fire("deliveryFailure");
    }

    static outcome answered(run& in) {
        in.out().cancel_timer(in.waiting_for());
        in.outputs()["inbound"] = in.inbound();
        const bool as_conversation =
            in.leads_on("incomingConversationMessage") && !in.leads_on("incomingMessage");
        return outcome::fire(as_conversation ? "incomingConversationMessage" : "incomingMessage");
    }

    saying saying_;
    liquid::text timeout_;
};

}  // namespace

std::unique_ptr<widget> make_send_and_wait(const properties& from) {
    return std::make_unique<send_and_wait>(from);
}

}  // namespace studio
