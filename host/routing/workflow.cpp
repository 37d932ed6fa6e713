#include "host/routing/workflow.hpp"

#include <charconv>
#include <initializer_list>

#include "host/routing/attributes.hpp"
#include "host/routing/choices.hpp"

namespace selat::routing {
namespace {

using value = attributes::value;
using kind = attributes::kind;

constexpr std::int64_t largest_priority = 2'147'483'647;
constexpr std::int64_t longest_timeout = 1'209'600;  // seconds

// One member of a pointer, escaped.
std::string step(std::string_view key) {
    std::string out = "/";
    for (const char c : key) {
        out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    }
    return out;
}

class reader {
public:
    reader(std::string_view id, read_workflow& out) : out_(out), what_("workflow ") {
        what_ += id;
        out_.workflow.id = id;
    }

    void whole(const value& root) {
        auto routing = root.member("task_routing");
        std::string at = "/task_routing";
        const bool bare = root.member("filters") || root.member("default_filter");
        if (!routing && bare && choices::workflow_without_wrapper) {
            routing = root;
            at.clear();
        }
        if (routing.kind() != kind::object) {
            return wrong("", "expected {\"task_routing\": {\"filters\": [...]}}");
        }
        known_keys(routing, at, {"filters", "default_filter"});
        filters(routing.member("filters"), at + "/filters");
        const auto fallback = routing.member("default_filter");
        if (!fallback.is_null()) {
            fallback_target(fallback, at + "/default_filter");
        }
        if (out_.workflow.filters.empty() && !out_.workflow.fallback && out_.faults.empty()) {
            wrong(at, "there is neither a filter nor a default_filter: no task could be routed");
        }
    }

    void wrong(std::string pointer, std::string text) {
        add(std::move(pointer), 0, std::move(text), true);
    }

private:
    void add(std::string pointer, std::size_t offset, std::string text, bool error) {
        out_.faults.push_back({what_, std::move(pointer), offset, std::move(text), error});
    }

    void warn(std::string pointer, std::string text) {
        add(std::move(pointer), 0, std::move(text), false);
    }

    void known_keys(const value& object, const std::string& at,
                    std::initializer_list<std::string_view> known) {
        for (auto each = object.first(); each; each = each.next()) {
            bool found = each.key().starts_with("x_");
            for (const auto key : known) {
                found = found || each.key() == key;
            }
            if (!found) {
                warn(at + step(each.key()), "this key has no meaning here");
            }
        }
    }

    void filters(const value& list, const std::string& at) {
        if (!list.is_null() && list.kind() != kind::array) {
            return wrong(at, "expected an array of filters");
        }
        std::size_t index = 0;
        for (auto each = list.first(); each; each = each.next(), ++index) {
            one_filter(each, at + "/" + std::to_string(index));
        }
    }

    void one_filter(const value& given, const std::string& at) {
        auto& made = out_.workflow.filters.emplace_back();
        if (given.kind() != kind::object) {
            return wrong(at, "expected a filter: an object with expression and targets");
        }
        known_keys(
            given, at,
            {"filter_friendly_name", "friendlyName", "friendly_name", "expression", "targets"});
        for (const auto* key : {"filter_friendly_name", "friendlyName", "friendly_name"}) {
            if (given.member(key).kind() == kind::text && made.name.empty()) {
                made.name = given.member(key).text();
            }
        }
        if (auto when = compiled(given, "expression", at, place::filter)) {
            made.when = std::move(*when);
        } else if (given.member("expression").is_null()) {
            wrong(at, "a filter needs an expression");
        }
        const auto targets = given.member("targets");
        if (targets.kind() != kind::array || !targets.first()) {
            return wrong(at + (targets ? "/targets" : ""), "a filter needs at least one target");
        }
        std::size_t index = 0;
        for (auto each = targets.first(); each; each = each.next(), ++index) {
            const auto where = at + "/targets/" + std::to_string(index);
            auto queue = made.targets.empty() ? std::string{} : made.targets.back().queue;
            made.targets.push_back(one_target(each, where, std::move(queue)));
        }
    }

    target one_target(const value& given, const std::string& at, std::string inherited) {
        target made;
        made.queue = std::move(inherited);
        if (given.kind() != kind::object) {
            wrong(at, "expected a target: an object");
            return made;
        }
        known_keys(given, at,
                   {"queue", "expression", "priority", "timeout", "order_by", "skip_if",
                    "known_worker_sid", "known_worker_friendly_name"});
        const auto queue = given.member("queue");
        if (queue.kind() == kind::text && !queue.text().empty()) {
            made.queue = queue.text();
        } else if (!queue.is_null()) {
            wrong(at + "/queue", "expected the id of a queue");
        } else if (made.queue.empty()) {
            wrong(at, "the first target of a filter needs a queue");
        }
        made.priority = whole_number(given, "priority", at, largest_priority);
        if (const auto seconds = whole_number(given, "timeout", at, longest_timeout)) {
            made.timeout = std::chrono::seconds{*seconds};
        }
        made.where = compiled(given, "expression", at, place::target);
        made.skip_if = compiled(given, "skip_if", at, place::skip_if);
        order_by(given, made, at);
        known_worker(given, made, at);
        return made;
    }

    void fallback_target(const value& given, const std::string& at) {
        auto made = one_target(given, at, {});
        if (made.timeout || made.skip_if) {
            warn(at, "a task waits in default_filter until it expires: timeout and skip_if do "
                     "nothing here");
            made.timeout.reset();
            made.skip_if.reset();
        }
        out_.workflow.fallback = std::move(made);
    }

    // Integers and strings of digits.
    std::optional<std::int64_t> whole_number(const value& from, const char* key,
                                             const std::string& at, std::int64_t largest) {
        const auto given = from.member(key);
        if (given.is_null() || (given.kind() == kind::text && given.text().empty())) {
            return std::nullopt;
        }
        std::int64_t number = -1;
        if (given.kind() == kind::number && given.integral() && given.number() >= 0 &&
            given.number() <= static_cast<double>(largest)) {
            number = static_cast<std::int64_t>(given.number());
        } else if (given.kind() == kind::text) {
            const auto text = given.text();
            const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
            if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) {
                number = -1;
            }
        }
        if (number < 0 || number > largest) {
            wrong(at + "/" + key, "expected a whole number from 0 to " + std::to_string(largest));
            return std::nullopt;
        }
        return number;
    }

    // Nothing when absent, blank or wrong.
    std::optional<expression> compiled(const value& from, const char* key, const std::string& at,
                                       place where) {
        const auto given = from.member(key);
        const auto pointer = at + "/" + key;
        if (given.is_null()) {
            return std::nullopt;
        }
        if (given.kind() != kind::text) {
            wrong(pointer, "expected an expression: a string");
            return std::nullopt;
        }
        const bool blank = given.text().find_first_not_of(" \t\r\n") == std::string_view::npos;
        if (blank && where != place::filter && choices::blank_target_expression_matches) {
            return std::nullopt;
        }
        auto made = expression::compile(given.text(), where);
        if (!made) {
            add(pointer, made.error().offset, made.error().text, true);
            return std::nullopt;
        }
        for (const auto& warning : made->warnings()) {
            add(pointer, warning.offset, warning.text, false);
        }
        return std::move(*made);
    }

    void order_by(const value& given, target& made, const std::string& at) {
        const auto text = given.member("order_by");
        if (text.is_null() || (text.kind() == kind::text && text.text().empty())) {
            return;
        }
        if (auto compiled = compile_order(text.text())) {
            made.order_by = std::move(*compiled);
        } else {
            add(at + "/order_by", compiled.error().offset, compiled.error().text, true);
        }
    }

    void known_worker(const value& given, target& made, const std::string& at) {
        const auto by_id = given.member("known_worker_sid");
        const auto by_name = given.member("known_worker_friendly_name");
        if (!by_id.is_null() && !by_name.is_null()) {
            return wrong(at, "at most one of known_worker_sid and known_worker_friendly_name");
        }
        const auto& known = by_id.is_null() ? by_name : by_id;
        if (known.is_null()) {
            return;
        }
        auto read = compile_task_path(known.text());
        if (!read) {
            const auto* key = by_id.is_null() ? "/known_worker_friendly_name" : "/known_worker_sid";
            return add(at + key, read.error().offset, read.error().text, true);
        }
        made.known_worker = std::move(*read);
        made.known_by_name = by_id.is_null();
    }

    read_workflow& out_;
    std::string what_;
};

}  // namespace

read_workflow read(std::string_view id, std::string_view definition) {
    read_workflow out;
    reader reading(id, out);
    const auto parsed = attributes::parse(definition);
    if (parsed) {
        reading.whole(parsed->root());
    } else {
        reading.wrong("", "the definition is " + parsed.error().text);
    }
    return out;
}

model::duration workflow::total(std::size_t filter) const {
    model::duration sum{0};
    for (const auto& each : filters[filter].targets) {
        sum += each.timeout.value_or(model::duration{0});
    }
    return sum;
}

std::optional<model::duration> workflow::deadline(std::size_t filter, std::size_t target) const {
    const auto& targets = filters[filter].targets;
    if (!targets[target].timeout) {
        return std::nullopt;
    }
    model::duration sum{0};
    for (std::size_t i = 0; i < filter; ++i) {
        sum += total(i);
    }
    for (std::size_t i = 0; i <= target; ++i) {
        sum += targets[i].timeout.value_or(model::duration{0});
    }
    return sum;
}

}  // namespace selat::routing
