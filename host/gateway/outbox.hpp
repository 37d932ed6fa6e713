#pragma once
// Sends what is queued: in order for each address, within each channel's rate, tried again by the
// one outcome table, never twice where it cannot be known. Lives on the control thread.

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "host/delivery/outcome.hpp"
#include "host/gateway/send_record.hpp"
#include "host/gateway/world.hpp"

namespace selat::gateway {

// What the outbox asks of the channels, which own connections and strands. [any-thread]
class channel_calls {
public:
    virtual ~channel_calls() = default;
    // Runs a serial call on the strand of the channel that runs this plugin, or is about to leave;
    // applies there what it says beside the operation, and hands the rest to `done` on the control
    // thread.
    virtual void serially(const std::string& channel, const plugins::channel& plugin,
                          std::function<plugins::outcome(plugins::channel&)> call,
                          std::function<void(plugins::outcome)> done) = 0;
    // Applies what an operation's parallel calls said beside the operation.
    virtual void apply(const std::string& channel, std::vector<model::action::any> actions) = 0;
    // How the channel is, as its sends show.
    virtual void sends_show(const std::string& channel, bool running, std::string reason) = 0;
    // A send that the store does not know of yet has begun (or is known now): a receipt may be
    // ahead of it.
    virtual void unsettled(const std::string& channel, bool begun) = 0;
    // One is to be tried again although the provider may have it (or has ended now): it may tell of
    // it meanwhile.
    virtual void doubtful(const std::string& channel, bool begun) = 0;
};

// What goes out beside messages, now or not at all: nothing keeps it.
struct sign {
    std::uint32_t purpose = SELAT_OUT_TYPING;
    model::message about;  // where it goes and whose it is; of READ, the seq that is read
    send_context context;
    std::string content;
    bool on = true;  // of TYPING
    model::time until = model::time::max();
    std::uint32_t attempt = 1;
};

class outbox {
public:
    outbox(world& world, channel_calls& channels);
    ~outbox();

    // Control thread, as all that follows. A durable send job; without its message, which is then
    // read when its turn comes. One that was `started` before ends as uncertain.
    void add(model::job job, std::optional<model::message> message);
    // Asks the channel for the profile behind an address; not durable.
    void look_up(const std::string& channel, const std::string& address);
    // TYPING, unless one was shown just now, and behind the address's messages; READ, unless that
    // or more was told before, tried twice.
    void show(sign sign);
    // A call of the channel's ended an operation: SENT or FAILED.
    void ended(const plugins::channel& by, model::action::any action);
    // Rates and channels may be others now.
    void reconfigure();
    // `done` once nothing that this plugin sends over connections is under way.
    void when_idle(const plugins::channel& plugin, std::function<void()> done);
    // Stops beginning sends; `done` when those under way have ended and are durable.
    void drain(std::function<void()> done);

    // [any-thread]
    [[nodiscard]] std::size_t waiting() const { return waiting_.load(std::memory_order_relaxed); }

private:
    struct letter;
    struct send;
    struct lane;
    struct gate;
    struct operation;
    struct findings;
    enum class turn { last, first };

    // outbox.cpp: lanes, one an address, and the gates they go through, one a channel.
    void step(lane& lane, turn turn = turn::last);
    void wait(lane& lane, model::time until);
    bool admit(gate& gate, lane& lane, turn turn);
    void leave(gate& gate);
    void release(gate& gate);
    void open(lane& lane, std::shared_ptr<plugins::channel> channel);
    void opened(lane& lane, std::shared_ptr<plugins::channel> channel, findings found);
    void settle(lane& lane, store::changes changes, bool ended);
    void settled(lane& lane, bool ended);
    void tell_when_drained();
    void tell_when_idle();
    gate& gate_of(const std::string& channel);
    void set_up(gate& gate);
    [[nodiscard]] model::event updated(const model::message& message);

    // signs.cpp
    bool is_news(const sign& sign);
    void next(sign sign);
    void next_sign(gate& gate);
    void begin(gate& gate, const std::shared_ptr<plugins::channel>& channel, sign sign);
    void missed(sign sign, const model::action::failed& why);

    // send_attempt.cpp: one try, from the plugin's on_send to its outcome.
    void begin(lane& lane, std::shared_ptr<plugins::channel> channel);
    void hand_over(std::uint64_t op, const std::shared_ptr<send_record>& record);
    void send_serially(std::uint64_t op, const std::shared_ptr<send_record>& record);
    void know_newest_context(const std::string& lane, send_context& context) const;
    [[nodiscard]] result<std::vector<std::string>> parts_of(const send& send,
                                                            const plugins::channel& channel) const;
    bool fit(lane& lane, const plugins::channel& channel);
    static model::wish wish_of(const send& send, const model::conversation* in,
                               const model::channel_rules& rules, model::time now);
    bool may_go(lane& lane, const findings& found);
    void apply(std::uint64_t op, plugins::outcome outcome);
    void call(std::uint64_t op, const model::action::call& call);
    void write_down(std::uint64_t op, std::function<void()> then);
    void perform(std::uint64_t op, const model::action::call& call);
    void replied(std::uint64_t op, bool repeatable, const std::string& context,
                 net::http_result result);
    void await_end(std::uint64_t op);
    void overdue(std::uint64_t op);
    std::unique_ptr<operation> take(std::uint64_t op);

    // send_outcome.cpp: what became of it.
    void sent(std::uint64_t op, const model::action::sent& sent);
    void revised(lane& lane, const model::action::sent& sent);
    void drop(lane& lane);
    void remember_context(const lane& lane, const model::action::sent& sent);
    void tell_context(const std::string& lane, const model::id& customer,
                      const engine::input::sent& told);
    void failed(std::uint64_t op, model::action::failed failed);
    void doubt(send& send);
    void again(lane& lane, gate& gate, const delivery::verdict& verdict,
               const model::action::failed& failed);
    void postpone(std::uint64_t op);
    void give_up(lane& lane, const model::action::failed& failed, const char* for_people);
    void decide(lane& lane, const engine::input::any& what, const store::changes& also);

    static constexpr std::size_t most_letters = 1'000;  // in memory before their turn
    // For all of one try. Every call has its own, shorter limit; what is longer hangs in the
    // plugin.
    static constexpr model::duration patience{5 * 60'000};

    world& world_;
    channel_calls& channels_;
    std::unordered_map<std::string, std::unique_ptr<lane>> lanes_;
    std::map<std::string, gate> gates_;
    std::unordered_map<std::uint64_t, std::unique_ptr<operation>> operations_;
    // Contexts that sends have changed and the address does not show yet, by lane.
    struct changed_context {
        model::time of;  // the one that was given
        std::string now;
        bool heard = false;  // the shard knows; sends that wait may not
    };
    std::unordered_map<std::string, changed_context> contexts_;
    // The newest signs, for as long as they count.
    struct shown {
        model::time at{};
        bool typing = false;
        std::uint64_t read_seq = 0;
    };
    std::unordered_map<std::string, shown> shown_;  // typing by conversation, reading by lane
    std::size_t most_shown_ = 4'096;                // then the old ones are forgotten
    std::uint64_t next_op_ = 1;
    std::size_t letters_ = 0;   // in memory
    std::size_t settling_ = 0;  // outcomes on their way to the disk
    std::atomic<std::size_t> waiting_{0};
    std::function<void()> drained_;
    std::vector<std::pair<const plugins::channel*, std::function<void()>>> leaving_;
    delivery::retry_policy policy_;
    model::id_source ids_;
};

}  // namespace selat::gateway
