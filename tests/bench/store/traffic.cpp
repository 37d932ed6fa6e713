#include "tests/bench/store/traffic.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>

#include <fmt/format.h>

namespace bench {
namespace {

using namespace selat;
using clock = std::chrono::steady_clock;

model::time now() {
    return std::chrono::time_point_cast<model::duration>(std::chrono::system_clock::now());
}

}  // namespace

traffic::traffic(std::size_t customers)
    : ids_(static_cast<std::uint64_t>(clock::now().time_since_epoch().count())),
      content_(R"({"text":")" + std::string(400, 'x') + R"( hello, where is it?"})") {
    for (std::size_t i = 0; i < customers; ++i) {
        model::address address;
        address.channel = "line-my";
        address.address = fmt::format("U{:032x}", i * 0x9E3779B97F4A7C15ull);
        address.customer = ids_.make(model::id_kind::customer, now(), 0);
        addresses_.push_back(address);
        conversations_.emplace_back();
        renew(i);
    }
}

// Now and then a conversation ends and the next begins.
store::changes traffic::next() {
    const auto at = ids_.random() % addresses_.size();
    store::changes changes;
    if (ids_.random() % 20 == 0) {
        auto& ended = changes.conversations.emplace_back(conversations_[at]);
        ended.status = model::conversation_status::closed;
        renew(at);
    }
    auto& address = addresses_[at];
    if (address.next_seq == model::address{}.next_seq) {
        auto& customer = changes.customers.emplace_back();
        customer.id = address.customer;
        customer.created = now();
    }
    auto& conversation = conversations_[at];
    auto& message = changes.messages.emplace_back();
    message.id = ids_.make(model::id_kind::message, now(), 0);
    message.at = now();
    message.channel = address.channel;
    message.address = address.address;
    message.customer = address.customer;
    message.conversation = conversation.id;
    message.seq = conversation.next_seq++;
    message.address_seq = address.next_seq++;
    message.provider_id = fmt::format("{:018}", ids_.random() % 1'000'000'000'000'000'000ull);
    message.content = content_;
    address.last_seen = conversation.last_message = now();
    changes.deliveries.push_back({address.channel, fmt::format("01H{:023x}", ids_.random()),
                                  message.id, message.address_seq, now()});
    auto& event = changes.events.emplace_back();
    event.id = ids_.make(model::id_kind::event, now(), 0);
    event.at = now();
    event.conversation = conversation.id;
    event.message = message.id;
    changes.addresses.push_back(address);
    changes.conversations.push_back(conversation);
    return changes;
}

void traffic::renew(std::size_t at) {
    auto& conversation = conversations_[at];
    conversation = {};
    conversation.id = ids_.make(model::id_kind::conversation, now(), 0);
    conversation.customer = addresses_[at].customer;
    conversation.channel = addresses_[at].channel;
    conversation.address = addresses_[at].address;
    conversation.opened = now();
}

double run(store::store& store, traffic& traffic, std::size_t count, std::size_t under_way) {
    std::mutex mutex;
    std::condition_variable room;
    std::size_t open = 0;
    const auto start = clock::now();
    for (std::size_t i = 0; i < count; ++i) {
        auto changes = traffic.next();
        {
            std::unique_lock lock(mutex);
            room.wait(lock, [&] { return open < under_way; });
            ++open;
        }
        store.commit(std::move(changes), [&](const result<store::committed>& done) {
            if (!done) {
                fmt::print(stderr, "{}\n", done.error().text);
                std::abort();
            }
            const std::lock_guard lock(mutex);
            --open;
            room.notify_one();
        });
    }
    std::unique_lock lock(mutex);
    room.wait(lock, [&] { return open == 0; });
    return static_cast<double>(count) / std::chrono::duration<double>(clock::now() - start).count();
}

}  // namespace bench
