#pragma once
// Content → LINE's message objects. Pure.

#include <string>
#include <string_view>

namespace line {

// What goes with the content.
struct wrapping {
    std::string_view quote_token;    // of the message this answers; may be empty
    std::string_view author_name;    // shown as the sender where LINE allows it; may be empty
    std::string_view video_preview;  // URL of the picture shown before a video plays
};

// The `messages` array (JSON, 1 to 5 objects) that carries `content`. Throws selat::refusal when
// LINE cannot carry it.
std::string encode_messages(std::string_view content, const wrapping& with);

}  // namespace line
