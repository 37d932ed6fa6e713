#include "run.hpp"
#include "studio.hpp"

namespace studio {

studio_flow::studio_flow(const selat::setup& setup, const selat::flow_setup& flow)
    : id_(setup.instance), definitions_(flow) {}

void studio_flow::check(const selat::setup&, const selat::flow_setup& flow, selat::actions out) {
    std::vector<fault> faults;
    read_definition(flow.definition, bindings(flow), faults);
    for (const auto& each : faults) {
        out.fault(each.error, each.pointer, each.text);
    }
}

void studio_flow::on_event(const selat::flow_event& event, selat::actions out) const {
    run(definitions_, id_, event, out).go();
}

}  // namespace studio
