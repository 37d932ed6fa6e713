#pragma once
// What TaskRouter's documentation leaves open, and what we chose. Each is read in one place, so
// that it can be flipped when somebody finds out. docs/decisions may quote these names.

#include <cstdint>

#include "host/model/time.hpp"

namespace selat::routing::choices {

// Expressions.
inline constexpr bool and_binds_tighter_than_or = true;
inline constexpr bool prefix_not = true;
inline constexpr bool strings_ignore_case = false;
inline constexpr bool different_types_are_unequal = true;  // 1 != '1' is true
inline constexpr bool strings_have_order = true;           // 'a' < 'b'
inline constexpr bool null_differs_from_values = true;     // missing != 'x' is true
inline constexpr bool null_equals_empty_text = false;
inline constexpr bool not_in_null = true;                  // x NOT IN missing is true
inline constexpr bool backslash_escapes = true;            // 'it\'s'
inline constexpr bool task_prefix_in_filters = true;       // task.lang is lang there
inline constexpr bool built_ins_shadow_attributes = true;  // worker.sid, worker.channel, …
inline constexpr std::uint32_t deepest_nesting = 100;

// Workflows.
inline constexpr bool workflow_without_wrapper = true;
inline constexpr bool skipped_timeouts_count = false;
inline constexpr bool blank_target_expression_matches = true;

// Reservations.
inline constexpr bool decliners_go_last = true;
inline constexpr bool fifo_queues_first = true;  // for an agent in queues of both orders
inline constexpr std::uint32_t most_assignments = 1'000;
inline constexpr model::duration transfer_wait{120'000};  // for the agent a task was sent to

// Ours.
inline constexpr model::duration service_target{20'000};
inline constexpr std::uint32_t service_window = 1'000;   // tasks
inline constexpr std::uint32_t remembered_ends = 4'096;  // finished tasks and reservations

}  // namespace selat::routing::choices
