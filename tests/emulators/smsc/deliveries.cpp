// What phones send, and receipts: delivered until they are taken.

#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/smsc/centre.hpp"

#include <algorithm>
#include <utility>

namespace emulators::smsc {
namespace {

using ::smpp::command;
namespace status = ::smpp::status;

}  // namespace

std::vector<std::uint64_t> centre::say(const account& account, const saying& what) {
    const auto source = what.from.starts_with('+') ? ::smpp::address{1, 1, what.from.substr(1)}
                                                   : ::smpp::address{0, 0, what.from};
    const auto to = what.to.starts_with('+') ? ::smpp::address{1, 1, what.to.substr(1)}
                                             : ::smpp::address{3, 0, what.to};
    std::vector<::smpp::part> parts;
    if (what.bytes) {
        parts.push_back(
            {what.esm_class, static_cast<std::uint8_t>(std::max(what.coding, 0)), *what.bytes, {}});
    } else {
        parts = ::smpp::split(what.text, alphabet, what.split, ++state_.next_reference)
                    .value_or(std::vector<::smpp::part>());
    }
    auto order = what.order;
    for (std::size_t n = 1; order.size() < parts.size() && what.order.empty(); ++n) {
        order.push_back(n);
    }
    std::vector<std::uint64_t> numbers;
    for (const auto n : order) {
        if (n == 0 || n > parts.size()) {
            continue;
        }
        const auto& part = parts[n - 1];
        ::smpp::pdu pdu{.id = command::deliver_sm,
                        .body = ::smpp::message{.source = source,
                                                .destination = to,
                                                .esm_class = part.esm_class,
                                                .data_coding = part.data_coding,
                                                .short_message = part.short_message},
                        .parameters = part.parameters};
        numbers.push_back(state_.next_delivery);
        state_.waiting.push_back({.number = state_.next_delivery++,
                                  .system_id = account.system_id,
                                  .pdu = std::move(pdu),
                                  .kind = "message"});
    }
    deliver_waiting();
    return numbers;
}

void centre::deliver_waiting() {
    if (state_.mute) {
        return;
    }
    const auto now = now_ms();
    std::deque<delivery> left;
    for (auto& what : std::exchange(state_.waiting, {})) {
        const auto* account = state_.accounts.find(what.system_id);
        const auto it =
            std::find_if(state_.sessions.begin(), state_.sessions.end(), [&](const auto& each) {
                return each.system_id == what.system_id && each.receives && account != nullptr &&
                       each.unanswered.size() < std::max<std::size_t>(account->deliver_window, 1);
            });
        if (account == nullptr) {
            continue;
        }
        if (it == state_.sessions.end() || what.due_ms > now) {
            left.push_back(std::move(what));
        } else {
            deliver(*it, std::move(what));
        }
    }
    state_.waiting.insert(state_.waiting.begin(), std::make_move_iterator(left.begin()),
                          std::make_move_iterator(left.end()));
}

void centre::deliver(session& session, delivery what) {
    const auto fault = state_.faults.strike(what.kind == "receipt" ? "receipt" : "deliver");
    if (fault && fault->kind == "drop_before") {
        session.wire->cut();
        return again(std::move(what), "the connection was lost");
    }
    if (fault && (fault->kind == "delay" || fault->kind == "disorder")) {
        return after(std::max<std::int64_t>(fault->delay.count(), 300),
                     [this, what] { state_.waiting.push_back(what); });
    }
    ++what.attempts;
    const int times = fault && fault->kind == "repeat" ? 2 : 1;
    const auto number = what.number;
    for (int n = 0; n < times; ++n) {
        what.pdu.sequence = ++session.sequence;
        session.wire->send(::smpp::write(what.pdu));
        session.unanswered[what.pdu.sequence] = what;
    }
    if (state_.watched != nullptr) {
        state_.watched->note({"smsc", "event", "deliver_sm: " + what.kind, 0, 0, {}});
    }
    const auto* account = state_.accounts.find(what.system_id);
    after(account->retry_ms, [this, wire = session.wire, sequence = what.pdu.sequence, number] {
        auto* still = session_of(wire);
        if (still == nullptr) {
            return;
        }
        const auto it = still->unanswered.find(sequence);
        if (it != still->unanswered.end() && it->second.number == number) {
            auto late = std::move(it->second);
            still->unanswered.erase(it);
            again(std::move(late), "no answer");
        }
    });
    if (fault && fault->kind == "drop_after") {
        session.wire->cut();
    }
}

void centre::answered(session& session, const ::smpp::pdu& pdu) {
    const auto it = session.unanswered.find(pdu.sequence);
    if (it == session.unanswered.end()) {
        return;
    }
    auto what = std::move(it->second);
    session.unanswered.erase(it);
    note(state_.deliveries, {{"number", what.number},
                             {"kind", what.kind},
                             {"attempt", what.attempts},
                             {"status", pdu.status}});
    const bool later = pdu.status == status::queue_full || pdu.status == status::system_error ||
                       pdu.status == status::throttled || pdu.status == status::temporary_failure;
    if (later) {
        what.due_ms = now_ms() + 500;
        state_.waiting.push_back(std::move(what));
    } else {
        state_.ended[what.number] = pdu.status;
        state_.more.notify_all();
    }
    deliver_waiting();
}

void centre::again(delivery what, const char* why) {
    note(state_.deliveries, {{"number", what.number},
                             {"kind", what.kind},
                             {"attempt", what.attempts},
                             {"reason", why}});
    state_.waiting.push_back(std::move(what));
}

}  // namespace emulators::smsc
