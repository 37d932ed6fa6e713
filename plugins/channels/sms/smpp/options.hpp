#pragma once
// The options of `driver: smpp`, read.

#include "encodings.hpp"
#include "parts.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace smpp {

enum class id_form { learned, same, decimal, hexadecimal };

struct options {
    // Throws selat::refusal.
    static options read(const nlohmann::json& given);

    std::string url;  // tcp:// or tls://
    std::string system_id;
    std::string password;
    std::string system_type;
    std::size_t window = 10;
    std::string from;
    int source_ton = -1;  // -1: by what `from` is
    int source_npi = -1;
    std::string service_type;
    std::string country_code;  // of numbers that come without one
    default_alphabet alphabet = default_alphabet::gsm;
    split_as split = split_as::udh;
    bool receipts = true;
    id_form receipt_ids = id_form::learned;
    bool resend_unanswered = false;
    std::int64_t enquire_ms = 30'000;
    std::int64_t timeout_ms = 10'000;
    double parts_per_second = 0;  // 0: as fast as the window goes
    bool standard_words = true;   // STOP and the like count
};

// "10s", "500ms", "2m"; what is none is `otherwise`.
std::int64_t duration_of(const std::string& text, std::int64_t otherwise);

}  // namespace smpp
