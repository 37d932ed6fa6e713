#include "host/gateway/outbox.hpp"

#include <algorithm>

#include "host/gateway/outbox_parts.hpp"

#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

constexpr model::duration channel_missing{30'000};
constexpr std::uint32_t most_look_ups = 8;  // at a time, of a channel
constexpr std::size_t most_to_look_up = 1'000;

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
        rate = running->manifest().rate_limit;
        gate.most_in_flight = std::max(1u, running->manifest().max_in_flight);
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
        if (std::exchange(lane->lacks_channel, false)) {
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
    auto& lane = lanes_[job.channel + '\x1f' + job.address];
    if (!lane) {
        lane = std::make_unique<outbox::lane>();
        lane->key = job.channel + '\x1f' + job.address;
    }
    send fresh{std::move(job), nullptr};
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
        lanes_.erase(key);
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
        lane.lacks_channel = true;
        return wait(lane, world_.now() + channel_missing);
    }
    if (admit(gate_of(job.channel), lane, turn)) {
        open(lane, std::move(channel));
    }
}

void outbox::wait(lane& lane, model::time until) {
    lane.busy = true;
    lane.clock = world_.wake(until, [this, &lane] {
        lane.busy = false;
        lane.lacks_channel = false;
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

// Its turn has come: the message is read unless it is at hand.
void outbox::open(lane& lane, std::shared_ptr<plugins::channel> channel) {
    const auto& send = lane.queue.front();
    if (send.letter) {
        return begin(lane, std::move(channel));
    }
    world_.store.read([this, &lane, channel, id = send.job.message](store::reader& reader) {
        asio::post(world_.control, [this, &lane, channel, found = reader.message(id)]() mutable {
            opened(lane, channel, std::move(found));
        });
    });
}

void outbox::opened(lane& lane, std::shared_ptr<plugins::channel> channel,
                    result<std::optional<model::message>> found) {
    auto& send = lane.queue.front();
    if (found && *found) {
        send.letter = std::make_unique<letter>();
        send.letter->message = std::move(**found);
        ++letters_;
        return begin(lane, std::move(channel));
    }
    leave(gate_of(send.job.channel));
    if (!found) {
        return wait(lane, world_.now() + store_pause);
    }
    channels_.unsettled(send.job.channel, true);
    store::changes changes;
    changes.finished_jobs.push_back(send.job.id);
    settle(lane, std::move(changes), true);
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

void outbox::look_up(const std::string& channel, const std::string& address) {
    auto& gate = gate_of(channel);
    if (gate.to_look_up.size() < most_to_look_up) {
        gate.to_look_up.push_back(address);
        look_up_next(gate);
    }
}

void outbox::look_up_next(gate& gate) {
    const auto channel = world_.channel(gate.channel);
    if (!channel || channel->has_serial_send() || drained_) {
        gate.to_look_up.clear();
        return;
    }
    while (!gate.to_look_up.empty() && gate.looking_up < most_look_ups) {
        const auto op = next_op_++;
        auto fresh = std::make_unique<operation>();
        fresh->gate = &gate;
        fresh->channel = channel;
        fresh->deadline = world_.wake(world_.now() + patience, [this, op] { overdue(op); });
        operations_.emplace(op, std::move(fresh));
        ++gate.looking_up;
        model::message nobody;
        nobody.address = std::move(gate.to_look_up.front());
        gate.to_look_up.pop_front();
        auto record = std::make_shared<send_record>(op, nobody, send_context{}, std::string{},
                                                    idempotency_key({}, 0), 1, world_.now());
        record->purpose(SELAT_OUT_PROFILE);
        world_.on_shard(op, [this, op, channel, record] {
            asio::post(world_.control,
                       [this, op, said = channel->on_send(record->get())]() mutable {
                           apply(op, std::move(said));
                       });
        });
    }
}

void outbox::drain(std::function<void()> done) {
    drained_ = std::move(done);
    for (auto& [id, gate] : gates_) {
        gate.waiting.clear();
        gate.to_look_up.clear();
    }
    tell_when_drained();
}

void outbox::tell_when_drained() {
    if (drained_ && operations_.empty() && settling_ == 0) {
        std::exchange(drained_, [] {})();
    }
}

}  // namespace selat::gateway
