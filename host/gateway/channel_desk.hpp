#pragma once
// The running channels: requests to their webhooks, their connections, timers and kept state; and
// what their plugins answer with, carried out.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "host/gateway/identities.hpp"
#include "host/gateway/invitations.hpp"
#include "host/gateway/media_files.hpp"
#include "host/gateway/outbox.hpp"
#include "host/gateway/running_channel.hpp"
#include "host/gateway/verifications.hpp"
#include "host/gateway/world.hpp"
#include "host/model/content.hpp"
#include "host/net/server.hpp"

namespace selat::gateway {

class channel_desk : public channel_calls {
public:
    channel_desk(world& world, media_files& files, invitations& invitations,
                 std::vector<boost::asio::io_context*> contexts);
    ~channel_desk() override;

    // Takes over the channels of a new assembly: new ones start, gone and changed ones end.
    void adopt(const assembly& assembly);
    // Before adopt(): who is told of operations that serial calls end.
    void send_through(outbox& outbox) { outbox_ = &outbox; }
    // Before adopt(): who sends and checks one-time codes.
    void verify_through(verifications& codes) { codes_ = &codes; }
    // [any-thread] Tells the channel that asked what became of a code.
    void tell_verification(verifications::outcome outcome);
    // Lets the channels say that the gateway ends; `done` when all have, on some thread.
    void say_goodbye(std::function<void()> done);
    // Closes connections; nothing more is read from them.
    void stop();
    // [any-thread] Tells a channel that wants to know.
    void tell_closed(const engine::closed_for& whom);

    // [any-thread] A request below /channels/.
    void handle(net::exchange exchange);
    // [any-thread] How it stands, for GET /channels.
    [[nodiscard]] model::action::status condition(std::string_view channel) const;
    // [any-thread] A post of a plugin's own thread; false when too many wait.
    bool post(std::string_view channel, std::string bytes);
    // [any-thread] Largest body of a request to a path below /channels/.
    [[nodiscard]] std::uint64_t body_limit(std::string_view path) const;

    void serially(const std::string& channel, const plugins::channel& plugin,
                  std::function<plugins::outcome(plugins::channel&)> call,
                  std::function<void(plugins::outcome)> done) override;
    void apply(const std::string& channel, std::vector<model::action::any> actions) override;
    void sends_show(const std::string& channel, bool running, std::string reason) override;
    void unsettled(const std::string& channel, bool begun) override;
    void doubtful(const std::string& channel, bool begun) override;

private:
    using shared = std::shared_ptr<running_channel>;
    using waiting = std::shared_ptr<delivery_wait>;
    struct attachment {
        model::action::attach given;
        std::string type;
    };
    // Shared by all tries to give the message to its customer; null: none.
    using attached = std::shared_ptr<const std::vector<attachment>>;
    struct attached_files {
        std::map<std::string, attached> of_messages;  // by their provider's ids
        std::optional<net::response> refusal;         // when one cannot be taken
    };

    // Says goodbye, and still sends.
    struct leaving {
        shared channel;
        shared successor;  // null: none
    };

    shared find(std::string_view id) const;
    shared make(const std::string& id, std::shared_ptr<plugins::channel> plugin,
                const config::configuration& config);
    [[nodiscard]] shared running(const std::string& id, const plugins::channel& plugin) const;
    void set(const shared& channel, model::action::status running_channel::* which,
             model::action::status now);

    // channel_life.cpp
    void begin(const shared& channel);
    void end(const shared& channel);
    // Ends one of leaving_ once what it sends over connections is answered; then its successor
    // begins.
    void leave(const shared& channel);
    void goodbye(const shared& channel);
    // Control thread: ends channels when the day has come on which their providers close them.
    void end_closed();
    void watch_sunsets();

    // webhook.cpp
    void answer(const shared& channel, net::exchange exchange);
    void accept(const shared& channel, net::exchange exchange, model::action::accept accept);

    // connections.cpp
    net::websocket_events events_for(const shared& channel, const std::string& name,
                                     const std::shared_ptr<link>& link);
    void data(const shared& channel, const std::string& name, const std::shared_ptr<link>& link,
              std::string bytes, bool binary);
    void closed(const shared& channel, const std::string& name, const std::shared_ptr<link>& link,
                std::uint32_t status, const std::string& reason, code failure);
    void connect(const shared& channel, const model::action::connect& wish);
    void reach(const shared& channel, const model::action::connect& wish,
               const std::shared_ptr<link>& link);
    void opened(const shared& channel, const std::string& name, const std::shared_ptr<link>& link,
                std::shared_ptr<net::websocket> socket);
    void write(const shared& channel, const model::action::write& wish);
    void set_timer(const shared& channel, const model::action::set_timer& wish);
    void after_serial(const shared& channel, std::string_view function, plugins::outcome outcome);
    void save_state(const shared& channel);
    // Our connections of that channel that give are not read while too much is not stored.
    void hold_back(const shared& channel, bool held);
    void state_saved(const shared& channel, running_channel::keeping state,
                     const result<store::committed>& done);
    void tell_kept(const shared& channel, const std::vector<std::string>& tags);

    // serial_calls.cpp: on the strand.
    using serial_call = std::function<plugins::outcome(plugins::channel&)>;
    // Calls the plugin with what it must not miss: now, or once it is called again.
    void tell(const shared& channel, std::string_view function, serial_call call);
    // Makes the calls that were held; false when the plugin is put aside still.
    bool catch_up(const shared& channel);
    void retry_held(const shared& channel);
    // For what can be refused: `aside` when it has to be.
    plugins::outcome ask(const shared& channel, const serial_call& call);

    // codes.cpp
    void verify(const shared& channel, const model::action::verify& wish);
    void verify_code(const shared& channel, const model::action::verify_code& typed);

    // history.cpp
    void history(const shared& channel, const model::action::ask_history& wish);

    // carry_out.cpp
    // `on_strand`: the call was serial, so connections may be touched at once.
    void carry_out(const shared& channel, std::vector<model::action::any> actions, bool on_strand,
                   const waiting& wait);
    // With the files that were taken out of the actions.
    void carry_out(const shared& channel, std::vector<model::action::any> actions,
                   const attached_files& files, bool on_strand, const waiting& wait);
    void carry_out_serially(const shared& channel, model::action::any& action, bool on_strand);
    void call(const shared& channel, model::action::call call, bool serial);
    // A call that belongs to no send, so that nobody else hears of its failure.
    void tell_if_failed(const shared& channel, std::string_view function,
                        const plugins::outcome& outcome) const;
    void log(const shared& channel, const model::action::log& line);
    void count(const shared& channel, const model::action::count& count);

    // inbound.cpp
    void deliver(const shared& channel, model::action::inbound inbound,
                 std::vector<model::action::fetch> fetches, const attached& files, bool on_strand,
                 const waiting& wait);
    // Calls when what we sent under the id is known, or no send is left that might be it.
    void await_own(const shared& channel, const std::string& sent, int looks,
                   const std::function<void()>& then);
    work inbound_work(const shared& channel, model::action::inbound inbound,
                      std::vector<model::action::fetch> fetches, std::function<void(bool)> done);
    void stored(const shared& channel, const std::string& tag, const decided& outcome);
    void amend(const shared& channel, model::action::amend amend,
               std::vector<model::action::fetch> fetches, bool on_strand, const waiting& wait);
    void learn(const shared& channel, model::action::address_update update, bool on_strand,
               const waiting& wait);
    void give(const shared& channel, bool on_strand, const waiting& wait,
              running_channel::giving giving);
    void give_numbered(const shared& channel, std::uint64_t number, running_channel::giving giving);
    void given(const shared& channel, std::uint64_t number, running_channel::giving giving,
               bool durable);
    void try_again(const shared& channel);

    // attachments.cpp
    // Takes out of the actions what can be taken of the attachments. A request is answered with the
    // refusal, and nothing else of it is taken then.
    attached_files take_attachments(const shared& channel,
                                    std::vector<model::action::any>& actions) const;
    void hand_over(const shared& channel, model::action::inbound inbound,
                   std::vector<model::action::fetch> fetches, const attached& files,
                   std::function<void(bool)> done);
    void with_kept(const shared& channel, model::action::inbound inbound,
                   std::vector<model::action::fetch> fetches, std::vector<media_files::kept> kept,
                   const result<void>& outcome, std::function<void(bool)> done);

    // receipts.cpp
    void receipt(const shared& channel, model::action::receipt receipt, bool on_strand,
                 const waiting& wait);
    // `told_again`: by the provider, when it hears that the receipt could not be taken.
    void settle(const shared& channel, const model::action::receipt& receipt, bool told_again,
                int looks, const std::function<void(bool)>& done);
    void tell_failure(const model::message& message, store::changes changes,
                      const std::function<void(bool)>& done);

    world& world_;
    media_files& files_;
    invitations& invitations_;
    std::vector<boost::asio::io_context*> contexts_;
    outbox* outbox_ = nullptr;
    verifications* codes_ = nullptr;
    identities identities_;
    std::unique_ptr<alarm> sunset_clock_;  // the control thread's
    mutable std::mutex mutex_;             // over what follows, for look-ups only
    std::map<std::string, shared, std::less<>> channels_;
    std::vector<leaving> leaving_;
};

}  // namespace selat::gateway
