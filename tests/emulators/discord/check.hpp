#pragma once
// What Discord finds wrong with a message that a bot sends.

#include "tests/emulators/common/json_answer.hpp"

#include <string>
#include <string_view>

namespace emulators::discord {

// Discord's error: its number, HTTP status, and for forms the fields at fault.
struct fault_found {
    int status = 0;  // 0: nothing is wrong
    int code = 0;
    std::string message;
    json errors;

    explicit operator bool() const { return status != 0; }
    [[nodiscard]] json body() const;
};

fault_found check_message(const json& message);
// How many characters a text has.
std::size_t length(std::string_view text);

}  // namespace emulators::discord
