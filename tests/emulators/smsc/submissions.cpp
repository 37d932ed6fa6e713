// What customers of the SMSC send: judged, shown on the phones, receipted.

#include "plugins/channels/sms/smpp/encodings.hpp"
#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/smsc/centre.hpp"
#include "tests/emulators/smsc/receipts.hpp"

#include <algorithm>
#include <utility>

namespace emulators::smsc {
namespace {

namespace status = ::smpp::status;
namespace tag = ::smpp::tag;
namespace esm = ::smpp::esm;

constexpr std::size_t longest_narrow = 160;
constexpr std::size_t longest_wide = 140;

const ::smpp::message& message_of(const ::smpp::pdu& pdu) {
    return std::get<::smpp::message>(pdu.body);
}

std::string payload_of(const ::smpp::pdu& pdu) {
    const auto* payload = pdu.find(tag::message_payload);
    return payload != nullptr ? *payload : message_of(pdu).short_message;
}

std::string number_of(const ::smpp::address& address) {
    return address.ton == 1 ? "+" + address.digits : address.digits;
}

bool is_digits(std::string_view text, std::size_t least, std::size_t most) {
    return text.size() >= least && text.size() <= most &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

// 0, or why the text of a submit_sm cannot be what it says.
std::uint32_t fault_of_text(const ::smpp::pdu& pdu) {
    const auto& message = message_of(pdu);
    const bool whole = pdu.find(tag::message_payload) != nullptr;
    if (whole && !message.short_message.empty()) {
        return status::bad_message_length;
    }
    const auto bytes = payload_of(pdu);
    const bool headed = (message.esm_class & esm::user_data_header) != 0;
    const auto opened = ::smpp::open(bytes, headed);
    if (!opened) {
        return 0x43;
    }
    const auto coding = ::smpp::coding_of(message.data_coding, alphabet);
    if (coding == ::smpp::coding::gsm &&
        std::any_of(opened->payload.begin(), opened->payload.end(),
                    [](char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; })) {
        return status::submit_failed;
    }
    if (coding == ::smpp::coding::ucs2 && opened->payload.size() % 2 != 0) {
        return status::submit_failed;
    }
    // On the air a header takes 7 septets of 160, or its bytes of 140.
    const auto header = bytes.size() - opened->payload.size();
    const auto room = coding == ::smpp::coding::gsm ? longest_narrow - (header * 8 + 6) / 7
                                                    : longest_wide - header;
    return !whole && opened->payload.size() > room ? status::bad_message_length : status::ok;
}

}  // namespace

void centre::submit(session& session, const ::smpp::pdu& pdu) {
    auto* account = state_.accounts.find(session.system_id);
    if (account == nullptr || !session.sends) {
        return answer(session, pdu, status::wrong_bind_state);
    }
    std::uint32_t result = refusal_of(session, pdu, *account);
    std::int64_t wait_ms = result == status::ok ? account->answer_ms : 0;
    bool cut = false;
    bool after_all = false;
    auto fault_status = status::ok;
    if (const auto fault = state_.faults.strike("submit")) {
        wait_ms += fault->delay.count();
        if (fault->kind == "drop_before") {
            return session.wire->cut();
        }
        cut = fault->kind == "drop_after";
        after_all = fault->kind == "fail_after";
        fault_status =
            fault->status == 500 ? status::system_error : static_cast<std::uint32_t>(fault->status);
        result = fault->kind == "throttle" ? status::throttled
                 : fault->kind == "quota"  ? status::queue_full
                 : fault->kind == "fail"   ? fault_status
                                           : result;
    }
    const auto& message = message_of(pdu);
    const auto number = state_.next_message;
    const auto id = id_text(number);
    note(state_.submits, {{"system_id", session.system_id},
                          {"from", number_of(message.source)},
                          {"to", number_of(message.destination)},
                          {"status", result},
                          {"id", result == status::ok ? id : ""},
                          {"data_coding", message.data_coding},
                          {"esm_class", message.esm_class},
                          {"registered_delivery", message.registered_delivery}});
    if (result == status::ok) {
        ++state_.next_message;
        to_phone(*account, pdu, id);
        queue_receipt(*account, pdu, number);
    }
    if (cut) {
        return session.wire->cut();
    }
    result = after_all ? fault_status : result;
    ++session.unanswered_submits;
    const auto finish = [this, wire = session.wire, pdu, result, id] {
        if (auto* still = session_of(wire)) {
            --still->unanswered_submits;
            answer(*still, pdu, result, ::smpp::message_answer{id});
        }
    };
    wait_ms > 0 ? after(wait_ms, finish) : finish();
}

std::uint32_t centre::refusal_of(const session& session, const ::smpp::pdu& pdu,
                                 const account& account) {
    const auto& message = message_of(pdu);
    if ((account.window > 0 && session.unanswered_submits >= account.window) || too_fast(account)) {
        return status::throttled;
    }
    const auto from = number_of(message.source);
    if (!account.numbers.empty() &&
        std::find(account.numbers.begin(), account.numbers.end(), from) == account.numbers.end()) {
        return status::bad_source;
    }
    const bool international = message.destination.ton == 1;
    if (!is_digits(message.destination.digits, international ? 5 : 3, 15)) {
        return status::bad_destination;
    }
    const auto person = state_.people.find(number_of(message.destination));
    if (person != state_.people.end() && person->second.refused != 0) {
        return person->second.refused;
    }
    return fault_of_text(pdu);
}

bool centre::too_fast(const account& account) {
    if (account.per_second <= 0) {
        return false;
    }
    auto& recent = state_.recent[account.system_id];
    const auto now = now_ms();
    while (!recent.empty() && recent.front() + 1'000 <= now) {
        recent.pop_front();
    }
    if (static_cast<double>(recent.size()) >= account.per_second) {
        return true;
    }
    recent.push_back(now);
    return false;
}

// A phone shows a message once all of its parts are there.
void centre::to_phone(const account& account, const ::smpp::pdu& pdu, const std::string& id) {
    const auto& message = message_of(pdu);
    const auto bytes = payload_of(pdu);
    const auto opened = ::smpp::open(bytes, (message.esm_class & esm::user_data_header) != 0);
    const auto coding = ::smpp::coding_of(message.data_coding, alphabet);
    nlohmann::json shown = {{"system_id", account.system_id},
                            {"from", number_of(message.source)},
                            {"to", number_of(message.destination)},
                            {"ids", {id}},
                            {"parts", 1},
                            {"data_coding", message.data_coding}};
    const auto place = opened->place ? opened->place : ::smpp::sar_place(pdu);
    if (!place) {
        shown["text"] = ::smpp::text_of(opened->payload, coding, opened->fill);
        return note(state_.sent, std::move(shown));
    }
    ::smpp::arrived_part part{number_of(message.source),
                              number_of(message.destination),
                              *place,
                              message.data_coding,
                              opened->fill,
                              std::string(opened->payload),
                              now_ms()};
    auto& joining = state_.joining[account.system_id];
    joining.forgotten(now_ms());
    if (joining.add(std::move(part)) != ::smpp::reassembly::outcome::complete) {
        return;
    }
    const auto group = joining.take();
    std::string all;
    for (const auto& [number, each] : group.parts) {
        all += each.payload;
    }
    shown["text"] = ::smpp::text_of(all, coding, 0);
    shown["parts"] = group.parts.size();
    note(state_.sent, std::move(shown));
}

void centre::queue_receipt(const account& account, const ::smpp::pdu& submit,
                           std::uint64_t number) {
    const auto& message = message_of(submit);
    const auto known = state_.people.find(number_of(message.destination));
    const person person = known == state_.people.end() ? emulators::smsc::person() : known->second;
    const auto wanted = message.registered_delivery & 3;
    if (account.form == receipt_form::none || person.state.empty() || wanted == 0 ||
        (wanted == 2 && person.state == "DELIVRD")) {
        return;
    }
    delivery out{.number = state_.next_delivery++,
                 .system_id = account.system_id,
                 .pdu = receipt_of(account, submit, number, person.state),
                 .kind = "receipt"};
    const auto queue = [this, out] { state_.waiting.push_back(out); };
    if (account.early) {
        queue();
        deliver_waiting();
    } else {
        after(account.answer_ms + account.step_ms, queue);
    }
}

}  // namespace emulators::smsc
