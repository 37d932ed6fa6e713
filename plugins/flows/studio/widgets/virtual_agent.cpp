// connect-virtual-agent-v2, and send-to-auto-pilot, its predecessor: a bot has the conversation
// until it is done, gives up, or hears nothing.

#include "../liquid/value.hpp"
#include "../properties.hpp"
#include "../run.hpp"
#include "../unicode.hpp"
#include "makers.hpp"

#include <algorithm>

namespace studio {
namespace {

using json = nlohmann::json;

struct agent_events {
    std::string_view completed, handed_off, timeout;
};

class virtual_agent : public widget {
public:
    virtual_agent(const properties& from, std::string_view name_key, agent_events events)
        : bot_(from.required(name_key)), timeout_(from.seconds("timeout")),
          parameters_(from.pairs("parameters")), events_(events) {
        if (bot_.plain() && !bot_.empty() && !from.names().bot(bot_.source())) {
            from.warn(name_key, "'" + bot_.source() + "' is not bound to a bot here");
        }
    }

    outcome enter(run& in) const override {
        const auto name = in.render(bot_);
        const auto timeout = name ? in.render(timeout_) : std::nullopt;
        const auto parameters = timeout ? in.render(parameters_) : std::nullopt;
        if (!parameters) {
            return outcome::fail(in.failure());
        }
        const auto bot = in.names().bot(trim(*name));
        if (!bot) {
            return outcome::fail("'" + *name + "' is not bound to a bot here");
        }
        const auto seconds = std::clamp<std::int64_t>(
            liquid::to_integer(json(*timeout)).value_or(0), 0, 30 * 86'400);
        in.out().ask_bot(*bot, liquid::to_json_text(*parameters),
                         static_cast<std::uint64_t>(seconds) * 1000, in.begin_wait(false));
        return outcome::wait();
    }

    outcome resume(run& in) const override {
        if (in.event().what != selat::flow_what::bot) {
            return outcome::wait();
        }
        const auto result = liquid::read_json(in.event().result).value_or(json());
        const auto [event, status] = meaning(in.event().failure, result);
        in.set_outputs({{"VirtualAgentStatus", status},
                        {"VirtualAgentProviderData", liquid::to_json_text(result)},
                        {"inbound", in.inbound()}});
        return event.empty() ? outcome::fail("the bot failed") : outcome::fire(event);
    }

private:
    struct end {
        std::string_view event;  // empty: failed
        std::string_view status;
    };
    [[nodiscard]] end meaning(selat::code failure, const json& result) const {
        if (failure == selat::code::timeout) {
            return {events_.timeout, "timeout"};
        }
        if (failure != selat::code::ok) {
            return {{}, "failed"};
        }
        const bool handed_off =
            result.is_object() && result.contains("handoff") && liquid::is_true(result["handoff"]);
        return handed_off ? end{events_.handed_off, "live-agent-handoff"}
                          : end{events_.completed, "completed"};
    }

    liquid::text bot_, timeout_;
    named_texts parameters_;
    agent_events events_;
};

}  // namespace

std::unique_ptr<widget> make_virtual_agent(const properties& from) {
    return std::make_unique<virtual_agent>(
        from, "connector_name", agent_events{"completed", "live-agent-handoff", "timeout"});
}

std::unique_ptr<widget> make_auto_pilot(const properties& from) {
    return std::make_unique<virtual_agent>(from, "autopilot_assistant_sid",
                                           agent_events{"sessionEnded", "sessionEnded", "timeout"});
}

}  // namespace studio
