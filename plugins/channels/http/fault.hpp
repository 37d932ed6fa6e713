#pragma once
// A recipe is read once, when the channel is made. What is wrong in it is told with its place.

#include <string>
#include <string_view>
#include <vector>

#include <selat/plugin.hpp>

#include <nlohmann/json.hpp>

namespace http {

using nlohmann::json;

// Where one is in the recipe: "receive.messages[0].from".
class place {
public:
    explicit place(std::string at) : at_(std::move(at)) {}

    [[nodiscard]] place below(std::string_view name) const {
        return place(at_ + "." + std::string(name));
    }
    [[nodiscard]] place item(std::size_t n) const {
        return place(at_ + "[" + std::to_string(n) + "]");
    }
    [[nodiscard]] const std::string& text() const { return at_; }
    [[noreturn]] void fault(const std::string& what) const {
        throw selat::refusal{selat::code::config, at_ + ": " + what};
    }

private:
    std::string at_;
};

// A mapping of the recipe, whose every key has to be known.
class mapping {
public:
    // `known`: the keys it may have.
    mapping(const json& from, place at, std::initializer_list<std::string_view> known);

    [[nodiscard]] bool has(const char* name) const { return from_.contains(name); }
    // Null when absent.
    [[nodiscard]] const json& get(const char* name) const;
    // A text; `otherwise` when absent, a fault when it is none.
    [[nodiscard]] std::string text(const char* name, std::string_view otherwise = {}) const;
    [[nodiscard]] bool flag(const char* name, bool otherwise = false) const;
    [[nodiscard]] std::int64_t number(const char* name, std::int64_t otherwise) const;
    [[nodiscard]] const place& at() const { return at_; }
    [[nodiscard]] place below(std::string_view name) const { return at_.below(name); }

private:
    const json& from_;
    place at_;
};

// One mapping or a list of them, each with its place; none when absent.
struct rule {
    const json& from;
    place at;
};
std::vector<rule> rules_in(const json& from, const place& at);

}  // namespace http
