// What is wrong with a configuration.

#include <algorithm>
#include <set>

#include "host/routing/router.hpp"
#include "host/routing/workflow.hpp"

namespace selat::routing {
namespace {

constexpr std::uint32_t most_reservations = 50;
constexpr model::duration longest_reservation{86'400'000};

class checker {
public:
    explicit checker(const setup& setup) : setup_(setup) {
        for (const auto& each : setup.queues) {
            queues_.insert(each.id);
        }
        for (const auto& each : setup.activities) {
            activities_.insert(each.id);
        }
    }

    std::vector<fault> all() {
        repeated();
        activity(setup_.initial_activity, "initial activity");
        if (!setup_.timeout_activity.empty()) {
            activity(setup_.timeout_activity, "activity after a timeout");
        }
        for (const auto& each : setup_.queues) {
            queue(each);
        }
        for (const auto& each : setup_.workflows) {
            check_workflow(each);
        }
        for (const auto& each : setup_.agents) {
            if (const auto parsed = attributes::parse(each.attributes); !parsed) {
                wrong("agent " + each.id, "", "the attributes are " + parsed.error().text);
            }
        }
        return std::move(faults_);
    }

private:
    void wrong(std::string what, std::string pointer, std::string text) {
        faults_.push_back({std::move(what), std::move(pointer), 0, std::move(text), true});
    }

    template <class Items>
    void once(const Items& items, const std::string& kind) {
        std::set<std::string_view> seen;
        for (const auto& each : items) {
            if (each.id.empty()) {
                wrong(kind, "", "every " + kind + " needs an id");
            } else if (!seen.insert(each.id).second) {
                wrong(kind + " " + each.id, "", "there are two of this id");
            }
        }
    }

    void repeated() {
        once(setup_.queues, "queue");
        once(setup_.workflows, "workflow");
        once(setup_.activities, "activity");
        once(setup_.agents, "agent");
    }

    void activity(const std::string& id, const std::string& what) {
        if (!activities_.contains(id)) {
            wrong("routing", "", "the " + what + " '" + id + "' is not among the activities");
        }
    }

    void queue(const queue_setup& queue) {
        const auto what = "queue " + queue.id;
        if (queue.max_reservations < 1 || queue.max_reservations > most_reservations) {
            wrong(what, "", "max_reservations goes from 1 to 50");
        }
        if (queue.workers.find_first_not_of(" \t\r\n") == std::string::npos) {
            return;  // nobody; tasks just wait
        }
        const auto compiled = expression::compile(queue.workers, place::queue);
        if (!compiled) {
            faults_.push_back({what, "", compiled.error().offset, compiled.error().text, true});
            return;
        }
        for (const auto& each : compiled->warnings()) {
            faults_.push_back({what, "", each.offset, each.text, false});
        }
    }

    void check_workflow(const workflow_setup& given) {
        auto out = read(given.id, given.definition);
        const auto what = "workflow " + given.id;
        if (given.reservation_timeout <= model::duration{0} ||
            given.reservation_timeout > longest_reservation) {
            wrong(what, "", "reservation_timeout goes from above 0 to 24 hours");
        }
        faults_.insert(faults_.end(), std::make_move_iterator(out.faults.begin()),
                       std::make_move_iterator(out.faults.end()));
        const bool wrapped = attributes::parse_or_empty(given.definition)
                                 .root()
                                 .member("task_routing")
                                 .operator bool();
        const std::string root = wrapped ? "/task_routing" : "";
        const auto& filters = out.workflow.filters;
        for (std::size_t i = 0; i < filters.size(); ++i) {
            for (std::size_t k = 0; k < filters[i].targets.size(); ++k) {
                check_target(filters[i].targets[k], what,
                             root + "/filters/" + std::to_string(i) + "/targets/" +
                                 std::to_string(k));
            }
        }
        if (out.workflow.fallback) {
            check_target(*out.workflow.fallback, what, root + "/default_filter");
        }
    }

    void check_target(const target& target, const std::string& what, const std::string& at) {
        if (!target.queue.empty() && !queues_.contains(target.queue)) {
            wrong(what, at + "/queue", "queue '" + target.queue + "' is not configured");
        }
        if (!target.skip_if) {
            return;
        }
        for (const auto name : target.skip_if->counted()) {
            if (name != "available" && name != "unavailable" && !activities_.contains(name)) {
                faults_.push_back(
                    {what, at + "/skip_if", 0,
                     "activity '" + std::string{name} + "' is not configured: it counts 0 agents",
                     false});
            }
        }
    }

    const setup& setup_;
    std::set<std::string_view> queues_;
    std::set<std::string_view> activities_;
    std::vector<fault> faults_;
};

}  // namespace

std::vector<fault> router::check(const setup& setup) { return checker(setup).all(); }

}  // namespace selat::routing
