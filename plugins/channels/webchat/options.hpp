#pragma once
// The instance's options, read once.

#include "limits.hpp"
#include "origins.hpp"
#include "prechat.hpp"

#include <string>
#include <vector>

#include <selat/plugin.hpp>

namespace webchat {

/// The files that visitors may send.
struct file_limits {
    std::uint64_t most_bytes = default_file_size;  ///< 0: no files
    std::vector<std::string> types;                ///< media types; `image/*` is every image

    [[nodiscard]] bool take(std::string_view type) const;
};

struct options {
    std::string instance;
    std::string public_url;
    webchat::origins origins;
    nlohmann::json title;     ///< a text, or one for each language; may be empty
    nlohmann::json greeting;  ///< the same
    std::string locale;       ///< BCP 47; empty: the visitor's own
    std::string color;        ///< as CSS writes it; empty: the widget's own
    webchat::prechat prechat;
    file_limits files;
    std::string verify_phone;  ///< the channel that sends one-time codes; empty: none
    std::vector<std::string> identity_secrets;  ///< handles: the present one, the one before

    /// Throws selat::refusal for options that cannot work.
    static options read(const selat::setup& setup);
};

}  // namespace webchat
