#pragma once
// What Google checks before it takes a message.

#include "tests/emulators/google/api_error.hpp"
#include "tests/emulators/google/product.hpp"

#include <optional>

namespace emulators::google {

// The body of Business Messages' POST …/messages.
std::optional<api_error> check_business_message(const json& body);
// The body of RCS's POST …/agentMessages.
std::optional<api_error> check_rcs_message(const json& body);
// {"representativeType","displayName"?,"avatarImage"?}
std::optional<api_error> check_representative(const json& given);

}  // namespace emulators::google
