// Where the last run stopped: jobs, tasks and reservations that the store remembers.

#include <future>

#include "host/gateway/node.hpp"

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

struct remembered {
    std::vector<model::task> tasks;
    std::vector<model::reservation> reservations;
    std::vector<model::agent_state> agents;
    std::vector<model::job> jobs;
    std::vector<std::pair<model::job, model::task>> notices;
};

template <class T>
bool take(result<T>&& from, T& into, result<void>& outcome) {
    if (!from) {
        outcome = tl::unexpected(from.error());
        return false;
    }
    into = std::move(*from);
    return true;
}

result<void> read_notices(store::reader& reader, remembered& out) {
    std::vector<model::job> others;
    for (auto& job : out.jobs) {
        const auto id =
            job.kind == model::job_kind::task_notice ? model::id::parse(job.payload) : std::nullopt;
        if (!id) {
            others.push_back(std::move(job));
            continue;
        }
        auto task = reader.task(*id);
        if (!task) {
            return tl::unexpected(task.error());
        }
        if (*task) {
            out.notices.emplace_back(std::move(job), std::move(**task));
        }
    }
    out.jobs = std::move(others);
    return {};
}

result<remembered> read(store::store& store) {
    remembered out;
    result<void> outcome;
    std::promise<void> read;
    store.read([&](store::reader& reader) {
        const bool well = take(reader.live_tasks(), out.tasks, outcome) &&
                          take(reader.live_reservations(), out.reservations, outcome) &&
                          take(reader.agent_states(), out.agents, outcome) &&
                          take(reader.jobs(), out.jobs, outcome);
        if (well) {
            outcome = read_notices(reader, out);
        }
        read.set_value();
    });
    read.get_future().get();
    if (!outcome) {
        return tl::unexpected(outcome.error());
    }
    return out;
}

}  // namespace

result<void> node::recover() {
    auto found = read(*store_);
    if (!found) {
        return tl::unexpected(found.error());
    }
    (*log_)(telemetry::level::info, "recovered",
            {{"tasks", found->tasks.size()}, {"jobs", found->jobs.size() + found->notices.size()}});
    auto all = std::make_shared<remembered>(std::move(*found));
    asio::post(control_, [this, all] {
        tasks_->restore(std::move(all->tasks), std::move(all->reservations),
                        std::move(all->agents));
        begin(std::move(all->jobs), {});
        for (const auto& [job, task] : all->notices) {
            tell_conversation(*world_, task, job.id);
        }
    });
    return {};
}

}  // namespace selat::gateway
