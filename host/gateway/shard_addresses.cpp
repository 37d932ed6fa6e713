// From an address to its customer, whom merges and splits may change at any time.

#include "host/gateway/shard.hpp"

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

constexpr std::uint32_t most_turns = 8;

std::string key_of(const work::place& place) {
    std::string key;
    key.reserve(place.channel.size() + place.address.size() + 1);
    key.append(place.channel).append(1, '\x1f').append(place.address);
    return key;
}

}  // namespace

shard& shard::of(const shard_world& world, std::uint8_t partition) {
    return *(*world.shards)[partition % world.shards->size()];
}

void shard::post(const shard_world& world, std::string channel, std::string address, work work) {
    auto& home = of(world, model::partition_of(channel, address));
    work.sought = {std::move(channel), std::move(address)};
    asio::post(home.context_,
               [&home, work = std::move(work)]() mutable { home.by_address(std::move(work)); });
}

void shard::post(const shard_world& world, const model::id& customer, work work) {
    auto& owner = of(world, customer.partition());
    asio::post(owner.context_, [&owner, customer, work = std::move(work)]() mutable {
        owner.by_customer(customer, std::move(work));
    });
}

void shard::post_or_run(const model::id& customer, work work) {
    if (&of(world_, customer.partition()) == this) {
        return by_customer(customer, std::move(work));
    }
    post(world_, customer, std::move(work));
}

void shard::by_address(work work) {
    check_epoch();
    const auto place = *work.sought;
    auto key = key_of(place);
    if (const auto known = addresses_.find(key); known != addresses_.end()) {
        const auto customer = known->second;
        return post_or_run(customer, std::move(work));
    }
    auto [waiting, first] = resolving_.try_emplace(std::move(key));
    waiting->second.push_back(std::move(work));
    if (!first) {
        return;
    }
    world_.store->read([this, place](store::reader& reader) {
        auto found = reader.address(place.channel, place.address);
        asio::post(context_, [this, place, found = std::move(found)]() mutable {
            resolved(place, std::move(found));
        });
    });
}

void shard::resolved(const work::place& place, result<std::optional<model::address>> found) {
    check_epoch();
    auto key = key_of(place);
    auto waiting = std::move(resolving_.extract(key).mapped());
    if (!found) {
        for (auto& each : waiting) {
            refuse(each, found.error());
        }
        return;
    }
    model::id customer;
    if (*found) {
        customer = (*found)->customer;
    } else if (auto& first = waiting.front(); first.newcomer_of) {
        customer = first.newcomer_of;
        first.sought.reset();  // it brings the address, the others find it there
    } else {
        auto fresh = engine::new_customer(place.channel, place.address, world_.now(), ids_);
        customer = fresh.customer.id;
        auto& made = entries_[customer];
        made.state = std::move(fresh);
        made.loaded = made.fresh = true;
        count();
    }
    addresses_.insert_or_assign(std::move(key), customer);
    for (auto& each : waiting) {
        post_or_run(customer, std::move(each));
    }
    forget_idle();
}

// The address is not, or no longer, the customer's: its home finds out whose.
void shard::seek(work work) {
    if (++work.turns > most_turns) {
        return refuse(work, {code::unavailable, "the customer of the address cannot be found"});
    }
    auto& home = of(world_, model::partition_of(work.sought->channel, work.sought->address));
    asio::post(home.context_, [&home, work = std::move(work)]() mutable {
        home.check_epoch();
        const auto known = home.addresses_.find(key_of(*work.sought));
        if (known != home.addresses_.end()) {
            // One that was made here just now may not be in the store yet.
            const auto made = home.entries_.find(known->second);
            if (made == home.entries_.end() || !made->second.fresh) {
                home.addresses_.erase(known);
            }
        }
        home.by_address(std::move(work));
    });
}

void shard::send_on(const model::id& customer, work work) {
    if (++work.turns > most_turns) {
        return refuse(work,
                      {code::unavailable, "the customer of the conversation cannot be found"});
    }
    post_or_run(customer, std::move(work));
}

}  // namespace selat::gateway
