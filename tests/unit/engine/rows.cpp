#include "tests/unit/engine/rows.hpp"

#include <algorithm>
#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace scene {
namespace {

using model::handler;
using model::job_kind;

template <class Value>
void put(std::map<model::id, Value>& into, const std::vector<Value>& values) {
    for (const auto& each : values) {
        into.insert_or_assign(each.id, each);
    }
}

void change(const model::message_change& change, model::message& message) {
    message.content = change.content.value_or(message.content);
    message.edited_ms = std::max(message.edited_ms, change.edited_ms);
    message.deleted = message.deleted || change.deleted;
    message.status = change.again ? model::message_status::queued : message.status;
}

// Checked after every step of long histories: cheaper than REQUIRE, which is called a million
// times.
void demand(bool holds, const char* promise) {
    if (!holds) {
        FAIL("broken: " << promise);
    }
}

bool is_open(const model::conversation& each) {
    return each.status == model::conversation_status::open;
}

// The handler is one, and what goes with it is there.
void check_conversation(const model::conversation& conversation) {
    const auto now = conversation.handler;
    const bool runs = conversation.execution.has_value();
    demand(conversation.bot.has_value() == (now == handler::bot), "a bot has it or is not there");
    demand(now != handler::flow || runs, "a flow that has it runs");
    demand(now != handler::none || !runs, "no flow runs where none has it");
    demand(conversation.suspended.empty() || runs, "parents wait for a running flow");
    demand(!runs || conversation.execution->arrived.empty(), "a running flow is told at once");
    demand(conversation.agent.empty() || now == handler::agent, "an agent has it or is not named");
    demand(now != handler::agent || conversation.task, "the wait for an agent is a task");
    demand(is_open(conversation) || now == handler::none, "what is closed is handled by nobody");
    demand(is_open(conversation) == conversation.closed_reason.empty(), "closing has a reason");
}

void write(std::ostream& out, const model::execution& each) {
    out << each.id.text() << ' ' << each.flow << ' ' << each.state << ' ' << each.step << ' '
        << each.takes_messages << ' ' << each.steps << ' ' << each.tag << ' ' << each.parameters;
    for (const auto& awaited : each.awaits) {
        out << ' ' << awaited.job.text() << awaited.timer;
    }
    for (const auto& arrival : each.arrived) {
        out << ' ' << arrival.name << arrival.is_answer << arrival.body;
    }
    out << ';';
}

void write(std::ostream& out, const model::conversation& each) {
    out << "conversation " << model::write_conversation(each, {}) << ' ' << each.next_seq << ' ';
    if (each.execution) {
        write(out, *each.execution);
    }
    for (const auto& parent : each.suspended) {
        write(out, parent);
    }
    if (each.bot) {
        const auto& bot = *each.bot;
        out << bot.bot << ' ' << bot.tag << ' ' << bot.parameters << ' ' << bot.state << ' '
            << bot.timeout_ms << ' ' << bot.call.text() << ' ' << bot.timer.text();
        for (const auto& waiting : bot.waiting) {
            out << ' ' << waiting.text();
        }
    }
    out << '\n';
}

void write(std::ostream& out, const model::customer& each) {
    out << "customer " << model::write_customer(each, {}) << ' ' << each.last_agent << ' '
        << each.last_conversation.text() << '\n';
}

void write(std::ostream& out, const model::address& each) {
    out << "address " << model::write_customer({}, {each}) << each.customer.text() << ' '
        << model::to_ms(each.first_seen) << ' ' << each.context << ' '
        << model::to_ms(each.context_at) << ' ' << each.next_seq << ' ' << each.read_seq << ' '
        << each.identity << ' ' << model::to_ms(each.reach_at) << '\n';
}

void write(std::ostream& out, const model::job& each) {
    out << "job " << model::name_of(each.kind) << ' ' << each.id.text() << ' '
        << each.conversation.text() << ' ' << each.message.text() << ' ' << each.channel << ' '
        << each.address << ' ' << each.name << ' ' << model::to_ms(each.due) << ' '
        << each.execution.text() << ' ' << each.payload << '\n';
}

void write(std::ostream& out, const model::event& each) {
    out << "event " << model::name_of(each.type) << ' ' << each.id.text() << ' '
        << each.conversation.text() << ' ' << each.agent << ' ' << each.message.text() << ' '
        << each.data << '\n';
}

// Of the messages remembered. What was taken back leaves a gap at the old end, which a load fills.
constexpr std::size_t compared = 8;

// Without what changes outside the engine.
std::string words_of(const std::string& message) {
    auto json = nlohmann::json::parse(message);
    return json["id"].get<std::string>() + json["content"].dump();
}

}  // namespace

void rows::apply(const engine::decision& decision) {
    const auto& changes = decision.changes;
    put(customers, changes.customers);
    for (const auto& each : changes.addresses) {
        addresses.insert_or_assign({each.channel, each.address}, each);
    }
    put(conversations, changes.conversations);
    messages.insert(messages.end(), changes.messages.begin(), changes.messages.end());
    for (const auto& each : changes.message_changes) {
        change(each, message(each.id));
    }
    put(tasks, changes.tasks);
    put(jobs, changes.jobs);
    for (const auto& each : changes.finished_jobs) {
        jobs.erase(each);
    }
    events.insert(events.end(), changes.events.begin(), changes.events.end());
    over.insert(decision.effects.ended_tasks.begin(), decision.effects.ended_tasks.end());
}

model::message& rows::message(const model::id& id) {
    const auto it = std::ranges::find(messages, id, &model::message::id);
    REQUIRE(it != messages.end());
    return *it;
}

std::vector<model::job> rows::jobs_of(job_kind kind) const {
    std::vector<model::job> out;
    for (const auto& [id, job] : jobs) {
        if (job.kind == kind) {
            out.push_back(job);
        }
    }
    return out;
}

engine::customer_state rows::load(const model::id& customer) const {
    engine::customer_state state;
    state.customer = customers.at(customer);
    for (const auto& [key, address] : addresses) {
        state.addresses.push_back(address);
    }
    for (const auto& [id, conversation] : conversations) {
        if (is_open(conversation)) {
            state.open.push_back(conversation);
        }
    }
    for (const auto& each : messages) {
        if (is_open(conversations.at(each.conversation))) {
            engine::remember(state, each);
        }
    }
    return state;
}

void rows::check(const engine::setup& setup) const {
    check_order();
    std::set<std::pair<std::string, std::string>> live;
    std::size_t open = 0;
    for (const auto& [id, conversation] : conversations) {
        check_conversation(conversation);
        if (is_open(conversation)) {
            ++open;
            const bool one = live.insert({conversation.channel, conversation.address}).second;
            demand(setup.join_channels || one, "an address has one open conversation");
        }
    }
    demand(!setup.join_channels || open <= 1, "a customer has one open conversation");
    check_tasks();
    check_jobs(setup);
}

void rows::check_order() const {
    std::map<model::id, std::uint64_t> seqs;
    std::map<std::pair<std::string, std::string>, std::uint64_t> address_seqs;
    std::map<model::id, int> told;
    for (const auto& each : events) {
        told[each.message] += each.type == model::event_type::message_created ? 1 : 0;
    }
    for (const auto& each : messages) {
        demand(each.seq == ++seqs[each.conversation], "seq is gapless in the conversation");
        if (each.direction == model::direction::internal) {
            demand(each.address_seq == 0, "a note has no place among an address's messages");
        } else {
            demand(each.address_seq == ++address_seqs[{each.channel, each.address}],
                   "address_seq is gapless in the address");
        }
        demand(told[each.id] == 1, "a message is told once");
    }
    for (const auto& [id, conversation] : conversations) {
        demand(conversation.next_seq == seqs[id] + 1, "next_seq follows the last message");
    }
    for (const auto& [key, address] : addresses) {
        demand(address.next_seq == address_seqs[key] + 1, "an address's next_seq follows");
        demand(address.read_seq < address.next_seq, "what was never said was never read");
    }
}

void rows::check_tasks() const {
    std::set<model::id> held;
    for (const auto& [id, conversation] : conversations) {
        if (conversation.handler == handler::agent) {
            demand(held.insert(conversation.task).second, "a task is of one conversation");
        }
    }
    for (const auto& [id, task] : tasks) {
        demand(held.contains(id) != over.contains(id), "a task is over, or its conversation waits");
    }
}

// The jobs that flows and bots wait for.
std::set<model::id> rows::awaited() const {
    std::set<model::id> out;
    const auto await = [&](const model::id& job, job_kind kind) {
        const auto it = jobs.find(job);
        demand(it != jobs.end() && it->second.kind == kind, "what is waited for is a job");
        demand(out.insert(job).second, "a job is waited for once");
    };
    for (const auto& [id, conversation] : conversations) {
        auto executions = conversation.suspended;
        if (conversation.execution) {
            executions.push_back(*conversation.execution);
        }
        for (const auto& execution : executions) {
            for (const auto& each : execution.awaits) {
                await(each.job, each.timer.empty() ? job_kind::flow_call : job_kind::flow_timer);
                demand(jobs.at(each.job).execution == execution.id, "a job names its execution");
            }
        }
        if (conversation.bot && conversation.bot->call) {
            await(conversation.bot->call, job_kind::bot_call);
        }
        if (conversation.bot && conversation.bot->timer) {
            await(conversation.bot->timer, job_kind::bot_timer);
        }
    }
    return out;
}

void rows::check_jobs(const engine::setup& setup) const {
    const auto wanted = awaited();
    std::map<model::id, int> sends;
    std::map<model::id, int> timers;
    for (const auto& [id, job] : jobs) {
        switch (job.kind) {
        case job_kind::send: sends[job.message] += model::revises(job) ? 0 : 1; break;
        case job_kind::close_timer:
            ++timers[job.conversation];
            demand(is_open(conversations.at(job.conversation)), "what is closed closes no more");
            break;
        case job_kind::task_end:
            demand(over.contains(model::id::parse(job.name).value()), "an end is of a task");
            break;
        case job_kind::fetch:
        case job_kind::task_notice: break;
        default: demand(wanted.contains(id), "a job of a flow or bot is waited for");
        }
    }
    for (const auto& each : messages) {
        const bool queued = each.status == model::message_status::queued;
        demand(sends[each.id] == (queued ? 1 : 0), "what is queued has one send");
    }
    for (const auto& [id, conversation] : conversations) {
        const bool timed = is_open(conversation) && setup.inactivity_close.count() > 0;
        demand(timers[id] == (timed ? 1 : 0), "what is open is closed once");
    }
}

std::string text_of(const engine::customer_state& state) {
    std::ostringstream out;
    write(out, state.customer);
    auto addresses = state.addresses;
    std::ranges::sort(addresses, [](const auto& a, const auto& b) {
        return std::tie(a.channel, a.address) < std::tie(b.channel, b.address);
    });
    for (const auto& each : addresses) {
        write(out, each);
    }
    std::map<model::id, std::string> recent;
    for (const auto& each : state.recent) {
        auto& text = recent[each.conversation];
        const auto size = each.messages.size();
        for (std::size_t i = size > compared ? size - compared : 0; i < size; ++i) {
            const auto& said = each.messages[i];
            text += (said.inbound ? "> " : "< ") + words_of(said.json) + '\n';
        }
        text += "offered " + each.offered + '\n';
    }
    for (const auto& each : state.open) {
        write(out, each);
        out << recent[each.id];
    }
    return out.str();
}

std::string text_of(const engine::decision& decision) {
    std::ostringstream out;
    const auto& changes = decision.changes;
    for (const auto& each : changes.customers) {
        write(out, each);
    }
    for (const auto& each : changes.addresses) {
        write(out, each);
    }
    for (const auto& each : changes.conversations) {
        write(out, each);
    }
    for (const auto& each : changes.messages) {
        out << model::write_message(each) << each.address_seq << each.origin << each.client_token
            << '\n';
    }
    for (const auto& each : changes.message_changes) {
        out << "change " << each.id.text() << each.content.value_or("") << each.deleted << '\n';
    }
    for (const auto& each : changes.tasks) {
        out << model::write_task(each, each.created) << '\n';
    }
    for (const auto& each : changes.jobs) {
        write(out, each);
    }
    for (const auto& each : changes.finished_jobs) {
        out << "finished " << each.text() << '\n';
    }
    for (const auto& each : changes.events) {
        write(out, each);
    }
    for (const auto& each : decision.effects.told) {
        write(out, each);
    }
    for (const auto& each : decision.logs) {
        out << "log " << each.level << ' ' << each.event << ' ' << each.text << '\n';
    }
    if (!decision.answer) {
        out << decision.answer.error().text << '\n';
    }
    return out.str() + text_of(decision.state);
}

}  // namespace scene
