// One try to send: from the plugin's on_send over the calls it asks for to an end.

#include <algorithm>
#include <functional>

#include "host/delivery/degrade.hpp"
#include "host/gateway/code_limits.hpp"
#include "host/gateway/outbox_parts.hpp"
#include "host/model/content.hpp"

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;
namespace act = model::action;

constexpr std::uint64_t largest_answer = 10 * 1024 * 1024;  // a file to send on is one, too

std::uint64_t op_of(const act::any& end) {
    const auto* well = std::get_if<act::sent>(&end);
    return well != nullptr ? well->op : std::get<act::failed>(end).op;
}

// A message that has gone out and is still there.
bool may_be_revised(const model::message& message) {
    using enum model::message_status;
    return !message.deleted && !message.provider_id.empty() && message.status != failed &&
           message.status != queued;
}

bool are_one_night(const model::quiet_hours* quiet, model::time one, model::time other) {
    const auto end = quiet == nullptr ? std::nullopt : quiet->end(one);
    return end && end == quiet->end(other);
}

bool is_end(const act::any& action) {
    return std::holds_alternative<act::sent>(action) || std::holds_alternative<act::failed>(action);
}

}  // namespace

void outbox::begin(lane& lane, std::shared_ptr<plugins::channel> channel) {
    auto& send = lane.queue.front();
    auto& gate = gate_of(send.job.channel);
    channels_.unsettled(gate.channel, true);
    if (send.job.started) {
        leave(gate);
        return give_up(lane,
                       {0, code::uncertain, {}, {}, "the gateway ended while it was being sent"},
                       delivery::judge(code::uncertain, false).for_people);
    }
    auto& letter = *send.letter;
    letter.context = read_send_context(send.job.payload);
    const bool is_code = !model::revises(send.job) && !letter.context.sealed.empty();
    if (is_code && letter.message.at + code_validity <= world_.now()) {
        leave(gate);
        return give_up(lane, {0, code::timeout, {}, {}, {}},
                       "The code was no longer good when it could be sent.");
    }
    if (model::revises(send.job) && !may_be_revised(letter.message)) {
        leave(gate);
        return drop(lane);
    }
    if (!fit(lane, *channel)) {
        return;
    }
    know_newest_context(lane.key, letter.context);
    if (model::revises(send.job)) {
        letter.context.target_provider_id = letter.message.provider_id;
        letter.context.target_context = letter.message.context;
    }
    const auto op = next_op_++;
    auto fresh = std::make_unique<operation>();
    fresh->lane = &lane;
    fresh->gate = &gate;
    fresh->channel = channel;
    fresh->serial = channel->has_serial_send();
    fresh->deadline = world_.wake(world_.now() + patience, [this, op] { overdue(op); });
    operations_.emplace(op, std::move(fresh));
    auto record = std::make_shared<send_record>(
        op, letter.message, letter.context, letter.parts[send.job.part],
        idempotency_key(send.job.id, send.job.part), send.job.attempts + 1, world_.now());
    record->purpose(purpose_of(send.job));
    const bool once = !channel->manifest().capabilities.idempotent && !model::revises(send.job);
    if (channel->has_serial_send() && once) {
        return write_down(op, [this, op, record] { hand_over(op, record); });
    }
    hand_over(op, record);
}

void outbox::know_newest_context(const std::string& lane, send_context& context) const {
    const auto changed = contexts_.find(lane);
    if (changed != contexts_.end() && changed->second.of == context.address_context_at) {
        context.address_context = changed->second.now;
    }
}

void outbox::hand_over(std::uint64_t op, const std::shared_ptr<send_record>& record) {
    const auto& channel = operations_.at(op)->channel;
    if (channel->has_serial_send()) {
        return send_serially(op, record);
    }
    world_.on_shard(op, [this, op, channel, record] {
        asio::post(world_.control, [this, op, outcome = channel->on_send(record->get())]() mutable {
            apply(op, std::move(outcome));
        });
    });
}

// What the outbox wants of what has waited. What has begun to go out is brought to its end, and
// what an agent was let write in quiet hours goes out in them, whoever has the conversation by
// then.
model::wish outbox::wish_of(const send& send, const model::conversation* in,
                            const model::channel_rules& rules, model::time now) {
    const auto& message = send.letter->message;
    const auto from = message.author.kind;
    const bool begun = model::revises(send.job) || send.job.part > 0;
    const bool let_in =
        from == model::author_kind::agent && are_one_night(rules.quiet, message.at, now);
    return {from, begun || let_in || model::is_awaited(from, message.origin, in), message.content};
}

// Whether what has waited may still go out; else that ends it.
bool outbox::may_go(lane& lane, const findings& found) {
    const auto& send = lane.queue.front();
    if (!*found.to || send.job.started) {
        return true;
    }
    const auto& to = **found.to;
    const auto assembly = world_.assembly();
    auto rules = engine::rules_of(assembly->engine, to.channel);
    rules.exists = true;
    const auto now = world_.now();
    const model::wish what = wish_of(send, *found.in ? &**found.in : nullptr, rules, now);
    const auto may = model::may_send(to, rules, what, now);
    const bool taken_back = purpose_of(send.job) == SELAT_OUT_DELETE;
    if (may.given() || (taken_back && may.why != model::hindrance::sunset)) {
        return true;
    }
    const auto why = model::refusal(may, to, rules, what, now);
    channels_.unsettled(send.job.channel, true);
    leave(gate_of(send.job.channel));
    give_up(lane, {0, why.code, {}, {}, why.text}, delivery::judge(why.code, true).for_people);
    return false;
}

// Its bytes leave with the call.
void outbox::send_serially(std::uint64_t op, const std::shared_ptr<send_record>& record) {
    const auto& operation = *operations_.at(op);
    channels_.serially(
        operation.gate->channel, *operation.channel,
        [record](plugins::channel& running) { return running.on_serial_send(record->get()); },
        [this, op](plugins::outcome outcome) { apply(op, std::move(outcome)); });
}

result<std::vector<std::string>> outbox::parts_of(const send& send,
                                                  const plugins::channel& channel) const {
    const auto& can = channel.manifest().capabilities;
    const auto purpose = purpose_of(send.job);
    if ((purpose == SELAT_OUT_EDIT && !can.edit) || (purpose == SELAT_OUT_DELETE && !can.delete_)) {
        return fail(code::unsupported, "the channel does not do that any more");
    }
    if (purpose == SELAT_OUT_DELETE) {
        return std::vector<std::string>{"{}"};
    }
    const auto& [message, context, known] = *send.letter;
    const bool sealed = purpose == SELAT_OUT_MESSAGE && !context.sealed.empty();
    const auto& text = context.sealed.empty() ? message.content : context.sealed;
    const auto content = model::read_content(sealed ? text : world_.opened(text, message.id));
    const auto parts = content ? delivery::degrade(*content, can) : tl::unexpected(content.error());
    if (!parts) {
        return tl::unexpected(parts.error());
    }
    if (parts->empty()) {
        return fail(code::invalid, "there is nothing in it to send");
    }
    if (purpose == SELAT_OUT_EDIT && parts->size() > 1) {
        return fail(code::unsupported, "the channel would need several messages for it");
    }
    std::vector<std::string> out;
    for (const auto& part : *parts) {
        out.push_back(model::write_content(part));
    }
    return out;
}

// False when there is nothing to send (any more), which ends it.
bool outbox::fit(lane& lane, const plugins::channel& channel) {
    auto& send = lane.queue.front();
    auto& letter = *send.letter;
    if (letter.parts.empty()) {
        const auto parts = parts_of(send, channel);
        if (!parts) {
            const auto why = parts.error();
            leave(gate_of(send.job.channel));
            give_up(lane, {0, why.code, {}, {}, why.text},
                    delivery::judge(why.code, true).for_people);
            return false;
        }
        letter.parts = *parts;
    }
    // The channel may carry more at once than when the first parts went out.
    send.job.part = std::min(send.job.part, static_cast<std::uint32_t>(letter.parts.size() - 1));
    return true;
}

// What the plugin said of an operation, in whichever call.
void outbox::apply(std::uint64_t op, plugins::outcome outcome) {
    const auto it = operations_.find(op);
    if (it == operations_.end()) {
        return;
    }
    auto& operation = *it->second;
    --operation.steps;
    if (outcome.code != code::ok) {
        // The provider may have taken it although the plugin could not say so.
        const bool unknown = operation.in_doubt || operation.answered;
        return failed(op, {op, unknown ? code::uncertain : outcome.code, {}, {}, outcome.text});
    }
    std::vector<act::any> others;
    std::vector<act::call> wanted;
    std::vector<act::any> ends;
    for (auto& action : outcome.actions) {
        if (auto* wish = std::get_if<act::call>(&action)) {
            wanted.push_back(std::move(*wish));
        } else {
            (is_end(action) ? ends : others).push_back(std::move(action));
        }
    }
    if (!others.empty()) {
        channels_.apply(operation.gate->channel, std::move(others));
    }
    const auto channel = operation.channel;
    for (auto& each : ends) {
        ended(*channel, std::move(each));
    }
    if (!operations_.contains(op)) {
        return;
    }
    operation.steps += static_cast<std::uint32_t>(wanted.size());
    if (operation.steps == 0) {
        return await_end(op);
    }
    for (const auto& each : wanted) {
        call(op, each);
    }
}

void outbox::ended(const plugins::channel& by, act::any action) {
    const auto op = op_of(action);
    const auto it = operations_.find(op);
    if (it == operations_.end() || it->second->channel.get() != &by) {
        return;
    }
    if (const auto* well = std::get_if<act::sent>(&action)) {
        return sent(op, *well);
    }
    failed(op, std::move(std::get<act::failed>(action)));
}

// Who sends over a connection may hear of the end there, later; not for ever.
void outbox::await_end(std::uint64_t op) {
    auto& operation = *operations_.at(op);
    if (!operation.serial) {
        return failed(op, {op, code::internal, {}, {}, "the plugin neither sent nor failed"});
    }
    const auto usual = usual_timeout(*world_.assembly(), operation.gate->channel);
    operation.deadline = world_.wake(world_.now() + usual, [this, op] {
        failed(op, {op, code::uncertain, {}, {}, "the plugin did not say what became of it"});
    });
    operation.repeatable = operation.channel->manifest().capabilities.idempotent;
}

void outbox::overdue(std::uint64_t op) {
    auto& operation = *operations_.at(op);
    operation.in_doubt = operation.in_doubt || !operation.repeatable;
    failed(op, {op, code::timeout, {}, {}, "the plugin does not come to an end"});
}

void outbox::call(std::uint64_t op, const act::call& call) {
    const auto* lane = operations_.at(op)->lane;
    if (call.repeatable || lane == nullptr) {
        return perform(op, call);
    }
    if (model::revises(lane->queue.front().job)) {  // what is so twice is so once
        auto again = call;
        again.repeatable = true;
        return perform(op, again);
    }
    write_down(op, [this, op, call] { perform(op, call); });
}

// What must not be repeated is written down before it goes out.
void outbox::write_down(std::uint64_t op, std::function<void()> then) {
    auto& job = operations_.at(op)->lane->queue.front().job;
    job.started = true;
    store::changes changes;
    changes.jobs.push_back(job);
    world_.ledger.commit(std::move(changes), [this, op, then = std::move(then)](
                                                 const result<store::committed>& done) {
        asio::post(world_.control, [this, op, then, durable = done.has_value()] {
            const auto it = operations_.find(op);
            if (it == operations_.end()) {
                return;
            }
            if (!durable) {
                return postpone(op);
            }
            it->second->repeatable = false;
            then();
        });
    });
}

void outbox::perform(std::uint64_t op, const act::call& call) {
    const auto& operation = *operations_.at(op);
    world_.calls.perform(
        operation.channel, call, usual_timeout(*world_.assembly(), operation.gate->channel),
        largest_answer,
        [this, op, repeatable = call.repeatable, context = call.context](net::http_result result) {
            asio::post(world_.control,
                       [this, op, repeatable, context, result = std::move(result)]() mutable {
                           replied(op, repeatable, context, std::move(result));
                       });
        });
}

void outbox::replied(std::uint64_t op, bool repeatable, const std::string& context,
                     net::http_result result) {
    const auto it = operations_.find(op);
    if (it == operations_.end() || result.code == code::cancelled) {
        return;
    }
    auto& operation = *it->second;
    if (!repeatable) {
        operation.in_doubt = operation.in_doubt || result.code == code::uncertain;
        operation.answered = operation.answered || result.code == code::ok;
    }
    // The record points into these; they live until the plugin has seen it.
    const auto kept = std::make_shared<net::http_result>(std::move(result));
    const auto made = [op, kept, context, now = world_.now()] {
        return reply_record(*kept, op, context, now);
    };
    if (operation.serial && operation.channel->has_serial_reply()) {
        return channels_.serially(
            operation.gate->channel, *operation.channel,
            [made](plugins::channel& running) { return running.on_serial_reply(made().get()); },
            [this, op](plugins::outcome outcome) { apply(op, std::move(outcome)); });
    }
    world_.on_shard(op, [this, op, made, channel = operation.channel] {
        asio::post(world_.control, [this, op, outcome = channel->on_reply(made().get())]() mutable {
            apply(op, std::move(outcome));
        });
    });
}

std::unique_ptr<outbox::operation> outbox::take(std::uint64_t op) {
    auto taken = std::move(operations_.extract(op).mapped());
    if (taken->lane == nullptr) {
        --taken->gate->showing;
    }
    tell_when_idle();
    return taken;
}

}  // namespace selat::gateway
