#pragma once
// Errors as RFC 9457 says them.

#include <cstdint>
#include <string>
#include <string_view>

#include "host/base/result.hpp"
#include "host/net/server.hpp"

namespace selat::api {

// application/problem+json with type "about:blank"; `detail` may be empty.
net::response problem(std::uint32_t status, std::string_view title, std::string_view detail);

// The status and words for a failure of the core.
net::response problem(const failure& failure);

}  // namespace selat::api
