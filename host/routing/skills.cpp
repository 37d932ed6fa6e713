#include "host/routing/skills.hpp"

#include <algorithm>

namespace selat::routing {
namespace {

using kind = attributes::kind;

void add_names(const attributes::value& names, std::vector<skill>& out) {
    for (auto each = names.first(); names.kind() == kind::array && each; each = each.next()) {
        if (each.kind() == kind::text) {
            out.push_back({std::string{each.text()}});
        }
    }
}

// Sets the level where the name is known, else adds it.
void add_levels(const attributes::value& levels, std::vector<skill>& out) {
    if (levels.kind() != kind::object) {
        return;
    }
    for (auto each = levels.first(); each; each = each.next()) {
        const double level = each.kind() == kind::number ? each.number() : 1;
        const auto known = std::ranges::find(out, each.key(), &skill::name);
        if (known == out.end()) {
            out.push_back({std::string{each.key()}, level});
        } else {
            known->level = level;
        }
    }
}

}  // namespace

std::vector<skill> skills_of(const attributes& attributes) {
    std::vector<skill> out;
    const auto root = attributes.root();
    const auto routing = root.member("routing");
    add_names(root.member("skills"), out);
    add_names(routing.member("skills"), out);
    std::ranges::sort(out, {}, &skill::name);
    out.erase(std::ranges::unique(out, {}, &skill::name).begin(), out.end());
    const auto levels = routing.member("levels");
    for (auto& each : out) {
        const auto level = levels.member(each.name);
        each.level = level.kind() == kind::number ? level.number() : each.level;
    }
    add_levels(root.member("skills"), out);
    std::ranges::sort(out, {}, &skill::name);
    return out;
}

std::vector<std::string> languages_of(const attributes& attributes) {
    std::vector<std::string> out;
    const auto list = attributes.root().member("languages");
    for (auto each = list.first(); list.kind() == kind::array && each; each = each.next()) {
        if (each.kind() == kind::text) {
            out.emplace_back(each.text());
        }
    }
    std::ranges::sort(out);
    out.erase(std::ranges::unique(out).begin(), out.end());
    return out;
}

}  // namespace selat::routing
