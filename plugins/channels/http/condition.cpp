#include "condition.hpp"

#include "template.hpp"

#include <algorithm>

namespace http {
namespace {

std::string as_it_is(std::string_view text) { return std::string(text); }

std::string as_said(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = std::min(text.find_first_not_of(blanks), text.size());
    text.remove_prefix(first);
    text = text.substr(0, text.find_last_not_of(blanks) + 1);
    return filtered(std::string(text), {"lower"}, nullptr);
}

}  // namespace

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

bool condition::holds(const view& in, std::string (*heard)(std::string_view)) const {
    return std::all_of(tests_.begin(), tests_.end(), [&](const test& each) {
        const auto& found = each.where.find(in);
        const bool there = !found.is_null() && found != json("");
        if (each.absent || each.there) {
            return there == each.there;
        }
        const auto text = heard(as_text(found));
        return !found.is_null() &&
               std::any_of(each.values.begin(), each.values.end(),
                           [&](const auto& value) { return heard(value) == text; });
    });
}

bool condition::holds(const view& in) const { return holds(in, as_it_is); }

bool condition::is_said(const view& in) const { return holds(in, as_said); }

}  // namespace http
