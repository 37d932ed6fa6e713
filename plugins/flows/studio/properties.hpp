#pragma once
// The properties of one state while it is read: coerced, checked, faults with their places.

#include "bindings.hpp"
#include "liquid/template.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace studio {

struct fault;

/// Texts with Liquid in them under names.
using named_texts = std::vector<std::pair<std::string, liquid::text>>;

class properties {
public:
    /// `of` is the state's properties object, or null JSON; `pointer` is its place.
    properties(nlohmann::json of, std::string pointer, const bindings& names,
               std::vector<fault>& faults)
        : of_(std::move(of)), pointer_(std::move(pointer)), names_(names), faults_(faults) {}

    /// The property as text: numbers and booleans become text, null and absent are empty.
    [[nodiscard]] liquid::text text(std::string_view key) const;
    /// The same; an error when it is absent.
    [[nodiscard]] liquid::text required(std::string_view key) const;
    /// Without Liquid, as it stands.
    [[nodiscard]] std::string word(std::string_view key, std::string_view otherwise = {}) const;
    /// Seconds as a number or text; an error when it is neither and no Liquid.
    [[nodiscard]] liquid::text seconds(std::string_view key) const;
    [[nodiscard]] bool flag(std::string_view key) const;
    /// [{key, value}] with its values compiled.
    [[nodiscard]] named_texts pairs(std::string_view key) const;
    /// The raw value; JSON null when absent.
    [[nodiscard]] nlohmann::json raw(std::string_view key) const;
    /// Compiles any text found at `pointer`, and reports what is wrong with it.
    [[nodiscard]] liquid::text compile(const nlohmann::json& from,
                                       const std::string& pointer) const;

    void wrong(std::string_view key, std::string text) const;
    void warn(std::string_view key, std::string text) const;
    [[nodiscard]] std::string place(std::string_view key) const;
    [[nodiscard]] const bindings& names() const { return names_; }
    [[nodiscard]] std::vector<fault>& faults() const { return faults_; }

private:
    nlohmann::json of_;
    std::string pointer_;
    const bindings& names_;
    std::vector<fault>& faults_;
};

}  // namespace studio
