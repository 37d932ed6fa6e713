#include "visitor.hpp"

#include "frames.hpp"

#include <algorithm>
#include <utility>

namespace webchat {

connection* visitor::join(connection& joined) {
    joined.owner = this;
    connections_.push_back(&joined);
    if (!confirmed_.empty() && !joined.session.confirmed && joined.session.phone == confirmed_) {
        joined.session.confirmed = true;
        joined.token_is_old = true;
    }
    const auto silent_longest = [&](auto&& counts) -> connection* {
        connection* found = nullptr;
        for (auto* each : connections_) {
            if (each != &joined && counts(*each) &&
                (found == nullptr || each->heard_ms < found->heard_ms)) {
                found = each;
            }
        }
        return found;
    };
    const auto same_session = [&](const connection& each) {
        return each.session.id == joined.session.id;
    };
    const auto of_session =
        std::count_if(connections_.begin(), connections_.end(),
                      [&](const connection* each) { return same_session(*each); });
    if (static_cast<std::size_t>(of_session) > max_session_sockets) {
        return silent_longest(same_session);
    }
    return connections_.size() > max_visitor_sockets
               ? silent_longest([](const connection&) { return true; })
               : nullptr;
}

void visitor::leave(const connection& left, selat::actions out) {
    std::erase(connections_, &left);
    if (left.typing) {
        out.typing(address_, false);
    }
    if (connections_.empty()) {
        waiting_.clear();
        announced_ = 0;
        filling_ = false;
    } else {
        forget_delivered();
    }
}

void visitor::add(std::uint64_t seq, waiting_event event, selat::actions out) {
    newest_ = std::max(newest_, seq);
    if (connections_.empty() || all_have(seq)) {
        return;
    }
    const auto [known, fresh] = waiting_.try_emplace(seq, std::move(event));
    if (!fresh && known->second.ack.empty()) {
        known->second.sender = std::move(event.sender);
        known->second.ack = std::move(event.ack);
    }
    pump_all(0, 0, out);
}

void visitor::keep(std::uint64_t seq, std::string frame) {
    if (!connections_.empty() && !all_have(seq)) {
        waiting_.try_emplace(seq, waiting_event{std::move(frame), {}, {}});
    }
}

void visitor::announce(std::uint64_t seq, selat::actions out) {
    announced_ = std::max(announced_, seq);
    newest_ = std::max(newest_, seq);
    pump_all(0, 0, out);
}

void visitor::go_live(connection& resumed, std::uint64_t seq, selat::actions out) {
    resumed.at = connection::stage::live;
    resumed.position = seq;
    newest_ = std::max(newest_, seq);
    for (auto& [at, event] : waiting_) {
        if (at <= seq && !event.ack.empty() && event.sender == resumed.name) {
            out.write(resumed.name, event.ack);
            event.ack.clear();
        }
    }
    pump_all(0, 0, out);
}

void visitor::filled(std::uint64_t after, std::uint64_t to, selat::actions out) {
    filling_ = false;
    if (to <= after) {  // the store knows of nothing more: do not ask for ever
        const auto next = waiting_.upper_bound(after);
        to = next == waiting_.end() ? to : next->first - 1;
        announced_ = 0;
    }
    pump_all(after, to, out);
}

void visitor::fill(std::uint64_t after, selat::actions out) {
    if (filling_) {
        return;
    }
    filling_ = true;
    const auto tag = "f" + std::to_string(after) + "\n" + address_;
    out.history({.tag = tag, .address = address_, .after_seq = after, .limit = replay_limit});
}

void visitor::tell(std::string_view frame, bool droppable, selat::actions out,
                   const connection* except) const {
    for (const auto* each : connections_) {
        if (each != except && each->at == connection::stage::live) {
            out.write(each->name, frame, false, droppable);
        }
    }
}

void visitor::close(std::int64_t at_ms, selat::actions out) {
    if (!std::exchange(closed_, true)) {
        tell(status_frame("closed", at_ms), false, out);
    }
    for (auto* each : connections_) {
        each->saw_end = each->at != connection::stage::live;
    }
}

void visitor::reopen(std::int64_t at_ms, selat::actions out) {
    if (std::exchange(closed_, false)) {
        tell(status_frame("open", at_ms), false, out);
    }
    for (auto* each : connections_) {
        each->saw_end = false;
    }
}

void visitor::learn(const session& from) {
    for (auto* each : connections_) {
        each->asking = each->asking && each->session.known == from.known;
        each->session.known = from.known;
        each->session.phone = from.phone;
        each->session.confirmed = from.confirmed;
        each->token_is_old = true;
    }
}

void visitor::learn_confirmed(std::string_view phone) {
    confirmed_ = phone;
    for (auto* each : connections_) {
        each->session.phone = phone;
        each->session.confirmed = true;
        each->token_is_old = true;
    }
}

bool visitor::all_have(std::uint64_t seq) const {
    return std::all_of(connections_.begin(), connections_.end(), [&](const connection* each) {
        return each->at == connection::stage::live && each->position >= seq;
    });
}

bool visitor::resuming() const {
    return std::any_of(connections_.begin(), connections_.end(),
                       [](const connection* each) { return each->at != connection::stage::live; });
}

std::optional<std::uint64_t> visitor::pump(connection& to, std::uint64_t known_up_to,
                                           selat::actions out) {
    for (auto next = waiting_.upper_bound(to.position); next != waiting_.end(); ++next) {
        auto& [seq, event] = *next;
        if (seq > std::max(to.position, known_up_to) + 1) {
            to.position = std::max(to.position, known_up_to);
            return to.position;
        }
        const bool is_sender = !event.ack.empty() && event.sender == to.name;
        out.write(to.name, is_sender ? event.ack : event.frame);
        to.position = seq;
    }
    to.position = std::max(to.position, known_up_to);
    return to.position < announced_ ? std::optional(to.position) : std::nullopt;
}

void visitor::pump_all(std::uint64_t after, std::uint64_t known_up_to, selat::actions out) {
    std::optional<std::uint64_t> missing;
    for (auto* each : connections_) {
        if (each->at != connection::stage::live) {
            continue;
        }
        const auto gap = pump(*each, each->position >= after ? known_up_to : 0, out);
        missing = gap && missing ? std::min(*gap, *missing) : (gap ? gap : missing);
    }
    forget_delivered();
    if (missing) {
        fill(*missing, out);
    }
}

void visitor::forget_delivered() {
    if (resuming()) {
        return;
    }
    auto least = UINT64_MAX;
    for (const auto* each : connections_) {
        least = std::min(least, each->position);
    }
    waiting_.erase(waiting_.begin(), waiting_.upper_bound(least));
}

}  // namespace webchat
