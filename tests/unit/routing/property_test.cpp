// Random histories keep the promises of the router.

#include "tests/unit/routing/scene.hpp"
#include "tests/unit/routing/snapshot.hpp"

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

using namespace scene;
using model::reservation_status;
using model::task_status;

namespace {

const std::string busy_workflow = R"({"task_routing":{"filters":[
    {"expression":"kind == 'vip'","targets":[
        {"queue":"fifo","expression":"worker.level >= 3","priority":20,"timeout":20,
         "order_by":"worker.level DESC"},
        {"timeout":40}, {"queue":"lifo","skip_if":"workers.available == 0"}]},
    {"expression":"kind == 'lang'","targets":[
        {"queue":"fifo","expression":"worker.langs HAS task.lang","timeout":30},
        {"queue":"many"}]},
    {"expression":"kind == 'known'","targets":[
        {"queue":"many","known_worker_sid":"task.agent","timeout":15},{"timeout":100}]},
    {"expression":"kind == 'load'","targets":[
        {"queue":"fifo","expression":"worker.channel.voice.assigned_tasks == 0"}]},
    {"expression":"kind != 'none'","targets":[{"queue":"lifo","timeout":200}]}],
    "default_filter":{"queue":"many"}}})";

routing::setup busy_setup() {
    std::vector<model::agent> agents;
    for (int i = 0; i < 9; ++i) {
        agents.push_back(agent("w" + std::to_string(i),
                               R"({"level":)" + std::to_string(i % 5) + R"(,"langs":[")" +
                                   (i % 2 == 0 ? "ms" : "en") + R"("]})",
                               {{"default", static_cast<std::uint32_t>(i % 3 + 1)}, {"voice", 1}}));
    }
    auto out = setup_of(std::move(agents), busy_workflow);
    out.queues = {{.id = "fifo", .workers = "level > 0"},
                  {.id = "lifo", .workers = "langs HAS 'ms'", .lifo = true},
                  {.id = "many", .max_reservations = 3}};
    out.workflows[0].reservation_timeout = std::chrono::seconds{10};
    return out;
}

class history {
public:
    explicit history(std::uint64_t seed)
        : random_(seed), setup_(busy_setup()), router_(setup_, seed) {}

    void step() {
        now_ += static_cast<double>(pick(3000)) / 1000;
        switch (pick(10)) {
        case 0:
        case 1:
        case 2: return add();
        case 3:
        case 4: return answer(true);
        case 5: return answer(false);
        case 6: return finish();
        case 7: return change_activity();
        case 8: return transfer();
        default: return keep(router_.tick(at(now_)));
        }
    }

    // Everything that must hold after every step.
    void check() const {
        std::map<model::id, std::vector<model::reservation>> live;
        for (const auto& each : router_.agents()) {
            std::map<std::string, std::uint32_t> load;
            for (const auto& held : router_.reservations_of(each.agent->id)) {
                REQUIRE(is_live(held.status));
                REQUIRE(held.agent == each.agent->id);
                live[held.task].push_back(held);
                ++load[held.task_channel];
            }
            REQUIRE(load == each.load);
            for (const auto& [channel, count] : load) {
                const auto own = each.agent->capacity.find(channel);
                REQUIRE(count <= (own == each.agent->capacity.end()
                                      ? each.agent->capacity.at("default")
                                      : own->second));
            }
        }
        std::map<std::string, std::uint32_t> waiting;
        std::map<std::string, std::uint32_t> assigned;
        for (const auto& id : known_) {
            const auto* task = router_.task(id);
            check_task(*task, live[id]);
            const bool waits =
                task->status == task_status::pending || task->status == task_status::reserved;
            if (!is_final(task->status)) {
                ++(waits ? waiting : assigned)[task->queue];
            }
        }
        for (const auto& queue : router_.queues(at(now_))) {
            REQUIRE(queue.waiting == waiting[queue.id]);
            REQUIRE(queue.assigned == assigned[queue.id]);
        }
    }

    // A router made from what a store would hold answers as this one does.
    void check_restore() {
        keep(router_.tick(at(now_)));
        routing::router other(setup_, 99);
        const auto [tasks, reservations, agents] = snapshot_of(router_, known_);
        const auto out = other.restore(tasks, reservations, agents, at(now_));
        REQUIRE(out.tasks.empty());
        REQUIRE(out.reservations.empty());
        REQUIRE(out.agents.empty());
        REQUIRE(other.next_due() == router_.next_due());
        const auto restored = other.queues(at(now_));
        const auto original = router_.queues(at(now_));
        for (std::size_t i = 0; i < restored.size(); ++i) {
            REQUIRE(restored[i].waiting == original[i].waiting);
            REQUIRE(restored[i].oldest == original[i].oldest);
            REQUIRE(restored[i].assigned == original[i].assigned);
            REQUIRE(restored[i].eligible_agents == original[i].eligible_agents);
            REQUIRE(restored[i].available_agents == original[i].available_agents);
        }
    }

    // Ids, states and agents of everything, for comparing histories.
    [[nodiscard]] const std::string& told() const { return told_; }

private:
    std::size_t pick(std::size_t bound) { return random_() % bound; }

    static void check_task(const model::task& task, const std::vector<model::reservation>& live) {
        std::size_t pending = 0;
        std::size_t taken = 0;
        for (const auto& each : live) {
            ++(each.status == reservation_status::pending ? pending : taken);
        }
        switch (task.status) {
        case task_status::pending:
        case task_status::completed:
        case task_status::canceled: REQUIRE(live.empty()); break;
        case task_status::reserved:
            REQUIRE(taken == 0);
            REQUIRE(pending >= 1);
            REQUIRE(pending <= 3);
            break;
        case task_status::assigned:
        case task_status::wrapping:
            REQUIRE(pending == 0);
            REQUIRE(taken == 1);
            REQUIRE(live[0].agent == task.agent);
            break;
        }
    }

    void keep(const routing::decision& decision) {
        for (const auto& each : decision.tasks) {
            known_.insert(each.id);
            told_ += each.id.text() + name_of(each.status) + each.queue + each.agent + ";";
        }
        for (const auto& each : decision.reservations) {
            told_ += each.id.text() + name_of(each.status) + each.agent + ";";
            if (each.status == reservation_status::accepted) {
                REQUIRE(accepts_.insert(each.id).second);
            }
        }
    }

    void keep(const result<routing::decision>& out) {
        if (out) {
            keep(*out);
        }
    }

    void add() {
        static const char* const kinds[] = {"vip", "lang", "known", "load", "other", "none"};
        static const char* const channels[] = {"chat", "voice", "sms"};
        model::task task;
        task.workflow = "w";
        task.task_channel = channels[pick(3)];
        task.priority = static_cast<std::int64_t>(pick(3));
        task.attributes = R"({"kind":")" + std::string{kinds[pick(6)]} + R"(","lang":")" +
                          (pick(2) == 0 ? "ms" : "th") + R"(","agent":"w)" +
                          std::to_string(pick(12)) + R"("})";
        task.created = at(now_);
        task.expires = at(now_ + 100 + static_cast<double>(pick(200)));
        keep(router_.add(std::move(task), at(now_)));
    }

    void answer(bool yes) {
        const auto who = "w" + std::to_string(pick(9));
        for (const auto& each : router_.reservations_of(who)) {
            if (each.status == reservation_status::pending) {
                return keep(yes ? router_.accept(each.id, who, at(now_))
                                : router_.reject(each.id, who, at(now_)));
            }
        }
    }

    model::id some_task() {
        if (known_.empty()) {
            return {};
        }
        return *std::next(known_.begin(), static_cast<std::ptrdiff_t>(pick(known_.size())));
    }

    void finish() {
        const auto task = some_task();
        switch (pick(3)) {
        case 0: return keep(router_.complete(task, "done", at(now_)));
        case 1: return keep(router_.wrap_up(task, at(now_)));
        default: return keep(router_.cancel(task, "left", at(now_)));
        }
    }

    void change_activity() {
        keep(router_.set_activity("w" + std::to_string(pick(9)),
                                  pick(3) > 0 ? "available" : "break", at(now_)));
    }

    void transfer() {
        static const char* const queues[] = {"fifo", "lifo", "many"};
        routing::transfer to;
        (pick(2) == 0 ? to.queue : to.agent) = "";
        if (pick(2) == 0) {
            to.queue = queues[pick(3)];
        } else {
            to.agent = "w" + std::to_string(pick(9));
        }
        keep(router_.hand_over(some_task(), to, at(now_)));
    }

    std::mt19937_64 random_;
    routing::setup setup_;
    routing::router router_;
    std::set<model::id> known_;
    std::set<model::id> accepts_;
    std::string told_;
    double now_ = 0;
};

}  // namespace

TEST_CASE("whatever happens, capacity holds and every task is in one place") {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        history history(seed);
        for (int i = 0; i < 400; ++i) {
            INFO("seed " << seed << ", step " << i);
            history.step();
            history.check();
        }
    }
}

TEST_CASE("a router restored from what was stored is the same router") {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        history history(seed);
        for (int i = 0; i < 300; ++i) {
            history.step();
            if (i % 10 == 0) {
                INFO("seed " << seed << ", step " << i);
                history.check_restore();
            }
        }
    }
}

TEST_CASE("the same history and seed make the same decisions and ids") {
    const auto told = [](std::uint64_t seed) {
        history history(seed);
        for (int i = 0; i < 500; ++i) {
            history.step();
        }
        return history.told();
    };
    CHECK(told(7) == told(7));
    CHECK(told(7) != told(8));
}
