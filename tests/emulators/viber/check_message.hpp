#pragma once
// What Viber finds wrong with a message. Pure.

#include <optional>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace emulators::viber {

enum status : int {
    ok = 0,
    invalid_url = 1,
    invalid_auth_token = 2,
    bad_data = 3,
    missing_data = 4,
    receiver_not_registered = 5,
    receiver_not_subscribed = 6,
    webhook_not_set = 10,
    too_many_requests = 12,
    not_authorized = 15,
};

std::string_view name_of(int status);

struct complaint {
    int status;
    std::string_view about;  // the field
};

// Nothing: it is fine, as far as one sees without its receiver.
std::optional<complaint> check_message(const nlohmann::json& message);

}  // namespace emulators::viber
