#pragma once
// What SMPP 3.4 calls things: commands, statuses, parameters, and the bits that count.

#include <cstdint>

namespace smpp {

enum class command : std::uint32_t {
    bind_receiver = 0x1,
    bind_transmitter = 0x2,
    query_sm = 0x3,
    submit_sm = 0x4,
    deliver_sm = 0x5,
    unbind = 0x6,
    cancel_sm = 0x8,
    bind_transceiver = 0x9,
    outbind = 0xB,
    enquire_link = 0x15,
    alert_notification = 0x102,
    data_sm = 0x103,
    generic_nack = 0x80000000,
    bind_receiver_resp = 0x80000001,
    bind_transmitter_resp = 0x80000002,
    query_sm_resp = 0x80000003,
    submit_sm_resp = 0x80000004,
    deliver_sm_resp = 0x80000005,
    unbind_resp = 0x80000006,
    cancel_sm_resp = 0x80000008,
    bind_transceiver_resp = 0x80000009,
    enquire_link_resp = 0x80000015,
    data_sm_resp = 0x80000103,
};

constexpr std::uint32_t response_bit = 0x80000000;
constexpr std::uint32_t largest_sequence = 0x7FFFFFFF;

constexpr command response_to(command request) {
    return static_cast<command>(static_cast<std::uint32_t>(request) | response_bit);
}
constexpr bool is_response(command id) {
    return (static_cast<std::uint32_t>(id) & response_bit) != 0;
}

// Numbers, not an enum: operators and carriers have hundreds of their own.
namespace status {
constexpr std::uint32_t ok = 0;
constexpr std::uint32_t bad_message_length = 0x1;
constexpr std::uint32_t bad_command_length = 0x2;
constexpr std::uint32_t bad_command = 0x3;
constexpr std::uint32_t wrong_bind_state = 0x4;
constexpr std::uint32_t already_bound = 0x5;
constexpr std::uint32_t system_error = 0x8;
constexpr std::uint32_t bad_source = 0xA;
constexpr std::uint32_t bad_destination = 0xB;
constexpr std::uint32_t bad_message_id = 0xC;
constexpr std::uint32_t bind_failed = 0xD;
constexpr std::uint32_t bad_password = 0xE;
constexpr std::uint32_t bad_system_id = 0xF;
constexpr std::uint32_t queue_full = 0x14;
constexpr std::uint32_t submit_failed = 0x45;
constexpr std::uint32_t throttled = 0x58;
constexpr std::uint32_t temporary_failure = 0x64;
constexpr std::uint32_t bad_parameter = 0xC4;
}  // namespace status

namespace tag {
constexpr std::uint16_t receipted_message_id = 0x001E;
constexpr std::uint16_t user_message_reference = 0x0204;
constexpr std::uint16_t sar_reference = 0x020C;
constexpr std::uint16_t sar_total = 0x020E;
constexpr std::uint16_t sar_number = 0x020F;
constexpr std::uint16_t interface_version = 0x0210;
constexpr std::uint16_t network_error_code = 0x0423;
constexpr std::uint16_t message_payload = 0x0424;
constexpr std::uint16_t more_messages = 0x0426;
constexpr std::uint16_t message_state = 0x0427;
}  // namespace tag

// esm_class of what is delivered: what kind of message, and whether it begins with a header.
namespace esm {
constexpr std::uint8_t kind_bits = 0x3C;
constexpr std::uint8_t receipt = 0x04;
constexpr std::uint8_t delivery_acknowledgement = 0x08;
constexpr std::uint8_t user_acknowledgement = 0x10;
constexpr std::uint8_t conversation_abort = 0x18;
constexpr std::uint8_t intermediate = 0x20;
constexpr std::uint8_t user_data_header = 0x40;
}  // namespace esm

}  // namespace smpp
