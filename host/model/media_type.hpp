#pragma once
// What a file is: by what is said of it, and by its first bytes. Pure.

#include <string>
#include <string_view>

#include "host/base/result.hpp"
#include "host/model/content.hpp"

namespace selat::model {

// "Image/PNG; x=y" → "image/png".
std::string essence_of(std::string_view mime);

// Whether a browser shows it, and it can hold no script.
bool is_shown(std::string_view essence);

// What the bytes are, when they say; else empty.
std::string sniffed_type(std::string_view bytes);

// Whether the bytes are a program's.
bool is_program(std::string_view bytes);

// What a file is to be kept as that is said to be `claimed` (may be empty). Fails with
// `unsupported` when that would be a danger: a picture, sound or film that is none, a program in
// disguise.
result<std::string> type_of_file(std::string_view claimed, std::string_view bytes);

// What a file of that type is in a message.
attachment_kind kind_of_file(std::string_view mime);

}  // namespace selat::model
