#pragma once
// One call of the plugin: an execution is taken from its state, moved by the event as far as it
// goes, and put back into its state. A function of the event alone.

#include "definitions.hpp"
#include "facts.hpp"
#include "properties.hpp"
#include "state.hpp"

#include <optional>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

#include <nlohmann/json.hpp>

namespace studio {

/// Sees every step; for tests and dry runs.
class witness {
public:
    virtual ~witness() = default;
    /// `event` led from `from` to `to`; empty `to`: the end.
    virtual void stepped(std::string_view from, std::string_view event, std::string_view to) = 0;
};

class run {
public:
    static constexpr std::uint32_t max_steps = 1'000;
    static constexpr std::uint32_t max_repeats = 10;
    static constexpr std::int64_t max_age_ms = std::int64_t{30} * 24 * 3600 * 1000;

    /// All outlive the run. `seen` may be null.
    run(const definitions& all, std::string_view flow_id, const selat::flow_event& event,
        selat::actions out, witness* seen = nullptr);

    /// Does the step; adds exactly one FLOW_STATE. Throws selat::refusal for a state that is not
    /// one of this plugin's.
    void go();

    // What widgets use.
    [[nodiscard]] const selat::flow_event& event() const { return event_; }
    [[nodiscard]] const selat::actions& out() const { return out_; }
    [[nodiscard]] const bindings& names() const { return flow_->names; }
    [[nodiscard]] const state& current() const { return flow_->states[at_]; }
    /// Whether the current state has a transition for the event that leads on.
    [[nodiscard]] bool leads_on(std::string_view event) const;

    /// None when the template failed; failure() says why.
    [[nodiscard]] std::optional<std::string> render(const liquid::text& text);
    [[nodiscard]] std::optional<nlohmann::json> render(const named_texts& texts);
    [[nodiscard]] const std::string& failure() const { return failure_; }

    /// The current widget's outputs, replaced as a whole.
    void set_outputs(nlohmann::json outputs);
    [[nodiscard]] nlohmann::json& outputs() { return state_.widgets[current().name]; }
    void set_variable(const std::string& name, nlohmann::json to);
    /// The address the execution began with; the customer may have moved on to another.
    [[nodiscard]] std::string first_address();
    /// The message of this event, as inbound of a reply.
    [[nodiscard]] nlohmann::json inbound();

    /// A name for what is waited for, unique in the execution.
    std::string begin_wait(bool takes_messages);
    /// Such a name for a message that is not waited for.
    std::string next_name();
    /// Whether the host will not send what is said under this name.
    [[nodiscard]] bool is_refused(std::string_view name) const;
    [[nodiscard]] const std::string& waiting_for() const { return state_.waiting_for; }
    void warn(std::string_view event, std::string_view text);

private:
    void start();
    void begin();
    void read_trigger();
    [[nodiscard]] bool is_too_old() const;
    [[nodiscard]] bool is_stale() const;
    [[nodiscard]] bool begins_call() const;
    void hang_up();
    void advance(outcome from);
    bool enter(std::size_t next);
    [[nodiscard]] outcome begin_widget();
    [[nodiscard]] const transition* chosen(const outcome& from) const;
    void end();
    void fail(std::string_view why);
    void keep_waiting();
    void tell(std::string_view event, std::string_view to);

    const definitions& all_;
    const definition* flow_;  // the one this execution goes by
    std::string_view flow_id_;
    const selat::flow_event& event_;
    selat::actions out_;
    witness* seen_;
    execution_state state_;
    facts facts_;
    std::size_t at_ = 0;
    bool trigger_unread_ = false;  // what began it is not in state_ yet
    bool has_outputs_ = false;     // set since the widget was entered
    std::string failure_;
};

}  // namespace studio
