// What a one-time code has proved: two addresses become one customer's, in the commit that says so.

#include <algorithm>
#include <memory>
#include <tuple>

#include "host/gateway/people_parts.hpp"

namespace selat::gateway {
namespace {

constexpr int most_looks = 4;  // others may move the addresses meanwhile

bool holds(const store::customer_record& record, const std::string& channel,
           const std::string& address) {
    return std::ranges::any_of(record.addresses, [&](const model::address& each) {
        return each.channel == channel && each.address == address;
    });
}

// The customer with a history stays; of two such, and of none, the older one.
bool stays(const store::customer_record& a, const store::customer_record& b) {
    const auto rank = [](const store::customer_record& each) {
        const bool heard = std::ranges::any_of(
            each.addresses, [](const auto& one) { return one.last_seen != model::time{}; });
        return std::tuple(!heard, each.customer.created, each.customer.id);
    };
    return rank(a) < rank(b);
}

class proving : public std::enable_shared_from_this<proving> {
public:
    proving(world& world, proof proof, store::changes also,
            api::reply<store::profiled_customer> done)
        : world_(world), proof_(std::move(proof)), also_(std::move(also)), done_(std::move(done)) {}

    // Whose the addresses are now.
    void look() {
        if (++looks_ > most_looks) {
            return done_(fail(code::unavailable, "the customer's addresses are being moved"));
        }
        world_.store.read([self = shared_from_this()](store::reader& reader) {
            const auto holder = reader.address(self->proof_.through, self->proof_.to);
            if (!holder || !*holder) {
                return self->done_(holder ? fail(code::not_found, "nobody has this address")
                                          : tl::unexpected(holder.error()));
            }
            const auto asker = self->asker(reader);
            if (!asker) {
                return self->done_(tl::unexpected(asker.error()));
            }
            *asker ? self->hold((*holder)->customer, *asker) : self->introduce((*holder)->customer);
        });
    }

private:
    // Null: the address is new.
    result<model::id> asker(store::reader& reader) const {
        if (!proof_.channel.empty()) {
            const auto known = reader.address(proof_.channel, proof_.address);
            if (!known) {
                return tl::unexpected(known.error());
            }
            return *known ? (*known)->customer : model::id{};
        }
        const auto known = reader.record(proof_.customer);
        if (!known || !*known) {
            return known ? fail(code::not_found, "there is no such customer")
                         : tl::unexpected(known.error());
        }
        return (*known)->customer.id;
    }

    // Who proves an address before a first message is nobody's yet.
    void introduce(const model::id& holder) {
        work work;
        work.newcomer_of = holder;
        model::action::address_update update;
        update.address = proof_.address;
        work.what = engine::input::address{proof_.channel, std::move(update)};
        work.done = [self = shared_from_this()](const decided& outcome) {
            outcome.code == code::ok ? self->look() : self->done_(fail(outcome.code, outcome.text));
        };
        shard::post(world_.shards, proof_.channel, proof_.address, std::move(work));
    }

    void hold(const model::id& holder, const model::id& asker) {
        hold_both(world_.shards, holder, asker,
                  [self = shared_from_this(), holder, asker](const std::function<void()>& release) {
                      self->world_.store.read(
                          [self, holder, asker, release](store::reader& reader) {
                              self->join(reader, holder, asker, release);
                          });
                  });
    }

    void join(store::reader& reader, const model::id& holder, const model::id& asker,
              const std::function<void()>& release) {
        auto theirs = reader.record(holder);
        auto ours = reader.record(asker);
        if (!theirs || !ours) {
            release();
            return done_(tl::unexpected(theirs ? ours.error() : theirs.error()));
        }
        const bool as_seen =
            *theirs && *ours && (*theirs)->customer.id == holder && (*ours)->customer.id == asker &&
            holds(**theirs, proof_.through, proof_.to) &&
            (proof_.channel.empty() || holds(**ours, proof_.channel, proof_.address));
        if (!as_seen) {
            release();
            return look();
        }
        joining both;
        if (holder != asker) {
            // Who is asked for by an agent or system is meant to stay, whoever had the address.
            const bool other = !proof_.channel.empty() && stays(**theirs, **ours);
            both.kept = other ? std::move(**theirs) : std::move(**ours);
            both.gone = other ? std::move(**ours) : std::move(**theirs);
        } else {
            both.kept = std::move(**ours);
        }
        both.proved.push_back({proof_.through, proof_.to});
        both.why.evidence = name_of(model::evidence::code);
        both.also = std::move(also_);
        join_held(world_, std::move(both), done_, release);
    }

    world& world_;
    proof proof_;
    store::changes also_;
    api::reply<store::profiled_customer> done_;
    int looks_ = 0;
};

}  // namespace

void join_proved(world& world, proof proof, store::changes also,
                 api::reply<store::profiled_customer> done) {
    std::make_shared<proving>(world, std::move(proof), std::move(also), std::move(done))->look();
}

}  // namespace selat::gateway
