#pragma once
// What a mail server has found out about a mail's sender (RFC 8601). Pure.

#include <string_view>

namespace email {

/// Whether `results`, the value of an Authentication-Results header, was written by `server` and
/// says that the domain of `from` vouches for the mail: DMARC passed, for that domain. What stands
/// in comments and quotes, or in the other results' properties, is the sender's and says nothing.
bool is_vouched_for(std::string_view results, std::string_view server, std::string_view from);

}  // namespace email
