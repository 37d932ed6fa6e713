// A widget that is valid and that nothing here can carry out.

#include "../run.hpp"
#include "makers.hpp"

namespace studio {
namespace {

class unsupported : public widget {
public:
    outcome enter(run& in) const override {
        in.warn("widget-unsupported", in.current().type);
        // Without a failure event there is no such transition, so the execution ends here.
        return outcome::fire(in.current().kind->failure);
    }
};

}  // namespace

std::unique_ptr<widget> make_unsupported(const properties&) {
    return std::make_unique<unsupported>();
}

}  // namespace studio
