#pragma once
// The music for who waits, where nobody gave another: no file, and nobody's rights.

#include <string>

namespace voice {

// A WAV of 8 kHz mu-law, some ten seconds long. Made once.
const std::string& tune();

}  // namespace voice
