#pragma once
// What Discord finds wrong with a message that a bot sends.

#include "tests/emulators/common/json_answer.hpp"

#include <cstddef>
#include <cstdint>
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

// Shown to one person alone: ephemeral.
inline constexpr int only_for_one = 1 << 6;
// "The bot is thinking".
inline constexpr int loading = 1 << 7;

// `files`: how many go with it, or are there already.
fault_found check_message(const json& message, std::size_t files = 0);
// As the token of an interaction takes it.
fault_found check_follow_up(const json& message, std::size_t files = 0);
// Of an interaction of type `asked`.
fault_found check_answer(const json& answer, std::int64_t asked);
fault_found check_command(const json& command);
// How many characters a text has.
std::size_t length(std::string_view text);

}  // namespace emulators::discord
