#include "host/config/reading.hpp"

#include <fmt/format.h>

namespace selat::config {

std::string_view name_of(thing value) {
    switch (value) {
    case thing::channel: return "channel";
    case thing::bot: return "bot";
    case thing::flow: return "flow";
    case thing::queue: return "queue";
    case thing::workflow: return "workflow";
    case thing::agent: return "agent";
    case thing::email: return "email";
    case thing::token: return "token";
    case thing::activity: return "activity";
    }
    return "thing";
}

std::string meant(std::string_view word, const std::vector<std::string_view>& known) {
    const auto guess = did_you_mean(word, known);
    return guess.empty() ? std::string() : fmt::format("; did you mean `{}`?", guess);
}

std::string quoted(const node& value) {
    constexpr std::size_t most = 60;
    switch (value.is) {
    case node::shape::null: return "nothing";
    case node::shape::sequence: return "a list";
    case node::shape::mapping: return "a mapping";
    case node::shape::scalar: break;
    }
    if (value.interpolated) {
        return "what it refers to";
    }
    if (value.text.size() <= most) {
        return fmt::format("`{}`", value.text);
    }
    auto cut = most;
    while (cut > 0 && (static_cast<unsigned char>(value.text[cut]) & 0xC0) == 0x80) {
        --cut;
    }
    return fmt::format("`{}…`", value.text.substr(0, cut));
}

reading::reading(const std::string& file, const known_plugins& plugins,
                 std::vector<config::fault>& faults)
    : file_(file), plugins_(plugins), faults_(faults) {}

void reading::fault(const node& where, std::string text) {
    if (!where.broken) {
        faults_.push_back({at(where), std::move(text)});
    }
}

void reading::fault(const member& key, std::string text) {
    faults_.push_back({at(key), std::move(text)});
}

void reading::define(thing kind, const std::string& id, const node& where) {
    const auto [first, added] = lines_[kind].emplace(id, where.line);
    if (!added) {
        fault(where, fmt::format("{} {} is already used in line {}", name_of(kind), quoted(where),
                                 first->second));
    }
}

void reading::refer(thing kind, const std::string& id, const node& where) {
    if (!where.broken) {
        mentions_.push_back({kind, id, at(where)});
    }
}

bool reading::refer_plugin(std::string_view kind, const std::string& name, const node& where) {
    const auto actual = plugins_.kind(name);
    if (actual == kind) {
        return true;
    }
    if (!actual.empty()) {
        fault(where, fmt::format("plugin `{}` is a {}, not a {}", name, actual, kind));
        return false;
    }
    if (const auto reason = plugins_.unfit(name); !reason.empty()) {
        fault(where, fmt::format("plugin `{}` cannot be used: {}", name, reason));
        return false;
    }
    const auto names = plugins_.names();
    std::vector<std::string_view> fitting;
    for (const auto& each : names) {
        if (plugins_.kind(each) == kind) {
            fitting.emplace_back(each);
        }
    }
    fault(where, fmt::format("there is no {} plugin `{}`{}", kind, name, meant(name, fitting)));
    return false;
}

bool reading::defined(thing kind, std::string_view id) const {
    const auto ids = lines_.find(kind);
    return ids != lines_.end() && ids->second.find(id) != ids->second.end();
}

void reading::check_references() {
    for (const auto& each : mentions_) {
        if (defined(each.kind, each.id)) {
            continue;
        }
        std::vector<std::string_view> known;
        for (const auto& [id, line] : lines_[each.kind]) {
            known.emplace_back(id);
        }
        faults_.push_back({each.at, fmt::format("there is no {} `{}`{}", name_of(each.kind),
                                                each.id, meant(each.id, known))});
    }
}

}  // namespace selat::config
