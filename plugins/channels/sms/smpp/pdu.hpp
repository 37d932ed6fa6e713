#pragma once
// PDUs of SMPP 3.4, both ways. Pure.

#include "commands.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace smpp {

constexpr std::size_t header_size = 16;
constexpr std::size_t largest_pdu = 64 * 1024;
constexpr std::size_t largest_short_message = 254;

struct parameter {
    std::uint16_t tag = 0;
    std::string value;
    friend bool operator==(const parameter&, const parameter&) = default;
};

struct address {
    std::uint8_t ton = 0;
    std::uint8_t npi = 0;
    std::string digits;  // or letters
    friend bool operator==(const address&, const address&) = default;
};

struct bind {
    std::string system_id{};
    std::string password{};
    std::string system_type{};
    std::uint8_t interface_version = 0x34;
    address range{};
};
struct bind_answer {
    std::string system_id{};
};
// submit_sm and deliver_sm
struct message {
    std::string service_type{};
    address source{};
    address destination{};
    std::uint8_t esm_class = 0;
    std::uint8_t protocol = 0;
    std::uint8_t priority = 0;
    std::string schedule{};
    std::string validity{};
    std::uint8_t registered_delivery = 0;
    std::uint8_t replace = 0;
    std::uint8_t data_coding = 0;
    std::uint8_t default_message = 0;
    std::string short_message{};
};
struct data_message {
    std::string service_type{};
    address source{};
    address destination{};
    std::uint8_t esm_class = 0;
    std::uint8_t registered_delivery = 0;
    std::uint8_t data_coding = 0;
};
// Of submit_sm, deliver_sm and data_sm; empty where the body is left out.
struct message_answer {
    std::string message_id{};
};
struct outbind {
    std::string system_id{};
    std::string password{};
};
struct query {
    std::string message_id{};
    address source{};
};
struct query_answer {
    std::string message_id{};
    std::string final_date{};
    std::uint8_t state = 0;
    std::uint8_t error = 0;
};
struct cancel {
    std::string service_type{};
    std::string message_id{};
    address source{};
    address destination{};
};
struct alert {
    address source{};
    address esme{};
};

using body = std::variant<std::monostate, bind, bind_answer, message, data_message, message_answer,
                          outbind, query, query_answer, cancel, alert>;

struct pdu {
    command id = command::generic_nack;
    std::uint32_t status = status::ok;
    std::uint32_t sequence = 0;
    smpp::body body{};
    std::vector<parameter> parameters{};

    // The first of that tag; null: none.
    [[nodiscard]] const std::string* find(std::uint16_t tag) const;
    // The number in it, where it is `size` bytes long.
    [[nodiscard]] std::optional<std::uint32_t> number(std::uint16_t tag, std::size_t size) const;
};

// What cannot be read, and how it is refused.
struct unreadable {
    command id = command::generic_nack;
    std::uint32_t sequence = 0;
    std::uint32_t status = status::bad_message_length;
};
using read_pdu = std::variant<pdu, unreadable>;

// `bytes` is one PDU by its command_length.
read_pdu read(std::string_view bytes);

// A field that is too long for its place is cut.
std::string write(const pdu& pdu);

// A number of `size` bytes as it stands in a parameter.
std::string number_text(std::uint32_t value, std::size_t size);

// Cuts a stream into PDUs.
class framer {
public:
    void add(std::string_view bytes);
    // The next whole PDU, until the next call. Nothing: more must come, or `broken`.
    std::optional<std::string_view> next();
    // A length that cannot be: nothing behind it can be read.
    [[nodiscard]] bool broken() const { return broken_; }

private:
    std::string bytes_;
    std::size_t read_ = 0;
    bool broken_ = false;
};

}  // namespace smpp
