#include "host/gateway/outbox.hpp"

#include <algorithm>

#include "host/gateway/outbox_parts.hpp"

#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

constexpr model::duration channel_missing{30'000};
constexpr model::duration still_holds{1'000};

}  // namespace

outbox::outbox(world& world, channel_calls& channels)
    : world_(world), channels_(channels), ids_(new_seed()) {}

outbox::~outbox() = default;

outbox::gate& outbox::gate_of(const std::string& channel) {
    const auto [it, made] = gates_.try_emplace(channel);
    if (made) {
        it->second.channel = channel;
        it->second.sent = &world_.metrics.counter(
            "selat_sent_total", "Outgoings that a provider took", {{"channel", channel}});
        set_up(it->second);
    }
    return it->second;
}

void outbox::set_up(gate& gate) {
    double rate = 0;
    if (const auto running = world_.channel(gate.channel)) {
        const auto& manifest = running->manifest();
        rate = manifest.rate_limit;
        gate.addresses.limit(manifest.address_rate_limit, manifest.address_burst);
        gate.most_in_flight = std::max(1u, manifest.max_in_flight);
    }
    const auto latest = world_.assembly();
    for (const auto& each : latest->config.channels) {
        const auto it = each.options.find("rate_limit");
        if (each.id == gate.channel && it != each.options.end() && it->is_number()) {
            rate = it->get<double>();
        }
    }
    if (rate != gate.per_second) {
        gate.per_second = rate;
        gate.rate = delivery::rate_limit(rate);
    }
}

void outbox::reconfigure() {
    for (auto& [id, gate] : gates_) {
        set_up(gate);
        release(gate);
    }
    std::vector<lane*> found;
    for (const auto& [key, lane] : lanes_) {
        if (std::exchange(lane->waits_for_reload, false)) {
            found.push_back(lane.get());
        }
    }
    for (auto* lane : found) {
        lane->clock.reset();
        lane->busy = false;
        step(*lane);
    }
}

void outbox::add(model::job job, std::optional<model::message> message) {
    auto key = lane_key(job.channel, job.address);
    auto& lane = lanes_[key];
    if (!lane) {
        lane = std::make_unique<outbox::lane>();
        lane->key = std::move(key);
    }
    lane->typing.reset();
    shown_.erase(job.conversation.text());  // it ends what was shown before it
    send fresh{std::move(job), nullptr};
    if (fresh.job.attempts > 0) {
        doubt(fresh);
    }
    if (message && letters_ < most_letters) {
        fresh.letter = std::make_unique<letter>();
        fresh.letter->message = std::move(*message);
        ++letters_;
    }
    lane->queue.push_back(std::move(fresh));
    waiting_.fetch_add(1, std::memory_order_relaxed);
    step(*lane);
}

// Takes a lane as far as it gets now.
void outbox::step(lane& lane, turn turn) {
    if (lane.busy) {
        return;
    }
    if (lane.queue.empty()) {
        const auto key = lane.key;
        auto typing = std::move(lane.typing);
        lanes_.erase(key);
        if (typing) {
            next(std::move(*typing));
        }
        if (const auto it = contexts_.find(key); it != contexts_.end() && it->second.heard) {
            contexts_.erase(it);
        }
        return;
    }
    if (drained_) {
        return;
    }
    const auto& job = lane.queue.front().job;
    if (job.due > world_.now()) {
        return wait(lane, job.due);
    }
    auto channel = world_.channel(job.channel);
    if (!channel) {
        lane.waits_for_reload = true;
        return wait(lane, world_.now() + channel_missing);
    }
    auto& gate = gate_of(job.channel);
    const auto now = world_.now();
    if (const auto at = gate.addresses.next(job.address, now); at > now) {
        lane.waits_for_reload = true;
        return wait(lane, at);
    }
    if (admit(gate, lane, turn)) {
        gate.addresses.take(job.address, now);
        open(lane, std::move(channel));
    }
}

void outbox::wait(lane& lane, model::time until) {
    lane.busy = true;
    lane.clock = world_.wake(until, [this, &lane] {
        lane.busy = false;
        lane.waits_for_reload = false;
        step(lane);
    });
}

// False: the lane comes back when there is room.
bool outbox::admit(gate& gate, lane& lane, turn turn) {
    const bool next = turn == turn::first || gate.waiting.empty();
    lane.busy = true;
    if (next && gate.in_flight < gate.most_in_flight && gate.rate.take(world_.now())) {
        ++gate.in_flight;
        return true;
    }
    if (turn == turn::first) {
        gate.waiting.push_front(&lane);
    } else {
        gate.waiting.push_back(&lane);
        release(gate);
    }
    return false;
}

void outbox::leave(gate& gate) {
    --gate.in_flight;
    release(gate);
}

// Lets those through that wait, as far as the channel's rate allows.
void outbox::release(gate& gate) {
    while (!gate.waiting.empty() && gate.in_flight < gate.most_in_flight) {
        const auto now = world_.now();
        if (const auto at = gate.rate.next(now); at > now) {
            gate.clock = world_.wake(at, [this, &gate] { release(gate); });
            return;
        }
        auto* const lane = gate.waiting.front();
        gate.waiting.pop_front();
        lane->busy = false;
        step(*lane, turn::first);
        if (!gate.waiting.empty() && gate.waiting.front() == lane) {
            return;  // it was turned back after all
        }
    }
}

// Its turn has come: what is not at hand of it is read. What was decided just now holds; whether
// what has waited may still go out is looked at again.
void outbox::open(lane& lane, std::shared_ptr<plugins::channel> channel) {
    const auto& send = lane.queue.front();
    const auto fresh = world_.now() - still_holds;
    if (send.letter && send.letter->message.at > fresh) {
        return begin(lane, std::move(channel));
    }
    world_.store.read([this, &lane, channel, fresh, job = send.job](store::reader& reader) {
        findings found{reader.message(job.message), {}, {}};
        const auto& message = found.message;
        if (message && *message && (*message)->at <= fresh) {
            found.to = reader.address(job.channel, job.address);
            found.in = reader.conversation(job.conversation);
        }
        asio::post(world_.control, [this, &lane, channel, found = std::move(found)]() mutable {
            opened(lane, channel, std::move(found));
        });
    });
}

void outbox::opened(lane& lane, std::shared_ptr<plugins::channel> channel, findings found) {
    auto& send = lane.queue.front();
    auto& gate = gate_of(send.job.channel);
    if (drained_) {  // its row is there for the next run
        return leave(gate);
    }
    if (!found.message || !found.to || !found.in) {
        leave(gate);
        return wait(lane, world_.now() + store_pause);
    }
    if (!*found.message || (*found.message)->deleted) {  // its customer was erased, say
        channels_.unsettled(send.job.channel, true);
        leave(gate);
        return drop(lane);
    }
    if (!send.letter) {
        send.letter = std::make_unique<letter>();
        send.letter->message = std::move(**found.message);
        ++letters_;
    }
    if (may_go(lane, found)) {
        begin(lane, std::move(channel));
    }
}

// Makes an outcome durable, however often that takes: a provider may have taken the message. The
// lane goes on only then.
void outbox::settle(lane& lane, store::changes changes, bool ended) {
    ++settling_;
    auto kept = std::make_shared<store::changes>(std::move(changes));
    world_.ledger.commit(*kept, [this, &lane, kept, ended](const result<store::committed>& done) {
        asio::post(world_.control, [this, &lane, kept, ended, durable = done.has_value()] {
            --settling_;
            if (durable) {
                return settled(lane, ended);
            }
            world_.later(store_pause,
                         [this, &lane, kept, ended] { settle(lane, std::move(*kept), ended); });
        });
    });
}

void outbox::settled(lane& lane, bool ended) {
    auto& send = lane.queue.front();
    channels_.unsettled(send.job.channel, false);
    if ((ended || send.job.attempts == 0) && std::exchange(send.doubtful, false)) {
        channels_.doubtful(send.job.channel, false);
    }
    if (ended) {
        letters_ -= send.letter ? 1 : 0;
        lane.queue.pop_front();
        waiting_.fetch_sub(1, std::memory_order_relaxed);
    }
    lane.busy = false;
    step(lane);
    tell_when_drained();
}

model::event outbox::updated(const model::message& message) {
    const auto now = world_.now();
    return model::message_updated(
        ids_.make(model::id_kind::event, now, message.conversation.partition()), now,
        message.conversation, message.id);
}

void outbox::drain(std::function<void()> done) {
    drained_ = std::move(done);
    for (auto& [id, gate] : gates_) {
        gate.waiting.clear();
        gate.signs.clear();
    }
    tell_when_drained();
}

void outbox::when_idle(const plugins::channel& plugin, std::function<void()> done) {
    leaving_.emplace_back(&plugin, std::move(done));
    tell_when_idle();
}

void outbox::tell_when_idle() {
    std::erase_if(leaving_, [this](auto& each) {
        const bool sends = std::ranges::any_of(operations_, [&](const auto& operation) {
            return operation.second->serial && operation.second->channel.get() == each.first;
        });
        if (!sends) {
            boost::asio::post(world_.control, std::move(each.second));
        }
        return !sends;
    });
}

void outbox::tell_when_drained() {
    if (drained_ && operations_.empty() && settling_ == 0) {
        std::exchange(drained_, [] {})();
    }
}

}  // namespace selat::gateway
