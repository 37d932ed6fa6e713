#pragma once
// A small contact centre for tests: times in seconds, one queue "q" with everybody unless told.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/routing/router.hpp"

namespace scene {

using namespace selat;

inline model::time at(double seconds) {
    return model::from_ms(1'700'000'000'000 + static_cast<std::int64_t>(seconds * 1000));
}

inline model::agent agent(std::string id, std::string attributes = "{}",
                          std::map<std::string, std::uint32_t> capacity = {{"default", 1}}) {
    model::agent out;
    out.name = "Name of " + id;
    out.id = std::move(id);
    out.attributes = std::move(attributes);
    out.capacity = std::move(capacity);
    return out;
}

// One filter that takes everything into "q".
inline const std::string everything = R"({"task_routing": {"filters": [
    {"expression": "1==1", "targets": [{"queue": "q"}]}]}})";

inline routing::setup setup_of(std::vector<model::agent> agents,
                               std::string definition = everything) {
    routing::setup out;
    out.queues.push_back({.id = "q"});
    out.workflows.push_back({.id = "w", .definition = std::move(definition)});
    out.activities = {
        {"available", true}, {"unavailable", false}, {"break", false}, {"offline", false}};
    out.agents = std::move(agents);
    return out;
}

// Errors of a setup, one line each.
inline std::string errors(const routing::setup& setup) {
    std::string out;
    for (const auto& each : routing::router::check(setup)) {
        if (each.error) {
            out += each.what + each.pointer + ": " + each.text + "\n";
        }
    }
    return out;
}

class centre {
public:
    explicit centre(routing::setup setup, std::uint64_t seed = 1)
        : setup(std::move(setup)), router(this->setup, seed) {}

    // Everybody goes to `available`; the last one to become so is told in `since`.
    void open(double now = 0) {
        for (const auto& each : setup.agents) {
            be(each.id, "available", now);
        }
    }
    void be(std::string_view who, std::string_view activity, double now) {
        (void)router.set_activity(who, activity, at(now)).value();
    }

    struct options {
        std::int64_t priority = 0;
        std::string channel = "chat";
        double ttl = 0;
        std::string workflow = "w";
    };
    model::id add(double now, std::string attributes = "{}") {
        return add(now, std::move(attributes), options{});
    }
    model::id add(double now, std::string attributes, const options& options) {
        model::task task;
        task.workflow = options.workflow;
        task.attributes = std::move(attributes);
        task.priority = options.priority;
        task.task_channel = options.channel;
        if (options.ttl > 0) {
            task.created = at(now);
            task.expires = at(now + options.ttl);
        }
        last = router.add(std::move(task), at(now));
        return last.tasks.front().id;
    }
    // Everything due up to then, when it is due.
    void run_until(double now) {
        while (router.next_due() && *router.next_due() <= at(now)) {
            last = router.tick(*router.next_due());
        }
    }

    // Who is offered the task, or has it, space separated in the order of the ids.
    [[nodiscard]] std::string who(const model::id& task) const {
        std::string out;
        for (const auto& each : setup.agents) {
            for (const auto& held : router.reservations_of(each.id)) {
                if (held.task == task) {
                    out += (out.empty() ? "" : " ") + each.id;
                }
            }
        }
        return out;
    }
    [[nodiscard]] model::task_status status(const model::id& task) const {
        return router.task(task)->status;
    }
    [[nodiscard]] model::id offer(std::string_view agent, const model::id& task) const {
        for (const auto& held : router.reservations_of(agent)) {
            if (held.task == task) {
                return held.id;
            }
        }
        return {};
    }
    void accept(std::string_view agent, const model::id& task, double now) {
        last = router.accept(offer(agent, task), agent, at(now)).value();
    }
    void reject(std::string_view agent, const model::id& task, double now) {
        last = router.reject(offer(agent, task), agent, at(now)).value();
    }
    void complete(const model::id& task, double now) {
        last = router.complete(task, "done", at(now)).value();
    }

    routing::setup setup;
    routing::router router;
    routing::decision last;
};

}  // namespace scene
