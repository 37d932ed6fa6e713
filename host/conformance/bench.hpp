#pragma once
// A loaded plugin under examination, and what its instances are made from. In the child.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "host/plugins/catalog.hpp"
#include "host/plugins/module.hpp"

#include <nlohmann/json.hpp>

namespace selat::conformance {

struct bench {
    plugins::module module;
    nlohmann::json options;  // secrets in clear
    plugins::definition definition;
    int answer = -1;  // where the parent listens

    template <class Table>
    [[nodiscard]] const Table& table() const {
        return *static_cast<const Table*>(module.table);
    }
    [[nodiscard]] const plugins::manifest& manifest() const { return *module.manifest; }
    // Tells the parent what is done next, for when nothing more is heard.
    void at(std::string_view what) const;
};

// Writes "WORD TEXT" as one line.
void say(int descriptor, std::string_view word, std::string_view text);

}  // namespace selat::conformance
