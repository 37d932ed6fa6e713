#pragma once
// TaskRouter's expressions: compiled once, evaluated often. Evaluation allocates nothing, changes
// nothing and cannot fail.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/routing/attributes.hpp"
#include "host/routing/expression_lexer.hpp"

#include <tl/expected.hpp>

namespace selat::routing {

// Where an expression stands decides what its names mean.
enum class place : std::uint8_t {
    queue,    // plain names and worker.: the agent's attributes
    filter,   // plain names and task.: the task's attributes
    target,   // worker. and task.
    skip_if,  // workers.available, workers.unavailable, workers.ACTIVITY
};

// How many tasks of one task channel an agent holds, and can hold.
struct channel_load {
    std::uint32_t assigned = 0;
    std::uint32_t capacity = 0;
};

// What `worker.` shows of an agent.
struct worker_facts {
    std::string_view id;
    std::string_view name;
    std::string_view activity;
    const routing::attributes* attributes = nullptr;
    std::span<const std::string> channels;  // names
    std::span<const channel_load> loads;    // of those
    std::uint32_t other_capacity = 0;       // of channels not named
};

// How many agents of a queue are in one activity.
struct activity_count {
    std::string_view activity;
    bool available = false;
    std::uint32_t agents = 0;
};

// What an expression is evaluated over. What is absent reads as null.
struct scope {
    const attributes* task = nullptr;
    const worker_facts* worker = nullptr;
    std::span<const activity_count> workers;
};

// One side of a comparison, evaluated.
struct operand {
    attributes::kind kind = attributes::kind::null;
    bool boolean = false;
    bool integral = false;
    double number = 0;
    std::string_view text;
    attributes::value tree;  // an array or object of attributes
    std::uint32_t list = 0;  // a written list: its first element and their count
    std::uint32_t list_size = 0;
    bool written = false;
};

// A name with its dots and brackets, resolved as far as its place allows.
struct path {
    enum class origin : std::uint8_t { nothing, task, worker, built_in, workers };
    enum class property : std::uint8_t { none, id, name, activity, assigned, capacity, percentage };

    struct step {
        std::string name;
        std::int32_t index = -1;  // not negative: an element instead of a member
    };

    origin root = origin::nothing;
    property what = property::none;
    std::vector<step> steps;  // built_in: none; workers: one
    std::string channel;      // of assigned, capacity and percentage

    [[nodiscard]] operand read(const scope& scope) const;
};

class expression {
public:
    static tl::expected<expression, expression_fault> compile(std::string_view text, place where);

    [[nodiscard]] bool matches(const scope& scope) const;

    [[nodiscard]] const std::string& text() const { return text_; }
    // What can never match as its author thinks.
    [[nodiscard]] const std::vector<expression_fault>& warnings() const { return warnings_; }
    // Whether the result depends on a task.
    [[nodiscard]] bool reads_task() const { return reads_task_; }
    // Whether it depends on an agent's activity or load, which change without a new configuration.
    [[nodiscard]] bool reads_state() const { return reads_state_; }
    // Appends what this expression reads of the task: equal texts give equal results for any
    // agent.
    void append_task_key(const attributes& task, std::string& out) const;
    // Activities that skip_if counts.
    [[nodiscard]] std::vector<std::string_view> counted() const;

private:
    friend class expression_parser;

    enum class node_kind : std::uint8_t { all, any, negation, truth, comparison };
    enum class comparison : std::uint8_t {
        equal,
        not_equal,
        less,
        less_equal,
        greater,
        greater_equal,
        contains,
        has,
        in,
        not_in,
    };

    // all, any: children in links_; negation: one child; truth, comparison: terms.
    struct node {
        node_kind kind = node_kind::truth;
        comparison op = comparison::equal;
        std::uint32_t first = 0;
        std::uint32_t second = 0;  // all, any: how many
    };

    struct term {
        enum class kind : std::uint8_t { constant, list, path };
        kind what = kind::constant;
        operand constant;  // its text is text_constant
        std::string text_constant;
        routing::path path;
        std::uint32_t first = 0;  // list: elements in links_
        std::uint32_t count = 0;
    };

    [[nodiscard]] bool holds(std::uint32_t node, const scope& scope) const;
    [[nodiscard]] bool compare(const node& node, const scope& scope) const;
    [[nodiscard]] operand value(std::uint32_t term, const scope& scope) const;
    [[nodiscard]] bool contains(const operand& array, const operand& element,
                                const scope& scope) const;

    std::string text_;
    std::vector<node> nodes_;
    std::vector<term> terms_;
    std::vector<std::uint32_t> links_;
    std::uint32_t root_ = 0;
    bool reads_task_ = false;
    bool reads_state_ = false;
    std::vector<expression_fault> warnings_;
};

// "worker.a DESC, worker.b": which attributes order agents, and how.
struct order_clause {
    routing::path path;
    bool descending = false;
};
struct ordering {
    std::string text;
    std::vector<order_clause> clauses;  // empty: none

    // What an agent is ordered by, smallest first: one key for each clause. Agents without an
    // integer there come last in both directions.
    void append_keys(const worker_facts& worker, std::vector<double>& out) const;
};
tl::expected<ordering, expression_fault> compile_order(std::string_view text);

// "task.agent_sid": where a task names its agent.
tl::expected<path, expression_fault> compile_task_path(std::string_view text);

}  // namespace selat::routing
