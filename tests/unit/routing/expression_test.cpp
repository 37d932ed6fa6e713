#include <string>
#include <vector>

#include "host/routing/expression.hpp"

#include <catch2/catch.hpp>

using namespace selat::routing;

namespace {

const char* const task_attributes = R"({
    "lang": "ms", "kind": "bill", "n": 5, "f": 2.5, "t": true, "no": false, "nothing": null,
    "empty": "", "list": ["a", "b", 3, null], "deep": {"er": {"and": {"deeper": "yes"}}},
    "arr": [{"id": "x1"}, {"id": "x2"}], "name": "Tan Ah Kow", "agent_sid": "w1", "num": "5",
    "department": "sales", "skill": "support"})";

const char* const worker_attributes = R"({
    "routing": {"skills": ["support", "billing"], "levels": {"en": 4, "ms": 2}},
    "roles": ["agent"], "email": "a@example.com", "vip": true, "sid": "shadowed"})";

bool eval(const std::string& text, place where) {
    const auto task = attributes::parse(task_attributes);
    const auto worker = attributes::parse(worker_attributes);
    REQUIRE(task);
    REQUIRE(worker);
    const std::string channels[] = {"chat", "voice"};
    const channel_load loads[] = {{1, 4}, {0, 1}};
    const worker_facts facts{.id = "w1",
                             .name = "Aminah",
                             .activity = "available",
                             .attributes = &*worker,
                             .channels = channels,
                             .loads = loads,
                             .other_capacity = 2};
    const activity_count counts[] = {
        {"available", true, 3}, {"lunch", false, 2}, {"off", false, 1}};
    const auto compiled = expression::compile(text, where);
    INFO(text);
    if (!compiled) {
        FAIL(compiled.error().text);
    }
    return compiled->matches({.task = where == place::queue ? nullptr : &*task,
                              .worker = where == place::filter ? nullptr : &facts,
                              .workers = counts});
}

struct row {
    const char* text;
    bool expected;
};

void all(const std::vector<row>& rows, place where) {
    for (const auto& each : rows) {
        INFO(each.text);
        CHECK(eval(each.text, where) == each.expected);
    }
}

}  // namespace

TEST_CASE("equality compares scalars of one type") {
    all({{"lang == 'ms'", true},  {"lang = \"ms\"", true}, {"lang == 'MS'", false},
         {"n == 5", true},        {"n == 5.0", true},      {"n == '5'", false},
         {"n != '5'", true},      {"num == '5'", true},    {"t == true", true},
         {"t == TRUE", true},     {"no == false", true},   {"t != false", true},
         {"f == 2.5", true},      {"n != 5", false},       {"t == 'true'", false},
         {"1==1", true},          {"1==0", false},         {"lang == kind", false},
         {"n == -5", false},      {"list == 'a'", false},  {"list != 'a'", false},
         {"list == list", false}, {"deep == 'x'", false},  {"list == ['a']", false}},
        place::filter);
}

TEST_CASE("null is what is missing, and equals only itself") {
    all({{"missing == null", true},    {"missing != null", false}, {"nothing == null", true},
         {"lang != null", true},       {"lang == null", false},    {"missing != 'a'", true},
         {"missing != true", true},    {"missing == true", false}, {"missing == ''", false},
         {"missing == missing", true}, {"list != null", true},     {"list == null", false},
         {"deep != NULL", true},       {"missing < 1", false},     {"missing >= 0", false},
         {"empty == ''", true},        {"empty == null", false},   {"deep.er.x.y == null", true},
         {"lang.x == null", true},     {"null == null", true}},
        place::filter);
}

TEST_CASE("order exists between two numbers and between two strings") {
    all({{"n < 6", true},
         {"n <= 5", true},
         {"n > 5", false},
         {"n >= 5", true},
         {"f > 2", true},
         {"n < '6'", false},
         {"num > 4", false},
         {"lang < 'mt'", true},
         {"lang > 'a'", true},
         {"lang <= 'ms'", true},
         {"t > false", false},
         {"list > 0", false},
         {"n<-5", false},
         {"n>-5", true}},
        place::filter);
}

TEST_CASE("CONTAINS looks for text in text") {
    all({{"name CONTAINS 'Ah'", true},
         {"name CONTAINS 'ah'", false},
         {"name contains 'Tan'", true},
         {"list CONTAINS 'a'", false},
         {"missing CONTAINS 'a'", false},
         {"name CONTAINS missing", false},
         {"num CONTAINS 5", true},
         {"n CONTAINS 5", false},
         {"name CONTAINS ['Tan']", false},
         {"empty CONTAINS ''", true}},
        place::filter);
}

TEST_CASE("HAS and IN work on arrays alone") {
    all({{"list HAS 'a'", true},         {"list has 'c'", false},
         {"list HAS 3", true},           {"list HAS '3'", false},
         {"list HAS null", true},        {"department HAS 'sales'", false},
         {"missing HAS 'a'", false},     {"list >- 'b'", true},
         {"lang IN ['ms', 'en']", true}, {"lang in ['en']", false},
         {"lang <- ['ms']", true},       {"lang IN list", false},
         {"'a' IN list", true},          {"lang IN missing", false},
         {"lang NOT IN ['en']", true},   {"lang NOT IN ['ms']", false},
         {"lang NOT IN missing", true},  {"missing IN ['a']", false},
         {"missing NOT IN ['a']", true}, {"missing IN [null]", true},
         {"lang IN 'ms'", false},        {"lang NOT IN 'ms'", false},
         {"list IN ['a']", false},       {"list NOT IN ['a']", false},
         {"n IN [1, 5]", true},          {"lang IN [kind, lang]", true},
         {"lang IN []", false},          {"['ms'] HAS lang", true},
         {"lang not in ['en']", true},   {"list HAS ['a']", false}},
        place::filter);
}

TEST_CASE("AND binds tighter than OR, and parentheses group") {
    all({{"1==1 OR 1==0 AND 1==0", true},
         {"(1==1 OR 1==0) AND 1==0", false},
         {"1==0 AND 1==0 OR 1==1", true},
         {"NOT 1==0", true},
         {"NOT (lang == 'ms' AND n == 5)", false},
         {"not not t == true", true},
         {"NOT 1==1 OR 1==1", true},
         {"((((lang=='ms'))))", true},
         {"t", true},
         {"no", false},
         {"lang", false},
         {"true", true},
         {"t AND lang=='ms'", true}},
        place::filter);
}

TEST_CASE("paths reach into objects and arrays") {
    all({{"deep.er.and.deeper == 'yes'", true},
         {"arr[1].id == 'x2'", true},
         {"arr[2].id == null", true},
         {"list[0] == 'a'", true},
         {"task.lang == 'ms'", true},
         {"worker.email == null", true},
         {"worker.email != 'x'", true}},
        place::filter);
}

TEST_CASE("a queue's expression reads the agent, with and without the prefix") {
    all({{"routing.skills HAS 'support'", true},
         {"worker.routing.skills HAS 'support'", true},
         {"routing.levels.en >= 4", true},
         {"roles HAS 'agent' AND email CONTAINS '@'", true},
         {"vip != true", false},
         {"task.lang == 'ms'", false},
         {"worker.channel.chat.assigned_tasks == 1", true},
         {"worker.channel.chat.available_capacity_percentage == 75", true},
         {"channel.voice.configured_capacity == 1", true},
         {"worker.channel.sms.configured_capacity == 2", true},
         {"worker.channel.sms.assigned_tasks == 0", true},
         {"worker.channel.chat.oops == null", true}},
        place::queue);
}

TEST_CASE("a target's expression compares agent and task") {
    all({{"worker.routing.skills HAS task.skill", true},
         {"worker.sid == task.agent_sid", true},
         {"worker.id == 'w1'", true},
         {"worker.friendly_name == 'Aminah'", true},
         {"worker.activity_name == 'available'", true},
         {"worker.sid NOT IN task.list", true},
         {"lang == 'ms'", false},
         {"worker.routing.levels.ms > task.n", false}},
        place::target);
}

TEST_CASE("skip_if counts the agents of a queue") {
    all({{"workers.available == 3", true},
         {"workers.unavailable == 3", true},
         {"workers.lunch > 1", true},
         {"workers.nosuch == 0", true},
         {"workers.available < 1 OR workers.lunch >= 2", true},
         {"1==1", true}},
        place::skip_if);
}

TEST_CASE("what published workflows write compiles") {
    for (const auto* text :
         {"worker.routing.skills HAS 'support' AND worker.routing.levels.support >= 3",
          "(language == \"en\" OR language == \"es\") AND channelType != 'voice'",
          "direction=='inbound' and helpline in ['a','b'] AND isContactlessTask != true",
          "transferTargetType == 'worker'",
          "worker.channel.voice.assigned_tasks == 0 AND worker.channel.chat.assigned_tasks <= 1",
          "task.conversations.communication_channel == \"Web\"",
          "routing.skills HAS \"x\" OR (roles HAS 'admin' AND NOT disabled == true)",
          "a.b.c.d=='x'", "$a_1 = 2"}) {
        for (const auto where : {place::queue, place::filter, place::target}) {
            INFO(text);
            CHECK(expression::compile(text, where));
        }
    }
}

TEST_CASE("what is wrong is told with its place and a way out") {
    struct wrong {
        const char* text;
        std::size_t offset;
        const char* says;
    };
    const std::vector<wrong> table{{"", 0, "empty"},
                                   {"   ", 3, "empty"},
                                   {"lang == ", 8, "too early"},
                                   {"lang ==  == 'x'", 9, "expected a value"},
                                   {"(lang == 'ms'", 13, "')' for the '(' at byte 0"},
                                   {"lang == 'ms')", 12, "closes nothing"},
                                   {"lang ! = 'x'", 5, "!="},
                                   {"first-name == 'x'", 5, "hyphen"},
                                   {"lang == 'ms", 8, "closing quote"},
                                   {"a == 1 && b == 2", 7, "AND"},
                                   {"a == 1 || b == 2", 7, "OR"},
                                   {"a == 1 b == 2", 7, "AND, OR or the end"},
                                   {"a IN ['x'", 9, "']'"},
                                   {"a IN ['x',]", 10, "expected a value"},
                                   {"a NOT 'x'", 6, "IN after NOT"},
                                   {"a. == 1", 3, "name after '.'"},
                                   {"a[x] == 1", 2, "whole number"},
                                   {"a[-1] == 1", 2, "whole number"},
                                   {"2fa == true", 1, "digit"},
                                   {"a == \xE2\x80\x98x\xE2\x80\x99", 5, "straight quotes"},
                                   {"AND == 1", 0, "expected a value"},
                                   {"a # b", 2, "'#'"},
                                   {"a == 1e999", 5, "too large"}};
    for (const auto& each : table) {
        INFO(each.text);
        const auto compiled = expression::compile(each.text, place::filter);
        REQUIRE_FALSE(compiled);
        if (std::string{each.says} != "empty") {
            CHECK(compiled.error().offset == each.offset);
        }
        INFO(compiled.error().text);
        CHECK(compiled.error().text.find(each.says) != std::string::npos);
    }
}

TEST_CASE("nesting has an end, and the stack survives it") {
    const std::string parentheses = std::string(50'000, '(') + "1==1" + std::string(50'000, ')');
    CHECK_FALSE(expression::compile(parentheses, place::filter));
    std::string nots;
    for (int i = 0; i < 50'000; ++i) {
        nots += "NOT ";
    }
    CHECK_FALSE(expression::compile(nots + "1==1", place::filter));
    CHECK_FALSE(expression::compile("a IN " + std::string(50'000, '['), place::filter));
    CHECK(expression::compile("((((((1==1))))))", place::filter));
}

TEST_CASE("names that cannot mean anything are warned of") {
    const auto warnings = [](const char* text, place where) {
        return expression::compile(text, where)->warnings().size();
    };
    CHECK(warnings("worker.email == 'x'", place::filter) == 1);
    CHECK(warnings("lang == 'x' AND kind == 'y'", place::target) == 2);
    CHECK(warnings("task.lang == 'x'", place::queue) == 1);
    CHECK(warnings("available == 0", place::skip_if) == 1);
    CHECK(warnings("worker.a == task.b", place::target) == 0);
    CHECK(expression::compile("1==1 AND lang=='x'", place::target)->warnings()[0].offset == 9);
}

TEST_CASE("an expression knows what it depends on") {
    const auto compiled = [](const char* text) {
        return expression::compile(text, place::target).value();
    };
    CHECK(compiled("worker.a == task.b").reads_task());
    CHECK(compiled("worker.sid IN ['x', task.b]").reads_task());
    CHECK_FALSE(compiled("worker.a == 'b'").reads_task());
    CHECK(compiled("worker.activity_name == 'x'").reads_state());
    CHECK(compiled("worker.channel.chat.assigned_tasks == 0").reads_state());
    CHECK_FALSE(compiled("worker.sid == 'x' AND worker.channel.chat.configured_capacity > 1")
                    .reads_state());
}

TEST_CASE("order_by lists the agent's attributes") {
    const auto clauses = compile_order("worker.routing.levels.en DESC, worker.x asc,worker.y");
    REQUIRE(clauses);
    REQUIRE(clauses->clauses.size() == 3);
    CHECK(clauses->clauses[0].descending);
    CHECK_FALSE(clauses->clauses[1].descending);
    CHECK_FALSE(clauses->clauses[2].descending);
    for (const auto* text : {"", "worker.a DOWN", "task.a ASC", "a DESC", "worker.a DESC,", "5"}) {
        INFO(text);
        CHECK_FALSE(compile_order(text));
    }
}

TEST_CASE("a known agent is named by a path into the task") {
    CHECK(compile_task_path("task.agent_sid"));
    CHECK(compile_task_path("agent.sid"));
    for (const auto* text : {"", "'x'", "worker.sid", "task.a == 1"}) {
        INFO(text);
        CHECK_FALSE(compile_task_path(text));
    }
}
