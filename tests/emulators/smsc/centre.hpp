#pragma once
// An SMSC: binds, takes submit_sm as strictly as carriers do, delivers messages and receipts until
// they are taken.

#include "plugins/channels/sms/smpp/parts.hpp"
#include "tests/emulators/smsc/state.hpp"

#include <optional>

namespace emulators::smsc {

// Of texts whose data_coding is 0.
constexpr auto alphabet = ::smpp::default_alphabet::gsm;

// What a customer's phone sends.
struct saying {
    std::string from;
    std::string to;
    std::string text;
    ::smpp::split_as split = ::smpp::split_as::udh;
    int coding = -1;                     // data_coding; -1: by the text
    std::vector<std::size_t> order{};    // of the parts, from 1; empty: as they are
    std::optional<std::string> bytes{};  // in place of a text
    std::uint8_t esm_class = 0;
};

class centre final : public socket_events {
public:
    explicit centre(state& state) : state_(state) {}

    void opened(const wire_pointer& wire) override;
    void heard(const wire_pointer& wire, std::string_view bytes) override;
    void closed(const wire_pointer& wire) override;
    void tick() override;

    // These with the mutex held. The numbers of the deliveries that carry it.
    std::vector<std::uint64_t> say(const account& account, const saying& what);
    // What is wrong, or empty.
    std::string meddle(const nlohmann::json& wish);

private:
    session* session_of(const wire_pointer& wire);
    void take(session& session, const ::smpp::pdu& pdu);
    void bind(session& session, const ::smpp::pdu& pdu);
    void submit(session& session, const ::smpp::pdu& pdu);
    void answered(session& session, const ::smpp::pdu& pdu);
    void answer(session& session, const ::smpp::pdu& to, std::uint32_t status,
                ::smpp::body body = {});
    void request(session& session, ::smpp::command id);
    [[nodiscard]] std::uint32_t refusal_of(const session& session, const ::smpp::pdu& pdu,
                                           const account& account);
    bool too_fast(const account& account);
    void to_phone(const account& account, const ::smpp::pdu& pdu, const std::string& id);
    void queue_receipt(const account& account, const ::smpp::pdu& submit, std::uint64_t number);
    void deliver_waiting();
    void deliver(session& session, delivery what);
    void again(delivery what, const char* why);
    void note(std::vector<nlohmann::json>& where, nlohmann::json what);
    void happened(const char* kind, const session& session,
                  nlohmann::json about = nlohmann::json::object());
    void after(std::int64_t ms, std::function<void()> then);

    state& state_;
};

}  // namespace emulators::smsc
