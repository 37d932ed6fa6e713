#pragma once
// A TaskRouter workflow as the router walks it: filters, their targets, and what to do when none
// fits. Immutable once read.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/model/time.hpp"
#include "host/routing/expression.hpp"
#include "host/routing/router.hpp"

namespace selat::routing {

struct target {
    std::string queue;  // its own or the one of the target before it
    std::optional<std::int64_t> priority;
    std::optional<model::duration> timeout;
    std::optional<expression> where;
    ordering order_by;
    std::optional<expression> skip_if;
    std::optional<path> known_worker;  // into the task's attributes
    bool known_by_name = false;        // it names an agent by name instead of id
};

struct filter {
    std::string name;
    expression when;
    std::vector<target> targets;
};

struct workflow {
    std::string id;
    std::vector<filter> filters;
    std::optional<target> fallback;  // default_filter

    // The task's age at which it leaves this target, when every timeout up to it counts; nothing
    // when it stays.
    [[nodiscard]] std::optional<model::duration> deadline(std::size_t filter,
                                                          std::size_t target) const;
    // Timeouts of all targets of a filter.
    [[nodiscard]] model::duration total(std::size_t filter) const;
};

// What was read, and everything that is wrong with it; use it only when no fault is an error.
struct read_workflow {
    routing::workflow workflow;
    std::vector<fault> faults;
};

// `definition` is a TaskRouter configuration as exported. Queues are not looked up here.
read_workflow read(std::string_view id, std::string_view definition);

}  // namespace selat::routing
