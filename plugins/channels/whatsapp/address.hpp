#pragma once
// Who a customer is at WhatsApp: a number, a user id of WhatsApp's, or a group.

#include <string>
#include <string_view>

namespace whatsapp {

// "+60123456789" of WhatsApp's digits; empty when they are none.
std::string of_number(std::string_view digits);
// "US.13491208655302741918": people who hide their number are known by that alone.
bool is_user_id(std::string_view text);

inline constexpr std::string_view group_prefix = "group:";

enum class recipient_kind { none, number, user, group };
struct recipient {
    recipient_kind kind = recipient_kind::none;
    std::string_view id;  // as WhatsApp takes it
};
recipient read_address(std::string_view address);

}  // namespace whatsapp
