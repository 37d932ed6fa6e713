#include "condition.hpp"

#include <algorithm>

namespace http {

condition::condition(const json& from, const place& at) {
    if (from.is_null()) {
        return;
    }
    if (!from.is_object()) {
        at.fault("has to be a mapping of paths to values");
    }
    for (const auto& [name, wanted] : from.items()) {
        const auto here = at.below(name);
        test next{path(name, here), {}, false, false};
        next.absent = wanted.is_null();
        next.there = wanted == json("*");
        if (!next.absent && !next.there) {
            for (const auto& each : rules_in(wanted, here)) {
                if (each.from.is_structured() || each.from.is_null()) {
                    each.at.fault("has to be a text, a number, true or false");
                }
                next.values.push_back(as_text(each.from));
            }
        }
        tests_.push_back(std::move(next));
    }
}

bool condition::holds(const view& in) const {
    return std::all_of(tests_.begin(), tests_.end(), [&](const test& each) {
        const auto& found = each.where.find(in);
        const bool there = !found.is_null() && found != json("");
        if (each.absent || each.there) {
            return there == each.there;
        }
        return !found.is_null() && std::find(each.values.begin(), each.values.end(),
                                             as_text(found)) != each.values.end();
    });
}

}  // namespace http
