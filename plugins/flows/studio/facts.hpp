#pragma once
// The four roots of templates: trigger, widgets, flow, contact. Made when first asked for.

#include "liquid/scope.hpp"
#include "state.hpp"

#include <optional>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

#include <nlohmann/json.hpp>

namespace studio {

class facts : public liquid::roots {
public:
    /// All outlive the facts. `flow_id` is this flow's instance id.
    facts(const execution_state& state, const selat::flow_event& event, std::string_view flow_id)
        : state_(state), event_(event), flow_id_(flow_id) {}

    [[nodiscard]] const nlohmann::json* find(std::string_view name) const override;
    /// After a variable was set.
    void variables_changed() { flow_.reset(); }

private:
    using json = nlohmann::json;
    [[nodiscard]] json make_trigger() const;
    [[nodiscard]] json make_call() const;
    [[nodiscard]] json make_flow() const;
    [[nodiscard]] json make_contact() const;

    const execution_state& state_;
    const selat::flow_event& event_;
    std::string_view flow_id_;
    mutable std::optional<json> trigger_, flow_, contact_;
};

}  // namespace studio
