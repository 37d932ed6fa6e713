#pragma once
// What a CALL of a send carries along, for its answer: a content may go in several requests, one
// after the other.

#include "send.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace http {

struct progress {
    std::string to;
    std::int64_t began_ms = 0;
    bool repeatable = false;       // the request that is under way
    bool begun = false;            // a part has been sent, and would be said twice
    std::vector<std::string> ids;  // the provider's, of the parts that have been sent
    std::vector<prepared> left;    // after the request that is under way

    static progress read(std::string_view context);
    [[nodiscard]] std::string write() const;
};

}  // namespace http
