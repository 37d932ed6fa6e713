// What the router shows of itself.

#include "host/routing/router_state.hpp"

namespace selat::routing {
namespace {

agent_view view_of(const roster& roster, std::uint32_t agent) {
    const auto& record = roster.agent(agent);
    agent_view view;
    view.agent = &record.agent;
    view.state = record.state;
    view.available = roster.is_available(agent);
    for (std::size_t channel = 0; channel < record.loads.size(); ++channel) {
        if (record.loads[channel].assigned > 0) {
            view.load[roster.channels()[channel]] = record.loads[channel].assigned;
        }
    }
    return view;
}

}  // namespace

const model::task* router::task(const model::id& id) const {
    const auto* record = impl_->ledger.find_task(id);
    return record == nullptr ? nullptr : &record->task;
}

const model::reservation* router::reservation(const model::id& id) const {
    const auto* record = impl_->ledger.find_reservation(id);
    return record == nullptr ? nullptr : &record->reservation;
}

std::vector<model::reservation> router::reservations_of(std::string_view agent) const {
    std::vector<model::reservation> out;
    if (const auto who = impl_->roster.find_agent(agent)) {
        for (const auto& id : impl_->roster.agent(*who).held) {
            out.push_back(impl_->ledger.find_reservation(id)->reservation);
        }
    }
    return out;
}

std::vector<agent_view> router::agents() const {
    std::vector<agent_view> out;
    out.reserve(impl_->roster.agent_count());
    for (std::uint32_t i = 0; i < impl_->roster.agent_count(); ++i) {
        out.push_back(view_of(impl_->roster, i));
    }
    return out;
}

std::optional<agent_view> router::agent(std::string_view id) const {
    const auto who = impl_->roster.find_agent(id);
    return who ? std::optional(view_of(impl_->roster, *who)) : std::nullopt;
}

std::vector<queue_view> router::queues(model::time) const {
    std::vector<queue_view> out;
    for (std::uint32_t i = 0; i < impl_->roster.queue_count(); ++i) {
        const auto& queue = impl_->roster.queue(i);
        const auto& numbers = impl_->ledger.numbers(i);
        auto& view = out.emplace_back();
        view.id = queue.setup.id;
        view.waiting = static_cast<std::uint32_t>(numbers.waiting.size());
        if (!numbers.waiting.empty()) {
            view.oldest = numbers.waiting.begin()->first;
        }
        view.assigned = numbers.assigned;
        view.eligible_agents = queue.count(false);
        view.available_agents = queue.count(true);
        if (!numbers.in_time.empty()) {
            view.service_level = static_cast<double>(numbers.in_time_count) /
                                 static_cast<double>(numbers.in_time.size());
        }
    }
    return out;
}

}  // namespace selat::routing
