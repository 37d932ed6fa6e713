// How long the router thinks: one line a case, median and tail in microseconds.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "host/routing/router.hpp"

namespace {

using namespace selat;
using clock_type = std::chrono::steady_clock;

constexpr int warm_up = 2'000;
constexpr int rounds = 20'000;

model::time at(std::int64_t ms) { return model::from_ms(1'700'000'000'000 + ms); }

routing::setup setup_of(int agents, std::string target) {
    routing::setup out;
    out.queues.push_back({.id = "q", .workers = "skills HAS 'support'"});
    out.workflows.push_back({.id = "w",
                             .definition = R"({"task_routing":{"filters":[
             {"expression":"lang == 'xx'","targets":[{"queue":"q"}]},
             {"expression":"kind IN ['bill','line'] AND lang != null","targets":[)" +
                                           target + "]}]}}"});
    out.activities = {{"available", true}, {"unavailable", false}};
    out.initial_activity = "available";
    for (int i = 0; i < agents; ++i) {
        model::agent agent;
        agent.id = "agent-" + std::to_string(1'000'000 + i);
        agent.attributes = R"({"skills":["support","billing"],"languages":["ms","en"],"level":)" +
                           std::to_string(i % 7) + "}";
        agent.capacity = {{"default", 3}};
        out.agents.push_back(std::move(agent));
    }
    return out;
}

model::task task_of(const char* language = "ms") {
    model::task task;
    task.workflow = "w";
    task.attributes = R"({"kind":"bill","lang":")" + std::string{language} +
                      R"(","channelType":"web","name":"Tan Ah Kow","helpline":"support"})";
    return task;
}

double microseconds(clock_type::duration value) {
    return std::chrono::duration<double, std::micro>(value).count();
}

void print(const std::string& name, std::vector<double>& samples) {
    std::sort(samples.begin(), samples.end());
    const auto of = [&samples](double share) {
        const auto last = static_cast<double>(samples.size() - 1);
        return samples[static_cast<std::size_t>(last * share)];
    };
    std::printf("%-52s p50 %8.2f  p99 %8.2f  p99.9 %8.2f us\n", name.c_str(), of(0.5), of(0.99),
                of(0.999));
}

// Add a task, see it reserved; accepting and completing are not counted.
void decisions(int agents, const char* name, const std::string& target, int count) {
    routing::router router(setup_of(agents, target), 1);
    std::vector<double> samples;
    for (int i = 0; i < count + count / 10; ++i) {
        auto task = task_of();
        const auto start = clock_type::now();
        const auto made = router.add(std::move(task), at(i));
        const auto taken = clock_type::now() - start;
        if (made.reservations.empty()) {
            std::fprintf(stderr, "%s: nobody was asked\n", name);
            return;
        }
        if (i >= count / 10) {
            samples.push_back(microseconds(taken));
        }
        (void)router.accept(made.reservations[0].id, made.reservations[0].agent, at(i)).value();
        (void)router.complete(made.tasks[0].id, "done", at(i)).value();
    }
    print(std::string{name} + ", " + std::to_string(agents) + " agents", samples);
}

// An agent completes a task and is given the next of those that wait.
void freed_agent(int waiting) {
    routing::router router(setup_of(10, R"({"queue":"q"})"), 1);
    std::vector<routing::decision> taken;
    for (int i = 0; i < waiting; ++i) {
        auto made = router.add(task_of(), at(i));
        if (!made.reservations.empty()) {
            taken.push_back(std::move(made));
        }
    }
    std::vector<double> samples;
    auto now = static_cast<std::int64_t>(waiting);
    for (int i = 0; i < warm_up + rounds; ++i, ++now) {
        const auto held = taken.front().reservations[0];
        taken.erase(taken.begin());
        (void)router.accept(held.id, held.agent, at(now)).value();
        const auto start = clock_type::now();
        auto next = router.complete(held.task, "done", at(now)).value();
        const auto spent = clock_type::now() - start;
        if (i >= warm_up) {
            samples.push_back(microseconds(spent));
        }
        std::erase_if(next.reservations, [](const model::reservation& each) {
            return each.status != model::reservation_status::pending;
        });
        taken.push_back(std::move(next));
        (void)router.add(task_of(), at(now));
    }
    print("freed agent to next task, " + std::to_string(waiting) + " waiting", samples);
}

}  // namespace

int main() {
    for (const int agents : {10, 1'000, 10'000}) {
        decisions(agents, "decision", R"({"queue":"q"})", rounds);
        decisions(agents, "decision, worker expression",
                  R"({"queue":"q","expression":"worker.level >= 5"})", rounds);
        decisions(agents, "decision, worker and task expression",
                  R"({"queue":"q","expression":"worker.languages HAS task.lang"})", rounds);
        decisions(agents, "decision, order_by", R"({"queue":"q","order_by":"worker.level DESC"})",
                  agents > 1'000 ? 300 : 3'000);
    }
    for (const int waiting : {100, 10'000, 100'000}) {
        freed_agent(waiting);
    }
}
