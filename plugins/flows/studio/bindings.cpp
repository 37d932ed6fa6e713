#include "bindings.hpp"

#include "unicode.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace studio {
namespace {

using json = nlohmann::json;

std::vector<std::string> ids_of(std::string_view text) {
    std::vector<std::string> ids;
    const auto list = json::parse(text, nullptr, false);
    if (list.is_array()) {
        for (const auto& each : list) {
            if (each.is_string()) {
                ids.push_back(each.get<std::string>());
            }
        }
    }
    return ids;
}

}  // namespace

bindings::bindings(const selat::flow_setup& setup)
    : workflows_(ids_of(setup.workflows)), bots_(ids_of(setup.bots)), flows_(ids_of(setup.flows)) {
    const auto given = json::parse(setup.bindings, nullptr, false);
    if (given.is_object()) {
        for (const auto& [name, to] : given.items()) {
            if (to.is_string()) {
                bound_.emplace(name, to.get<std::string>());
            }
        }
    }
}

std::optional<std::string> bindings::local(std::string_view name, const list& ids) const {
    const auto found = bound_.find(name);
    const std::string_view id = found == bound_.end() ? name : std::string_view(found->second);
    const bool known = std::find(ids.begin(), ids.end(), id) != ids.end();
    return known ? std::optional(std::string(id)) : std::nullopt;
}

std::optional<std::string> bindings::workflow(std::string_view name) const {
    return name.empty() ? std::optional(std::string()) : local(name, workflows_);
}
std::optional<std::string> bindings::bot(std::string_view name) const { return local(name, bots_); }
std::optional<std::string> bindings::flow(std::string_view name) const {
    return local(name, flows_);
}

std::optional<std::string> bindings::other(std::string_view name) const {
    const auto found = bound_.find(name);
    return found == bound_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> bindings::url(std::string_view from) const {
    const auto* best = static_cast<const std::pair<const std::string, std::string>*>(nullptr);
    for (const auto& each : bound_) {
        const bool fits =
            each.first.find("://") != std::string::npos && from.starts_with(each.first);
        if (fits && (best == nullptr || each.first.size() > best->first.size())) {
            best = &each;
        }
    }
    if (best != nullptr) {
        return best->second + std::string(from.substr(best->first.size()));
    }
    const bool reachable = from.starts_with("https://") || from.starts_with("http://");
    return reachable && !is_left_behind(from) ? std::optional(std::string(from)) : std::nullopt;
}

bool is_left_behind(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) {
        return false;
    }
    const auto rest = url.substr(scheme + 3);
    auto host = lower_case(rest.substr(0, rest.find_first_of("/?#")));
    host = host.substr(0, host.find(':'));
    return host == "twil.io" || host.ends_with(".twil.io");
}

}  // namespace studio
