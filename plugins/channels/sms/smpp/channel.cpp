#include "channel.hpp"

#include "addresses.hpp"
#include "parts.hpp"
#include "plugins/channels/sms/encode.hpp"

#include <nlohmann/json.hpp>

namespace smpp {

channel::channel(const selat::setup& setup, const nlohmann::json& options)
    : options_(options::read(options)), link_(options_), answers_(link_),
      submissions_(options_, link_), deliveries_(options_, setup, answers_) {}

void channel::on_send(const selat::outgoing& event, selat::actions out) {
    const auto fail = [&](selat::code code, std::string_view why) {
        out.failed({.op = event.op, .code = code, .detail = why});
    };
    if (event.purpose != selat::purpose::message) {
        return fail(selat::code::unsupported, "SMS can only be sent");
    }
    if (stopping_) {
        return fail(selat::code::unavailable, going_away);
    }
    if (link_.is_unknown()) {
        return fail(selat::code::denied, "the SMSC refuses the system_id or the password");
    }
    const auto text = sms::text_to_send(event.content, event.to);
    const auto reference = static_cast<std::uint16_t>(event.random[0] << 8 | event.random[1]);
    auto parts = split(text, options_.alphabet, options_.split, reference);
    if (!parts) {
        return fail(selat::code::invalid, "the text takes more than 255 parts");
    }
    submissions_.add(event, destination_of(event.to), std::move(*parts), out);
    settle(event, out);
}

void channel::on_timer(const selat::timer& event, selat::actions out) {
    link_.on_timer(event, out);
    submissions_.on_timer(event, out);
    deliveries_.on_timer(event, out);
    if (event.name == SELAT_TIMER_STOP) {
        stopping_ = true;
        submissions_.stop(out);
    }
    settle(event, out);
}

void channel::on_open(const selat::open& event, selat::actions out) {
    link_.on_open(event, out);
    settle(event, out);
}

void channel::on_data(const selat::data& event, selat::actions out) {
    link_.on_data(event);
    while (const auto pdu = link_.next(event, out)) {
        const bool is_delivery = pdu->id == command::deliver_sm || pdu->id == command::data_sm;
        if (is_delivery && stopping_) {
            link_.answer(*pdu, status::queue_full);  // it is delivered to who comes next
        } else if (is_delivery) {
            deliveries_.take(*pdu, submissions_.any_unanswered(), event.now_ms, out);
        } else {
            submissions_.answered(*pdu, event.now_ms, out);
        }
        for (const auto& each : submissions_.take_taken()) {
            deliveries_.sent(each.ids, each.message, out);
        }
    }
    settle(event, out);
}

void channel::on_close(const selat::close& event, selat::actions out) {
    link_.on_close(event, out);
    settle(event, out);
}

void channel::on_stored(const selat::stored& event, selat::actions out) {
    answers_.end(event.tag, event.failure == selat::code::ok, event.now_ms);
    settle(event, out);
}

void channel::settle(const selat::event& event, selat::actions out) {
    switch (link_.take_change()) {
    case link::change::lost:
        submissions_.connection_lost(event.now_ms, out);
        answers_.connection_lost();
        break;
    case link::change::bound: answers_.bound(event.now_ms); break;
    case link::change::none: break;
    }
    submissions_.pump(event.now_ms, out);
    link_.flush(out);
    // Goodbye is said when all that was asked is answered, on both sides.
    if (stopping_ && !submissions_.any_open() && !answers_.any_under_way()) {
        link_.stop(out);
    }
}

}  // namespace smpp
