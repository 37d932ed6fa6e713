#pragma once
// The ABI's views as C++ sees them, and back.

#include <string_view>

#include <selat/abi/base.h>

namespace selat::plugins {

// Borrowed. A null pointer with a length, which no honest plugin passes, reads as empty.
inline std::string_view view(selat_str text) {
    return text.data == nullptr ? std::string_view{}
                                : std::string_view{text.data, static_cast<std::size_t>(text.size)};
}

inline selat_str str(std::string_view text) {
    return {text.empty() ? nullptr : text.data(), text.size()};
}

// Whether the bytes are UTF-8 (no surrogates, no overlong forms). Fast for ASCII.
bool is_utf8(std::string_view text);

}  // namespace selat::plugins
