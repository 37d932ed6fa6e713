#include "statuses.hpp"

#include "commands.hpp"

#include <algorithm>
#include <array>

namespace smpp {
namespace {

struct known {
    std::uint32_t status;
    meaning what;
};

using selat::code;
constexpr auto table = std::to_array<known>({
    {0x01, {code::invalid, "the length of the message is refused"}},
    {0x02, {code::invalid, "the length of the command is refused"}},
    {0x03, {code::unsupported, "the SMSC does not know the command"}},
    {0x04, {code::unavailable, "the connection is not bound"}},
    {0x05, {code::unavailable, "the account is bound already"}},
    {0x06, {code::invalid, "the priority is refused"}},
    {0x07, {code::invalid, "the wish for a receipt is refused"}},
    {0x08, {code::unavailable, "the SMSC is out of order"}},
    {0x0A, {code::config, "the sender is refused"}},
    {0x0B, {code::not_found, "there is no such number"}},
    {0x0C, {code::invalid, "the message id is refused"}},
    {0x0D, {code::denied, "the bind failed"}},
    {0x0E, {code::denied, "the password is refused"}},
    {0x0F, {code::denied, "the system_id is refused"}},
    {0x11, {code::invalid, "the message could not be called off"}},
    {0x14, {code::throttled, "the SMSC's queue is full"}},
    {0x15, {code::config, "the service type is refused"}},
    {0x33, {code::invalid, "the number of destinations is refused"}},
    {0x40, {code::invalid, "the destination's flag is refused"}},
    {0x42, {code::invalid, "replacing is refused"}},
    {0x43, {code::config, "the esm_class is refused"}},
    {0x44, {code::invalid, "there is no such distribution list"}},
    {0x45, {code::unavailable, "the SMSC could not take the message"}},
    {0x48, {code::config, "the sender's type of number is refused"}},
    {0x49, {code::config, "the sender's numbering plan is refused"}},
    {0x50, {code::config, "the destination's type of number is refused"}},
    {0x51, {code::config, "the destination's numbering plan is refused"}},
    {0x53, {code::config, "the system_type is refused"}},
    {0x54, {code::invalid, "replacing is refused"}},
    {0x55, {code::invalid, "the number of messages is refused"}},
    {0x58, {code::throttled, "too many messages a second"}},
    {0x61, {code::invalid, "the time of delivery is refused"}},
    {0x62, {code::invalid, "the validity period is refused"}},
    {0x63, {code::invalid, "the predefined message is refused"}},
    {0x64, {code::unavailable, "the receiver has a passing error"}},
    {0x65, {code::invalid, "the receiver refuses the message for good"}},
    {0x66, {code::invalid, "the receiver rejects the message"}},
    {0x67, {code::invalid, "the query failed"}},
    {0xC0, {code::invalid, "the optional part of the message is refused"}},
    {0xC1, {code::config, "a parameter is not allowed"}},
    {0xC2, {code::invalid, "the length of a parameter is refused"}},
    {0xC3, {code::config, "a parameter is missing"}},
    {0xC4, {code::invalid, "the value of a parameter is refused"}},
    {0xFE, {code::internal, "the delivery failed"}},
    {0xFF, {code::internal, "the SMSC knows no reason"}},
});

}  // namespace

meaning meaning_of(std::uint32_t status) {
    const auto* const it =
        std::lower_bound(table.begin(), table.end(), status,
                         [](const known& each, std::uint32_t n) { return each.status < n; });
    if (it != table.end() && it->status == status) {
        return it->what;
    }
    return {code::invalid, status >= 0x400 ? "the carrier's own reason" : "an unknown reason"};
}

bool is_refused_login(std::uint32_t status) {
    return status == status::bind_failed || is_unknown_account(status);
}

bool is_unknown_account(std::uint32_t status) {
    return status == status::bad_password || status == status::bad_system_id;
}

std::string name_of(std::uint32_t status) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out = "0x";
    for (int shift = 28; shift >= 0; shift -= 4) {
        out += digits[status >> shift & 15];
    }
    return out;
}

}  // namespace smpp
