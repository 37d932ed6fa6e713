#include "run.hpp"
#include "studio.hpp"

namespace studio {
namespace {

definition read_or_refuse(const selat::flow_setup& flow) {
    std::vector<fault> faults;
    auto read = read_definition(flow.definition, flow, faults);
    for (const auto& each : faults) {
        if (each.error) {
            throw selat::refusal{selat::code::config, each.pointer + ": " + each.text};
        }
    }
    return read;
}

}  // namespace

studio_flow::studio_flow(const selat::setup& setup, const selat::flow_setup& flow)
    : id_(setup.instance), definition_(read_or_refuse(flow)) {}

void studio_flow::check(const selat::setup&, const selat::flow_setup& flow, selat::actions out) {
    std::vector<fault> faults;
    read_definition(flow.definition, flow, faults);
    for (const auto& each : faults) {
        out.fault(each.error, each.pointer, each.text);
    }
}

void studio_flow::on_event(const selat::flow_event& event, selat::actions out) const {
    run(definition_, id_, event, out).go();
}

}  // namespace studio
