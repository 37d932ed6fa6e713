#pragma once
// What this Telegram refuses, in Telegram's words.

#include "tests/emulators/common/json_answer.hpp"

#include <string>

namespace emulators::telegram {

struct refusal {
    int code = 400;
    std::string description;
    json parameters = nullptr;  // retry_after or migrate_to_chat_id
};

inline refusal bad_request(const std::string& what) {
    return {400, "Bad Request: " + what, nullptr};
}
inline refusal forbidden(const std::string& what) { return {403, "Forbidden: " + what, nullptr}; }
inline refusal too_many(std::int64_t seconds) {
    return {429,
            "Too Many Requests: retry after " + std::to_string(seconds),
            {{"retry_after", seconds}}};
}

// How a method ended.
struct outcome {
    outcome(json result, std::string words = {})
        : result(std::move(result)), words(std::move(words)) {}
    outcome(refusal refused) : refused(std::move(refused)), well(false) {}

    json result;
    std::string words;  // description of a success; may be empty
    refusal refused;
    bool well = true;
};

}  // namespace emulators::telegram
