// What must still happen, as rows: written and removed with the decision that asks for it.

#include <algorithm>

#include "host/engine/deciding.hpp"

namespace selat::engine {
namespace {

// The owner's time and partition stay, so the id still sorts and routes; the middle is a hash.
model::id named(const model::id& owner, model::job_kind kind, std::string_view name) {
    auto bytes = owner.uuid();
    std::uint64_t hash = 0xCBF29CE484222325ull;
    const auto mix = [&hash](std::uint8_t byte) { hash = (hash ^ byte) * 0x100000001B3ull; };
    std::ranges::for_each(owner.uuid(), mix);
    mix(static_cast<std::uint8_t>(kind));
    for (const char c : name) {
        mix(static_cast<std::uint8_t>(c));
    }
    for (std::size_t i = 0; i < 7; ++i) {
        bytes[8 + i] = static_cast<std::uint8_t>(hash >> (8 * i));
    }
    return {model::id_kind::job, bytes};
}

}  // namespace

model::job deciding::job(model::job_kind kind, const model::conversation& conversation) {
    return job(kind, conversation.id);
}

model::job deciding::job(model::job_kind kind, const model::id& conversation) {
    model::job job;
    job.id = ids_.make(model::id_kind::job, now_, conversation.partition());
    job.kind = kind;
    job.customer = state_.customer.id;
    job.conversation = conversation;
    job.due = now_;
    return job;
}

model::job deciding::only_job(model::job_kind kind, const model::conversation& conversation,
                              std::string_view name) const {
    model::job job;
    job.id = named(conversation.id, kind, name);
    job.kind = kind;
    job.customer = conversation.customer;
    job.conversation = conversation.id;
    job.name = name;
    job.due = now_;
    return job;
}

void deciding::put(model::job job) {
    auto& changes = out_.changes;
    std::erase(changes.finished_jobs, job.id);
    std::erase_if(changes.jobs, [&](const auto& each) { return each.id == job.id; });
    changes.jobs.push_back(std::move(job));
}

void deciding::drop(const model::id& job) {
    auto& changes = out_.changes;
    if (!job) {
        return;
    }
    std::erase_if(changes.jobs, [&](const auto& each) { return each.id == job; });
    if (std::ranges::find(changes.finished_jobs, job) == changes.finished_jobs.end()) {
        changes.finished_jobs.push_back(job);
    }
}

}  // namespace selat::engine
