#include "expression.hpp"

#include "../unicode.hpp"

#include <algorithm>
#include <charconv>

namespace studio::liquid {
namespace {

std::size_t weight_of(const json& of) {
    if (of.is_string()) {
        return of.get_ref<const std::string&>().size();
    }
    std::size_t weight = sizeof(json);
    if (of.is_structured()) {
        for (const auto& each : of) {
            weight += sizeof(json) + weight_of(each);
        }
    }
    return weight;
}

value child(const value& of, const json& found) {
    return of.borrowed() ? value::borrow(found) : value(found);
}

value element(const value& of, std::int64_t index) {
    const json& list = of.get();
    const auto size = static_cast<std::int64_t>(list.size());
    const std::int64_t at = index < 0 ? index + size : index;
    if (at < 0 || at >= size) {
        return {};
    }
    return child(of, list[static_cast<std::size_t>(at)]);
}

value of_list(const value& of, const std::string& key) {
    if (key == "first") {
        return element(of, 0);
    }
    if (key == "last") {
        return element(of, -1);
    }
    std::int64_t index = 0;
    const char* end = key.data() + key.size();
    const auto read = std::from_chars(key.data(), end, index);
    return read.ec == std::errc{} && read.ptr == end ? element(of, index) : value();
}

value member(const value& of, const std::string& key) {
    const json& from = of.get();
    if (from.is_object()) {
        if (const auto found = from.find(key); found != from.end()) {
            return child(of, *found);
        }
        if (key == "first" && !from.empty()) {
            return value(json::array({from.begin().key(), from.begin().value()}));
        }
    }
    if (key == "size") {
        if (from.is_string()) {
            return value(json(length(from.get_ref<const std::string&>())));
        }
        return from.is_structured() ? value(json(from.size())) : value();
    }
    return from.is_array() ? of_list(of, key) : value();
}

value indexed(const value& of, const json& index) {
    if (of.get().is_array()) {
        const auto at = to_integer(index);
        return at ? element(of, *at) : (index.is_string() ? member(of, to_text(index)) : value());
    }
    return index.is_null() ? value() : member(of, to_text(index));
}

value range(const json& first, const json& last) {
    const std::int64_t from = to_integer(first).value_or(0);
    const std::int64_t to = to_integer(last).value_or(0);
    json list = json::array();
    for (std::int64_t i = from; i <= to && i - from < max_range; ++i) {
        list.push_back(i);
    }
    return value(std::move(list));
}

bool ordered(const condition& term, const json& left, const json& right) {
    const auto order = compare(left, right);
    if (!order) {
        return false;
    }
    switch (term.how) {
    case condition::comparison::less: return *order < 0;
    case condition::comparison::greater: return *order > 0;
    case condition::comparison::at_most: return *order <= 0;
    default: return *order >= 0;
    }
}

}  // namespace

value expression::evaluate(const scope& in) const {
    switch (what) {
    case kind::literal: return value::borrow(literal);
    case kind::word: return value(word);
    case kind::range: return range(first->evaluate(in).get(), last->evaluate(in).get());
    case kind::lookup: break;
    }
    const json* root = in.find(name);
    if (root == nullptr) {
        return {};
    }
    value at = value::borrow(*root);
    for (const auto& step : path) {
        at = step.index ? indexed(at, step.index->evaluate(in).get()) : member(at, step.key);
        if (at.get().is_null()) {
            break;
        }
    }
    return at;
}

value filtered::evaluate(scope& in) const {
    value at = base.evaluate(in);
    for (const auto& call : filters) {
        arguments given{{}, {}, in.now_ms(), {}};
        for (const auto& each : call.positional) {
            given.positional.push_back(each.evaluate(in).take());
        }
        for (const auto& [name, each] : call.named) {
            given.named.emplace_back(name, each.evaluate(in).take());
        }
        json made = call.apply(at.get(), given);
        if (!given.error.empty()) {
            in.fail(std::move(given.error));
            return {};
        }
        if (!in.hold(weight_of(made))) {
            return {};
        }
        at = value(std::move(made));
    }
    return at;
}

bool condition::holds(const scope& in) const {
    const value a = left.evaluate(in);
    if (how == comparison::truth) {
        return is_true(a.get());
    }
    const value b = right.evaluate(in);
    switch (how) {
    case comparison::equal: return equal(a, b);
    case comparison::not_equal: return !equal(a, b);
    case comparison::contains: return contains(a.get(), b.get());
    default: return ordered(*this, a.get(), b.get());
    }
}

bool all_hold(const std::vector<condition>& terms, const scope& in) {
    bool result = true;
    for (auto term = terms.rbegin(); term != terms.rend(); ++term) {
        switch (term->joined) {
        case condition::join::none: result = term->holds(in); break;
        case condition::join::both: result = result && term->holds(in); break;
        case condition::join::either: result = result || term->holds(in); break;
        }
    }
    return result;
}

}  // namespace studio::liquid
