#pragma once
// A flow as it was exported, read once: states, their transitions, and the widget of each.

#include "bindings.hpp"
#include "conditions.hpp"
#include "liquid/template.hpp"
#include "pattern.hpp"
#include "widgets/widget.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace studio {

/// Something wrong, or not bound, at a place of the definition.
struct fault {
    bool error = true;  // else a warning
    std::string pointer;
    std::string text;
};

struct condition {
    condition_kind kind = condition_kind::equal_to;
    liquid::text left;
    liquid::text right;
    std::optional<pattern> expression;  // of a regex that does not change
};

struct transition {
    std::string event;
    std::optional<std::size_t> next;  // none: the flow ends
    std::vector<condition> conditions;
};

struct state {
    std::string name;
    std::string type;
    std::vector<transition> transitions;
    const widget_type* kind = nullptr;
    std::unique_ptr<widget> does;
};

/// Immutable once read; shared by all executions. [parallel]
struct definition {
    std::vector<state> states;
    std::map<std::string, std::size_t, std::less<>> by_name;
    std::size_t initial = 0;
    studio::bindings names;
    std::string hash;  // of the text it was read from
};

/// What executions remember their definition by.
std::string hash_of(std::string_view text);

/// Reads both export formats. Adds every fault; the definition can run when none is an error.
definition read_definition(std::string_view text, bindings names, std::vector<fault>& faults);

}  // namespace studio
