#pragma once
// What the parts of the fake gateway share.

#include "fake_services.hpp"

#include <optional>
#include <string>
#include <utility>

namespace selat::api::test {

inline model::event told(model::id_source& ids, model::event_type type, model::time now,
                         const model::id& conversation, std::string agent, std::string data) {
    model::event out;
    out.id = ids.make(model::id_kind::event, now, 7);
    out.type = type;
    out.at = now;
    out.conversation = conversation;
    out.agent = std::move(agent);
    out.data = std::move(data);
    return out;
}

template <class T>
auto missing(const result<std::optional<T>>& found, const char* what) {
    return found ? fail(code::not_found, std::string("there is no such ") + what)
                 : tl::unexpected(found.error());
}

// Commits, tells `committed` the newest position, and answers.
template <class T>
void fake_services::commit(store::changes changes, reply<T> done, T outcome) {
    store_->commit(std::move(changes), [this, done = std::move(done), outcome = std::move(outcome)](
                                           const result<store::committed>& durable) {
        if (!durable) {
            return done(tl::unexpected(durable.error()));
        }
        store_->read([this, done, outcome](store::reader& reader) {
            if (const auto newest = reader.newest_position(); newest && committed) {
                committed(*newest);
            }
            done(outcome);
        });
    });
}

}  // namespace selat::api::test
