#include "link.hpp"

#include "statuses.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace smpp {
namespace {

constexpr std::string_view again_timer = "again";
constexpr std::string_view bind_timer = "bind";
constexpr std::string_view enquire_timer = "enquire";

// What one call is told: few enough PDUs for the actions that one call may have.
constexpr std::uint64_t chunk = 32 * 1024;
constexpr std::int64_t bind_ms = 10'000;
constexpr std::int64_t enquiry_ms = 10'000;
constexpr std::uint32_t most_unheard = 2;
constexpr double longest_pause_ms = 60'000;

// In [0, 1).
double chance(const selat::event& event) {
    std::uint64_t bits = 0;
    for (const auto byte : event.random.first(8)) {
        bits = bits << 8 | byte;
    }
    return static_cast<double>(bits >> 11) * 0x1p-53;
}

}  // namespace

void link::on_timer(const selat::timer& event, selat::actions out) {
    if (event.name == SELAT_TIMER_START) {
        out.status(false, "connecting to the SMSC");
        connect(out);
    } else if (event.name == again_timer && stage_ == stage::idle) {
        connect(out);
    } else if (event.name == bind_timer && stage_ == stage::binding) {
        lost("the SMSC does not answer the bind", event, out);
    } else if (event.name == enquire_timer && stage_ == stage::bound) {
        enquire(event, out);
    }
}

void link::connect(selat::actions out) {
    connection_ = "smsc-" + std::to_string(++connections_);
    stage_ = stage::connecting;
    in_ = {};
    out_.clear();
    out.connect({.connection = connection_, .url = options_.url, .max_message = chunk});
}

void link::on_open(const selat::open& event, selat::actions out) {
    if (event.connection != connection_ || stage_ != stage::connecting) {
        return;
    }
    stage_ = stage::binding;
    request({.id = command::bind_transceiver,
             .body = bind{.system_id = options_.system_id,
                          .password = options_.password,
                          .system_type = options_.system_type,
                          .interface_version = 0x34,
                          .range = {}}});
    out.timer(bind_timer, bind_ms);
}

void link::on_data(const selat::data& event) {
    if (event.connection == connection_ && stage_ != stage::stopped) {
        heard_ms_ = event.now_ms;
        unheard_ = 0;
        in_.add(event.bytes);
    }
}

std::optional<pdu> link::next(const selat::event& event, selat::actions out) {
    while (stage_ == stage::binding || stage_ == stage::bound) {
        const auto bytes = in_.next();
        if (!bytes && in_.broken()) {
            answer(command::generic_nack, 0, status::bad_command_length);
            flush(out);
            lost("the SMSC sent a PDU of a length that cannot be", event, out);
        }
        if (!bytes) {
            return std::nullopt;
        }
        auto got = read(*bytes);
        if (const auto* wrong = std::get_if<unreadable>(&got)) {
            refuse(*wrong);
            continue;
        }
        auto& pdu = std::get<smpp::pdu>(got);
        if (!took(pdu, event, out)) {
            return std::move(pdu);
        }
    }
    return std::nullopt;
}

void link::refuse(const unreadable& what) {
    if (is_response(what.id) && what.status != status::bad_command_length) {
        return;  // an answer to what was never asked
    }
    const bool known = what.status == status::bad_message_length;
    answer(known ? what.id : command::generic_nack, what.sequence, what.status);
}

bool link::took(const pdu& pdu, const selat::event& event, selat::actions out) {
    switch (pdu.id) {
    case command::bind_transceiver_resp: bind_answered(pdu, event, out); return true;
    case command::enquire_link: answer(pdu, status::ok); return true;
    case command::enquire_link_resp:
    case command::unbind_resp:
    case command::alert_notification:
    case command::outbind: return true;
    case command::unbind:
        answer(pdu, status::ok);
        flush(out);
        lost("the SMSC has ended the session", event, out);
        return true;
    case command::generic_nack:
        if (stage_ == stage::binding) {
            lost("the SMSC refuses the bind: " + name_of(pdu.status), event, out);
            return true;
        }
        return false;
    case command::deliver_sm:
    case command::data_sm:
    case command::submit_sm_resp: return stage_ != stage::bound;
    default:
        if (!is_response(pdu.id)) {
            answer(command::generic_nack, pdu.sequence, status::bad_command);
        }
        return true;
    }
}

void link::bind_answered(const pdu& answer, const selat::event& event, selat::actions out) {
    if (stage_ != stage::binding) {
        return;
    }
    refused_ = is_refused_login(answer.status);
    unknown_ = is_unknown_account(answer.status);
    if (answer.status != status::ok) {
        const auto why = std::string(meaning_of(answer.status).text);
        return lost("the SMSC refuses the bind (" + name_of(answer.status) + "): " + why, event,
                    out);
    }
    stage_ = stage::bound;
    change_ = change::bound;
    tries_ = 0;
    out.cancel_timer(bind_timer);
    out.timer(enquire_timer, options_.enquire_ms);
    out.status(true);
    out.log(SELAT_LOG_INFO, "connected", "bound to the SMSC");
}

void link::enquire(const selat::event& event, selat::actions out) {
    const auto quiet_ms = event.now_ms - heard_ms_;
    if (unheard_ == 0 && quiet_ms < options_.enquire_ms) {
        return out.timer(enquire_timer, options_.enquire_ms - quiet_ms);
    }
    if (unheard_ >= most_unheard) {
        return lost("the SMSC does not answer enquire_link", event, out);
    }
    ++unheard_;
    request({.id = command::enquire_link});
    out.timer(enquire_timer, std::min(enquiry_ms, options_.enquire_ms));
}

void link::on_close(const selat::close& event, selat::actions out) {
    if (event.connection == connection_ && stage_ != stage::stopped) {
        const auto why = event.reason.empty()
                             ? "the connection was lost"
                             : "the connection was lost: " + std::string(event.reason);
        lost(why, event, out);
    }
}

std::uint32_t link::request(pdu request) {
    sequence_ = sequence_ >= largest_sequence ? 1 : sequence_ + 1;
    request.sequence = sequence_;
    out_ += write(request);
    return sequence_;
}

void link::answer(const pdu& to, std::uint32_t status) { answer(to.id, to.sequence, status); }

void link::answer(command request, std::uint32_t sequence, std::uint32_t status) {
    pdu out{.id = response_to(request), .status = status, .sequence = sequence};
    if (request == command::deliver_sm || request == command::data_sm) {
        out.body = message_answer{};
    }
    out_ += write(out);
}

void link::flush(selat::actions out) {
    if (!out_.empty() && !connection_.empty()) {
        out.write(connection_, out_, true);
    }
    out_.clear();
}

link::change link::take_change() { return std::exchange(change_, change::none); }

void link::lost(std::string_view why, const selat::event& event, selat::actions out) {
    change_ = change::lost;
    ++tries_;
    out.log(SELAT_LOG_WARN, "reconnecting", why);
    if (tries_ > 1 || refused_) {
        out.status(false, why);
    }
    hang_up(out);
    out.timer(again_timer, pause(event));
}

void link::hang_up(selat::actions out) {
    for (const auto timer : {bind_timer, enquire_timer, again_timer}) {
        out.cancel_timer(timer);
    }
    if (!connection_.empty()) {
        out.close(connection_);
    }
    connection_.clear();
    out_.clear();
    unheard_ = 0;
    stage_ = stage::idle;
}

void link::stop(selat::actions out) {
    if (stage_ == stage::bound) {
        request({.id = command::unbind});
        flush(out);
    }
    stage_ = stage::stopped;
}

// Doubles from a second; a random half is taken off. Who is refused waits for people.
std::int64_t link::pause(const selat::event& event) const {
    if (refused_) {
        return static_cast<std::int64_t>(longest_pause_ms * (1.0 + chance(event) / 2));
    }
    const auto doubled = 1'000 * std::exp2(std::min(tries_, 16u) - 1.0);
    return static_cast<std::int64_t>(std::min(doubled, longest_pause_ms) *
                                     (1.0 - chance(event) / 2));
}

}  // namespace smpp
