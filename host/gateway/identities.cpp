#include "host/gateway/identities.hpp"

#include "host/gateway/people.hpp"

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

}  // namespace

void identities::learn(std::string channel, model::action::address_update update,
                       std::function<void(bool durable)> done) {
    asio::post(world_.control, [this, channel = std::move(channel), update = std::move(update),
                                done = std::move(done)]() mutable {
        const auto key = channel + '\x1f' + update.identity;
        auto& line = lines_[key];
        line.push_back({std::move(channel), std::move(update), std::move(done), {}});
        if (line.size() == 1) {
            begin(key);
        }
    });
}

void identities::begin(const std::string& key) {
    const auto& wish = lines_.at(key).front();
    world_.store.read([this, key, channel = wish.channel,
                       identity = wish.update.identity](store::reader& reader) {
        const auto found = reader.address_of_identity(channel, identity);
        asio::post(world_.control, [this, key, found] {
            if (!found) {
                return end(key, false);
            }
            lines_.at(key).front().holder = *found ? (*found)->customer : model::id{};
            tell(key, false);
        });
    });
}

void identities::tell(const std::string& key, bool merged) {
    const auto& wish = lines_.at(key).front();
    work work;
    work.what = engine::input::address{wish.channel, wish.update};
    work.newcomer_of = wish.holder;
    work.done = [this, key, merged](const decided& outcome) {
        asio::post(world_.control, [this, key, merged, durable = outcome.code == code::ok] {
            durable && !merged ? told(key) : end(key, durable);
        });
    };
    shard::post(world_.shards, wish.channel, wish.update.address, std::move(work));
}

// The address may be another customer's, and others may have moved either one meanwhile.
void identities::told(const std::string& key) {
    const auto& wish = lines_.at(key).front();
    if (!wish.holder) {
        return end(key, true);
    }
    world_.store.read([this, key, channel = wish.channel, address = wish.update.address,
                       identity = wish.update.identity](store::reader& reader) {
        const auto found = reader.address(channel, address);
        asio::post(world_.control, [this, key, identity, found] {
            if (!found || !*found) {
                return end(key, false);
            }
            const bool theirs = (*found)->customer == lines_.at(key).front().holder;
            // One that has proved to be somebody else before stays that.
            theirs || (*found)->identity != identity ? end(key, true)
                                                     : join(key, (*found)->customer);
        });
    });
}

void identities::join(const std::string& key, const model::id& from) {
    merge_customers(world_, lines_.at(key).front().holder, from, {{}, "identity", {}}, {},
                    [this, key](const result<store::profiled_customer>& merged) {
                        asio::post(world_.control, [this, key, well = merged.has_value()] {
                            well ? tell(key, true) : end(key, false);
                        });
                    });
}

void identities::end(const std::string& key, bool durable) {
    auto& line = lines_.at(key);
    const auto done = std::move(line.front().done);
    line.pop_front();
    if (line.empty()) {
        lines_.erase(key);
    } else {
        begin(key);
    }
    done(durable);
}

}  // namespace selat::gateway
