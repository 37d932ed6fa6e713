// split-based-on: the first `match` whose conditions all hold, else noMatch.

#include "../run.hpp"
#include "../unicode.hpp"
#include "makers.hpp"

namespace studio {
namespace {

class split : public widget {
public:
    outcome enter(run& in) const override {
        const auto& transitions = in.current().transitions;
        for (std::size_t i = 0; i < transitions.size(); ++i) {
            if (transitions[i].event != "match" || transitions[i].conditions.empty()) {
                continue;
            }
            const auto matched = all_hold(transitions[i], in);
            if (!matched) {
                return outcome::fail(in.failure());
            }
            if (*matched) {
                return outcome::take(i);
            }
        }
        return outcome::fire("noMatch");
    }

private:
    static std::optional<bool> all_hold(const transition& of, run& in) {
        for (const auto& each : of.conditions) {
            const auto left = in.render(each.left);
            const auto right = left ? in.render(each.right) : std::nullopt;
            if (!right) {
                return std::nullopt;
            }
            const bool held = each.expression ? each.expression->matches(trim(*left))
                                              : holds(each.kind, *left, *right);
            if (!held) {
                return false;
            }
        }
        return true;
    }
};

}  // namespace

std::unique_ptr<widget> make_split(const properties&) { return std::make_unique<split>(); }

}  // namespace studio
