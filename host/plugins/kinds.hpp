#pragma once
// Instances that run in this process, of each kind.

#include <memory>

#include "host/plugins/core.hpp"
#include "host/plugins/module.hpp"

namespace selat::plugins {

using around = std::shared_ptr<const surroundings>;

result<std::unique_ptr<channel>> make_channel(around around, const module& module,
                                              const instance_setup& setup);
result<std::unique_ptr<bot>> make_bot(around around, const module& module,
                                      const instance_setup& setup);
result<std::unique_ptr<strategy>> make_strategy(around around, const module& module,
                                                const instance_setup& setup);
result<std::unique_ptr<flow>> make_flow(around around, const module& module,
                                        const instance_setup& setup, const definition& definition);
result<std::vector<model::action::fault>> check_flow(around around, const module& module,
                                                     const instance_setup& setup,
                                                     const definition& definition);

}  // namespace selat::plugins
