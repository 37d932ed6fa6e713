#pragma once
// What reading a configuration must know of plugins, without knowing how they are found or loaded.

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace selat::config {

class known_plugins {
public:
    // Something wrong in options: by JSON pointer from their root, the value, or the object that
    // lacks a member. `text` begins with a verb ("must be …") when it is about that value.
    struct option_fault {
        std::string pointer;
        std::string text;
        std::string unknown;             // the word that nobody knows, if that is what is wrong
        std::vector<std::string> known;  // the words that are known there
    };

    virtual ~known_plugins() = default;

    // All that can be used, in any order.
    [[nodiscard]] virtual std::vector<std::string> names() const = 0;
    // "channel", "flow", "strategy" or "bot"; empty: there is no such plugin that can be used.
    [[nodiscard]] virtual std::string kind(std::string_view name) const = 0;
    // Why a plugin that was found cannot be used; empty: it can, or it was not found.
    [[nodiscard]] virtual std::string unfit(std::string_view name) const = 0;
    // The JSON Schema of its options, valid as long as this; null when it has none.
    [[nodiscard]] virtual const nlohmann::json* options_schema(std::string_view name) const = 0;
    // All that is wrong with `options` under `schema`.
    [[nodiscard]] virtual std::vector<option_fault> check(const nlohmann::json& schema,
                                                          const nlohmann::json& options) const = 0;
};

}  // namespace selat::config
