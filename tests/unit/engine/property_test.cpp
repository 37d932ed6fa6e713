// Random histories of a customer on several channels, with agents, timers, calls, tasks, flows and
// bots that do anything: desk checks what must hold after every decision.

#include "tests/unit/engine/scene.hpp"

#include <random>

#include <catch2/catch.hpp>

using namespace scene;
using model::handler;
using model::job_kind;
using model::task_status;

namespace {

// Everything a flow or bot may do, chosen by what it is called with: pure, like a plugin.
class whim {
public:
    explicit whim(std::uint64_t seed) : random_(seed) {}
    std::size_t pick(std::size_t bound) { return random_() % bound; }

    engine::step_outcome flow() {
        actions out;
        for (auto left = pick(4); left > 0; --left) {
            out.push_back(something());
        }
        switch (pick(12)) {
        case 0: return {code::internal, "broken", {}};
        case 1: out.push_back(state(act::flow_status::failed)); break;
        case 2: break;  // does not say where it stands
        case 3:
        case 4: out.push_back(ended()); break;
        case 5:
        case 6: out.push_back(busy()); break;
        default: out.push_back(listening(std::to_string(pick(100)))); break;
        }
        return does(std::move(out));
    }

    engine::step_outcome bot() {
        switch (pick(10)) {
        case 0: return {code::unavailable, "broken", {}};
        case 1: return does({act::failed{1, code::internal, {}, {}, "no"}});
        case 2: return does({answer({"bye"}, true)});
        case 3: return does({answer({}, false, true)});
        case 4:
        case 5: return does({call("think")});
        case 6: return does({act::bot_state{1, std::to_string(pick(9))}, call("a"), call("b")});
        default: return does({answer({"well", "?"}), act::bot_state{1, std::to_string(pick(9))}});
        }
    }

private:
    act::any something() {
        switch (pick(16)) {
        case 0:
        case 1: return say("words", pick(2) == 0 ? "tag" : "");
        case 2: return offer("Which?", {"One", "Two"});
        case 3: return call("crm");
        case 4: return timer("a", static_cast<std::int64_t>(pick(100'000)));
        case 5: return timer("b", static_cast<std::int64_t>(pick(100'000)));
        case 6: return timer("a", -1);
        case 7: return act::attributes{pick(2) == 0, R"({"k":)" + std::to_string(pick(5)) + "}"};
        case 8: return handoff(pick(3) == 0 ? "nowhere" : "main");
        case 9: return ask(pick(5) == 0 ? "nobody" : "faq", model::duration{pick(2) * 50'000});
        case 10: return subflow(pick(3) == 0 ? "front" : "below");
        case 11: {
            act::say away;
            away.content = content("psst");
            away.to = pick(2) == 0 ? "+1" : "+404";
            away.tag = "away";
            return away;
        }
        default: return say("more");
        }
    }

    std::mt19937_64 random_;
};

engine::setup random_setup(whim& choose) {
    auto setup = usual_setup();
    setup.join_channels = choose.pick(3) != 0;
    setup.inactivity_close = model::duration{choose.pick(4) == 0 ? 0 : 400'000};
    setup.max_steps = choose.pick(2) == 0 ? 1'000 : 12;
    setup.default_flow = choose.pick(5) == 0 ? "" : "front";
    setup.default_workflow = choose.pick(5) == 0 ? "" : "main";
    return setup;
}

class history {
public:
    explicit history(std::uint64_t seed) : choose_(seed), desk_(random_setup(choose_), seed) {
        for (const auto* flow : {"front", "below"}) {
            desk_.script.flows[flow] = [](const step_seen& step) {
                return whim(step.random).flow();
            };
        }
        desk_.script.bots["faq"] = [](const step_seen& step) { return whim(step.random).bot(); };
    }

    void step() {
        desk_.now += model::duration{choose_.pick(20'000)};
        if (desk_.rows.customers.empty()) {
            return inbound();
        }
        switch (choose_.pick(20)) {
        case 0:
        case 1:
        case 2:
        case 3:
        case 4:
        case 5: return inbound();
        case 6: return write();
        case 7: return deliver();
        case 8: return deliver();
        case 9: return answer_call();
        case 10: return answer_call();
        case 11: return fire();
        case 12: return fire();
        case 13: return route();
        case 14: return route();
        case 15: return touch_address();
        case 16: return amend();
        case 17: return hand_over();
        case 18: return close();
        default: return desk_.restart();
        }
    }

    [[nodiscard]] std::string told() const { return text_of(desk_.state); }

private:
    std::size_t pick(std::size_t bound) { return choose_.pick(bound); }
    template <class List>
    const auto& any(const List& list) {
        return list[pick(list.size())];
    }

    void inbound() {
        static const std::pair<const char*, const char*> from[] = {
            {"line", "U1"}, {"sms", "+1"}, {"sms", "+2"}};
        static const char* const words[] = {"hello", "1", "two", "agent please", "2"};
        const auto& [channel, address] = from[pick(3)];
        const auto before = desk_.state.open;
        const auto steps = desk_.script.seen.size();
        engine::input::inbound in;
        in.channel = channel;
        in.message.from = address;
        in.message.content = content(words[pick(5)]);
        in.message.echo = pick(12) == 0;
        in.message.no_reply = pick(12) == 0;
        if (pick(5) == 0) {
            in.message.address_context = std::to_string(pick(1000));
        }
        const auto decision = desk_.take(in);
        REQUIRE(decision.message);
        REQUIRE(decision.message->id == decision.changes.messages.front().id);
        check_who_was_fed(before, *decision.message, steps);
        check_reach(decision);
    }

    // A person's conversation feeds no flow, a busy flow no message.
    void check_who_was_fed(const std::vector<model::conversation>& before,
                           const model::message& message, std::size_t steps) {
        for (const auto& each : before) {
            if (each.id != message.conversation) {
                continue;
            }
            const bool deaf = each.handler == handler::agent ||
                              (each.handler == handler::flow && !each.execution->takes_messages) ||
                              (each.handler == handler::bot && each.bot->call);
            REQUIRE((!deaf || desk_.script.seen.size() == steps));
        }
    }

    // What is queued may go where it is to go.
    static void check_reach(const engine::decision& decision) {
        for (const auto& each : decision.changes.messages) {
            for (const auto& address : decision.state.addresses) {
                if (each.status == model::message_status::queued &&
                    address.channel == each.channel && address.address == each.address) {
                    REQUIRE(address.reach != model::reach::blocked);
                    REQUIRE((address.reach != model::reach::opted_out ||
                             each.author.kind == model::author_kind::agent));
                }
            }
        }
    }

    void write() {
        engine::input::write in;
        in.content = content("from us");
        in.author.kind = pick(2) == 0 ? model::author_kind::agent : model::author_kind::system;
        in.note = pick(4) == 0;
        if (pick(4) != 0 && !desk_.state.open.empty()) {
            in.conversation = any(desk_.state.open).id;
        }
        if (pick(2) == 0) {
            in.channel = pick(2) == 0 ? "line" : "sms";
            in.address = pick(2) == 0 ? "" : pick(2) == 0 ? "+1" : "+3";
        }
        check_reach(desk_.take(in));
    }

    // The outbox: a send ends well or for good.
    void deliver() {
        const auto sends = desk_.rows.jobs_of(job_kind::send);
        if (sends.empty()) {
            return;
        }
        const auto job = any(sends);
        auto& message = desk_.rows.message(job.message);
        const bool well = pick(3) != 0;
        message.status = well ? model::message_status::sent : model::message_status::failed;
        desk_.rows.jobs.erase(job.id);
        if (well) {
            engine::input::sent sent;
            sent.message = message.id;
            sent.channel = job.channel;
            sent.address = job.address;
            sent.clear_address_context = pick(2) == 0;
            const auto known = desk_.rows.addresses.find({job.channel, job.address});
            sent.context_at = known->second.context_at;
            desk_.take(sent);
        } else if (!message.origin.empty()) {
            desk_.take(
                engine::input::send_failed{message.id, message.conversation, message.origin});
        }
    }

    void answer_call() {
        auto calls = desk_.rows.jobs_of(pick(2) == 0 ? job_kind::flow_call : job_kind::bot_call);
        if (pick(4) == 0 && !gone_.empty()) {
            calls = {any(gone_)};  // comes too late, or twice
        }
        if (calls.empty()) {
            return;
        }
        const auto job = any(calls);
        gone_.push_back(job);
        if (job.kind == job_kind::flow_call) {
            desk_.take(
                engine::input::flow_reply{job.conversation, job.id, job.execution, job.name, {}});
        } else {
            desk_.take(engine::input::bot_reply{job.conversation, job.id, R"({"content":{}})", {}});
        }
    }

    void fire() {
        std::vector<model::job> timers;
        for (const auto& [id, job] : desk_.rows.jobs) {
            if ((job.kind == job_kind::flow_timer || job.kind == job_kind::bot_timer ||
                 job.kind == job_kind::close_timer) &&
                (job.due <= desk_.now || pick(6) == 0)) {
                timers.push_back(job);
            }
        }
        if (timers.empty()) {
            return;
        }
        auto job = any(timers);
        if (job.kind != job_kind::close_timer && pick(4) == 0) {
            std::swap(job, late_);  // one that was under way all the time
        }
        if (job.id) {
            desk_.due(job);
        }
    }

    // The router moves a task on, and ends those that the engine has ended.
    void route() {
        for (auto& [id, task] : desk_.rows.tasks) {
            if (model::is_final(task.status) || pick(2) == 0) {
                continue;
            }
            static const task_status next[] = {task_status::pending,   task_status::assigned,
                                               task_status::assigned,  task_status::wrapping,
                                               task_status::completed, task_status::canceled};
            const bool ended = desk_.rows.over.contains(id);
            task.status = ended ? task_status::completed : next[pick(6)];
            task.agent = task.status == task_status::pending ? "" : pick(2) == 0 ? "aminah" : "mei";
            if (ended) {
                std::erase_if(desk_.rows.jobs,
                              [&](const auto& each) { return each.second.name == id.text(); });
            }
            return void(desk_.take(engine::input::task_changed{task, {}, {}}));
        }
    }

    void touch_address() {
        const auto& address = any(desk_.state.addresses);
        switch (pick(4)) {
        case 0: {
            engine::input::address in;
            in.channel = address.channel;
            in.update.address = address.address;
            in.update.reach = static_cast<model::reach>(pick(4));
            in.update.name = pick(2) == 0 ? "Siti" : "";
            in.update.attributes = pick(2) == 0 ? R"({"claimed":1})" : "";
            return void(desk_.take(in));
        }
        case 1:
            return void(
                desk_.take(engine::input::receipt{address.channel, address.address, pick(50)}));
        case 2:
            return void(
                desk_.take(engine::input::typing{address.channel, address.address, true, {}}));
        default:
            return void(desk_.take(engine::input::patch_customer{
                "Puan Siti", {}, pick(3) == 0 ? "[]" : R"({"x":1})"}));
        }
    }

    void amend() {
        const auto& message = any(desk_.rows.messages);
        if (message.direction != model::direction::inbound) {
            return;
        }
        engine::input::amend in;
        in.channel = message.channel;
        in.message = message.id;
        in.conversation = message.conversation;
        in.change.deleted = pick(3) == 0;
        in.change.content = content("changed");
        desk_.take(in);
    }

    void hand_over() {
        if (!desk_.state.open.empty()) {
            static const handler to[] = {handler::agent, handler::bot, handler::flow};
            desk_.take(engine::input::hand_over{any(desk_.state.open).id, to[pick(3)]});
        }
    }

    void close() {
        if (!desk_.state.open.empty() && pick(2) == 0) {
            desk_.take(engine::input::close{any(desk_.state.open).id, "done"});
        }
    }

    whim choose_;
    desk desk_;
    std::vector<model::job> gone_;
    model::job late_;
};

}  // namespace

TEST_CASE("whatever happens to a customer, every promise of the engine holds") {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        history history(seed);
        for (int i = 0; i < 200; ++i) {
            INFO("seed " << seed << ", step " << i);
            history.step();
        }
    }
}

TEST_CASE("the same history makes the same customer") {
    const auto told = [](std::uint64_t seed) {
        history history(seed);
        for (int i = 0; i < 200; ++i) {
            history.step();
        }
        return history.told();
    };
    CHECK(told(5) == told(5));
    CHECK(told(5) != told(6));
}
