#include "nodes.hpp"

#include "../unicode.hpp"

#include <algorithm>

namespace studio::liquid {
namespace {

// What Twilio allows in one loop.
constexpr std::size_t max_iterations = 15;

json loop_facts(std::string_view name, std::size_t index, std::size_t length, const json* parent) {
    json out = {
        {"name", name},        {"length", length},           {"index", index + 1},
        {"index0", index},     {"rindex", length - index},   {"rindex0", length - index - 1},
        {"first", index == 0}, {"last", index + 1 == length}};
    if (parent != nullptr) {
        out["parentloop"] = *parent;
    }
    return out;
}

json row_facts(std::size_t index, std::size_t length, std::size_t columns) {
    json out = loop_facts("tablerow", index, length, nullptr);
    const std::size_t column = index % columns;
    out["col"] = column + 1;
    out["col0"] = column;
    out["row"] = index / columns + 1;
    out["col_first"] = column == 0;
    out["col_last"] = column + 1 == columns || index + 1 == length;
    return out;
}

std::vector<json> walk(const json& over) {
    std::vector<json> out;
    if (over.is_array()) {
        out.assign(over.begin(), over.end());
    } else if (over.is_object()) {
        for (const auto& [key, each] : over.items()) {
            out.push_back(json::array({key, each}));
        }
    } else if (over.is_string() && !over.get_ref<const std::string&>().empty()) {
        out.push_back(over);
    }
    return out;
}

std::size_t count_of(const std::optional<expression>& from, const scope& in,
                     std::size_t otherwise) {
    const auto given = from ? to_integer(from->evaluate(in).get()) : std::nullopt;
    return given ? static_cast<std::size_t>(std::max<std::int64_t>(*given, 0)) : otherwise;
}

// True when the loop goes on after what its body did.
bool goes_on(scope& in) {
    const bool out_of_loop = in.pending == scope::jump::out_of_loop;
    in.pending = scope::jump::none;
    return !out_of_loop && !in.failed();
}

}  // namespace

void render_block(const block& nodes, scope& in, std::string& out) {
    for (const auto& each : nodes) {
        if (!in.spend(out) || in.pending != scope::jump::none) {
            return;
        }
        each->render(in, out);
    }
}

void text_node::render(scope&, std::string& out) const { out += text; }

void output_node::render(scope& in, std::string& out) const {
    append_text(out, what.evaluate(in).get());
}

void assign_node::render(scope& in, std::string&) const {
    in.assign(name, what.evaluate(in).take());
}

void capture_node::render(scope& in, std::string&) const {
    std::string captured;
    render_block(body, in, captured);
    in.assign(name, std::move(captured));
}

void count_node::render(scope& in, std::string& out) const {
    std::int64_t& counter = in.counter(name);
    out += std::to_string(up ? counter++ : --counter);
}

void if_node::render(scope& in, std::string& out) const {
    for (const auto& one : branches) {
        if (one.when.empty() || all_hold(one.when, in) != one.negated) {
            render_block(one.body, in, out);
            return;
        }
    }
}

void case_node::render(scope& in, std::string& out) const {
    const value subject = what.evaluate(in);
    bool matched = false;
    for (const auto& one : branches) {
        const bool fits =
            one.when.empty()
                ? !matched
                : std::any_of(one.when.begin(), one.when.end(), [&](const expression& each) {
                      return equal(subject, each.evaluate(in));
                  });
        if (fits) {
            matched = true;
            render_block(one.body, in, out);
        }
    }
}

std::vector<json> loop::elements(scope& in) const {
    const value collection = over.evaluate(in);
    auto all = walk(collection.get());
    std::size_t& reached = in.position("for " + name);
    const std::size_t from = std::min(continues ? reached : count_of(offset, in, 0), all.size());
    const std::size_t left = all.size() - from;
    const std::size_t count = std::min({count_of(limit, in, left), left, max_iterations});
    reached = from + count;
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(from);
    std::vector<json> out(first, first + static_cast<std::ptrdiff_t>(count));
    if (reversed) {
        std::reverse(out.begin(), out.end());
    }
    return out;
}

void for_node::render(scope& in, std::string& out) const {
    auto elements = each.elements(in);
    if (elements.empty()) {
        render_block(otherwise, in, out);
        return;
    }
    const json* outer = in.pushed("forloop");
    const json parent = outer == nullptr ? json() : *outer;
    for (std::size_t i = 0; i < elements.size(); ++i) {
        in.push("forloop",
                loop_facts(each.name, i, elements.size(), outer == nullptr ? nullptr : &parent));
        in.push(each.variable, std::move(elements[i]));
        render_block(body, in, out);
        in.pop();
        in.pop();
        if (!goes_on(in)) {
            return;
        }
    }
}

void tablerow_node::render(scope& in, std::string& out) const {
    auto elements = each.elements(in);
    const std::size_t wide = std::max<std::size_t>(elements.size(), 1);
    const std::size_t per_row = std::max<std::size_t>(count_of(columns, in, wide), 1);
    out += "<tr class=\"row1\">\n";
    for (std::size_t i = 0; i < elements.size(); ++i) {
        if (i > 0 && i % per_row == 0) {
            out += "</tr>\n<tr class=\"row" + std::to_string(i / per_row + 1) + "\">";
        }
        out += "<td class=\"col" + std::to_string(i % per_row + 1) + "\">";
        in.push("tablerowloop", row_facts(i, elements.size(), per_row));
        in.push(each.variable, std::move(elements[i]));
        render_block(body, in, out);
        in.pop();
        in.pop();
        out += "</td>";
        if (!goes_on(in)) {
            break;
        }
    }
    out += "</tr>\n";
}

void cycle_node::render(scope& in, std::string& out) const {
    const auto name = group ? "cycle " + to_text(group->evaluate(in).get()) : "cycle:" + key;
    std::size_t& position = in.position(name);
    const auto& now = values[position % values.size()];
    position = (position + 1) % values.size();
    append_text(out, now.evaluate(in).get());
}

void jump_node::render(scope& in, std::string&) const { in.pending = to; }

void changed_node::render(scope& in, std::string& out) const {
    std::string now;
    render_block(body, in, now);
    const json* before = in.find("ifchanged ");
    if (before == nullptr || *before != json(now)) {
        out += now;
        in.assign("ifchanged ", std::move(now));
    }
}

}  // namespace studio::liquid
