#pragma once
// The flow as the host sees it: a definition made once, and steps of executions.

#include "definitions.hpp"

#include <string>

#include <selat/plugin.hpp>

namespace studio {

class studio_flow {
public:
    /// Throws selat::refusal with the first error of the definition.
    studio_flow(const selat::setup& setup, const selat::flow_setup& flow);

    /// Adds a FAULT for everything wrong or unbound.
    static void check(const selat::setup& setup, const selat::flow_setup& flow, selat::actions out);
    /// [parallel]
    void on_event(const selat::flow_event& event, selat::actions out) const;

    [[nodiscard]] const studio::definitions& definitions() const { return definitions_; }

private:
    std::string id_;
    studio::definitions definitions_;
};

}  // namespace studio
