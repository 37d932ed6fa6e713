#include "tune.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace voice {
namespace {

constexpr std::uint32_t rate = 8000;
constexpr std::uint32_t note = rate * 3 / 8;
constexpr double loudness = 5000;  // of 32767: it may last for long

// Four broken chords, in Hz.
constexpr std::array<double, 32> melody = {261.6, 329.6, 392.0, 523.3, 392.0, 329.6, 261.6, 392.0,
                                           220.0, 261.6, 329.6, 440.0, 329.6, 261.6, 220.0, 329.6,
                                           174.6, 220.0, 261.6, 349.2, 261.6, 220.0, 174.6, 261.6,
                                           196.0, 246.9, 293.7, 392.0, 293.7, 246.9, 196.0, 293.7};

// G.711.
std::uint8_t mu_law(int sample) {
    constexpr int bias = 0x84;
    const int sign = sample < 0 ? 0x80 : 0;
    const int magnitude = (sample < 0 ? -sample : sample) + bias;
    int exponent = 7;
    for (int bit = 0x4000; exponent > 0 && (magnitude & bit) == 0; bit >>= 1) {
        --exponent;
    }
    const int mantissa = (magnitude >> (exponent + 3)) & 0x0f;
    return static_cast<std::uint8_t>(~(sign | (exponent << 4) | mantissa));
}

void put(std::string& to, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) {
        to += static_cast<char>((value >> (8 * i)) & 0xff);
    }
}

std::string make() {
    constexpr auto samples = note * static_cast<std::uint32_t>(melody.size());
    std::string out = "RIFF";
    put(out, 50 + samples, 4);
    out += "WAVEfmt ";
    put(out, 18, 4);
    put(out, 7, 2);  // mu-law
    put(out, 1, 2);
    put(out, rate, 4);
    put(out, rate, 4);
    put(out, 1, 2);
    put(out, 8, 2);
    put(out, 0, 2);
    out += "fact";
    put(out, 4, 4);
    put(out, samples, 4);
    out += "data";
    put(out, samples, 4);
    for (const double pitch : melody) {
        for (std::uint32_t at = 0; at < note; ++at) {
            const double t = static_cast<double>(at) / rate;
            const double fading = std::exp(-4.0 * t) * std::min(1.0, t * 200);
            const double wave = std::sin(6.283185307 * pitch * t);
            out += static_cast<char>(mu_law(static_cast<int>(loudness * fading * wave)));
        }
    }
    return out;
}

}  // namespace

const std::string& tune() {
    static const std::string made = make();
    return made;
}

}  // namespace voice
