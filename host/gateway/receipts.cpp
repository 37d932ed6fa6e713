// What became of messages we sent. The store sees to it that a status never goes backwards.

#include <algorithm>

#include "host/gateway/channel_desk.hpp"

namespace selat::gateway {
namespace {

namespace act = model::action;

// Up to where the customer had read before.
result<std::uint64_t> read_before(store::reader& reader, const std::string& channel,
                                  const act::receipt& receipt) {
    const auto known = reader.address(channel, receipt.address);
    if (!known) {
        return tl::unexpected(known.error());
    }
    return *known ? (*known)->read_seq : 0;
}

// Providers that name the newest message that was read mean those before it as well.
bool is_of_all_before(const act::receipt& receipt) {
    return receipt.status == model::message_status::read && !receipt.message_id.empty() &&
           !receipt.address.empty();
}

// The messages a receipt speaks of.
result<std::vector<model::message>> meant(store::reader& reader, const std::string& channel,
                                          const act::receipt& receipt) {
    std::vector<model::message> out;
    std::optional<model::message> one;
    if (!receipt.message.empty()) {
        if (const auto id = model::id::parse(receipt.message, model::id_kind::message)) {
            auto found = reader.message(*id);
            if (!found) {
                return tl::unexpected(found.error());
            }
            one = std::move(*found);
        }
    } else if (!receipt.message_id.empty()) {
        auto found = reader.message_by_provider_id(channel, receipt.message_id);
        if (!found) {
            return tl::unexpected(found.error());
        }
        one = std::move(*found);
    } else {
        const auto until =
            receipt.up_to_ms > 0 ? std::optional(model::from_ms(receipt.up_to_ms)) : std::nullopt;
        const auto after = read_before(reader, channel, receipt);
        return after ? reader.unread(channel, receipt.address, receipt.status, *after,
                                     receipt.up_to_seq, until)
                     : tl::unexpected(after.error());
    }
    if (one && one->channel == channel) {
        out.push_back(std::move(*one));
    }
    if (out.empty() || !is_of_all_before(receipt)) {
        return out;
    }
    const auto after = read_before(reader, channel, receipt);
    auto before = after ? reader.unread(channel, receipt.address, receipt.status, *after,
                                        out.front().address_seq, std::nullopt)
                        : tl::unexpected(after.error());
    if (before) {
        before->push_back(std::move(out.front()));
    }
    return before;
}

bool is_of_one(const act::receipt& receipt) {
    return !receipt.message.empty() || !receipt.message_id.empty();
}

// What is queued was not meant, unless it is named.
bool changes_it(const model::message& message, const act::receipt& receipt) {
    const bool meant =
        message.status != model::message_status::queued || receipt.message == message.id.text();
    return meant && model::may_be_told(message, receipt.status);
}

// Whether the send that it tells of may not be in the store yet: what it names is unknown, or still
// queued. What was written before some time need not have been sent by then.
bool is_early(const std::vector<model::message>& messages, const act::receipt& receipt,
              bool unsettled) {
    if (messages.empty()) {
        return unsettled && !receipt.message_id.empty();
    }
    return (is_of_one(receipt) || receipt.up_to_ms <= 0) &&
           std::ranges::any_of(messages, [](const auto& each) {
               return each.status == model::message_status::queued;
           });
}

// Up to where the customer has now read, where the receipt tells that.
std::uint64_t read_up_to(const std::vector<model::message>& messages, const act::receipt& receipt) {
    if (receipt.status != model::message_status::read ||
        (is_of_one(receipt) && !is_of_all_before(receipt))) {
        return 0;
    }
    auto seq = receipt.up_to_seq;
    for (const auto& each : messages) {
        seq = changes_it(each, receipt) ? std::max(seq, each.address_seq) : seq;
    }
    return seq;
}

void add_change(store::changes& changes, const model::message& message, const act::receipt& receipt,
                model::time now, model::id_source& ids) {
    model::message_change change;
    change.id = message.id;
    change.status = receipt.status;
    change.receipt = true;
    change.at = now;
    if (receipt.status == model::message_status::failed) {
        change.error = model::delivery_error{receipt.code, receipt.detail, receipt.provider_code};
    }
    // The answer that had the provider's id never came.
    const bool named = !receipt.message.empty() && !receipt.message_id.empty();
    if (named && message.provider_id.empty() && !message.deleted) {
        change.provider_id = receipt.message_id;
        changes.provider_ids.push_back({message.channel, receipt.message_id, message.id, {}});
    }
    changes.message_changes.push_back(std::move(change));
    changes.events.push_back(model::message_updated(
        ids.make(model::id_kind::event, now, message.conversation.partition()), now,
        message.conversation, message.id));
}

}  // namespace

void channel_desk::receipt(const shared& channel, act::receipt receipt, bool on_strand,
                           const waiting& wait) {
    give(channel, on_strand, wait,
         [this, channel, told_again = wait != nullptr,
          receipt = std::move(receipt)](const std::function<void(bool)>& done) {
             settle(channel, receipt, told_again, most_send_looks, done);
         });
}

void channel_desk::settle(const shared& channel, const act::receipt& receipt, bool told_again,
                          int looks, const std::function<void(bool)>& done) {
    world_.store.read([this, channel, receipt, told_again, looks, done](store::reader& reader) {
        const bool doubtful = channel->doubtful_sends.load(std::memory_order_relaxed) > 0;
        const bool unsettled =
            doubtful || channel->unsettled_sends.load(std::memory_order_relaxed) > 0;
        const auto messages = meant(reader, channel->id, receipt);
        if (!messages) {
            return done(false);
        }
        const bool early = is_early(*messages, receipt, unsettled);
        if (looks > 1 && early) {
            return world_.later(send_look_pause, [this, channel, receipt, told_again, looks, done] {
                settle(channel, receipt, told_again, looks - 1, done);
            });
        }
        if (early && doubtful && told_again) {  // the next try may be minutes away
            return done(false);
        }
        // What is read is passed over from then on, so it is marked first.
        const auto over = [this, channel, done, address = receipt.address,
                           seq = read_up_to(*messages, receipt)](bool durable) {
            if (durable && seq > 0) {
                work work;
                work.what = engine::input::receipt{channel->id, address, seq};
                shard::post(world_.shards, channel->id, address, std::move(work));
            }
            done(durable);
        };
        model::id_source ids(new_seed());
        store::changes changes;
        const bool failed = receipt.status == model::message_status::failed;
        const model::message* of_flow = nullptr;
        for (const auto& each : *messages) {
            if (!changes_it(each, receipt)) {
                continue;
            }
            add_change(changes, each, receipt, world_.now(), ids);
            const auto sent_for = model::id::parse(each.origin, model::id_kind::verification);
            if (sent_for && failed) {
                world_.code_undelivered(*sent_for, receipt.code);
            } else if (!sent_for && !each.origin.empty()) {
                of_flow = &each;
            }
        }
        if (changes.empty()) {
            return over(true);
        }
        if (failed && of_flow != nullptr) {
            return tell_failure(*of_flow, std::move(changes), done);
        }
        world_.ledger.commit(std::move(changes), [over](const result<store::committed>& committed) {
            over(committed.has_value());
        });
    });
}

// The flow that said it takes its next step in the same commit. A failure is of one message.
void channel_desk::tell_failure(const model::message& message, store::changes changes,
                                const std::function<void(bool)>& done) {
    work work;
    work.what = engine::input::send_failed{message.id, message.conversation, message.origin};
    work.also = std::move(changes);
    work.done = [done](const decided& outcome) { done(outcome.code == code::ok); };
    shard::post(world_.shards, message.customer, std::move(work));
}

}  // namespace selat::gateway
