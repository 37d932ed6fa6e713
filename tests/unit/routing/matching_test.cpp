#include "tests/unit/routing/scene.hpp"

#include <catch2/catch.hpp>

using namespace scene;
using model::task_status;

namespace {

// Greatest number first; for each agent the number in its attributes.
class by_number : public routing::strategy {
public:
    explicit by_number(bool per_task, bool fails = false) : per_task_(per_task), fails_(fails) {}
    [[nodiscard]] bool per_task() const override { return per_task_; }
    bool score(const routing::rank_request* request,
               std::span<const routing::candidate* const> candidates,
               std::span<double> scores) const override {
        CHECK((request != nullptr) == per_task_);
        if (request != nullptr) {
            wanted = request->skills;
            language = request->language;
            last_agent = request->last_agent;
        }
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            scores[i] = candidates[i]->skills.empty() ? 0 : candidates[i]->skills[0].level;
        }
        return !fails_;
    }
    mutable std::vector<routing::skill> wanted;
    mutable std::string language;
    mutable std::string last_agent;

private:
    bool per_task_;
    bool fails_;
};

}  // namespace

TEST_CASE("only members of the queue are asked") {
    auto setup = setup_of({agent("a"), agent("b", R"({"skills":["support"]})")});
    setup.queues[0].workers = "skills HAS 'support'";
    centre floor(setup);
    floor.open();
    CHECK(floor.who(floor.add(0)) == "b");
    CHECK(floor.who(floor.add(0)) == "");
    CHECK(floor.router.queues(at(0))[0].eligible_agents == 1);
}

TEST_CASE("a queue with a blank expression has nobody, and its tasks wait") {
    auto setup = setup_of({agent("a")});
    setup.queues[0].workers = "";
    CHECK(errors(setup) == "");
    centre floor(setup);
    floor.open();
    CHECK(floor.who(floor.add(0)) == "");
}

TEST_CASE("a waiting task goes to whoever becomes available") {
    centre floor(setup_of({agent("a"), agent("b")}));
    const auto task = floor.add(0);
    CHECK(floor.status(task) == task_status::pending);
    floor.be("b", "available", 5);
    CHECK(floor.who(task) == "b");
    CHECK(floor.router.task(task)->assignments == 1);
}

TEST_CASE("a target's expression over the agent decides, also for who becomes free later") {
    auto setup =
        setup_of({agent("en", R"({"levels":{"en":5}})"), agent("ms", R"({"levels":{"ms":5}})")},
                 R"({"filters":[{"expression":"lang=='ms'","targets":[{"queue":"q",
                              "expression":"worker.levels.ms >= 4"}]},
                              {"expression":"1==1","targets":[{"queue":"q"}]}]})");
    centre floor(setup);
    const auto malay = floor.add(0, R"({"lang":"ms"})");
    const auto any = floor.add(1, R"({"lang":"en"})");
    floor.be("en", "available", 2);
    CHECK(floor.who(malay) == "");
    CHECK(floor.who(any) == "en");
    floor.be("ms", "available", 3);
    CHECK(floor.who(malay) == "ms");
}

TEST_CASE("a target's expression over agent and task decides for each task by itself") {
    auto setup =
        setup_of({agent("a", R"({"langs":["en"]})"), agent("b", R"({"langs":["ms","ta"]})")},
                 R"({"filters":[{"expression":"1==1","targets":[{"queue":"q",
                              "expression":"worker.langs HAS task.lang"}]}]})");
    centre floor(setup);
    const auto tamil = floor.add(0, R"({"lang":"ta"})");
    const auto english = floor.add(1, R"({"lang":"en"})");
    const auto thai = floor.add(2, R"({"lang":"th"})");
    floor.open(3);
    CHECK(floor.who(tamil) == "b");
    CHECK(floor.who(english) == "a");
    CHECK(floor.who(thai) == "");
    floor.accept("b", tamil, 4);
    floor.complete(tamil, 5);
    CHECK(floor.who(floor.add(6, R"({"lang":"ms"})")) == "b");
}

TEST_CASE("expressions over an agent's load follow it") {
    auto setup = setup_of({agent("w", "{}", {{"default", 2}})});
    setup.queues[0].workers = "worker.channel.voice.assigned_tasks == 0";
    centre floor(setup);
    floor.open();
    const auto call = floor.add(0, "{}", {.channel = "voice"});
    CHECK(floor.who(call) == "w");
    const auto chat = floor.add(1);
    CHECK(floor.who(chat) == "");
    CHECK(floor.router.queues(at(1))[0].eligible_agents == 0);
    floor.accept("w", call, 2);
    CHECK(floor.who(chat) == "");
    floor.complete(call, 3);
    CHECK(floor.who(chat) == "w");
}

TEST_CASE("a capacity is known before the first task of its channel comes") {
    auto setup = setup_of({agent("a", "{}", {{"default", 1}, {"voice", 2}}), agent("b")});
    setup.queues[0].workers = "worker.channel.voice.configured_capacity == 2";
    centre floor(setup);
    floor.open();
    CHECK(floor.router.queues(at(1))[0].eligible_agents == 1);
    CHECK(floor.who(floor.add(1)) == "a");
}

TEST_CASE("a target may ask for agents who already have a call") {
    auto setup = setup_of({agent("w", "{}", {{"default", 2}})}, R"({"filters":[
        {"expression":"side == true","targets":[{"queue":"q",
            "expression":"worker.channel.voice.assigned_tasks == 1"}]},
        {"expression":"1==1","targets":[{"queue":"q"}]}]})");
    centre floor(setup);
    floor.open();
    const auto side = floor.add(0, R"({"side":true})");
    CHECK(floor.who(side) == "");
    CHECK(floor.who(floor.add(1, "{}", {.channel = "voice"})) == "w");
    CHECK(floor.who(side) == "w");
}

TEST_CASE("skip_if lets a task fall through to where somebody is") {
    auto setup = setup_of({agent("w")}, R"({"filters":[{"expression":"1==1","targets":[
        {"queue":"empty","skip_if":"workers.available == 0","timeout":50,"priority":3},
        {"queue":"q","priority":"9"}]}]})");
    setup.queues.push_back({.id = "empty", .workers = "1==0"});
    centre floor(setup);
    floor.open();
    const auto task = floor.add(0);
    CHECK(floor.who(task) == "w");
    CHECK(floor.router.task(task)->queue == "q");
    CHECK(floor.router.task(task)->priority == 9);
}

TEST_CASE("skip_if is not looked at when somebody can be asked at once") {
    auto setup = setup_of({agent("w")}, R"({"filters":[{"expression":"1==1","targets":[
        {"queue":"q","skip_if":"1==1"},{"queue":"other"}]}]})");
    setup.queues.push_back({.id = "other"});
    centre floor(setup);
    floor.open();
    CHECK(floor.router.task(floor.add(0))->queue == "q");
    CHECK(floor.router.task(floor.add(0))->queue == "other");
}

TEST_CASE("a skipped last target leads to later filters and then to the default") {
    auto setup = setup_of({}, R"({"filters":[
        {"expression":"1==1","targets":[{"queue":"q","skip_if":"1==1"}]},
        {"expression":"later == true","targets":[{"queue":"b"}]}],
        "default_filter":{"queue":"d","priority":4}})");
    setup.queues.push_back({.id = "b"});
    setup.queues.push_back({.id = "d"});
    centre floor(setup);
    CHECK(floor.router.task(floor.add(0, R"({"later":true})"))->queue == "b");
    const auto task = floor.add(0);
    CHECK(floor.router.task(task)->queue == "d");
    CHECK(floor.router.task(task)->filter == -1);
    CHECK(floor.router.task(task)->priority == 4);
    floor.run_until(100'000);
    CHECK(floor.router.task(task)->reason == "Task TTL Exceeded");
}

TEST_CASE("timeouts of skipped targets and of filters that did not match do not count") {
    auto setup = setup_of({}, R"({"filters":[
        {"expression":"1==0","targets":[{"queue":"q","timeout":1000}]},
        {"expression":"1==1","targets":[{"queue":"q","timeout":100,"skip_if":"1==1"},
                                        {"timeout":10},{"queue":"b"}]}]})");
    setup.queues.push_back({.id = "b"});
    centre floor(setup);
    const auto task = floor.add(0);
    floor.run_until(9.999);
    CHECK(floor.router.task(task)->queue == "q");
    floor.run_until(10);
    CHECK(floor.router.task(task)->queue == "b");
}

TEST_CASE("a delay step holds the task although agents are free") {
    auto setup = setup_of({agent("w")}, R"({"filters":[{"expression":"1==1","targets":[
        {"queue":"q","expression":"1==0","timeout":600},{}]}]})");
    centre floor(setup);
    floor.open();
    const auto task = floor.add(0);
    floor.run_until(599.999);
    CHECK(floor.who(task) == "");
    floor.run_until(600);
    CHECK(floor.who(task) == "w");
}

TEST_CASE("a task that no filter takes and no default catches is canceled with the reason") {
    centre floor(
        setup_of({agent("w")}, R"({"filters":[{"expression":"1==0","targets":[{"queue":"q"}]}]})"));
    const auto task = floor.add(0);
    CHECK(floor.status(task) == task_status::canceled);
    CHECK(floor.router.task(task)->reason.find("default_filter") != std::string::npos);
    const auto lost = floor.add(0, "{}", {.workflow = "nosuch"});
    CHECK(floor.status(lost) == task_status::canceled);
}

TEST_CASE("a task that nobody can take does not hold up the others") {
    auto setup = setup_of({agent("w", "{}", {{"chat", 1}})});
    centre floor(setup);
    const auto call = floor.add(0, "{}", {.priority = 100, .channel = "voice"});
    const auto chat = floor.add(1);
    floor.open(2);
    CHECK(floor.who(call) == "");
    CHECK(floor.who(chat) == "w");
}

TEST_CASE("a freed agent takes the first task over all of his queues") {
    auto setup = setup_of({agent("w")}, R"({"filters":[
        {"expression":"to == 'b'","targets":[{"queue":"b"}]},
        {"expression":"to == 'l'","targets":[{"queue":"l"}]},
        {"expression":"1==1","targets":[{"queue":"q"}]}]})");
    setup.queues.push_back({.id = "b"});
    setup.queues.push_back({.id = "l", .lifo = true});
    centre floor(setup);
    const auto newest = floor.add(9, R"({"to":"l"})");
    const auto old = floor.add(1, R"({"to":"q"})");
    const auto urgent = floor.add(5, R"({"to":"b"})", {.priority = 1});
    floor.open(10);
    std::vector<model::id> order;
    for (int i = 0; i < 3; ++i) {
        order.push_back(floor.router.reservations_of("w").at(0).task);
        floor.accept("w", order.back(), 11);
        floor.complete(order.back(), 12);
    }
    CHECK(order == std::vector{urgent, old, newest});
}

TEST_CASE("an agent who declined a task is offered the other ones first") {
    centre floor(setup_of({agent("w")}));
    const auto first = floor.add(0);
    const auto second = floor.add(1);
    floor.open(2);
    CHECK(floor.who(first) == "w");
    floor.reject("w", first, 3);
    CHECK(floor.who(second) == "w");
    floor.reject("w", second, 4);
    CHECK(floor.who(first) == "w");
}

TEST_CASE("strategies order agents, for each task or once for all") {
    for (const bool per_task : {false, true}) {
        const by_number strategy(per_task);
        auto setup =
            setup_of({agent("a", R"({"skills":{"x":1}})"), agent("b", R"({"skills":{"x":3}})"),
                      agent("c", R"({"skills":{"x":2}})")});
        setup.queues[0].strategy = &strategy;
        centre floor(setup);
        floor.open();
        INFO("per task " << per_task);
        CHECK(floor.who(floor.add(0)) == "b");
        CHECK(floor.who(floor.add(0)) == "c");
        CHECK(floor.who(floor.add(0)) == "a");
    }
}

TEST_CASE("a strategy is told what the task wants") {
    const by_number strategy(true);
    auto setup = setup_of({agent("a")});
    setup.queues[0].strategy = &strategy;
    centre floor(setup);
    floor.open();
    floor.add(0, R"({"skills":["cards","billing"],"language":"ms","known_worker":"b"})");
    REQUIRE(strategy.wanted.size() == 2);
    CHECK(strategy.wanted[0].name == "billing");
    CHECK(strategy.language == "ms");
    CHECK(strategy.last_agent == "b");
}

TEST_CASE("a strategy that fails leaves the longest idle") {
    for (const bool per_task : {false, true}) {
        const by_number strategy(per_task, true);
        auto setup =
            setup_of({agent("a", R"({"skills":{"x":1}})"), agent("b", R"({"skills":{"x":3}})")});
        setup.queues[0].strategy = &strategy;
        centre floor(setup);
        floor.open();
        INFO("per task " << per_task);
        CHECK(floor.who(floor.add(0)) == "a");
    }
}

TEST_CASE("levels and languages of an agent are read in every form") {
    const by_number strategy(true);
    auto setup =
        setup_of({agent("a", R"({"skills":["x"],"routing":{"skills":["x"],"levels":{"x":2}}})"),
                  agent("b", R"({"routing":{"skills":["x"],"levels":{"x":4}}})"),
                  agent("c", R"({"skills":["x"]})")});
    setup.queues[0].strategy = &strategy;
    centre floor(setup);
    floor.open();
    CHECK(floor.who(floor.add(0)) == "b");
    CHECK(floor.who(floor.add(0)) == "a");
    CHECK(floor.who(floor.add(0)) == "c");
}

TEST_CASE("order_by follows loads as they change") {
    auto setup = setup_of({agent("a", "{}", {{"default", 3}}), agent("b", "{}", {{"default", 3}})},
                          R"({"filters":[{"expression":"1==1","targets":[{"queue":"q",
                              "order_by":"worker.channel.chat.assigned_tasks ASC"}]}]})");
    centre floor(setup);
    floor.open();
    const auto first = floor.add(0);
    const auto second = floor.add(1);
    CHECK(floor.who(first) == "a");
    CHECK(floor.who(second) == "b");
    const auto third = floor.add(2);
    CHECK(floor.who(third) == "a");
    floor.accept("a", first, 3);
    floor.complete(first, 3);
    floor.accept("a", third, 3);
    floor.complete(third, 3);
    CHECK(floor.who(floor.add(4)) == "a");
}

TEST_CASE("order_by goes before the strategy's score") {
    for (const bool per_task : {false, true}) {
        const by_number strategy(per_task);
        auto setup = setup_of({agent("a", R"({"rank":1,"skills":{"x":1}})"),
                               agent("b", R"({"rank":2,"skills":{"x":9}})"),
                               agent("c", R"({"rank":1,"skills":{"x":2}})")},
                              R"({"filters":[{"expression":"1==1",
                                  "targets":[{"queue":"q","order_by":"worker.rank"}]}]})");
        setup.queues[0].strategy = &strategy;
        centre floor(setup);
        floor.open();
        INFO("per task " << per_task);
        CHECK(floor.who(floor.add(0)) == "c");
        CHECK(floor.who(floor.add(0)) == "a");
        CHECK(floor.who(floor.add(0)) == "b");
    }
}
