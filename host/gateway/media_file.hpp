#pragma once
// Files of attachments, by content.

#include <string>
#include <string_view>

#include "host/base/result.hpp"

namespace selat::gateway {

// Writes the bytes as `path`, whole and on the disk, or not at all. `unique` tells writers of the
// same path apart. Blocks.
result<void> write_media_file(const std::string& path, const std::string& unique,
                              std::string_view bytes);

// Removes it, if it is there. Blocks.
result<void> remove_media_file(const std::string& path);

}  // namespace selat::gateway
