// Where an execution begins: the event that fits what began it.

#include "../run.hpp"
#include "makers.hpp"

namespace studio {
namespace {

class trigger : public widget {
public:
    outcome enter(run& in) const override {
        if (!in.event().parent.empty() || !in.event().parameters.empty()) {
            return outcome::fire("incomingParent");
        }
        if (in.event().message.empty() && in.leads_on("incomingRequest")) {
            return outcome::fire("incomingRequest");
        }
        if (in.event().channel_kind == "voice" && in.leads_on("incomingCall")) {
            return outcome::fire("incomingCall");
        }
        const bool as_conversation =
            in.leads_on("incomingConversationMessage") &&
            !(in.event().channel_kind == "sms" && in.leads_on("incomingMessage"));
        return outcome::fire(as_conversation ? "incomingConversationMessage" : "incomingMessage");
    }
};

}  // namespace

std::unique_ptr<widget> make_trigger(const properties&) { return std::make_unique<trigger>(); }

}  // namespace studio
