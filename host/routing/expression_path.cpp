#include <array>
#include <cmath>

#include "host/routing/choices.hpp"
#include "host/routing/expression_parser.hpp"

namespace selat::routing {
namespace {

bool is_reserved(const token& token) {
    static constexpr std::string_view words[] = {"AND",      "OR",   "NOT",   "IN",  "HAS",
                                                 "CONTAINS", "TRUE", "FALSE", "NULL"};
    for (const auto word : words) {
        if (is_keyword(token, word)) {
            return true;
        }
    }
    return false;
}

constexpr std::int32_t largest_index = 1'000'000;

}  // namespace

std::optional<path> expression_parser::path() {
    if (now().kind != token_kind::name || is_reserved(now())) {
        return wrong(now().kind == token_kind::end
                         ? "the expression ends too early: expected a value here"
                         : "expected a value here: text in quotes, a number, a list or a name");
    }
    const auto offset = now().offset;
    routing::path out;
    out.steps.push_back({.name = now().text});
    ++at_;
    if (!steps(out)) {
        return std::nullopt;
    }
    resolve(out, offset);
    using property = path::property;
    out_.reads_task_ |= out.root == path::origin::task;
    out_.reads_state_ |= out.root == path::origin::built_in && out.what != property::id &&
                         out.what != property::name && out.what != property::capacity;
    return out;
}

bool expression_parser::steps(routing::path& out) {
    for (;;) {
        if (take(token_kind::dot)) {
            if (now().kind != token_kind::name) {
                wrong("expected a name after '.'");
                return false;
            }
            out.steps.push_back({.name = now().text});
            ++at_;
        } else if (now().kind == token_kind::open_bracket) {
            if (!bracket(out)) {
                return false;
            }
        } else {
            return true;
        }
    }
}

bool expression_parser::bracket(routing::path& out) {
    take(token_kind::open_bracket);
    const token& token = now();
    const bool whole = token.kind == token_kind::number && token.integral && token.number >= 0 &&
                       token.number <= largest_index;
    if (!whole) {
        wrong("expected a whole number in these brackets: the first element is [0]");
        return false;
    }
    out.steps.push_back({.name = {}, .index = static_cast<std::int32_t>(token.number)});
    ++at_;
    if (!take(token_kind::close_bracket)) {
        wrong("expected ']' here");
        return false;
    }
    return true;
}

void expression_parser::resolve(routing::path& out, std::size_t offset) {
    using origin = path::origin;
    const bool dotted = out.steps.size() > 1 && out.steps[1].index < 0;
    const auto& prefix = out.steps.front().name;
    const auto strip = [&out](origin to) {
        out.root = to;
        out.steps.erase(out.steps.begin());
    };
    if (where_ == place::skip_if) {
        if (dotted && prefix == "workers" && out.steps.size() == 2) {
            return strip(origin::workers);
        }
        return warn(offset, "only workers.available, workers.unavailable and workers.ACTIVITY mean "
                            "something in skip_if; this is null");
    }
    const bool task_here =
        where_ == place::target || (where_ == place::filter && choices::task_prefix_in_filters);
    if (dotted && prefix == "task" && task_here) {
        return strip(origin::task);
    }
    if (dotted && prefix == "worker" && where_ != place::filter) {
        strip(origin::worker);
        return resolve_worker(out);
    }
    if (where_ == place::filter) {
        out.root = origin::task;
        if (dotted && prefix == "worker") {
            out.root = origin::nothing;
            warn(offset, "a filter is tested before there is a worker; this is null");
        }
        return;
    }
    if (where_ == place::target) {
        return warn(offset, "names in a target begin with task. or worker.; this is null");
    }
    if (dotted && prefix == "task") {
        return warn(offset, "a queue's expression knows no task; this is null");
    }
    out.root = origin::worker;
    resolve_worker(out);
}

void expression_parser::resolve_worker(routing::path& out) {
    using property = path::property;
    if (!choices::built_ins_shadow_attributes) {
        return;
    }
    static constexpr std::pair<std::string_view, property> plain[] = {
        {"sid", property::id},
        {"id", property::id},
        {"friendly_name", property::name},
        {"activity_name", property::activity},
        {"activity_sid", property::activity}};
    static constexpr std::pair<std::string_view, property> loads[] = {
        {"assigned_tasks", property::assigned},
        {"configured_capacity", property::capacity},
        {"available_capacity_percentage", property::percentage}};
    const auto& steps = out.steps;
    const bool load = steps.size() == 3 && steps[0].name == "channel" && steps[1].index < 0;
    for (const auto& [name, what] : plain) {
        if (steps.size() == 1 && steps[0].name == name) {
            out.what = what;
        }
    }
    for (const auto& [name, what] : loads) {
        if (load && steps[2].name == name) {
            out.what = what;
            out.channel = steps[1].name;
        }
    }
    if (out.what != property::none) {
        out.root = path::origin::built_in;
        out.steps.clear();
    }
}

void expression_parser::warn(std::size_t offset, std::string text) {
    out_.warnings_.push_back({offset, std::move(text)});
}

}  // namespace selat::routing
