#pragma once
// One decision in the making: the state as it changes and what changes on the way. Internal to the
// engine; each file of it adds one side of the matter.

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/engine/decide.hpp"

namespace selat::engine {

// What a flow is told beside its state.
struct flow_input {
    flow_what what = flow_what::start;
    code failure = code::ok;
    std::string name;
    std::string message;
    std::string result;
    const flow_reply_data* reply = nullptr;
};

// Who says something, for messages that go out.
struct speaker {
    model::author author;
    std::string origin;  // of a flow's
    model::id reply_to;
    std::string reply_to_provider_id;
    std::string reply_to_context;
    std::string client_token;
    std::string sealed;  // sent in place of the content
};

class deciding {
public:
    deciding(customer_state state, const setup& setup, const steps& steps, model::time now,
             model::id_source& ids);

    // What waited for a bot that has the conversation no more goes to who has it now.
    void answer_waiting();
    decision finish() &&;

    // One for each input; see decide.cpp for the list.
    void on(const input::inbound& in);
    void on(const input::amend& in);
    void on(const input::address& in);
    void on(const input::receipt& in);
    void on(const input::typing& in);
    void on(const input::write& in);
    void on(const input::retry& in);
    void on(const input::revise& in);
    void on(const input::sent& in);
    void on(const input::send_failed& in);
    void on(const input::flow_reply& in);
    void on(const input::bot_reply& in);
    void on(const input::timer& in);
    void on(const input::task_changed& in);
    void on(const input::close& in);
    void on(const input::hand_over& in);
    void on(const input::join& in);
    void on(const input::patch_customer& in);

private:
    // identity.cpp
    model::address& address(std::string_view channel, std::string_view address);
    model::address* find_address(std::string_view channel, std::string_view address);
    const model::address* find_address(std::string_view channel, std::string_view address) const;
    void learn(model::address& known, const model::action::address_update& update);
    // By what another channel has shown.
    void link(model::address& fresh);
    void link_by_code(model::address& fresh);
    void tell_link(const model::address& fresh, std::string_view through);
    void link_by_identity(model::address& proved) const;
    void follow(const model::address& proved);
    void note_reach(model::address& known, const model::action::address_update& update);
    void keep_context(model::address& known, const std::string& context);
    void tell_customer();
    void tell_message(const model::id& conversation, const model::id& message);
    const channel_setup& channel(std::string_view id) const;

    // lifecycle.cpp
    model::conversation* find(const model::id& conversation);
    model::conversation* find_for(const model::address& address);
    model::conversation& open(const model::address& address);
    void close(model::conversation& conversation, std::string reason);
    void touch(const model::conversation& conversation);
    void touch_customer() { customer_changed_ = true; }
    // The part of it that is shown: told once for all that a decision changes.
    void touch_profile() { customer_changed_ = profile_changed_ = true; }
    void touch(const model::address& address);
    model::event event(model::event_type type, const model::conversation& conversation);
    void tell(model::event_type type, const model::conversation& conversation, std::string data);
    void remember_as_was(const model::conversation& conversation);
    void tell_what_changed(const model::conversation& conversation);

    // joining.cpp
    void take_over(const customer_state& other, model::link by);
    void join_conversations();

    // jobs.cpp
    model::job job(model::job_kind kind, const model::conversation& conversation);
    model::job job(model::job_kind kind, const model::id& conversation);
    // The same id for the same conversation, kind and name: there is one such job at most.
    model::job only_job(model::job_kind kind, const model::conversation& conversation,
                        std::string_view name) const;
    void put(model::job job);
    void drop(const model::id& job);

    // messages.cpp
    model::message& append(model::conversation& conversation, model::message message);
    model::message& store_inbound(const input::inbound& in, model::conversation& conversation,
                                  model::address& from);
    void fetch(const std::string& channel, std::string_view content,
               const std::vector<model::action::fetch>& wanted, const model::id& conversation,
               const model::id& message);
    void answer(model::conversation& conversation, const customer_state::said& message);
    void understand_choice(model::message& message, const model::conversation& conversation);
    // Queued, or failed at once when it may not go out.
    const model::message& send(model::conversation& conversation, model::address& to,
                               const std::string& content, const speaker& who);
    model::job job_about(const model::message& message, const model::address& to,
                         const speaker& who);
    void send_job(const model::message& message, const model::address& to, const speaker& who);
    static std::string send_payload(const model::address& to, const speaker& who);
    customer_state::history& recent(const model::id& conversation);
    result<model::address*> recipient(const input::write& in,
                                      const model::conversation* conversation);

    // permits.cpp
    // Why it may not go out; ok: it may. `in`: the conversation that it is said in, null: none yet.
    failure why_not(const model::conversation* in, const model::address& to,
                    model::author_kind from, std::string_view origin,
                    std::string_view content) const;
    failure why_not(const model::address& to, const model::wish& what) const;
    model::permission may_reply(const model::conversation& conversation) const;
    std::string written(const model::conversation& conversation) const;

    // flow_step.cpp
    void start_flow(model::conversation& conversation, const std::string& flow,
                    const std::string& message, const model::action::subflow* as = nullptr);
    void run_flow(model::conversation& conversation, const flow_input& in);
    step_outcome ask_flow(const model::conversation& conversation, flow_step step);
    void take_step(model::conversation& conversation, const flow_step& step,
                   const std::string& message);
    void after_flow(model::conversation& conversation, const struct flow_aftermath& after,
                    const std::string& message);
    static bool runs(const model::conversation& conversation, const model::id& execution);
    // Tells `execution` what became of its wish; none when it does not go on.
    void hand_off(model::conversation& conversation, const model::action::handoff& wish,
                  const model::id& execution);
    void start_subflow(model::conversation& conversation, const model::action::subflow& wish,
                       const std::string& message);
    void ask_bot(model::conversation& conversation, const model::action::ask_bot& wish,
                 const std::string& message);
    void fail_flow(model::conversation& conversation, const std::string& why);
    void end_flow(model::conversation& conversation, std::string result, code failure);
    void end_execution(model::conversation& conversation);
    static bool waits_for_nothing(const model::conversation& conversation);
    void arrive(model::conversation& conversation, const model::id& job, model::arrival arrival);
    void go_on(model::conversation& conversation, const model::id& execution);
    void tell_flow(model::conversation& conversation, const model::arrival& arrival);

    // flow_actions.cpp
    void act(model::conversation& conversation, model::action::any& action,
             struct flow_aftermath& after);
    bool may_say(const model::conversation& conversation, const model::action::say& say);
    void say(model::conversation& conversation, const model::action::say& say,
             struct flow_aftermath& after);
    void call(model::conversation& conversation, const model::action::call& call);
    void set_timer(model::conversation& conversation, const model::action::set_timer& timer);
    void set_attributes(model::conversation& conversation, const model::action::attributes& set);

    // bot_step.cpp
    void give_to_bot(model::conversation& conversation, model::bot_session session,
                     const std::string& message);
    void run_bot(model::conversation& conversation, const std::string& message,
                 const flow_reply_data* reply);
    void after_bot(model::conversation& conversation, std::vector<model::action::any> actions,
                   const std::string& message);
    void bot_call(model::conversation& conversation, const model::action::call& call,
                  const std::string& message);
    void listen(model::conversation& conversation);
    void drop_bot(model::conversation& conversation);
    const customer_state::said* said(const model::id& conversation, const model::id& message);
    void take_back(model::conversation& conversation);
    void end_bot(model::conversation& conversation, code failure, std::string_view status,
                 const std::string& message);

    // agent_step.cpp
    result<void> may_make_task(const model::conversation& conversation,
                               const model::action::handoff& wish) const;
    // The task's JSON, or why there is none.
    result<std::string> make_task(model::conversation& conversation,
                                  const model::action::handoff& wish);
    // A customer whom nothing else answers gets a person, where there are any.
    void call_for_help(model::conversation& conversation);
    void end_task(model::conversation& conversation);
    // Tells a channel that carries calls what becomes of the caller: "enqueue", or "connect" `to`
    // an agent's line. Other channels are told nothing.
    void steer_call(model::conversation& conversation, std::string_view state,
                    std::string_view to = {});
    // To whom people have given the conversation, or into their queue.
    void pass_call_on(model::conversation& conversation);
    void hand_to_agent(model::conversation& conversation);
    void note(model::conversation& conversation, const input::write& in);
    std::string task_attributes(const model::conversation& conversation,
                                const std::string& given) const;

    void log(std::uint32_t level, std::string event, std::string text,
             const model::conversation& conversation);

    // Of an open conversation, as it was before: what the stream tells changes of.
    struct before {
        model::id conversation;
        model::id customer;
        model::handler handler;
        model::id task;
        std::string agent;
        std::string channel;
        std::string address;
        std::string attributes;
        model::hindrance hindrance;
    };

    customer_state state_;
    std::vector<before> before_;
    const setup& setup_;
    const steps& steps_;
    model::time now_;
    model::id_source& ids_;
    decision out_;
    bool customer_changed_ = false;
    bool profile_changed_ = false;
    std::string linked_;  // JSON of the address that became the customer's; empty: none did
    std::vector<std::pair<std::string, std::string>> addresses_changed_;
    std::vector<model::id> conversations_changed_;
    std::vector<model::conversation> closed_;  // changed, and no longer open
    struct unanswered {
        model::id conversation;
        model::id message;
    };
    std::deque<unanswered> unanswered_;  // messages that waited for a bot when its session ended
    int depth_ = 0;                      // of flow and bot steps within this decision
};

}  // namespace selat::engine
