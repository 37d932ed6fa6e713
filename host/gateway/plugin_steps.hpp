#pragma once
// Flow and bot plugins as the engine calls them. [any-thread]

#include <map>
#include <memory>
#include <string>

#include "host/engine/steps.hpp"
#include "host/plugins/instance.hpp"

namespace selat::gateway {

class plugin_steps : public engine::steps {
public:
    using flows = std::map<std::string, std::shared_ptr<plugins::flow>, std::less<>>;
    using bots = std::map<std::string, std::shared_ptr<plugins::bot>, std::less<>>;

    plugin_steps(flows flows, bots bots) : flows_(std::move(flows)), bots_(std::move(bots)) {}

    engine::step_outcome run_flow(const engine::flow_step& step) const override;
    engine::step_outcome run_bot(const engine::bot_step& step) const override;

private:
    flows flows_;
    bots bots_;
};

}  // namespace selat::gateway
