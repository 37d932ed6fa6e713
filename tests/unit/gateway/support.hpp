#pragma once
// What the gateway's tests share: a store that fails or waits on command, a clock turned by hand, a
// channel that does as it is told, and a world of these.

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "host/gateway/channel_desk.hpp"
#include "host/gateway/world.hpp"
#include "host/store/work_queue.hpp"

#include <catch2/catch.hpp>

namespace selat::gateway::test {

// The memory store behind a door: commits can be made to fail or to wait.
class door final : public store::store {
public:
    void commit(selat::store::changes changes,
                std::function<void(result<selat::store::committed>)> done) override;
    void read(std::function<void(selat::store::reader&)> work) override {
        inner_->read(std::move(work));
    }
    [[nodiscard]] bool surely_new(std::string_view channel,
                                  std::string_view provider_id) const override {
        return inner_->surely_new(channel, provider_id);
    }
    [[nodiscard]] bool writable() const override { return !failing_.load(); }

    void fail(bool failing) { failing_.store(failing); }
    // From now on commits wait.
    void close();
    // Those that waited go through, in order, or fail.
    void open(bool well = true);
    // The first of those that wait; the others, and who comes, still do.
    void let_one_through();
    [[nodiscard]] std::size_t waiting() const;
    // Returns when every callback of what was asked before has returned.
    void drain();
    // Every commit that came to the door.
    [[nodiscard]] std::size_t asked() const { return asked_.load(); }

    // The result of `query` on a reading thread.
    template <class Query>
    auto ask(Query query) {
        std::promise<decltype(query(std::declval<selat::store::reader&>()))> promise;
        read([&](selat::store::reader& reader) { promise.set_value(query(reader)); });
        return promise.get_future().get();
    }

private:
    struct waiter {
        selat::store::changes changes;
        std::function<void(result<selat::store::committed>)> done;
    };
    void refuse(std::function<void(result<selat::store::committed>)> done);

    std::unique_ptr<selat::store::store> inner_ = selat::store::open_memory();
    std::atomic<bool> failing_{false};
    std::atomic<std::size_t> asked_{0};
    mutable std::mutex mutex_;
    bool closed_ = false;
    std::deque<waiter> waiting_;
    selat::store::work_queue refusals_{1};
};

// Time stands still but for turn().
class hand_clock {
public:
    [[nodiscard]] model::time now() const { return model::from_ms(now_.load()); }
    std::unique_ptr<alarm> wake(model::time at, std::function<void()> ring);
    // [any-thread]
    void later(model::duration after, std::function<void()> ring);
    // Moves on and rings what is due on the way, in order.
    void turn(model::duration by);
    [[nodiscard]] std::size_t set() const;

private:
    struct entry {
        std::function<void()> ring;
        bool off = false;
    };
    class handle;

    std::atomic<std::int64_t> now_{1'800'000'000'000};
    mutable std::mutex mutex_;
    std::multimap<std::int64_t, std::shared_ptr<entry>> entries_;
};

class plain_secrets final : public plugins::secrets {
public:
    [[nodiscard]] result<std::string> fill_in(std::string_view text) const override {
        return std::string(text);
    }
    [[nodiscard]] std::string redact(std::string_view text) const override {
        return std::string(text);
    }
    void set(std::string_view, std::string_view) override {}
};

// A channel whose calls are functions of the test. [any-thread] once it is set up.
class scripted_channel final : public plugins::channel {
public:
    explicit scripted_channel(std::string id) : id_(std::move(id)) {
        manifest_.name = "scripted";
        manifest_.capabilities.text.max = 5'000;
    }

    std::function<plugins::outcome(const selat_outgoing&)> send;
    std::function<plugins::outcome(const selat_http_reply&)> reply;
    std::function<plugins::outcome(const selat_stored&)> stored;
    std::function<plugins::outcome(const selat_timer&)> timer;
    std::function<plugins::outcome(const selat_data&)> data;
    std::function<plugins::outcome(const selat_verification&)> verification;
    std::string named;  // the channel that an option names
    bool serial = false;

    plugins::manifest& edit() { return manifest_; }

    const std::string& id() const override { return id_; }
    const plugins::manifest& manifest() const override { return manifest_; }
    plugins::secrets& secrets() const override { return secrets_; }
    bool may_call(std::string_view) const override { return true; }
    bool may_call_private(std::string_view) const override { return true; }
    std::string quarantined() const override { return {}; }

    plugins::outcome on_http(const selat_http_request&) const override { return {}; }
    plugins::outcome on_send(const selat_outgoing& outgoing) const override {
        return send(outgoing);
    }
    plugins::outcome on_reply(const selat_http_reply& answer) const override {
        return reply(answer);
    }
    bool has_connections() const override { return false; }
    bool has_serial_send() const override { return serial; }
    bool has_serial_reply() const override { return false; }
    bool has_timers() const override { return timer != nullptr; }
    bool has_stored() const override { return stored != nullptr; }
    bool has_credentials() const override { return false; }
    bool has_posts() const override { return false; }
    bool has_verification() const override { return verification != nullptr; }
    bool names_channel(std::string_view id) const override { return id == named; }
    plugins::outcome on_open(const selat_open&) override { return {}; }
    plugins::outcome on_data(const selat_data& event) override {
        return data ? data(event) : plugins::outcome{};
    }
    plugins::outcome on_close(const selat_close&) override { return {}; }
    plugins::outcome on_serial_send(const selat_outgoing& outgoing) override {
        return send(outgoing);
    }
    plugins::outcome on_serial_reply(const selat_http_reply&) override { return {}; }
    plugins::outcome on_timer(const selat_timer& event) override { return timer(event); }
    plugins::outcome on_stored(const selat_stored& event) override { return stored(event); }
    plugins::outcome on_history(const selat_history&) override { return {}; }
    plugins::outcome on_refresh(const selat_refresh&) override { return {}; }
    plugins::outcome on_post(const selat_post_event&) override { return {}; }
    plugins::outcome on_verification(const selat_verification& event) override {
        return verification(event);
    }

private:
    std::string id_;
    plugins::manifest manifest_;
    mutable plain_secrets secrets_;
};

// Calls are kept until the test answers them.
class kept_calls final : public calls {
public:
    struct call {
        model::action::call call;
        std::uint64_t most = 0;  // of its answer
        std::function<void(net::http_result)> done;
    };

    void perform(std::shared_ptr<const plugins::instance>, const model::action::call& call,
                 model::duration, std::uint64_t,
                 std::function<void(net::http_result)> done) override;
    [[nodiscard]] std::size_t size() const;
    // Answers the oldest one.
    void answer(const net::http_result& result);
    [[nodiscard]] model::action::call oldest() const;
    [[nodiscard]] std::uint64_t most_of_oldest() const;

private:
    mutable std::mutex mutex_;
    std::deque<call> kept_;
};

// Steps of no flow and no bot.
class no_steps final : public engine::steps {
public:
    engine::step_outcome run_flow(const engine::flow_step&) const override {
        return {code::not_found, "there is no flow", {}};
    }
    engine::step_outcome run_bot(const engine::bot_step&) const override {
        return {code::not_found, "there is no bot", {}};
    }
};

// Everything but the part that is tested. The control thread is the test's own: see run_until.
class stage {
public:
    explicit stage(std::size_t shard_count = 2, std::size_t most_bytes = std::size_t{256} << 20);
    ~stage();
    stage(const stage&) = delete;
    stage& operator=(const stage&) = delete;

    std::shared_ptr<scripted_channel> add_channel(const std::string& id);
    void start_shards();
    // Ends what runs beside the test. A scene whose members are called back calls it in its
    // destructor, as node::end() comes before the parts go.
    void end();
    // Runs the control thread's work until `done`; fails the test when that takes too long.
    void run_until(const std::function<bool()>& done);
    // Runs what is there to be run, on every thread, until nothing moves.
    void settle();
    [[nodiscard]] bool logged(std::string_view words) const;

    door store;
    hand_clock clock;
    kept_calls calls;
    boost::asio::io_context control{1};
    std::shared_ptr<assembly> parts = std::make_shared<assembly>();
    std::vector<std::unique_ptr<shard>> shards;
    shard_world shard_parts;
    std::unique_ptr<gateway::ledger> ledger;
    std::unique_ptr<gateway::world> world;
    std::function<void(store::changes, engine::effects)>
        carry_out;                   // may be set before the shards start
    std::vector<model::event> told;  // guarded by mutex
    std::atomic<std::uint64_t> newest{0};
    mutable std::mutex mutex;

private:
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
    std::size_t running_ = 0;         // shards
    std::vector<std::string> lines_;  // guarded by mutex
    telemetry::metrics metrics_;
    telemetry::log log_;
};

// Waits for what another thread brings about; fails the test when that takes too long.
void wait_until(const std::function<bool()>& done);

// A customer's message, as a channel delivers it.
work inbound(const std::string& channel, const std::string& from, const std::string& provider_id,
             std::function<void(decided)> done, const std::string& text = "hello");

// One queue, one workflow, and Aminah.
routing::setup one_agent();

// A stored outbound message with its send job.
struct queued_send {
    model::job job;
    model::message message;
};
queued_send queue_send(stage& stage, const std::string& channel, const std::string& address,
                       const std::string& text, const std::string& origin = {});

model::message stored(stage& stage, const model::id& message);
std::vector<model::job> jobs(stage& stage);

std::string text_of(const selat_str& text);

}  // namespace selat::gateway::test
