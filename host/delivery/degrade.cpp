#include "host/delivery/degrade.hpp"

#include "host/delivery/fitting.hpp"

namespace selat::delivery {

result<std::vector<model::content>> degrade(const model::content& content,
                                            const model::capabilities& capabilities) {
    fitting fitting(capabilities, nullptr);
    fitting.carry(content, 1, buttons::allowed);
    return std::move(fitting).finish();
}

explanation explain(const model::content& content, const model::capabilities& capabilities) {
    explanation out;
    fitting fitting(capabilities, &out.changes);
    fitting.carry(content, 1, buttons::allowed);
    out.refused = fitting.refused_part();
    out.parts = std::move(fitting).finish();
    return out;
}

}  // namespace selat::delivery
