#pragma once
// Conditions of split-based-on. Both sides are rendered texts; case and blanks around them never
// count.

#include <optional>
#include <string_view>

namespace studio {

enum class condition_kind : unsigned char {
    equal_to,
    not_equal_to,
    contains,
    does_not_contain,
    starts_with,
    does_not_start_with,
    matches_any_of,
    does_not_match_any_of,
    regex,
    is_blank,
    is_not_blank,
    less_than,
    greater_than,
    is_before_time,
    is_after_time,
    is_before_date,
    is_after_date,
};

/// None when there is no such condition.
std::optional<condition_kind> condition_of(std::string_view name);

/// What is compared against the clock of the text itself: "08:30", "2026-03-05". `right` of a regex
/// is compiled here; keep a `pattern` where it does not change.
bool holds(condition_kind kind, std::string_view left, std::string_view right);

}  // namespace studio
