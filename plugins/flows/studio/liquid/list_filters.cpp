#include "../unicode.hpp"
#include "filter_sets.hpp"
#include "order.hpp"

#include <algorithm>
#include <set>

namespace studio::liquid {
namespace {

// Lists within lists are one list; anything else is a list of one, nil of none.
void flatten(const json& from, json& into) {
    if (from.is_array()) {
        for (const auto& each : from) {
            flatten(each, into);
        }
    } else if (!from.is_null()) {
        into.push_back(from);
    }
}

json list_of(const json& from) {
    json list = json::array();
    if (from.is_array()) {
        for (const auto& each : from) {
            each.is_array() ? flatten(each, list) : list.push_back(each);
        }
    } else {
        flatten(from, list);
    }
    return list;
}

json property(const json& of, const std::string& name) {
    if (!of.is_object() || !of.contains(name)) {
        return {};
    }
    return of.at(name);
}

// What an element is judged by: itself, or the property named by the first argument.
json key_of(const json& element, const arguments& given) {
    return given.has(0) ? property(element, given.text(0)) : element;
}

json size(const json& input, arguments&) {
    if (input.is_string()) {
        return length(input.get_ref<const std::string&>());
    }
    return input.is_structured() ? json(input.size()) : json(0);
}

json first(const json& input, arguments&) {
    return input.is_array() && !input.empty() ? input.front() : json();
}

json last(const json& input, arguments&) {
    return input.is_array() && !input.empty() ? input.back() : json();
}

json reverse(const json& input, arguments&) {
    json list = list_of(input);
    std::reverse(list.begin(), list.end());
    return list;
}

json join(const json& input, arguments& given) {
    const auto glue = given.text(0, " ");
    std::string out;
    bool begun = false;
    for (const auto& each : list_of(input)) {
        out += begun ? glue : "";
        append_text(out, each);
        begun = true;
    }
    return out;
}

json concat(const json& input, arguments& given) {
    if (!given.has(0) || !given.positional[0].is_array()) {
        given.error = "concat needs a list";
        return {};
    }
    json list = list_of(input);
    for (const auto& each : given.positional[0]) {
        list.push_back(each);
    }
    return list;
}

json map(const json& input, arguments& given) {
    json out = json::array();
    for (const auto& each : list_of(input)) {
        out.push_back(property(each, given.text(0)));
    }
    return out;
}

bool is_meant(const json& element, const arguments& given) {
    const json key = key_of(element, given);
    return given.has(1) ? equal(value::borrow(key), value::borrow(given.positional[1]))
                        : is_true(key);
}

json where(const json& input, arguments& given) {
    json out = json::array();
    for (const auto& each : list_of(input)) {
        if (is_meant(each, given)) {
            out.push_back(each);
        }
    }
    return out;
}

json reject(const json& input, arguments& given) {
    json out = json::array();
    for (const auto& each : list_of(input)) {
        if (!is_meant(each, given)) {
            out.push_back(each);
        }
    }
    return out;
}

json find(const json& input, arguments& given) {
    for (const auto& each : list_of(input)) {
        if (is_meant(each, given)) {
            return each;
        }
    }
    return {};
}

json find_index(const json& input, arguments& given) {
    std::int64_t index = 0;
    for (const auto& each : list_of(input)) {
        if (is_meant(each, given)) {
            return index;
        }
        ++index;
    }
    return {};
}

json has(const json& input, arguments& given) {
    const auto list = list_of(input);
    return std::any_of(list.begin(), list.end(),
                       [&](const json& each) { return is_meant(each, given); });
}

json compact(const json& input, arguments& given) {
    json out = json::array();
    for (const auto& each : list_of(input)) {
        if (!key_of(each, given).is_null()) {
            out.push_back(each);
        }
    }
    return out;
}

json sort_by(const json& input, const arguments& given, json (*adapt)(const json&)) {
    const json list = list_of(input);
    std::vector<std::pair<json, std::size_t>> keyed;
    for (const auto& each : list) {
        keyed.emplace_back(adapt(key_of(each, given)), keyed.size());
    }
    std::sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) {
        const auto by_value = total_order(a.first, b.first);
        return by_value != 0 ? by_value < 0 : a.second < b.second;
    });
    json out = json::array();
    for (const auto& each : keyed) {
        out.push_back(list[each.second]);
    }
    return out;
}

json sort(const json& input, arguments& given) {
    return sort_by(input, given, [](const json& key) { return key; });
}

json sort_natural(const json& input, arguments& given) {
    return sort_by(input, given, [](const json& key) {
        return key.is_null() ? json() : json(fold_case(to_text(key)));
    });
}

json uniq(const json& input, arguments& given) {
    json out = json::array();
    const auto less = [](const json& a, const json& b) { return total_order(a, b) < 0; };
    std::set<json, decltype(less)> seen(less);
    for (const auto& each : list_of(input)) {
        if (seen.insert(key_of(each, given)).second) {
            out.push_back(each);
        }
    }
    return out;
}

json sum(const json& input, arguments& given) {
    const filter plus = find_filter("plus");
    json total = 0;
    for (const auto& each : list_of(input)) {
        arguments step{{key_of(each, given)}, {}, given.now_ms, {}};
        total = plus(total, step);
    }
    return total;
}

}  // namespace

std::span<const named_filter> list_filters() {
    static constexpr named_filter all[] = {
        {"size", size},
        {"first", first},
        {"last", last},
        {"reverse", reverse},
        {"join", join},
        {"concat", concat},
        {"map", map},
        {"where", where},
        {"reject", reject},
        {"find", find},
        {"find_index", find_index},
        {"has", has},
        {"compact", compact},
        {"sort", sort},
        {"sort_natural", sort_natural},
        {"uniq", uniq},
        {"sum", sum},
    };
    return all;
}

}  // namespace studio::liquid
