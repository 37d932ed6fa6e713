#include "host/gateway/shard.hpp"

#include <algorithm>

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

constexpr std::size_t most_customers = 100'000;  // at rest in memory, of all shards

// The customer's state with the newest messages of what is open; on a reading thread.
result<std::optional<engine::customer_state>> read_state(store::reader& reader,
                                                         const model::id& customer) {
    auto record = reader.record(customer);
    if (!record) {
        return tl::unexpected(record.error());
    }
    if (!*record) {
        return std::optional<engine::customer_state>{};
    }
    engine::customer_state state;
    state.customer = std::move((*record)->customer);
    state.addresses = std::move((*record)->addresses);
    state.open = std::move((*record)->open);
    for (const auto& each : state.open) {
        store::message_filter filter;
        filter.conversation = each.id;
        store::page newest;
        newest.limit = engine::remembered;
        newest.descending = true;
        const auto said = reader.messages(filter, newest);
        if (!said) {
            return tl::unexpected(said.error());
        }
        std::for_each(said->items.rbegin(), said->items.rend(),
                      [&](const auto& message) { engine::remember(state, message); });
    }
    return std::optional(std::move(state));
}

}  // namespace

shard::shard(shard_world world, std::uint64_t seed)
    : world_(std::move(world)), guard_(context_.get_executor()), ids_(seed),
      epoch_(world_.ledger->epoch()),
      runner_(context_, "shard", [this] { asio::post(context_, [this] { abandon(); }); }) {}

shard::~shard() { stop(); }

void shard::start() { runner_.start(); }

void shard::stop() { runner_.stop(); }

void shard::by_customer(const model::id& customer, work work) {
    check_epoch();
    auto& entry = entries_[customer];
    entry.used = ++clock_;
    entry.waiting.push_back(std::move(work));
    count();
    proceed(customer);
}

void shard::load(const model::id& customer) {
    world_.store->read([this, customer, epoch = epoch_](store::reader& reader) {
        auto state = read_state(reader, customer);
        asio::post(context_, [this, customer, epoch, state = std::move(state)]() mutable {
            loaded(customer, epoch, std::move(state));
        });
    });
}

void shard::loaded(const model::id& customer, std::uint64_t epoch,
                   result<std::optional<engine::customer_state>> state) {
    check_epoch();
    if (epoch != epoch_) {
        return load(customer);
    }
    auto& entry = entries_.at(customer);
    entry.busy = false;
    if (!state) {
        return turn_away(customer, {}, state.error());
    }
    if (!*state) {
        return turn_away(customer, {}, {code::not_found, "there is no such customer"});
    }
    if (const auto owner = (*state)->customer.id; owner != customer) {
        return turn_away(customer, owner, {});
    }
    entry.state = std::move(**state);
    entry.loaded = true;
    weigh(entry);
    proceed(customer);
    forget_idle();
}

// The customer is not to be had: what waits goes to `owner`, into whom it was merged, or to whom
// its address belongs, or nowhere.
void shard::turn_away(const model::id& customer, const model::id& owner, const failure& why) {
    const auto it = entries_.find(customer);
    auto waiting = std::exchange(it->second.waiting, {});
    if (it->second.idle()) {
        erase(customer);
    }
    for (auto& each : waiting) {
        if (owner) {
            send_on(owner, std::move(each));
        } else if (each.sought && why.code == code::not_found) {
            seek(std::move(each));
        } else {
            refuse(each, why);
        }
    }
    proceed(customer);  // someone may wait to hold it
}

void shard::hold(const shard_world& world, const model::id& customer,
                 std::function<void(std::function<void()> release)> use) {
    auto& owner = of(world, customer.partition());
    asio::post(owner.context_, [&owner, customer, use = std::move(use)]() mutable {
        owner.check_epoch();
        owner.entries_[customer].holds.push_back(std::move(use));
        owner.count();
        owner.proceed(customer);
    });
}

// True when someone holds the customer, or waits to and must be let first.
bool shard::held(const model::id& customer, entry& entry) {
    if (entry.holds.empty()) {
        return false;
    }
    if (entry.under_way != 0) {
        return true;  // settled() comes back here
    }
    auto use = std::move(entry.holds.front());
    entry.holds.pop_front();
    entry.busy = true;
    use([this, customer] { asio::post(context_, [this, customer] { released(customer); }); });
    return true;
}

void shard::released(const model::id& customer) {
    check_epoch();
    auto& entry = entries_.at(customer);
    entry.busy = false;
    forget(entry);
    proceed(customer);
    if (const auto it = entries_.find(customer); it != entries_.end() && it->second.idle()) {
        erase(customer);
    }
}

void shard::refuse(work& work, const failure& why) {
    if (work.done) {
        decided out;
        out.code = why.code;
        out.text = why.text;
        work.done(std::move(out));
    }
}

// After a failed commit what is in memory may rest on what is not on the disk: read it again.
void shard::check_epoch() {
    const auto now = world_.ledger->epoch();
    if (now == epoch_) {
        return;
    }
    epoch_ = now;
    addresses_.clear();
    for (auto& [id, entry] : entries_) {
        forget(entry);
        entry.under_way = 0;
    }
    std::erase_if(entries_, [](const auto& each) { return each.second.idle(); });
    count();
}

void shard::weigh(entry& entry) {
    const auto now = entry.loaded ? engine::size_of(entry.state) : 0;
    bytes_ += now - entry.bytes;
    entry.bytes = now;
}

void shard::forget(entry& entry) {
    entry.loaded = entry.fresh = false;
    entry.state = {};
    weigh(entry);
}

void shard::erase(const model::id& customer) {
    const auto it = entries_.find(customer);
    bytes_ -= it->second.bytes;
    entries_.erase(it);
    count();
}

// When there are too many customers, or they take too much memory, half of that is made free: of
// those at rest the ones unused for longest go.
void shard::forget_idle() {
    const auto most = std::max<std::size_t>(most_customers / world_.shards->size(), 1'000);
    const auto most_bytes = world_.most_bytes / world_.shards->size();
    trim_at_ = std::max(trim_at_, most);
    trim_bytes_at_ = std::max(trim_bytes_at_, most_bytes);
    if (entries_.size() <= trim_at_ && bytes_ <= trim_bytes_at_ &&
        addresses_.size() <= 4 * trim_at_) {
        return;
    }
    std::vector<std::pair<std::uint64_t, model::id>> resting;
    for (const auto& [id, entry] : entries_) {
        if (entry.idle()) {
            resting.emplace_back(entry.used, id);
        }
    }
    std::ranges::sort(resting);
    for (const auto& [used, id] : resting) {
        if (entries_.size() <= most / 2 && bytes_ <= most_bytes / 2) {
            break;
        }
        erase(id);
    }
    std::erase_if(addresses_, [this](const auto& each) { return !entries_.contains(each.second); });
    if (addresses_.size() > 4 * trim_at_) {
        addresses_.clear();  // few customers with very many: they are looked up again
    }
    trim_at_ = std::max(most, 2 * entries_.size());
    trim_bytes_at_ = std::max(most_bytes, 2 * bytes_);
    count();
}

}  // namespace selat::gateway
