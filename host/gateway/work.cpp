#include "host/gateway/work.hpp"

#include <algorithm>

namespace selat::gateway {

std::string key_of(const work& work) { return work.channel + '\x1f' + work.provider_id; }

model::id conversation_of(const engine::input::any& what) {
    namespace in = engine::input;
    const auto of = [](const auto& each) -> model::id {
        using T = std::decay_t<decltype(each)>;
        if constexpr (std::is_same_v<T, in::timer>) {
            return each.job.conversation;
        } else if constexpr (std::is_same_v<T, in::task_changed>) {
            return each.task.conversation;
        } else if constexpr (std::is_same_v<T, in::retry>) {
            return each.message.conversation;
        } else if constexpr (requires { each.conversation; } && !std::is_same_v<T, in::amend>) {
            return each.conversation;
        } else {
            return {};
        }
    };
    return std::visit(of, what);
}

decided outcome_of(const engine::decision& decision, const work& work) {
    namespace in = engine::input;
    decided out;
    if (decision.message) {
        out.message = *decision.message;
    }
    if (std::holds_alternative<in::patch_customer>(work.what)) {
        out.customer = store::profiled_customer{decision.state.customer, decision.state.addresses};
    }
    if (std::holds_alternative<in::close>(work.what) ||
        std::holds_alternative<in::hand_over>(work.what)) {
        const auto& changed = decision.changes.conversations;
        const auto it =
            std::ranges::find(changed, conversation_of(work.what), &model::conversation::id);
        if (it != changed.end()) {
            out.conversation = *it;
        }
    }
    return out;
}

void name_message(store::changes& also, const decided& outcome) {
    if (also.media.empty()) {
        return;
    }
    if (!outcome.message) {
        also.media.clear();
        also.finished_jobs.clear();
    }
    for (auto& each : also.media) {
        each.message = outcome.message->id;
    }
}

store::delivery_key delivery_of(const decided& outcome) {
    store::delivery_key out;
    if (outcome.message) {
        out.message = outcome.message->id;
        out.address_seq = outcome.message->address_seq;
        out.at = outcome.message->at;
    }
    return out;
}

store::changes changes_of(engine::changes&& made, store::changes&& also) {
    store::changes out = std::move(also);
    store::changes mine;
    mine.customers = std::move(made.customers);
    mine.addresses = std::move(made.addresses);
    mine.conversations = std::move(made.conversations);
    mine.messages = std::move(made.messages);
    mine.message_changes = std::move(made.message_changes);
    mine.tasks = std::move(made.tasks);
    mine.jobs = std::move(made.jobs);
    mine.finished_jobs = std::move(made.finished_jobs);
    mine.events = std::move(made.events);
    out.add(std::move(mine));
    return out;
}

store::changes to_start(const store::changes& changes) {
    store::changes out;
    out.jobs = changes.jobs;
    out.finished_jobs = changes.finished_jobs;
    for (const auto& each : changes.messages) {
        if (each.direction == model::direction::outbound) {
            out.messages.push_back(each);
        }
    }
    return out;
}

}  // namespace selat::gateway
