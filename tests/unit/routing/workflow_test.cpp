#include <string>

#include "host/routing/workflow.hpp"

#include <catch2/catch.hpp>

using namespace selat::routing;
using std::chrono::seconds;

namespace {

// "POINTER: TEXT" of every fault; warnings begin with "~".
std::vector<std::string> faults(const std::string& definition) {
    std::vector<std::string> out;
    for (const auto& each : read("main", definition).faults) {
        CHECK(each.what == "workflow main");
        out.push_back((each.error ? "" : "~") + each.pointer + ": " + each.text);
    }
    return out;
}

std::string first_fault(const std::string& definition) {
    const auto all = faults(definition);
    return all.empty() ? "" : all.front();
}

std::string one_target(const std::string& target) {
    return R"({"task_routing":{"filters":[{"expression":"1==1","targets":[)" + target + "]}]}}";
}

}  // namespace

TEST_CASE("an exported workflow is read whole") {
    const auto out = read("main", R"({"task_routing": {
        "filters": [{"filter_friendly_name": "malay care",
            "expression": "lang == 'ms' AND kind IN ['bill','line']",
            "targets": [{"queue": "WQ1", "priority": 50, "timeout": "20",
                         "expression": "worker.routing.levels.en >= 4",
                         "order_by": "worker.routing.levels.en DESC",
                         "skip_if": "workers.available == 0",
                         "known_worker_sid": "task.agent_sid"}, {}]}],
        "default_filter": {"queue": "WQ9"}}})");
    CHECK(out.faults.empty());
    REQUIRE(out.workflow.filters.size() == 1);
    const auto& filter = out.workflow.filters[0];
    CHECK(filter.name == "malay care");
    REQUIRE(filter.targets.size() == 2);
    const auto& first = filter.targets[0];
    CHECK(first.queue == "WQ1");
    CHECK(first.priority == 50);
    CHECK(first.timeout == seconds{20});
    CHECK(first.where);
    CHECK(first.order_by.clauses.size() == 1);
    CHECK(first.skip_if);
    CHECK(first.known_worker);
    REQUIRE(out.workflow.fallback);
    CHECK(out.workflow.fallback->queue == "WQ9");
}

TEST_CASE("an empty target inherits the queue and nothing else") {
    const auto out = read("main", one_target(R"({"queue":"a","timeout":5,"priority":"7",
        "expression":"1==1","skip_if":"1==1","order_by":"worker.a"}, {}, {"queue":"b"}, {})"));
    CHECK(out.faults.empty());
    const auto& targets = out.workflow.filters[0].targets;
    CHECK(targets[0].priority == 7);
    CHECK(targets[1].queue == "a");
    CHECK_FALSE(targets[1].timeout);
    CHECK_FALSE(targets[1].priority);
    CHECK_FALSE(targets[1].where);
    CHECK_FALSE(targets[1].skip_if);
    CHECK(targets[1].order_by.clauses.empty());
    CHECK(targets[3].queue == "b");
}

TEST_CASE("the wrapper may be missing, and so may filters or the default") {
    CHECK(faults(R"({"filters":[{"expression":"1==1","targets":[{"queue":"a"}]}]})").empty());
    CHECK(faults(R"({"task_routing":{"default_filter":{"queue":"a"}}})").empty());
    CHECK(faults(R"({"task_routing":{"filters":[],"default_filter":{"queue":"a"}}})").empty());
    CHECK(faults(one_target(R"({"queue":"a","timeout":null,"expression":""})")).empty());
}

TEST_CASE("deadlines add up over targets and filters") {
    const auto out = read("main", R"({"filters":[
        {"expression":"1==1","targets":[{"queue":"a","timeout":20},{"timeout":40}]},
        {"expression":"1==1","targets":[{"queue":"a","timeout":5},{}]}]})");
    CHECK(out.workflow.deadline(0, 0) == seconds{20});
    CHECK(out.workflow.deadline(0, 1) == seconds{60});
    CHECK(out.workflow.deadline(1, 0) == seconds{65});
    CHECK_FALSE(out.workflow.deadline(1, 1));
}

TEST_CASE("every fault of a workflow is told with a pointer") {
    struct row {
        std::string definition;
        std::string expected;
    };
    const std::vector<row> table{
        {"{", ": the definition is not JSON at byte"},
        {"[]", ": the definition is not a JSON object"},
        {"{}", ": expected {\"task_routing\""},
        {R"({"task_routing":{}})", "/task_routing: there is neither"},
        {R"({"task_routing":{"filters":{}}})", "/task_routing/filters: expected an array"},
        {R"({"filters":[3]})", "/filters/0: expected a filter"},
        {R"({"filters":[{"targets":[{"queue":"a"}]}]})", "/filters/0: a filter needs an expr"},
        {R"({"filters":[{"expression":"1==1"}]})", "/filters/0: a filter needs at least"},
        {R"({"filters":[{"expression":"1==1","targets":[]}]})",
         "/filters/0/targets: a filter needs at least"},
        {R"({"filters":[{"expression":"a == ","targets":[{"queue":"a"}]}]})",
         "/filters/0/expression: the expression ends too early"},
        {R"({"filters":[{"expression":" ","targets":[{"queue":"a"}]}]})",
         "/filters/0/expression: the expression is empty"},
        {one_target("{}"), "/task_routing/filters/0/targets/0: the first target"},
        {one_target(R"({"queue":3})"), "/task_routing/filters/0/targets/0/queue: expected"},
        {one_target(R"({"queue":"a","timeout":-1})"), "/task_routing/filters/0/targets/0/timeout:"},
        {one_target(R"({"queue":"a","timeout":"5s"})"),
         "/task_routing/filters/0/targets/0/timeout: expected a whole number"},
        {one_target(R"({"queue":"a","priority":1.5})"),
         "/task_routing/filters/0/targets/0/priority: expected a whole number"},
        {one_target(R"({"queue":"a","priority":2147483648})"),
         "/task_routing/filters/0/targets/0/priority:"},
        {one_target(R"({"queue":"a","order_by":"a"})"),
         "/task_routing/filters/0/targets/0/order_by: agents are ordered"},
        {one_target(R"({"queue":"a","skip_if":"workers.available ="})"),
         "/task_routing/filters/0/targets/0/skip_if: the expression ends"},
        {one_target(R"({"queue":"a","expression":true})"),
         "/task_routing/filters/0/targets/0/expression: expected an expression"},
        {one_target(R"({"queue":"a","known_worker_sid":"worker.sid"})"),
         "/task_routing/filters/0/targets/0/known_worker_sid: expected one path"},
        {one_target(R"({"queue":"a","known_worker_sid":"a","known_worker_friendly_name":"b"})"),
         "/task_routing/filters/0/targets/0: at most one"},
        {one_target(R"({"queue":"a","tiemout":3})"),
         "~/task_routing/filters/0/targets/0/tiemout: this key has no meaning"},
        {one_target(R"({"queue":"a","expression":"skill == 1"})"),
         "~/task_routing/filters/0/targets/0/expression: names in a target"},
        {R"({"default_filter":{"queue":"a","timeout":3}})", "~/default_filter: a task waits"},
        {R"({"default_filter":{}})", "/default_filter: the first target"}};
    for (const auto& each : table) {
        INFO(each.definition);
        CHECK_THAT(first_fault(each.definition), Catch::StartsWith(each.expected));
    }
}

TEST_CASE("all faults are told, not the first alone, and expressions with their offset") {
    const auto out = read("main", R"({"filters":[{"expression":"a ==","targets":[{}]},
                                                 {"expression":"b-c==1","targets":[{"queue":1}]}]})");
    REQUIRE(out.faults.size() == 4);
    CHECK(out.faults[0].offset == 4);
    CHECK(out.faults[2].offset == 1);
}
