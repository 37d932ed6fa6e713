// An address becomes a customer of its own, with all that was said from and to it. A conversation
// that holds words of both is parted: it stays whose it was at first, and what others said in it
// goes to a closed one of their own.

#include <algorithm>
#include <map>

#include "host/gateway/people_parts.hpp"
#include "host/gateway/services.hpp"

namespace selat::gateway {
namespace {

// The address that is meant, which must not be the customer's only one.
result<model::address> which(const store::customer_record& from, const std::string& channel,
                             const std::string& address) {
    const model::address* found = nullptr;
    std::size_t matches = 0;
    for (const auto& each : from.addresses) {
        if (each.address == address && (channel.empty() || each.channel == channel)) {
            found = &each;
            ++matches;
        }
    }
    if (matches == 0) {
        return fail(code::not_found, "the customer has no such address");
    }
    if (matches > 1) {
        return fail(code::wrong_state, "several channels have this address; say which");
    }
    if (from.addresses.size() < 2) {
        return fail(code::wrong_state, "it is the customer's only address");
    }
    return *found;
}

// One conversation's messages in their order, in short.
struct talk {
    struct line {
        model::id message;
        model::time at{};
        std::string channel;
        std::string address;  // empty: a note
    };
    std::vector<line> lines;
};

// Every message of the customer, by conversation.
result<std::map<model::id, talk>> read_talks(store::reader& reader, const model::id& customer) {
    store::message_filter filter;
    filter.customer = customer;
    store::page page;
    page.limit = 500;
    std::map<model::id, talk> out;
    do {
        auto found = reader.messages(filter, page);
        if (!found) {
            return tl::unexpected(found.error());
        }
        for (auto& each : found->items) {
            const bool note = each.direction == model::direction::internal;
            out[each.conversation].lines.push_back(
                {each.id, each.at, std::move(each.channel),
                 note ? std::string() : std::move(each.address)});
        }
        page.after = found->next;
    } while (!page.after.empty());
    return out;
}

// A split in the making; on a reading thread, while the customer is held.
class splitting {
public:
    splitting(world& world, store::reader& reader, store::customer_record from,
              model::address moving)
        : reader_(reader), assembly_(world.assembly()), from_(std::move(from)),
          moving_(std::move(moving)), now_(world.now()), ids_(new_seed()) {
        fresh_ = engine::new_customer(moving_.address, now_, ids_).customer;
        fresh_.name = moving_.name;
    }

    result<store::changes> changes(const api::grounds& why) {
        const auto talks = read_talks(reader_, from_.customer.id);
        if (!talks) {
            return tl::unexpected(talks.error());
        }
        for (const auto& [id, talk] : *talks) {
            if (auto done = part(id, talk); !done) {
                return tl::unexpected(done.error());
            }
        }
        from_.customer.last_conversation = last_staying_;
        take_back_codes();
        keep_apart();
        auto moved = moving_;
        moved.identity.clear();
        out_.addresses.push_back(moved);
        out_.customers.push_back(fresh_);
        out_.splits.push_back({from_.customer.id, fresh_.id, moved.channel, moved.address});
        moved.customer = fresh_.id;
        outcome_ = {fresh_, {moved}};
        tell_both(why);
        return std::move(out_);
    }

    // The new customer.
    [[nodiscard]] const store::profiled_customer& outcome() const { return outcome_; }

private:
    // They showed to be one person's what is now said to be two's.
    void take_back_codes() {
        if (moving_.verified == model::evidence::code) {
            moving_.verified = model::evidence::none;
        }
        for (auto& each : from_.addresses) {
            const bool stays = each.channel != moving_.channel || each.address != moving_.address;
            if (stays && each.verified == model::evidence::code) {
                each.verified = model::evidence::none;
                out_.addresses.push_back(each);
            }
        }
    }

    // What made them one must not do it again by itself: a number that is on both sides tells
    // nothing any more, nor does what the website says of the one that goes.
    void keep_apart() {
        const auto part = [this](model::address& each) {
            each.linked = model::link::split;
            each.linked_at = now_;
        };
        const auto before = moving_;
        moving_.linked = model::link::none;
        moving_.linked_at = {};
        for (auto& each : from_.addresses) {
            if (each.channel == before.channel && each.address == before.address) {
                continue;
            }
            if (each.address == before.address) {
                part(each);
                part(moving_);
                out_.addresses.push_back(each);
            } else if (each.channel == before.channel && !before.identity.empty() &&
                       each.identity == before.identity) {
                part(moving_);
            }
        }
    }

    [[nodiscard]] bool goes(const talk::line& line) const {
        return line.channel == moving_.channel && line.address == moving_.address;
    }

    // Whose it was at first decides whose it is; notes are of whose it is.
    result<void> part(const model::id& id, const talk& talk) {
        auto row = reader_.conversation(id);
        const auto first = std::ranges::find_if(
            talk.lines, [](const talk::line& each) { return !each.address.empty(); });
        if (!row || !*row || first == talk.lines.end()) {
            return row ? result<void>{} : tl::unexpected(row.error());
        }
        auto rest = std::move(**row);
        const bool whole_goes = goes(*first);
        const auto moves = [&](const talk::line& each) {
            return !each.address.empty() && goes(each) != whole_goes;
        };
        const auto parted = static_cast<std::size_t>(std::ranges::count_if(talk.lines, moves));
        if (rest.status == model::conversation_status::closed) {
            auto& last = whole_goes ? fresh_.last_conversation : last_staying_;
            last = std::max(last, rest.id);
        }
        const auto place = std::pair(rest.channel, rest.address);
        set_place(rest, talk, [&](const talk::line& each) { return !moves(each); });
        if (parted > 0) {
            rest.next_seq = talk.lines.size() - parted + 1;
            move_lines(rest, talk, moves, whole_goes);
        }
        const bool changed = parted > 0 || place != std::pair(rest.channel, rest.address);
        if (changed || whole_goes) {
            tell_open(rest, whole_goes ? fresh_.id : rest.customer);
        }
        if (changed) {
            out_.conversations.push_back(std::move(rest));
        }
        return {};
    }

    [[nodiscard]] std::string written(const model::conversation& now) const {
        const auto to = std::ranges::find_if(from_.addresses, [&](const model::address& each) {
            return each.channel == now.channel && each.address == now.address;
        });
        return model::write_conversation(
            now, model::may_reply(now, to == from_.addresses.end() ? nullptr : &*to,
                                  engine::rules_of(assembly_->engine, now.channel), now_));
    }

    void tell_open(model::conversation now, const model::id& owner) {
        if (now.status != model::conversation_status::open) {
            return;
        }
        now.customer = owner;
        auto event = this->event(model::event_type::conversation_updated, now.id);
        event.agent = now.agent;
        event.data = written(now);
        out_.events.push_back(std::move(event));
    }

    void move_lines(const model::conversation& rest, const talk& talk, const auto& moves,
                    bool whole_goes) {
        model::conversation own;
        own.customer = whole_goes ? from_.customer.id : fresh_.id;
        own.id = ids_.make(model::id_kind::conversation, now_, own.customer.partition());
        own.status = model::conversation_status::closed;
        own.closed_reason = "split";
        set_place(own, talk, moves);
        for (const auto& each : talk.lines) {
            if (moves(each)) {
                own.opened = own.next_seq == 1 ? each.at : own.opened;
                own.last_message = each.at;
                ++own.next_seq;
            }
        }
        auto& last = whole_goes ? last_staying_ : fresh_.last_conversation;
        last = std::max(last, own.id);
        auto event = this->event(model::event_type::conversation_created, own.id);
        event.data = written(own);
        out_.events.push_back(std::move(event));
        const auto rest_owner = whole_goes ? fresh_.id : from_.customer.id;
        std::uint64_t own_seq = 1;
        std::uint64_t rest_seq = 1;
        for (const auto& each : talk.lines) {
            if (moves(each)) {
                move_line(each.message, own.id, own.customer, own_seq++);
            } else {
                move_line(each.message, rest.id, rest_owner, rest_seq++);
            }
        }
        out_.conversations.push_back(std::move(own));
    }

    void move_line(const model::id& message, const model::id& conversation,
                   const model::id& customer, std::uint64_t seq) {
        out_.moved_messages.push_back({message, conversation, customer, seq});
        out_.events.push_back(
            model::message_updated(ids_.make(model::id_kind::event, now_, customer.partition()),
                                   now_, conversation, message));
    }

    // Where it is answered: at the newest address of those that are left in it.
    static void set_place(model::conversation& conversation, const talk& talk, const auto& left) {
        for (const auto& each : talk.lines) {
            if (!each.address.empty() && left(each)) {
                conversation.channel = each.channel;
                conversation.address = each.address;
            }
        }
    }

    model::event event(model::event_type type, const model::id& conversation) {
        model::event out;
        out.id = ids_.make(model::id_kind::event, now_, conversation.partition());
        out.type = type;
        out.at = now_;
        out.conversation = conversation;
        return out;
    }

    // Each to who serves it now.
    void tell_both(const api::grounds& why) {
        std::vector<model::conversation> going;
        std::vector<model::conversation> staying;
        for (const auto& each : from_.open) {
            const auto changed =
                std::ranges::find(out_.conversations, each.id, &model::conversation::id);
            const auto& now = changed == out_.conversations.end() ? each : *changed;
            const bool moved = now.channel == moving_.channel && now.address == moving_.address;
            (moved ? going : staying).push_back(now);
        }
        auto left = from_.addresses;
        std::erase_if(left, [&](const auto& each) {
            return each.channel == moving_.channel && each.address == moving_.address;
        });
        out_.customers.push_back(from_.customer);
        tell(out_, outcome_, going, write_change("split", from_.customer.id, why), now_, ids_);
        tell(out_, {from_.customer, std::move(left)}, staying,
             write_change("split", fresh_.id, why), now_, ids_);
    }

    store::reader& reader_;
    std::shared_ptr<const assembly> assembly_;
    store::customer_record from_;
    model::address moving_;
    model::time now_;
    model::id_source ids_;
    model::customer fresh_;
    model::id last_staying_;  // the newest closed conversation that is not taken along
    store::changes out_;
    store::profiled_customer outcome_;
};

void split_held(world& world, store::reader& reader, store::customer_record from,
                const model::address& moving, const api::grounds& why,
                const api::reply<store::profiled_customer>& done,
                const std::function<void()>& release) {
    splitting split(world, reader, std::move(from), moving);
    auto changes = split.changes(why);
    if (!changes) {
        release();
        return done(tl::unexpected(changes.error()));
    }
    commit_held(world, std::move(*changes), split.outcome(), done, release);
}

}  // namespace

void services::split(const model::id& customer, std::string channel, std::string address,
                     api::grounds why, api::reply<store::profiled_customer> done) {
    const auto held = [this, customer, channel = std::move(channel), address = std::move(address),
                       why = std::move(why),
                       done = std::move(done)](const std::function<void()>& release) {
        world_.store.read(
            [this, customer, channel, address, why, done, release](store::reader& reader) {
                const auto refuse = [&](const failure& failure) {
                    release();
                    done(tl::unexpected(failure));
                };
                auto found = reader.record(customer);
                if (!found || !*found || (*found)->customer.id != customer) {
                    return refuse(found ? failure{code::not_found, "there is no such customer"}
                                        : found.error());
                }
                const auto moving = which(**found, channel, address);
                if (!moving) {
                    return refuse(moving.error());
                }
                split_held(world_, reader, std::move(**found), *moving, why, done, release);
            });
    };
    shard::hold(world_.shards, customer, held);
}

}  // namespace selat::gateway
