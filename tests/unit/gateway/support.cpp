#include "support.hpp"

#include <algorithm>
#include <optional>
#include <thread>

namespace selat::gateway::test {
namespace {

class patience_left {
public:
    void check() const {
        if (std::chrono::steady_clock::now() > until_) {
            FAIL("waited too long");
        }
    }

private:
    const std::chrono::steady_clock::time_point until_ =
        std::chrono::steady_clock::now() + std::chrono::seconds{240};
};

}  // namespace

void door::refuse(std::function<void(result<selat::store::committed>)> done) {
    refusals_.submit([done = std::move(done)](std::size_t) {
        done(selat::fail(code::unavailable, "the disk is full"));
    });
}

void door::commit(selat::store::changes changes,
                  std::function<void(result<selat::store::committed>)> done) {
    asked_.fetch_add(1);
    {
        const std::lock_guard lock(mutex_);
        if (closed_) {
            waiting_.push_back({std::move(changes), std::move(done)});
            return;
        }
    }
    if (failing_.load()) {
        return refuse(std::move(done));
    }
    inner_->commit(std::move(changes), std::move(done));
}

void door::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
}

void door::open(bool well) {
    std::deque<waiter> all;
    {
        const std::lock_guard lock(mutex_);
        closed_ = false;
        all.swap(waiting_);
    }
    for (auto& each : all) {
        if (well) {
            inner_->commit(std::move(each.changes), std::move(each.done));
        } else {
            refuse(std::move(each.done));
        }
    }
}

void door::let_one_through() {
    std::optional<waiter> first;
    {
        const std::lock_guard lock(mutex_);
        first = std::move(waiting_.front());
        waiting_.pop_front();
    }
    inner_->commit(std::move(first->changes), std::move(first->done));
}

void door::drain() {
    open(false);
    std::promise<void> refused;
    refusals_.submit([&](std::size_t) { refused.set_value(); });
    refused.get_future().get();
    std::promise<void> committed;
    inner_->commit({}, [&](const auto&) { committed.set_value(); });
    committed.get_future().get();
    ask([](selat::store::reader&) { return 0; });
}

std::size_t door::waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
}

class hand_clock::handle final : public alarm {
public:
    explicit handle(std::shared_ptr<entry> entry) : entry_(std::move(entry)) {}
    ~handle() override { entry_->off = true; }

private:
    std::shared_ptr<entry> entry_;
};

std::unique_ptr<alarm> hand_clock::wake(model::time at, std::function<void()> ring) {
    auto made = std::make_shared<entry>();
    made->ring = std::move(ring);
    const std::lock_guard lock(mutex_);
    entries_.emplace(model::to_ms(at), made);
    return std::make_unique<handle>(made);
}

void hand_clock::later(model::duration after, std::function<void()> ring) {
    auto made = std::make_shared<entry>();
    made->ring = std::move(ring);
    const std::lock_guard lock(mutex_);
    entries_.emplace(now_.load() + after.count(), made);
}

void hand_clock::turn(model::duration by) {
    const auto until = now_.load() + by.count();
    for (;;) {
        std::shared_ptr<entry> due;
        {
            const std::lock_guard lock(mutex_);
            if (entries_.empty() || entries_.begin()->first > until) {
                break;
            }
            now_.store(std::max(now_.load(), entries_.begin()->first));
            due = entries_.begin()->second;
            entries_.erase(entries_.begin());
        }
        if (!due->off) {
            due->ring();
        }
    }
    now_.store(until);
}

std::size_t hand_clock::set() const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(
        std::ranges::count_if(entries_, [](const auto& each) { return !each.second->off; }));
}

void kept_calls::perform(std::shared_ptr<const plugins::instance>, const model::action::call& call,
                         model::duration, std::uint64_t most,
                         std::function<void(net::http_result)> done) {
    const std::lock_guard lock(mutex_);
    kept_.push_back({call, most, std::move(done)});
}

std::size_t kept_calls::size() const {
    const std::lock_guard lock(mutex_);
    return kept_.size();
}

std::uint64_t kept_calls::most_of_oldest() const {
    const std::lock_guard lock(mutex_);
    return kept_.front().most;
}

model::action::call kept_calls::oldest() const {
    const std::lock_guard lock(mutex_);
    return kept_.front().call;
}

void kept_calls::answer(const net::http_result& result) {
    call oldest;
    {
        const std::lock_guard lock(mutex_);
        oldest = std::move(kept_.front());
        kept_.pop_front();
    }
    oldest.done(result);
}

stage::stage(std::size_t shard_count, std::size_t most_bytes)
    : guard_(control.get_executor()), log_({.format = telemetry::log_format::text,
                                            .per_second = 0,
                                            .write = [this](std::string_view line) {
                                                const std::lock_guard lock(mutex);
                                                lines_.emplace_back(line);
                                            }}) {
    ledger = std::make_unique<gateway::ledger>(
        store, [this](std::uint64_t position) { newest.store(position); });
    parts->steps = std::make_shared<no_steps>();
    shard_parts.store = &store;
    shard_parts.ledger = ledger.get();
    shard_parts.shards = &shards;
    shard_parts.assembly = [this] { return parts; };
    shard_parts.now = [this] { return clock.now(); };
    shard_parts.carry_out = [this](store::changes durable, engine::effects effects) {
        if (carry_out) {
            carry_out(std::move(durable), std::move(effects));
        }
    };
    shard_parts.log = [](const model::action::log&) {};
    shard_parts.most_bytes = most_bytes;
    for (std::size_t i = 0; i < shard_count; ++i) {
        shards.push_back(std::make_unique<shard>(shard_parts, i + 1));
    }
    world = std::make_unique<gateway::world>(gateway::world{
        log_, metrics_, store, *ledger, calls, shard_parts, control, [this] { return parts; },
        [this] { return clock.now(); },
        [this](model::event event) {
            const std::lock_guard lock(mutex);
            told.push_back(std::move(event));
        },
        [](const std::function<void()>& work) { work(); },
        [](std::size_t, const std::function<void()>& work) { work(); }, [](std::string_view) {},
        [this](model::time at, std::function<void()> ring) {
            return clock.wake(at, std::move(ring));
        },
        [this](model::duration after, std::function<void()> ring) {
            clock.later(after, std::move(ring));
        }});
}

stage::~stage() { end(); }

void stage::end() {
    for (auto& each : shards) {
        each->stop();
    }
    ledger->close();
    store.drain();
}

std::shared_ptr<scripted_channel> stage::add_channel(const std::string& id) {
    auto made = std::make_shared<scripted_channel>(id);
    parts->channels[id] = made;
    parts->engine.channels[id].plugin = "scripted";
    config::channel setup;
    setup.id = id;
    parts->config.channels.push_back(std::move(setup));
    return made;
}

void stage::start_shards() {
    for (auto& each : shards) {
        each->start();
    }
    running_ = shards.size();
}

void stage::run_until(const std::function<bool()>& done) {
    const patience_left left;
    while (!done()) {
        left.check();
        control.run_one_for(std::chrono::milliseconds(2));
    }
}

// A round trip through the writer, the readers and every shard pushes out what was under way in
// them.
void stage::settle() {
    for (int round = 0; round < 4; ++round) {
        std::atomic<std::size_t> back{0};
        store.read([&](selat::store::reader&) { back.fetch_add(1); });
        for (std::size_t i = 0; i < running_; ++i) {
            boost::asio::post(shards[i]->context(), [&] { back.fetch_add(1); });
        }
        run_until([&] { return back.load() == 1 + running_ && control.poll() == 0; });
        run_until([&] { return ledger->under_way() == 0 || store.waiting() != 0; });
    }
}

bool stage::logged(std::string_view words) const {
    const std::lock_guard lock(mutex);
    return std::ranges::any_of(
        lines_, [&](const auto& line) { return line.find(words) != std::string::npos; });
}

void wait_until(const std::function<bool()>& done) {
    const patience_left left;
    while (!done()) {
        left.check();
        std::this_thread::yield();
    }
}

work inbound(const std::string& channel, const std::string& from, const std::string& provider_id,
             std::function<void(decided)> done, const std::string& text) {
    work out;
    out.channel = channel;
    out.provider_id = provider_id;
    model::action::inbound message;
    message.provider_id = provider_id;
    message.from = from;
    message.content = R"({"text":")" + text + R"("})";
    out.what = engine::input::inbound{channel, std::move(message), {}, {}, {}};
    out.done = std::move(done);
    return out;
}

queued_send queue_send(stage& stage, const std::string& channel, const std::string& address,
                       const std::string& text, const std::string& origin) {
    static model::id_source ids(7);
    const auto now = stage.clock.now();
    const auto partition = model::partition_of(address);
    queued_send out;
    auto& message = out.message;
    message.id = ids.make(model::id_kind::message, now, partition);
    message.customer = ids.make(model::id_kind::customer, now, partition);
    message.conversation = ids.make(model::id_kind::conversation, now, partition);
    message.direction = model::direction::outbound;
    message.status = model::message_status::queued;
    message.channel = channel;
    message.address = address;
    message.at = now;
    message.content = R"({"text":")" + text + R"("})";
    message.origin = origin;
    auto& job = out.job;
    job.id = ids.make(model::id_kind::job, now, partition);
    job.customer = message.customer;
    job.conversation = message.conversation;
    job.message = message.id;
    job.channel = channel;
    job.address = address;
    job.due = now;
    selat::store::changes changes;
    changes.messages.push_back(message);
    changes.jobs.push_back(job);
    std::promise<void> done;
    stage.store.commit(std::move(changes), [&](const auto&) { done.set_value(); });
    done.get_future().get();
    return out;
}

routing::setup one_agent() {
    routing::setup out;
    out.queues.push_back({.id = "q"});
    out.workflows.push_back({.id = "w", .definition = R"({"task_routing": {"filters": [
        {"expression": "1==1", "targets": [{"queue": "q"}]}]}})"});
    out.activities = {{"available", true}, {"unavailable", false}, {"offline", false}};
    model::agent aminah;
    aminah.id = "aminah";
    aminah.attributes = R"({"name":"Aminah"})";
    out.agents = {aminah};
    return out;
}

model::message stored(stage& stage, const model::id& message) {
    auto found =
        stage.store.ask([&](selat::store::reader& reader) { return reader.message(message); });
    REQUIRE(found);
    REQUIRE(*found);
    return **found;
}

std::vector<model::job> jobs(stage& stage) {
    return stage.store.ask([](selat::store::reader& reader) { return *reader.jobs(); });
}

std::string text_of(const selat_str& text) {
    return text.data == nullptr ? std::string{} : std::string(text.data, text.size);
}

}  // namespace selat::gateway::test
