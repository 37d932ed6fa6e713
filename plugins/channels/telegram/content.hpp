#pragma once
// What a Message of Telegram's says → content.

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace telegram {

// A file that Telegram keeps: getFile tells where.
struct kept_file {
    std::uint32_t attachment = 0;
    std::string id;
    std::int64_t size = 0;  // 0: not told
};

struct said {
    std::string content;     // content JSON
    std::string reply_to;    // id of the message it answers; may be empty
    std::string attributes;  // what it proves of the customer: JSON object; may be empty
    std::vector<kept_file> files;
    bool by_service = false;  // nobody wrote it: somebody joined, a message was pinned …
};
said read_said(const nlohmann::json& message);

// Content that says only what kind of thing it was.
std::string unsupported(const std::string& kind);

}  // namespace telegram
