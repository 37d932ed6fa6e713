#include "host/routing/pool.hpp"

#include "host/routing/choices.hpp"

namespace selat::routing {

bool operator<(const turn& a, const turn& b) {
    if (a.lifo != b.lifo) {
        return choices::fifo_queues_first ? b.lifo : a.lifo;
    }
    if (a.lifo) {
        return a.created != b.created ? a.created > b.created : a.id > b.id;
    }
    if (a.priority != b.priority) {
        return a.priority > b.priority;
    }
    return a.created != b.created ? a.created < b.created : a.id < b.id;
}

pool::pool(std::uint32_t queue_index, std::uint32_t channel_index, const pool_terms& terms,
           const queue_setup& setup)
    : queue(queue_index), channel(channel_index),
      where(terms.where == nullptr ? std::nullopt : std::optional(*terms.where)),
      order(terms.order == nullptr ? ordering{} : *terms.order), strategy(setup.strategy),
      per_task(strategy != nullptr && strategy->per_task()), lifo(setup.lifo) {}

bool pool::is_for(std::uint32_t wanted, const pool_terms& terms) const {
    const bool same =
        terms.where == nullptr ? !where : where && where->text() == terms.where->text();
    return same && channel == wanted &&
           order.text == (terms.order == nullptr ? std::string_view{} : terms.order->text);
}

void pool::place(std::uint32_t agent, std::optional<seat> at) {
    auto& spot = places_[agent];
    if (spot.seated && at && !(spot.at < *at) && !(*at < spot.at)) {
        return;
    }
    if (spot.seated && at) {
        auto node = free_.extract(spot.at);
        node.value() = *at;
        // Whoever was just offered a task is usually the last now.
        free_.insert(free_.end(), std::move(node));
    } else if (spot.seated) {
        free_.erase(spot.at);
    } else if (at) {
        free_.insert(free_.end(), *at);
    }
    spot.seated = at.has_value();
    spot.at = at ? std::move(*at) : seat{};
}

void pool::leave(const lane_key& key, const turn& turn) {
    const auto found = lanes_.find(key);
    if (found == lanes_.end()) {
        return;
    }
    found->second.erase(turn);
    if (found->second.empty()) {
        lanes_.erase(found);
    }
}

}  // namespace selat::routing
