#pragma once
// What an expression comes to: JSON, borrowed from the scope or made by a filter, and the
// conversions Liquid does between kinds.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

namespace studio::liquid {

using json = nlohmann::json;

class value {
public:
    /// The words `empty` and `blank` of comparisons; `plain` is everything else.
    enum class word : std::uint8_t { plain, empty, blank };

    value() = default;
    explicit value(json made) : made_(std::move(made)) {}
    explicit value(word special) : word_(special) {}
    /// The caller keeps `other` alive as long as the value.
    static value borrow(const json& other) {
        value out;
        out.borrowed_ = &other;
        return out;
    }

    [[nodiscard]] const json& get() const { return borrowed_ == nullptr ? made_ : *borrowed_; }
    /// The JSON itself, copied only when borrowed.
    [[nodiscard]] json take() && { return borrowed_ == nullptr ? std::move(made_) : *borrowed_; }
    [[nodiscard]] word special() const { return word_; }
    [[nodiscard]] bool borrowed() const { return borrowed_ != nullptr; }

private:
    json made_;
    const json* borrowed_ = nullptr;
    word word_ = word::plain;
};

/// Adds the text a value prints as: nil is nothing, a list its elements joined, an object JSON.
void append_text(std::string& out, const json& from);
std::string to_text(const json& from);

/// Strict JSON; broken UTF-8 is replaced.
std::string to_json_text(const json& from);

/// Reads JSON from outside: none when broken or nested deeper than 64.
std::optional<json> read_json(std::string_view text);

/// A JSON integer or float: of a number, or of text that is one, blanks around it left out.
std::optional<json> to_number(const json& from);
/// A whole number; fractions are cut off.
std::optional<std::int64_t> to_integer(const json& from);

bool is_true(const json& from);
/// nil, false, empty, or blanks alone.
bool is_blank_value(const json& from);
bool is_empty_value(const json& from);

/// Equality of conditions: numbers also equal their text.
bool equal(const value& left, const value& right);
/// Order of conditions; none where the two cannot be ordered.
std::optional<int> compare(const json& left, const json& right);
/// `contains`: a part of a text, an element of a list, a key of an object.
bool contains(const json& left, const json& right);

}  // namespace studio::liquid
