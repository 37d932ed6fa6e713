// What durable decisions ask for, handed to whoever does it.

#include <algorithm>

#include "host/gateway/node.hpp"

#include <boost/asio/post.hpp>

namespace selat::gateway {

void node::carry_out(store::changes durable, engine::effects effects) {
    for (auto& event : effects.told) {
        api_->tell(std::move(event));
    }
    if (durable.jobs.empty() && durable.finished_jobs.empty() && effects.new_tasks.empty() &&
        effects.lookups.empty() && effects.closed.empty()) {
        return;
    }
    boost::asio::post(control_,
                      [this, durable = std::move(durable), effects = std::move(effects)]() mutable {
                          for (const auto& job : durable.finished_jobs) {
                              timers_->cancel(job);
                              files_->cancel(job);
                          }
                          begin(std::move(durable.jobs), std::move(durable.messages));
                          tasks_->add(std::move(effects.new_tasks));
                          for (const auto& [channel, address] : effects.lookups) {
                              outbox_->look_up(channel, address);
                          }
                          for (const auto& each : effects.closed) {
                              channels_->tell_closed(each);
                          }
                      });
}

// Control thread.
void node::begin(std::vector<model::job> jobs, std::vector<model::message> messages) {
    for (auto& job : jobs) {
        switch (job.kind) {
        case model::job_kind::send: {
            const auto it = std::ranges::find(messages, job.message, &model::message::id);
            outbox_->add(std::move(job),
                         it == messages.end() ? std::nullopt : std::optional(std::move(*it)));
            break;
        }
        case model::job_kind::flow_call:
        case model::job_kind::bot_call: call_jobs_->start(job); break;
        case model::job_kind::flow_timer:
        case model::job_kind::bot_timer:
        case model::job_kind::close_timer: timers_->set(std::move(job)); break;
        case model::job_kind::fetch: fetches_->start(std::move(job)); break;
        case model::job_kind::drop_files: files_->drop(std::move(job)); break;
        case model::job_kind::task_end:
            if (const auto task = model::id::parse(job.name)) {
                tasks_->end(*task, job.id);
            }
            break;
        case model::job_kind::verification: codes_->keep(job); break;
        case model::job_kind::invitation: invitations_->keep(job); break;
        case model::job_kind::task_notice:  // told with its decision, or by recover()
        case model::job_kind::webhook: break;
        }
    }
}

}  // namespace selat::gateway
