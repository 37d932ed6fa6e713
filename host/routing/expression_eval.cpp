#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include "host/routing/choices.hpp"
#include "host/routing/expression.hpp"

namespace selat::routing {
namespace {

using kind = attributes::kind;

operand of(std::string_view text) {
    operand out;
    out.kind = kind::text;
    out.text = text;
    return out;
}

operand of(std::uint32_t number) {
    operand out;
    out.kind = kind::number;
    out.number = number;
    out.integral = true;
    return out;
}

operand of(const attributes::value& value) {
    operand out;
    out.kind = value.kind();
    switch (out.kind) {
    case kind::null: break;
    case kind::boolean: out.boolean = value.boolean(); break;
    case kind::number:
        out.number = value.number();
        out.integral = value.integral();
        break;
    case kind::text: out.text = value.text(); break;
    case kind::array:
    case kind::object: out.tree = value; break;
    }
    return out;
}

bool is_scalar(const operand& value) {
    return value.kind != kind::array && value.kind != kind::object;
}

bool is_number_or_text(const operand& value) {
    return value.kind == kind::number || value.kind == kind::text;
}

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_text(std::string_view a, std::string_view b) {
    if (!choices::strings_ignore_case) {
        return a == b;
    }
    return std::ranges::equal(a, b, {}, folded, folded);
}

bool same(const operand& a, const operand& b) {
    if (a.kind != b.kind) {
        const bool empty = choices::null_equals_empty_text &&
                           ((a.kind == kind::null && b.kind == kind::text && b.text.empty()) ||
                            (b.kind == kind::null && a.kind == kind::text && a.text.empty()));
        return empty;
    }
    switch (a.kind) {
    case kind::null: return true;
    case kind::boolean: return a.boolean == b.boolean;
    case kind::number: return a.number == b.number;
    case kind::text: return same_text(a.text, b.text);
    case kind::array:
    case kind::object: return false;
    }
    return false;
}

bool differ(const operand& a, const operand& b) {
    const bool null = a.kind == kind::null || b.kind == kind::null;
    if (null) {
        return choices::null_differs_from_values && !same(a, b);
    }
    if (!is_scalar(a) || !is_scalar(b)) {
        return false;
    }
    return a.kind == b.kind || choices::different_types_are_unequal ? !same(a, b) : false;
}

// Below 0: a is less; nothing when they have no order.
std::optional<int> order(const operand& a, const operand& b) {
    if (a.kind != b.kind || !is_number_or_text(a)) {
        return std::nullopt;
    }
    if (a.kind == kind::number) {
        return a.number < b.number ? -1 : a.number > b.number ? 1 : 0;
    }
    if (!choices::strings_have_order) {
        return std::nullopt;
    }
    return a.text.compare(b.text);
}

bool holds_text(const operand& whole, const operand& part) {
    if (whole.kind != kind::text) {
        return false;
    }
    char digits[32];
    std::string_view wanted;
    switch (part.kind) {
    case kind::text: wanted = part.text; break;
    case kind::boolean: wanted = part.boolean ? "true" : "false"; break;
    case kind::number: {
        const auto end = std::to_chars(digits, digits + sizeof digits, part.number).ptr;
        wanted = {digits, static_cast<std::size_t>(end - digits)};
        break;
    }
    default: return false;
    }
    return whole.text.find(wanted) != std::string_view::npos;
}

operand count_of(std::span<const activity_count> workers, std::string_view which) {
    std::uint32_t count = 0;
    for (const auto& each : workers) {
        const bool counts = which == "available"     ? each.available
                            : which == "unavailable" ? !each.available
                                                     : each.activity == which;
        count += counts ? each.agents : 0;
    }
    return of(count);
}

operand load_of(const worker_facts& worker, const path& path) {
    channel_load load{0, worker.other_capacity};
    for (std::size_t i = 0; i < worker.loads.size(); ++i) {
        if (worker.channels[i] == path.channel) {
            load = worker.loads[i];
        }
    }
    switch (path.what) {
    case path::property::assigned: return of(load.assigned);
    case path::property::capacity: return of(load.capacity);
    default: break;
    }
    const auto free = load.capacity - std::min(load.assigned, load.capacity);
    return of(load.capacity == 0 ? 0 : 100 * free / load.capacity);
}

}  // namespace

operand path::read(const scope& scope) const {
    const attributes* from = nullptr;
    switch (root) {
    case origin::nothing: return {};
    case origin::workers: return count_of(scope.workers, steps.front().name);
    case origin::built_in:
        if (scope.worker == nullptr) {
            return {};
        }
        switch (what) {
        case property::id: return of(scope.worker->id);
        case property::name: return of(scope.worker->name);
        case property::activity: return of(scope.worker->activity);
        default: return load_of(*scope.worker, *this);
        }
    case origin::task: from = scope.task; break;
    case origin::worker: from = scope.worker == nullptr ? nullptr : scope.worker->attributes; break;
    }
    if (from == nullptr) {
        return {};
    }
    auto value = from->root();
    for (const auto& step : steps) {
        value = step.index < 0 ? value.member(step.name)
                               : value.element(static_cast<std::size_t>(step.index));
    }
    return of(value);
}

bool expression::matches(const scope& scope) const {
    return !nodes_.empty() && holds(root_, scope);
}

bool expression::holds(std::uint32_t index, const scope& scope) const {
    const node& node = nodes_[index];
    switch (node.kind) {
    case node_kind::all:
        for (std::uint32_t i = 0; i < node.second; ++i) {
            if (!holds(links_[node.first + i], scope)) {
                return false;
            }
        }
        return true;
    case node_kind::any:
        for (std::uint32_t i = 0; i < node.second; ++i) {
            if (holds(links_[node.first + i], scope)) {
                return true;
            }
        }
        return false;
    case node_kind::negation: return !holds(node.first, scope);
    case node_kind::truth: {
        const auto only = value(node.first, scope);
        return only.kind == kind::boolean && only.boolean;
    }
    case node_kind::comparison: return compare(node, scope);
    }
    return false;
}

bool expression::compare(const node& node, const scope& scope) const {
    const auto left = value(node.first, scope);
    const auto right = value(node.second, scope);
    switch (node.op) {
    case comparison::equal: return same(left, right);
    case comparison::not_equal: return differ(left, right);
    case comparison::contains: return holds_text(left, right);
    case comparison::has:
        return left.kind == kind::array && is_scalar(right) && contains(left, right, scope);
    case comparison::in:
        return right.kind == kind::array && is_scalar(left) && contains(right, left, scope);
    case comparison::not_in:
        if (right.kind == kind::null) {
            return choices::not_in_null && is_scalar(left);
        }
        return right.kind == kind::array && is_scalar(left) && !contains(right, left, scope);
    default: break;
    }
    const auto ordered = order(left, right);
    if (!ordered) {
        return false;
    }
    switch (node.op) {
    case comparison::less: return *ordered < 0;
    case comparison::less_equal: return *ordered <= 0;
    case comparison::greater: return *ordered > 0;
    default: return *ordered >= 0;
    }
}

operand expression::value(std::uint32_t index, const scope& scope) const {
    const term& term = terms_[index];
    switch (term.what) {
    case term::kind::path: return term.path.read(scope);
    case term::kind::list: {
        operand out;
        out.kind = kind::array;
        out.written = true;
        out.list = term.first;
        out.list_size = term.count;
        return out;
    }
    case term::kind::constant: break;
    }
    operand out = term.constant;
    out.text = term.text_constant;
    return out;
}

bool expression::contains(const operand& array, const operand& element, const scope& scope) const {
    if (array.written) {
        for (std::uint32_t i = 0; i < array.list_size; ++i) {
            if (same(value(links_[array.list + i], scope), element)) {
                return true;
            }
        }
        return false;
    }
    for (auto each = array.tree.first(); each; each = each.next()) {
        if (same(of(each), element)) {
            return true;
        }
    }
    return false;
}

void ordering::append_keys(const worker_facts& worker, std::vector<double>& out) const {
    for (const auto& each : clauses) {
        const auto value = each.path.read({.worker = &worker});
        out.push_back(!value.integral   ? std::numeric_limits<double>::infinity()
                      : each.descending ? -value.number
                                        : value.number);
    }
}

void expression::append_task_key(const attributes& task, std::string& out) const {
    for (const auto& each : terms_) {
        if (each.path.root == path::origin::task) {
            auto value = task.root();
            for (const auto& step : each.path.steps) {
                value = step.index < 0 ? value.member(step.name)
                                       : value.element(static_cast<std::size_t>(step.index));
            }
            value.append_key(out);
        }
    }
}

std::vector<std::string_view> expression::counted() const {
    std::vector<std::string_view> out;
    for (const auto& each : terms_) {
        if (each.path.root == path::origin::workers) {
            out.push_back(each.path.steps.front().name);
        }
    }
    return out;
}

}  // namespace selat::routing
