#pragma once
// One io_context, one thread at a time, and the customers it owns. Everything that happens to a
// customer is decided here, in order, without locks.

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "host/engine/decide.hpp"
#include "host/gateway/assembly.hpp"
#include "host/gateway/ledger.hpp"
#include "host/gateway/runner.hpp"
#include "host/gateway/work.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

namespace selat::gateway {

class shard;

// What a shard needs from around it.
struct shard_world {
    store::store* store = nullptr;
    gateway::ledger* ledger = nullptr;
    std::vector<std::unique_ptr<shard>>* shards = nullptr;
    std::function<std::shared_ptr<const assembly>()> assembly;  // [any-thread]
    std::function<model::time()> now;                           // [any-thread]
    // [any-thread] Starts what a durable decision asks for: `durable` holds its jobs, finished jobs
    // and the messages that jobs send.
    std::function<void(store::changes durable, engine::effects)> carry_out;
    std::function<void(const model::action::log&)> log;  // [any-thread]
    // Of customers at rest in memory, of all shards; those unused for longest go.
    std::size_t most_bytes = std::size_t{256} << 20;
};

class shard {
public:
    shard(shard_world world, std::uint64_t seed);
    ~shard();

    void start();
    void stop();  // ends the thread; work under way is dropped
    // After stop(): see runner.
    [[nodiscard]] bool left_behind() const { return runner_.left_behind(); }
    [[nodiscard]] boost::asio::io_context& context() { return context_; }

    // [any-thread] Finds the address's customer, or makes one, and hands the work to its shard.
    static void post(const shard_world& world, std::string channel, std::string address, work work);
    // [any-thread] To a customer that exists.
    static void post(const shard_world& world, const model::id& customer, work work);

    // [any-thread] Calls `use` on the customer's shard once nothing of it is under way, and keeps
    // its work waiting until `release` is called (any thread, once); then it is read again.
    static void hold(const shard_world& world, const model::id& customer,
                     std::function<void(std::function<void()> release)> use);

    // [any-thread] Customers in memory, for /metrics.
    [[nodiscard]] std::size_t customers() const { return count_.load(std::memory_order_relaxed); }

private:
    // A provider's delivery on its way to the disk, and who waits for it to be there.
    struct unsettled {
        std::string key;
        std::vector<std::function<void(decided)>> repeats;
    };
    struct entry {
        engine::customer_state state;
        bool loaded = false;
        bool fresh = false;           // made here, for its first address
        bool busy = false;            // waits for a read, is being decided about, or is held
        std::uint32_t under_way = 0;  // commits of this epoch
        std::deque<work> waiting;
        std::vector<gateway::shard::unsettled> unsettled;
        std::deque<std::function<void(std::function<void()>)>> holds;
        std::uint64_t used = 0;
        std::uint64_t turn = 0;              // of the decision that is being made
        std::function<void(decided)> asked;  // who waits for it
        std::size_t bytes = 0;               // of the state; see weigh()

        [[nodiscard]] bool idle() const {
            return !busy && under_way == 0 && waiting.empty() && unsettled.empty() && holds.empty();
        }
    };
    // What was read for a work before it is decided.
    struct findings {
        result<void> ready{};
        result<std::optional<store::delivery_key>> duplicate{std::optional<store::delivery_key>{}};
        model::id owner;  // of the work's conversation, when it was looked for
    };

    static shard& of(const shard_world& world, std::uint8_t partition);
    static void refuse(work& work, const failure& why);

    // shard_addresses.cpp: from an address to its customer.
    void by_address(work work);
    void resolved(const work::place& place, result<std::vector<model::address>> found);
    [[nodiscard]] model::id linked_to(const work::place& place,
                                      std::vector<model::address> known) const;
    [[nodiscard]] bool is_nobody(const model::id& customer) const;
    void seek(work work);
    void send_on(const model::id& customer, work work);
    void post_or_run(const model::id& customer, work work);

    // shard.cpp: a customer in memory.
    void by_customer(const model::id& customer, work work);
    void load(const model::id& customer);
    void loaded(const model::id& customer, std::uint64_t epoch,
                result<std::optional<engine::customer_state>> state);
    void turn_away(const model::id& customer, const model::id& owner, const failure& why);
    void released(const model::id& customer);
    bool held(const model::id& customer, entry& entry);
    void check_epoch();
    void weigh(entry& entry);
    void forget(entry& entry);
    void erase(const model::id& customer);
    void forget_idle();
    void count() { count_.store(entries_.size(), std::memory_order_relaxed); }

    // shard_work.cpp: its work, one after the other.
    void proceed(const model::id& customer);
    static bool must_wait(const entry& entry);
    [[nodiscard]] bool is_for(const entry& entry, const work& work) const;
    bool prepare(const model::id& customer, entry& entry);
    void look(const model::id& customer, work work, bool known, const model::id& conversation);
    void prepared(const model::id& customer, work work, findings found);
    void take(const model::id& customer, entry& entry);
    void abandon();
    void commit(const model::id& customer, entry& entry, std::uint64_t epoch, work work,
                engine::decision decision);
    void settled(const model::id& customer, std::uint64_t epoch, const std::string& key,
                 const decided& outcome);

    shard_world world_;
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
    model::id_source ids_;
    std::uint64_t epoch_;
    std::uint64_t clock_ = 0;
    std::uint64_t turns_ = 0;
    std::vector<model::id> deciding_;  // customers; more than one when a thread hangs in a plugin
    std::size_t trim_at_ = 0;
    std::size_t trim_bytes_at_ = 0;
    std::size_t bytes_ = 0;  // of all entries
    std::unordered_map<model::id, entry> entries_;
    std::unordered_map<std::string, model::id> addresses_;  // may be out of date; see prepare()
    std::unordered_map<std::string, std::vector<work>> resolving_;
    std::atomic<std::size_t> count_{0};
    runner runner_;
};

}  // namespace selat::gateway
