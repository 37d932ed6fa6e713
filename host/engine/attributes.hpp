#pragma once
// Attributes of customers and conversations: JSON objects of bounded size and depth, so that
// neither a visitor nor a flow in a loop can make a row grow for ever.

#include <string>
#include <string_view>

#include "host/base/result.hpp"

namespace selat::engine {

// `patch` merged into `attributes` as RFC 7396 says. Invalid: `patch` is no object, nests too
// deeply, or the whole would be too large.
result<std::string> merged(std::string_view attributes, std::string_view patch);

// `attributes` with those members of `claims` that it does not have.
result<std::string> claimed(std::string_view attributes, std::string_view claims);

}  // namespace selat::engine
