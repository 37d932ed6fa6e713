// What became of a try to send, for the message, its lane and its channel.

#include "host/gateway/outbox_parts.hpp"

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

}  // namespace

void outbox::sent(std::uint64_t op, const model::action::sent& sent) {
    const auto operation = take(op);
    if (operation->lane == nullptr) {
        next_sign(*operation->gate);
        return tell_when_drained();
    }
    auto& lane = *operation->lane;
    auto& send = lane.queue.front();
    const auto& message = send.letter->message;
    channels_.sends_show(send.job.channel, true, {});
    operation->gate->sent->add();
    if (model::revises(send.job)) {
        revised(lane, sent);
        return leave(*operation->gate);
    }
    store::changes changes;
    model::message_change change;
    change.id = message.id;
    change.at = world_.now();
    for (const auto& id : sent.provider_ids) {
        changes.provider_ids.push_back({send.job.channel, id, message.id, sent.context});
    }
    if (send.job.part == 0 && !sent.provider_ids.empty()) {
        change.provider_id = sent.provider_ids.front();
        change.context = sent.context;
    }
    ++send.job.part;
    send.job.attempts = 0;
    send.job.started = false;
    const bool last = send.job.part >= send.letter->parts.size();
    if (last) {
        change.status = sent.status;
        changes.finished_jobs.push_back(send.job.id);
        changes.events.push_back(updated(message));
        world_.log(telemetry::level::info, "message.sent",
                   {{"message", message.id.text()},
                    {"conversation", message.conversation.text()},
                    {"channel", send.job.channel},
                    {"provider_id",
                     sent.provider_ids.empty() ? std::string_view{} : sent.provider_ids.front()}});
    } else {
        changes.jobs.push_back(send.job);
    }
    if (last || change.provider_id) {
        changes.message_changes.push_back(std::move(change));
    }
    if (sent.clear_address_context || !sent.address_context.empty()) {
        remember_context(lane, sent);
    }
    settle(lane, std::move(changes), last);
    leave(*operation->gate);
}

// The message is what was asked for from here on.
void outbox::revised(lane& lane, const model::action::sent& sent) {
    const auto& send = lane.queue.front();
    const auto& message = send.letter->message;
    const bool edit = purpose_of(send.job) == SELAT_OUT_EDIT;
    world_.log(telemetry::level::info, edit ? "message.edited" : "message.taken_back",
               {{"message", message.id.text()},
                {"conversation", message.conversation.text()},
                {"channel", send.job.channel}});
    if (sent.clear_address_context || !sent.address_context.empty()) {
        remember_context(lane, sent);
    }
    engine::input::amend now;
    now.channel = send.job.channel;
    now.message = message.id;
    now.conversation = message.conversation;
    now.change.deleted = !edit;
    now.change.content = edit ? send.letter->context.sealed : std::string{};
    store::changes also;
    also.finished_jobs.push_back(send.job.id);
    decide(lane, now, also);
}

// There is nothing to send any more, or nothing at the provider to change.
void outbox::drop(lane& lane) {
    store::changes changes;
    changes.finished_jobs.push_back(lane.queue.front().job.id);
    settle(lane, std::move(changes), true);
}

// The shard keeps the address. What it decided before it hears of this carries the old context, so
// the new one is kept in mind until it has heard and nothing waits any more.
void outbox::remember_context(const lane& lane, const model::action::sent& sent) {
    const auto& send = lane.queue.front();
    engine::input::sent told;
    told.message = send.letter->message.id;
    told.channel = send.job.channel;
    told.address = send.job.address;
    told.address_context = sent.address_context;
    told.clear_address_context = sent.clear_address_context;
    told.context_at = send.letter->context.address_context_at;
    contexts_[lane.key] = {told.context_at, sent.address_context, false};
    tell_context(lane.key, send.letter->message.customer, told);
}

void outbox::tell_context(const std::string& lane, const model::id& customer,
                          const engine::input::sent& told) {
    work work;
    work.what = told;
    work.done = [this, lane, customer, told](const decided& outcome) {
        asio::post(world_.control, [this, lane, customer, told, code = outcome.code] {
            const auto it = contexts_.find(lane);
            if (it == contexts_.end() || it->second.of != told.context_at) {
                return;
            }
            if (code != code::unavailable) {
                it->second.heard = true;
                if (!lanes_.contains(lane)) {
                    contexts_.erase(it);
                }
                return;
            }
            world_.later(store_pause,
                         [this, lane, customer, told] { tell_context(lane, customer, told); });
        });
    };
    shard::post(world_.shards, customer, std::move(work));
}

void outbox::failed(std::uint64_t op, model::action::failed failed) {
    const auto operation = take(op);
    if (operation->lane == nullptr) {
        if (failed.code == code::throttled && failed.retry_after.count() > 0) {
            operation->gate->rate.pause(world_.now() + failed.retry_after);
        }
        missed(std::move(*operation->sign), failed);
        next_sign(*operation->gate);
        return tell_when_drained();
    }
    using enum delivery::next_step;
    auto& lane = *operation->lane;
    auto& gate = *operation->gate;
    auto verdict = delivery::judge(failed.code, operation->repeatable);
    if (operation->in_doubt && (verdict.next == retry || verdict.next == refresh_then_retry)) {
        failed.code = code::uncertain;
        verdict = delivery::judge(failed.code, false);
    }
    world_.metrics
        .counter("selat_send_failures_total", "Attempts to send that failed",
                 {{"channel", gate.channel}, {"code", name_of(failed.code)}})
        .add();
    if (verdict.degrade_channel) {
        channels_.sends_show(gate.channel, false, verdict.for_people + (" " + failed.detail));
    }
    const bool may_repeat = verdict.next == retry || verdict.next == refresh_then_retry;
    if (may_repeat && lane.queue.front().job.attempts + 1 < policy_.attempts) {
        if (operation->repeatable && !verdict.slow_instance) {
            doubt(lane.queue.front());
        }
        again(lane, gate, verdict, failed);
    } else {
        give_up(lane, failed, verdict.for_people);
    }
    leave(gate);
}

// Where a repeat is safe, the failed try may have gone out.
void outbox::doubt(send& send) {
    const auto channel = world_.channel(send.job.channel);
    if (send.doubtful || !channel || !channel->manifest().capabilities.idempotent) {
        return;
    }
    send.doubtful = true;
    channels_.doubtful(send.job.channel, true);
}

void outbox::again(lane& lane, gate& gate, const delivery::verdict& verdict,
                   const model::action::failed& failed) {
    auto& job = lane.queue.front().job;
    const auto now = world_.now();
    const auto random = static_cast<double>(ids_.random() >> 11) * 0x1p-53;
    ++job.attempts;
    job.started = false;
    job.due = now + delivery::back_off(policy_, job.attempts, random, failed.retry_after);
    if (verdict.slow_instance) {
        gate.rate.pause(failed.retry_after.count() > 0 ? now + failed.retry_after : job.due);
    }
    world_.log(telemetry::level::warning, "send.again",
               {{"message", job.message.text()},
                {"conversation", job.conversation.text()},
                {"channel", job.channel},
                {"code", name_of(failed.code)},
                {"attempt", job.attempts},
                {"detail", failed.detail}});
    store::changes changes;
    changes.jobs.push_back(job);
    if (letters_ > most_letters || model::revises(job)) {  // which looks at it again
        lane.queue.front().letter.reset();
        --letters_;
    }
    settle(lane, std::move(changes), false);
}

// Our own disk is in the way, which is no failure of the message's.
void outbox::postpone(std::uint64_t op) {
    const auto operation = take(op);
    auto& lane = *operation->lane;
    lane.queue.front().job.started = false;
    channels_.unsettled(operation->gate->channel, false);
    wait(lane, world_.now() + store_pause);
    leave(*operation->gate);
    tell_when_drained();
}

void outbox::give_up(lane& lane, const model::action::failed& failed, const char* for_people) {
    const auto& send = lane.queue.front();
    const auto& message = send.letter->message;
    store::changes changes;
    model::message_change change;
    change.id = message.id;
    const bool revision = model::revises(send.job);
    if (!revision) {
        change.status = model::message_status::failed;
        change.unsent = model::unsent{send.job.id, send.job.part};
    }
    auto text = (revision ? "The change was not made. " : "") + std::string(for_people);
    text += failed.detail.empty() ? std::string{} : " " + failed.detail;
    change.error = model::delivery_error{failed.code, std::move(text), failed.provider_code};
    change.at = world_.now();
    changes.message_changes.push_back(std::move(change));
    changes.finished_jobs.push_back(send.job.id);
    changes.events.push_back(updated(message));
    world_.log(telemetry::level::error, revision ? "revision.failed" : "send.failed",
               {{"message", message.id.text()},
                {"conversation", message.conversation.text()},
                {"channel", send.job.channel},
                {"code", name_of(failed.code)},
                {"provider_code", failed.provider_code},
                {"detail", failed.detail}});
    if (revision) {
        return settle(lane, std::move(changes), true);
    }
    const auto verification = model::id::parse(message.origin, model::id_kind::verification);
    if (verification) {
        world_.code_undelivered(*verification, failed.code);
    }
    if (message.origin.empty() || verification) {
        settle(lane, std::move(changes), true);
    } else {
        // The flow that said it takes its next step in the same commit.
        decide(lane, engine::input::send_failed{message.id, message.conversation, message.origin},
               changes);
    }
}

// An outcome that its customer's shard has a part in.
void outbox::decide(lane& lane, const engine::input::any& what, const store::changes& also) {
    ++settling_;
    work work;
    work.what = what;
    work.also = also;
    work.done = [this, &lane, what, also](const decided& outcome) {
        asio::post(world_.control, [this, &lane, what, also, code = outcome.code] {
            --settling_;
            if (code == code::ok) {
                return settled(lane, true);
            }
            if (code != code::unavailable) {  // there is no such customer any more
                return settle(lane, also, true);
            }
            world_.later(store_pause, [this, &lane, what, also] { decide(lane, what, also); });
        });
    };
    shard::post(world_.shards, lane.queue.front().letter->message.customer, std::move(work));
}

}  // namespace selat::gateway
