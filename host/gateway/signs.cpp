// What goes out beside messages: that somebody types, that we have read, the question who an
// address is. Once, while it means something; a message never waits for it.

#include <algorithm>
#include <utility>

#include "host/gateway/outbox_parts.hpp"

namespace selat::gateway {
namespace {

constexpr std::uint32_t most_at_once = 8;  // of a channel
constexpr std::size_t most_waiting = 1'000;
constexpr model::duration typing_pause{3'000};
constexpr model::duration typing_lasts{30'000};  // wherever it is shown, it has ended by then
constexpr model::duration remembered{3'600'000};
constexpr model::duration second_try{2'000};
constexpr std::size_t always_remembered = 4'096;

}  // namespace

void outbox::look_up(const std::string& channel, const std::string& address) {
    sign question;
    question.purpose = SELAT_OUT_PROFILE;
    question.about.channel = channel;
    question.about.address = address;
    next(std::move(question));
}

void outbox::show(sign sign) {
    if (!is_news(sign)) {
        return;
    }
    if (sign.purpose == SELAT_OUT_TYPING) {
        const auto lane = lanes_.find(lane_key(sign.about.channel, sign.about.address));
        if (lane != lanes_.end()) {
            lane->second->typing = std::move(sign);
            return;
        }
    }
    next(std::move(sign));
}

bool outbox::is_news(const sign& sign) {
    const auto now = world_.now();
    if (shown_.size() >= most_shown_) {
        std::erase_if(shown_, [&](const auto& each) { return each.second.at + remembered < now; });
        most_shown_ = std::max(always_remembered, 2 * shown_.size());
    }
    if (sign.purpose == SELAT_OUT_READ) {
        auto& last = shown_[lane_key(sign.about.channel, sign.about.address)];
        const auto seq = sign.about.address_seq;
        if (seq < last.read_seq || (seq == last.read_seq && sign.attempt == 1)) {
            return false;
        }
        last.at = now;
        last.read_seq = seq;
        return true;
    }
    auto& last = shown_[sign.about.conversation.text()];
    if (!sign.on) {
        return std::exchange(last.typing, false) && now - last.at < typing_lasts;
    }
    if (now - last.at < typing_pause) {
        return false;
    }
    last.at = now;
    last.typing = true;
    return true;
}

// Questions can wait; the rest is seen now.
void outbox::next(sign sign) {
    auto& gate = gate_of(sign.about.channel);
    if (gate.signs.size() >= most_waiting) {
        return;
    }
    if (sign.purpose == SELAT_OUT_PROFILE) {
        gate.signs.push_back(std::move(sign));
    } else {
        gate.signs.push_front(std::move(sign));
    }
    next_sign(gate);
}

void outbox::next_sign(gate& gate) {
    const auto channel = world_.channel(gate.channel);
    if (!channel || drained_ || !world_.assembly()->sunset(gate.channel, world_.now()).empty()) {
        gate.signs.clear();
        return;
    }
    while (!gate.signs.empty() && gate.showing < most_at_once) {
        auto sign = std::move(gate.signs.front());
        gate.signs.pop_front();
        const auto now = world_.now();
        if (sign.until < now) {
            continue;
        }
        // Messages have the channel's rate first.
        if (sign.purpose != SELAT_OUT_PROFILE && (!gate.waiting.empty() || !gate.rate.take(now))) {
            missed(
                std::move(sign),
                {0, code::throttled, gate.rate.next(now) - now, {}, "messages need the channel"});
            continue;
        }
        begin(gate, channel, std::move(sign));
    }
}

void outbox::begin(gate& gate, const std::shared_ptr<plugins::channel>& channel, sign sign) {
    const auto op = next_op_++;
    know_newest_context(lane_key(gate.channel, sign.about.address), sign.context);
    auto record = std::make_shared<send_record>(op, sign.about, sign.context, sign.content,
                                                idempotency_key({}, 0), sign.attempt, world_.now());
    record->purpose(sign.purpose);
    auto fresh = std::make_unique<operation>();
    fresh->gate = &gate;
    fresh->channel = channel;
    fresh->sign = std::move(sign);
    fresh->serial = channel->has_serial_send();
    fresh->deadline = world_.wake(world_.now() + patience, [this, op] { overdue(op); });
    operations_.emplace(op, std::move(fresh));
    ++gate.showing;
    hand_over(op, record);
}

// What the customer did not see is no loss, but a read mark that stays behind looks like neglect.
void outbox::missed(sign sign, const model::action::failed& why) {
    const bool passes = delivery::judge(why.code, true).next == delivery::next_step::retry;
    if (sign.purpose == SELAT_OUT_READ && passes && sign.attempt == 1) {
        ++sign.attempt;
        return world_.later(std::max(second_try, why.retry_after), [this, sign = std::move(sign)] {
            if (is_news(sign)) {
                next(sign);
            }
        });
    }
    if (sign.purpose == SELAT_OUT_READ && passes) {  // who looks again may have it told again
        auto& last = shown_[lane_key(sign.about.channel, sign.about.address)];
        last.read_seq -= last.read_seq == sign.about.address_seq ? 1 : 0;
    }
    world_.log(telemetry::level::debug, "sign.missed",
               {{"channel", sign.about.channel},
                {"conversation", sign.about.conversation.text()},
                {"purpose", sign.purpose == SELAT_OUT_TYPING ? "typing"
                            : sign.purpose == SELAT_OUT_READ ? "read"
                                                             : "profile"},
                {"code", name_of(why.code)},
                {"detail", why.detail}});
}

}  // namespace selat::gateway
