// A customer's work, one after the other: looked into, decided, committed.

#include <algorithm>

#include "host/engine/linking.hpp"
#include "host/gateway/shard.hpp"

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

bool is_open(const engine::customer_state& state, const model::id& conversation) {
    return std::ranges::find(state.open, conversation, &model::conversation::id) !=
           state.open.end();
}

bool has(const engine::customer_state& state, const work::place& place) {
    return std::ranges::any_of(state.addresses, [&](const model::address& each) {
        return each.address == place.address && each.channel == place.channel;
    });
}

// A change of a message that is not here.
const engine::input::amend* unmatched(const work& work) {
    const auto* amend = std::get_if<engine::input::amend>(&work.what);
    return amend != nullptr && !amend->message ? amend : nullptr;
}

model::action::log told_of(const engine::input::amend& lost) {
    return {.event = "message.change_unmatched",
            .text = lost.change.deleted ? "it was taken back before it came"
                                        : "it changes a message that is not here",
            .pairs = {{"channel", lost.channel}, {"provider_id", lost.change.message_id}}};
}

}  // namespace

void shard::proceed(const model::id& customer) {
    for (;;) {
        const auto it = entries_.find(customer);
        if (it == entries_.end() || it->second.busy || held(customer, it->second) ||
            it->second.waiting.empty()) {
            return;
        }
        auto& entry = it->second;
        if (!entry.loaded) {
            if (entry.under_way == 0) {  // else settled() comes back here
                entry.busy = true;
                load(customer);
            }
            return;
        }
        if (must_wait(entry)) {
            return;
        }
        if (prepare(customer, entry)) {
            take(customer, entry);
        }
    }
}

// What a work looks up may be in a commit under way, which no reader sees: settled() comes back.
bool shard::must_wait(const entry& entry) {
    return entry.waiting.front().look_up && entry.under_way != 0;
}

// Whether it came to whose it is.
bool shard::is_for(const entry& entry, const work& work) const {
    if (!work.sought || has(entry.state, *work.sought)) {
        return true;
    }
    if (work.brings) {
        return !entry.state.addresses.empty();  // who was erased has none left
    }
    const auto& [channel, address] = *work.sought;
    if (work.linked) {
        return engine::linked_through(world_.assembly()->engine, channel, address,
                                      entry.state.addresses, world_.now()) != nullptr;
    }
    return entry.fresh && entry.state.addresses.empty();  // it is made for it
}

// True when the first work can be decided now; else it was answered or sent on, or a read is under
// way.
bool shard::prepare(const model::id& customer, entry& entry) {
    auto& first = entry.waiting.front();
    const auto taken = [&entry] {
        auto out = std::move(entry.waiting.front());
        entry.waiting.pop_front();
        return out;
    };
    if (!is_for(entry, first)) {
        seek(taken());  // the address was split off, or its customer erased
        return false;
    }
    if (first.checked) {
        return true;
    }
    bool known = false;
    if (!first.provider_id.empty()) {
        const auto same = std::ranges::find(entry.unsettled, key_of(first), &unsettled::key);
        if (same != entry.unsettled.end()) {
            // Its first delivery is on its way to the disk: answered when that is there.
            same->repeats.push_back(taken().done);
            return false;
        }
        known = !world_.store->surely_new(first.channel, first.provider_id);
    }
    auto conversation = conversation_of(first.what);
    if (conversation && is_open(entry.state, conversation)) {
        conversation = {};
    }
    if (!known && !first.look_up && !conversation) {
        return true;
    }
    entry.busy = true;
    look(customer, taken(), known, conversation);
    return false;
}

// Whether it is a repeat; whose the conversation is that is not open here; and what it asks for.
void shard::look(const model::id& customer, work work, bool known, const model::id& conversation) {
    auto shared = std::make_shared<gateway::work>(std::move(work));
    world_.store->read([this, customer, known, conversation, shared](store::reader& reader) {
        findings found;
        if (conversation) {
            const auto row = reader.conversation(conversation);
            if (!row) {
                found.ready = tl::unexpected(row.error());
            } else if (*row) {
                found.owner = (*row)->customer;
            }
        }
        if (known) {
            found.duplicate = reader.delivery(shared->channel, shared->provider_id);
        }
        const bool fits = !found.owner || found.owner == customer;
        if (found.ready && fits && found.duplicate && !*found.duplicate && shared->look_up) {
            found.ready = shared->look_up(reader, shared->what);
        }
        asio::post(context_, [this, customer, shared, found = std::move(found)]() mutable {
            prepared(customer, std::move(*shared), std::move(found));
        });
    });
}

void shard::prepared(const model::id& customer, work work, findings found) {
    check_epoch();
    auto& entry = entries_.at(customer);
    entry.busy = false;
    if (!found.duplicate || !found.ready) {
        refuse(work, found.duplicate ? found.ready.error() : found.duplicate.error());
    } else if (found.owner && found.owner != customer) {
        send_on(found.owner, std::move(work));
    } else if (*found.duplicate) {
        decided answer;
        answer.duplicate = std::move(*found.duplicate);
        if (work.done) {
            work.done(std::move(answer));
        }
    } else {
        work.look_up = nullptr;
        work.checked = true;
        entry.waiting.push_front(std::move(work));
    }
    proceed(customer);
}

void shard::take(const model::id& customer, entry& entry) {
    auto work = std::move(entry.waiting.front());
    entry.waiting.pop_front();
    const auto assembly = world_.assembly();
    const auto epoch = epoch_;
    // Should a plugin hang in there, the shard goes on without this decision.
    entry.busy = true;
    const auto turn = entry.turn = ++turns_;
    entry.asked = std::exchange(work.done, nullptr);
    deciding_.push_back(customer);
    auto decision = engine::decide(std::move(entry.state), work.what, assembly->engine,
                                   *assembly->steps, world_.now(), ids_);
    const auto it = entries_.find(customer);
    if (it == entries_.end() || it->second.turn != turn) {
        return;  // it hung, and was given up
    }
    std::erase(deciding_, customer);
    entry.busy = false;
    entry.turn = 0;
    work.done = std::exchange(entry.asked, nullptr);
    for (const auto& line : decision.logs) {
        world_.log(line);
    }
    if (!decision.answer) {
        forget(entry);  // it may have been half changed
        return refuse(work, decision.answer.error());
    }
    commit(customer, entry, epoch, std::move(work), std::move(decision));
}

// Another thread has taken over: no decision that is under way will come to anything.
void shard::abandon() {
    for (const auto& customer : std::exchange(deciding_, {})) {
        auto& entry = entries_.at(customer);
        entry.turn = 0;
        entry.busy = false;
        forget(entry);
        work hung;
        hung.done = std::exchange(entry.asked, nullptr);
        auto waiting = std::exchange(entry.waiting, {});
        waiting.push_front(std::move(hung));
        for (auto& each : waiting) {
            refuse(each, {code::unavailable, "a plugin hangs; try again"});
        }
        proceed(customer);  // someone may wait to hold it
    }
}

void shard::commit(const model::id& customer, entry& entry, std::uint64_t epoch, work work,
                   engine::decision decision) {
    auto outcome = outcome_of(decision, work);
    if (epoch == epoch_) {
        entry.state = std::move(decision.state);
        weigh(entry);
    }
    name_message(work.also, outcome);
    auto changes = changes_of(std::move(decision.changes), std::move(work.also));
    const auto key = work.provider_id.empty() ? std::string{} : key_of(work);
    if (!key.empty()) {
        auto delivery = delivery_of(outcome);
        delivery.channel = work.channel;
        delivery.provider_id = work.provider_id;
        changes.deliveries.push_back(std::move(delivery));
        entry.unsettled.push_back({key, {}});
    }
    if (const auto* lost = unmatched(work)) {
        world_.log(told_of(*lost));
        if (lost->change.deleted) {
            // Should it come yet, nobody is to see it.
            changes.deliveries.push_back(
                {.channel = lost->channel, .provider_id = lost->change.message_id});
        }
    }
    if (changes.empty()) {
        world_.carry_out({}, std::move(decision.effects));
        if (work.done) {
            work.done(std::move(outcome));
        }
        return;
    }
    if (epoch == epoch_) {
        ++entry.under_way;
    }
    auto kept = std::make_shared<store::changes>(to_start(changes));
    auto effects = std::make_shared<engine::effects>(std::move(decision.effects));
    auto done = [this, customer, epoch, key, kept, effects, outcome = std::move(outcome),
                 answer = std::move(work.done)](const result<store::committed>& committed) mutable {
        if (committed) {
            world_.carry_out(std::move(*kept), std::move(*effects));
        } else {
            outcome = {};
            outcome.code = committed.error().code;
            outcome.text = committed.error().text;
        }
        asio::post(context_,
                   [this, customer, epoch, key, outcome = key.empty() ? decided{} : outcome] {
                       settled(customer, epoch, key, outcome);
                   });
        if (answer) {
            answer(std::move(outcome));
        }
    };
    world_.ledger->commit(epoch, std::move(changes), std::move(done));
}

void shard::settled(const model::id& customer, std::uint64_t epoch, const std::string& key,
                    const decided& outcome) {
    check_epoch();
    const auto it = entries_.find(customer);
    if (it == entries_.end()) {
        return;
    }
    auto& entry = it->second;
    if (epoch == epoch_) {
        --entry.under_way;
    }
    const auto same = std::ranges::find(entry.unsettled, key, &unsettled::key);
    if (!key.empty() && same != entry.unsettled.end()) {
        // Repeats that came meanwhile are answered alike.
        auto answer = outcome;
        if (answer.code == code::ok) {
            answer.duplicate = delivery_of(outcome);
            answer.message.reset();
        }
        const auto repeats = std::move(same->repeats);
        entry.unsettled.erase(same);
        for (const auto& each : repeats) {
            if (each) {
                each(answer);
            }
        }
    }
    if (!entry.holds.empty() || !entry.waiting.empty()) {
        proceed(customer);
    }
    forget_idle();
}

}  // namespace selat::gateway
