// From an address to its customer, whom merges and splits may change at any time.

#include <algorithm>
#include <iterator>
#include <utility>

#include "host/engine/linking.hpp"
#include "host/gateway/shard.hpp"

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

constexpr std::uint32_t most_turns = 8;

const model::address* find(const std::vector<model::address>& all, std::string_view channel) {
    const auto it = std::ranges::find(all, channel, &model::address::channel);
    return it == all.end() ? nullptr : &*it;
}

std::string key_of(const work::place& place) {
    std::string key;
    key.reserve(place.channel.size() + place.address.size() + 1);
    key.append(place.channel).append(1, '\x1f').append(place.address);
    return key;
}

void linked_first(std::vector<work>& all) {
    std::vector<work> others;
    for (auto& each : all) {
        if (!each.linked) {
            others.push_back(std::move(each));
        }
    }
    std::erase_if(all, [](const work& each) { return !each.linked; });
    std::ranges::move(others, std::back_inserter(all));
}

}  // namespace

shard& shard::of(const shard_world& world, std::uint8_t partition) {
    return *(*world.shards)[partition % world.shards->size()];
}

void shard::post(const shard_world& world, std::string channel, std::string address, work work) {
    auto& home = of(world, model::partition_of(address));
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
    if (const auto under_way = resolving_.find(key); under_way != resolving_.end()) {
        under_way->second.push_back(std::move(work));  // what is known may be another's then
        return;
    }
    const auto known = addresses_.find(key);
    if (known != addresses_.end() &&
        !((work.newcomer_of || engine::is_certain(work.what)) && is_nobody(known->second))) {
        const auto customer = known->second;
        return post_or_run(customer, std::move(work));
    }
    resolving_[std::move(key)].push_back(std::move(work));
    world_.store->read([this, place](store::reader& reader) {
        auto found = reader.addresses(place.address);
        asio::post(context_, [this, place, found = std::move(found)]() mutable {
            resolved(place, std::move(found));
        });
    });
}

void shard::resolved(const work::place& place, result<std::vector<model::address>> found) {
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
    const auto may_link = [](const work& each) {
        return each.turns < most_turns / 2 && engine::is_certain(each.what);
    };
    if (const auto* own = find(*found, place.channel)) {
        customer = own->customer;
    } else if (auto& first = waiting.front(); first.newcomer_of) {
        customer = first.newcomer_of;
        first.brings = true;  // the others find it there
    } else if (std::ranges::any_of(waiting, may_link) &&
               (customer = linked_to(place, std::move(*found)))) {
        // What is certain makes the link; the others find it there, or nothing.
        for (auto& each : waiting) {
            each.linked = may_link(each);
        }
        linked_first(waiting);
    } else {
        auto fresh = engine::new_customer(place.address, world_.now(), ids_);
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

// The customer who has the place's number or mailbox on another channel, by what is stored and by
// what is on its way there: all of one number have their home here. Null: nobody for certain.
model::id shard::linked_to(const work::place& place, std::vector<model::address> known) const {
    const auto& setup = world_.assembly()->engine;
    std::optional<model::address> coming;
    for (const auto& [channel, each] : setup.channels) {
        if (!engine::are_alike(setup, place.channel, channel) || find(known, channel) != nullptr) {
            continue;
        }
        const auto to = addresses_.find(key_of({channel, place.address}));
        const auto made = to == addresses_.end() ? entries_.end() : entries_.find(to->second);
        if (made == entries_.end() || !made->second.fresh) {
            continue;
        }
        const auto& theirs = made->second.state.addresses;
        const auto* other = find(theirs, channel);
        if (other != nullptr) {
            known.push_back(*other);
        } else if (!made->second.idle()) {
            coming.emplace();  // to be decided before: see is_for()
            coming->channel = channel;
            coming->address = place.address;
            coming->customer = made->first;
            coming->verified = model::evidence::channel;
            coming->last_seen = world_.now();
        }
    }
    const auto through = [&] {
        return engine::linked_through(setup, place.channel, place.address, known, world_.now());
    };
    const auto* found = through();
    if (found == nullptr && coming) {
        known.push_back(std::move(*coming));  // as if it were certain
        found = through();
    }
    return found != nullptr ? found->customer : model::id{};
}

// Made for a typing mark or the like: what is certain may still say whose the address is.
bool shard::is_nobody(const model::id& customer) const {
    const auto made = entries_.find(customer);
    return made != entries_.end() && made->second.fresh && made->second.idle() &&
           made->second.state.addresses.empty();
}

// The address is not, or no longer, the customer's: its home finds out whose.
void shard::seek(work work) {
    if (++work.turns > most_turns) {
        return refuse(work, {code::unavailable, "the customer of the address cannot be found"});
    }
    auto& home = of(world_, model::partition_of(work.sought->address));
    asio::post(home.context_, [&home, work = std::move(work)]() mutable {
        home.check_epoch();
        if (std::exchange(work.brings, false)) {
            work.newcomer_of = {};  // who has been erased
        }
        const auto known = home.addresses_.find(key_of(*work.sought));
        if (known != home.addresses_.end()) {
            // One that was made here just now may not be in the store yet.
            const auto made = home.entries_.find(known->second);
            const bool linked = std::exchange(work.linked, false);
            if (linked || made == home.entries_.end() || !made->second.fresh ||
                !home.is_for(made->second, work)) {
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
