#pragma once
// Attachments → the calls that send them: albums where Telegram takes them together.

#include "encode.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace telegram {

// Code units of the text beside a file.
inline constexpr std::size_t caption_max = 1024;

// `caption` goes with the first file; throws selat::refusal for one that is nowhere. The steps lack
// where they go.
steps media_steps(std::span<const nlohmann::json> attachments, const std::string& caption);
// Whether a caption shows beside the first of them.
bool takes_caption(std::span<const nlohmann::json> attachments);

}  // namespace telegram
