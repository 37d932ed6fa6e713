#pragma once
// The agent desktop: pages that are part of the program, served at /desktop/. They hold nothing
// that is secret; what they show comes through the API.

#include <span>
#include <string_view>

#include "host/net/server.hpp"

namespace selat::desktop {

struct file {
    std::string_view path;  // below /desktop/
    std::string_view content_type;
    std::string_view tag;  // of its bytes
    std::string_view bytes;
    std::string_view packed;  // the same as gzip; empty where that gains nothing
    bool immutable = false;   // its name changes with its bytes
};

// What the build embedded.
std::span<const file> files();

// Whether a path is the desktop's to answer.
bool serves(std::string_view path);

net::response answer(const net::request& request, std::span<const file> files);

}  // namespace selat::desktop
