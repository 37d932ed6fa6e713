// The sessions of an SMSC.

#include "tests/emulators/smsc/centre.hpp"

#include "tests/emulators/common/clock.hpp"

#include <algorithm>
#include <utility>

namespace emulators::smsc {
namespace {

using ::smpp::command;
namespace status = ::smpp::status;

}  // namespace

void centre::opened(const wire_pointer& wire) {
    const std::lock_guard lock(state_.mutex);
    state_.sessions.push_back({.wire = wire});
}

void centre::closed(const wire_pointer& wire) {
    const std::lock_guard lock(state_.mutex);
    auto* session = session_of(wire);
    if (session == nullptr) {
        return;
    }
    happened("closed", *session);
    for (auto& [sequence, what] : session->unanswered) {
        again(std::move(what), "the connection was lost");
    }
    std::erase_if(state_.sessions, [&](const auto& each) { return each.wire == wire; });
}

void centre::heard(const wire_pointer& wire, std::string_view bytes) {
    const std::lock_guard lock(state_.mutex);
    auto* session = session_of(wire);
    if (session == nullptr || state_.mute) {
        return;
    }
    session->in.add(bytes);
    while (const auto next = session->in.next()) {
        const auto got = ::smpp::read(*next);
        if (const auto* wrong = std::get_if<::smpp::unreadable>(&got)) {
            answer(*session, {.id = command::generic_nack, .sequence = wrong->sequence},
                   wrong->status);
            continue;
        }
        take(*session, std::get<::smpp::pdu>(got));
    }
    if (session->in.broken()) {
        answer(*session, {.id = command::generic_nack}, status::bad_command_length);
        wire->close();
    }
}

void centre::tick() {
    const std::lock_guard lock(state_.mutex);
    const auto now = now_ms();
    while (!state_.later.empty() && state_.later.begin()->first <= now) {
        const auto then = std::move(state_.later.begin()->second);
        state_.later.erase(state_.later.begin());
        then();
    }
    deliver_waiting();
}

void centre::take(session& session, const ::smpp::pdu& pdu) {
    switch (pdu.id) {
    case command::bind_receiver:
    case command::bind_transmitter:
    case command::bind_transceiver: return bind(session, pdu);
    case command::submit_sm: return submit(session, pdu);
    case command::deliver_sm_resp: return answered(session, pdu);
    case command::enquire_link:
        happened("enquire_link", session);
        return answer(session, pdu, status::ok);
    case command::enquire_link_resp: return happened("enquire_link_resp", session);
    case command::unbind:
        happened("unbind", session);
        answer(session, pdu, status::ok);
        return session.wire->close();
    case command::unbind_resp: return session.wire->close();
    default:
        if (!::smpp::is_response(pdu.id)) {
            answer(session, {.id = command::generic_nack, .sequence = pdu.sequence},
                   status::bad_command);
        }
    }
}

void centre::bind(session& session, const ::smpp::pdu& pdu) {
    const auto& asked = std::get<::smpp::bind>(pdu.body);
    auto* account = state_.accounts.find(asked.system_id);
    const auto bound = static_cast<std::size_t>(
        std::count_if(state_.sessions.begin(), state_.sessions.end(),
                      [&](const auto& each) { return each.system_id == asked.system_id; }));
    auto result = status::ok;
    if (const auto fault = state_.faults.strike("bind")) {
        if (fault->kind == "drop_before") {
            return session.wire->cut();
        }
        result =
            fault->status == 500 ? status::bind_failed : static_cast<std::uint32_t>(fault->status);
    } else if (!session.system_id.empty()) {
        result = status::already_bound;
    } else if (account == nullptr) {
        result = status::bad_system_id;
    } else if (account->password != asked.password) {
        result = status::bad_password;
    } else if (bound >= account->binds) {
        result = status::bind_failed;
    }
    if (result == status::ok) {
        session.system_id = asked.system_id;
        session.sends = pdu.id != command::bind_receiver;
        session.receives = pdu.id != command::bind_transmitter;
    }
    happened("bind", session, {{"system_id", asked.system_id}, {"status", result}});
    answer(session, pdu, result, ::smpp::bind_answer{"selat-smsc"});
}

std::string centre::meddle(const nlohmann::json& wish) {
    const auto what = text_in(wish, "do");
    state_.mute = what == "mute" || (what != "unmute" && state_.mute);
    if (what == "mute" || what == "unmute") {
        return {};
    }
    if (what != "drop" && what != "close" && what != "unbind" && what != "enquire" &&
        what != "garbage") {
        return "do is drop, close, unbind, enquire, garbage, mute or unmute";
    }
    for (auto& session : state_.sessions) {
        if (what == "drop") {
            session.wire->cut();
        } else if (what == "close") {
            session.wire->close();
        } else if (what == "garbage") {
            session.wire->send(std::string(64, '\xff'));
        } else {
            request(session, what == "unbind" ? command::unbind : command::enquire_link);
        }
    }
    return {};
}

void centre::request(session& session, ::smpp::command id) {
    session.wire->send(::smpp::write({.id = id, .sequence = ++session.sequence}));
}

void centre::answer(session& session, const ::smpp::pdu& to, std::uint32_t status,
                    ::smpp::body body) {
    ::smpp::pdu out{.id = ::smpp::response_to(to.id), .status = status, .sequence = to.sequence};
    if (status == status::ok) {
        out.body = std::move(body);
    }
    session.wire->send(::smpp::write(out));
}

session* centre::session_of(const wire_pointer& wire) {
    const auto it = std::find_if(state_.sessions.begin(), state_.sessions.end(),
                                 [&](const auto& each) { return each.wire == wire; });
    return it == state_.sessions.end() ? nullptr : &*it;
}

void centre::note(std::vector<nlohmann::json>& where, nlohmann::json what) {
    what["n"] = where.size() + 1;
    what["at"] = now_ms();
    if (state_.watched != nullptr && &where == &state_.submits) {
        state_.watched->note(
            {"smsc", "call", "submit_sm", 0, 0, what["status"] == 0 ? std::string() : "refused"});
    }
    where.push_back(std::move(what));
    state_.more.notify_all();
}

void centre::happened(const char* kind, const session& session, nlohmann::json about) {
    about["kind"] = kind;
    if (!about.contains("system_id")) {
        about["system_id"] = session.system_id;
    }
    note(state_.happenings, std::move(about));
}

void centre::after(std::int64_t ms, std::function<void()> then) {
    state_.later.emplace(now_ms() + ms, std::move(then));
}

}  // namespace emulators::smsc
