#pragma once
// What stands in {{ }} and in tags: values, filters, conditions. Built once by parse_expression,
// evaluated against a scope.

#include "filters.hpp"
#include "scope.hpp"
#include "value.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace studio::liquid {

struct expression;

/// One step of a lookup: `.key`, or `[index]` when there is one.
struct segment {
    std::string key;
    std::unique_ptr<expression> index;
};

struct expression {
    enum class kind : std::uint8_t { literal, word, lookup, range };

    kind what = kind::literal;
    json literal;
    value::word word = value::word::plain;
    std::string name;
    std::vector<segment> path;
    std::unique_ptr<expression> first;  // of a range
    std::unique_ptr<expression> last;

    [[nodiscard]] value evaluate(const scope& in) const;
};

struct filter_call {
    filter apply = nullptr;
    std::vector<expression> positional;
    std::vector<std::pair<std::string, expression>> named;
};

/// A value and what it goes through.
struct filtered {
    expression base;
    std::vector<filter_call> filters;

    [[nodiscard]] value evaluate(scope& in) const;
};

/// A comparison, or a bare value; joined to the rest from the right.
struct condition {
    enum class comparison : std::uint8_t {
        truth,
        equal,
        not_equal,
        less,
        greater,
        at_most,
        at_least,
        contains
    };
    enum class join : std::uint8_t { none, both, either };

    expression left;
    comparison how = comparison::truth;
    expression right;
    join joined = join::none;

    [[nodiscard]] bool holds(const scope& in) const;
};

/// `a and b or c` as its terms in order; holds from the right, as Liquid does.
bool all_hold(const std::vector<condition>& terms, const scope& in);

/// Most elements a range makes: more than any loop walks through.
inline constexpr std::int64_t max_range = 1'000;

}  // namespace studio::liquid
