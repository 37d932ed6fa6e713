#include "host/plugins/variants.hpp"

#include <utility>

#include "host/plugins/manifest_reader.hpp"
#include "host/plugins/read_capabilities.hpp"

namespace selat::plugins {
namespace {

using nlohmann::json;

bool fits(const variant& each, const json& options) {
    for (const auto& [name, value] : each.when.items()) {
        const auto found = options.find(name);
        if (found == options.end() || *found != value) {
            return false;
        }
    }
    return true;
}

// The document's "capabilities" with the variant's laid over them.
json laid_over(const manifest& under, const variant& each) {
    auto out = under.document.value("capabilities", json::object());
    out.merge_patch(each.capabilities);
    return out;
}

void check(const manifest& of, const variant& each, manifest_reader& given, std::string& wrong) {
    if (each.when.empty()) {
        given.refuse("when", "must name an option");
    }
    const auto& known = of.options.value("properties", json::object());
    for (const auto& [name, value] : each.when.items()) {
        if (!known.contains(name)) {
            given.refuse("when", "names " + name + ", which is no option");
        } else if (value.is_structured() || value.is_null()) {
            given.refuse("when", "must have plain values");
        }
    }
    model::capabilities unused;
    read_capabilities(laid_over(of, each), unused, wrong);
}

}  // namespace

void read_variants(manifest& out, std::string& wrong) {
    manifest_reader top(out.document, "", wrong);
    const auto found = out.document.find("variants");
    if (found == out.document.end()) {
        return;
    }
    if (!found->is_array()) {
        return top.refuse("variants", "must be an array of objects");
    }
    for (const auto& each : *found) {
        if (!each.is_object()) {
            return top.refuse("variants", "must be an array of objects");
        }
        manifest_reader given(each, "variants.", wrong);
        const auto* when = given.object("when");
        const auto* can = given.object("capabilities");
        if (when == nullptr || can == nullptr) {
            return given.refuse("", "needs when and capabilities");
        }
        out.variants.push_back({*when, *can});
        check(out, out.variants.back(), given, wrong);
    }
}

std::shared_ptr<const manifest> fitted(std::shared_ptr<const manifest> from, const json& options) {
    std::shared_ptr<manifest> out;
    for (const auto& each : from->variants) {
        if (!fits(each, options)) {
            continue;
        }
        if (out == nullptr) {
            out = std::make_shared<manifest>(*from);
        }
        auto can = laid_over(*out, each);
        std::string unheard;  // checked when the manifest was read
        out->capabilities = {};
        read_capabilities(can, out->capabilities, unheard);
        out->document["capabilities"] = std::move(can);
    }
    return out == nullptr ? std::move(from) : out;
}

}  // namespace selat::plugins
