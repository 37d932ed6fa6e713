#include "steps.hpp"

#include "json_read.hpp"

#include <array>

namespace meta {
namespace {

constexpr std::array kind_names = {"message", "take_control", "profile", "other"};

std::vector<std::string> texts_of(const json& list) {
    std::vector<std::string> out;
    for (const auto& each : list) {
        out.push_back(text_of(each));
    }
    return out;
}

}  // namespace

steps steps::read(std::string_view context) {
    const auto from = parse(context);
    steps out;
    const auto kind = text_of(from, "kind");
    for (std::size_t n = 0; n < kind_names.size(); ++n) {
        if (kind == kind_names[n]) {
            out.kind = static_cast<step_kind>(n);
        }
    }
    out.attempt = static_cast<std::uint32_t>(integer_of(from, "attempt"));
    out.to = text_of(from, "to");
    out.ids = texts_of(list_of(from, "ids"));
    out.left = texts_of(list_of(from, "left"));
    out.took_control = flag_of(from, "took_control");
    return out;
}

std::string steps::other() {
    steps out;
    out.kind = step_kind::other;
    return out.written();
}

std::string steps::profile(std::string_view of) {
    steps out;
    out.kind = step_kind::profile;
    out.to = of;
    return out.written();
}

std::string steps::written() const {
    json out = {{"kind", kind_names[static_cast<std::size_t>(kind)]}, {"attempt", attempt}};
    if (!to.empty()) {
        out["to"] = to;
    }
    if (!ids.empty()) {
        out["ids"] = ids;
    }
    if (!left.empty()) {
        out["left"] = left;
    }
    if (took_control) {
        out["took_control"] = true;
    }
    return meta::written(out);
}

void steps::done(std::string id) {
    if (!left.empty()) {
        left.erase(left.begin());
    }
    if (!id.empty()) {
        ids.push_back(std::move(id));
    }
}

}  // namespace meta
