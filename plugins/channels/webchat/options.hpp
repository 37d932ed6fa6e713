#pragma once
// The instance's options, read once.

#include "origins.hpp"

#include <string>
#include <vector>

#include <selat/plugin.hpp>

namespace webchat {

struct options {
    std::string instance;
    std::string public_url;
    webchat::origins origins;
    std::string title;
    std::string greeting;
    std::string locale;                         ///< BCP 47; empty: the visitor's own
    std::vector<std::string> identity_secrets;  ///< handles: the present one, the one before

    /// Throws selat::refusal for options that cannot work.
    static options read(const selat::setup& setup);
};

}  // namespace webchat
