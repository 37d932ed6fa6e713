#include <algorithm>
#include <iterator>

#include "host/store/store.hpp"

namespace selat::store {
namespace {

template <class T>
void append(std::vector<T>& to, std::vector<T>&& from) {
    if (to.empty()) {
        to = std::move(from);
        return;
    }
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

// Removals are applied behind insertions, so what comes back later must not be removed any more.
template <class Key, class T, class Of>
void keep(std::vector<Key>& removed, const std::vector<T>& inserted, Of of) {
    std::erase_if(removed, [&](const Key& key) {
        return std::any_of(inserted.begin(), inserted.end(),
                           [&](const T& value) { return of(value) == key; });
    });
}

}  // namespace

bool changes::empty() const {
    return deliveries.empty() && customers.empty() && addresses.empty() && conversations.empty() &&
           messages.empty() && message_changes.empty() && provider_ids.empty() && tasks.empty() &&
           reservations.empty() && agents.empty() && jobs.empty() && finished_jobs.empty() &&
           plugin_values.empty() && sessions.empty() && ended_sessions.empty() &&
           logged_out.empty() && answers.empty() && !tidying && media.empty() &&
           removed_media.empty() && events.empty() && merges.empty() && splits.empty() &&
           moved_messages.empty() && erased_customers.empty();
}

void changes::add(changes&& other) {
    keep(finished_jobs, other.jobs, [](const model::job& job) { return job.id; });
    keep(removed_media, other.media, [](const struct media& one) { return one.id; });
    keep(ended_sessions, other.sessions, [](const session& one) { return one.token_hash; });
    append(deliveries, std::move(other.deliveries));
    append(customers, std::move(other.customers));
    append(addresses, std::move(other.addresses));
    append(conversations, std::move(other.conversations));
    append(messages, std::move(other.messages));
    append(message_changes, std::move(other.message_changes));
    append(provider_ids, std::move(other.provider_ids));
    append(tasks, std::move(other.tasks));
    append(reservations, std::move(other.reservations));
    append(agents, std::move(other.agents));
    append(jobs, std::move(other.jobs));
    append(finished_jobs, std::move(other.finished_jobs));
    append(plugin_values, std::move(other.plugin_values));
    append(sessions, std::move(other.sessions));
    append(ended_sessions, std::move(other.ended_sessions));
    append(logged_out, std::move(other.logged_out));
    tidying = other.tidying ? other.tidying : tidying;
    append(answers, std::move(other.answers));
    append(media, std::move(other.media));
    append(removed_media, std::move(other.removed_media));
    append(events, std::move(other.events));
    append(merges, std::move(other.merges));
    append(splits, std::move(other.splits));
    append(moved_messages, std::move(other.moved_messages));
    append(erased_customers, std::move(other.erased_customers));
}

}  // namespace selat::store
