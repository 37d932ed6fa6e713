#pragma once
// Numbers as SMPP has them, and as people do. Pure.

#include "options.hpp"
#include "pdu.hpp"

#include <string>
#include <string_view>

namespace smpp {

// "+60123456789", a short code or a name. The options may say another type of number.
address source_of(const options& options);
address destination_of(std::string_view to);

// "+60123456789" where it can be known, else as it came.
std::string written(const address& address, std::string_view country_code);

}  // namespace smpp
