#pragma once
// What of a configuration must never be printed.

#include <string>
#include <vector>

#include "host/config/config.hpp"
#include "host/config/known_plugins.hpp"

namespace selat::config {

// Every secret's value, longest first: passwords, tokens, webhook keys, and the options that
// plugins mark "secret". Values shorter than four characters are left out: hiding them would blank
// every text.
std::vector<std::string> secrets_of(const configuration& configuration,
                                    const known_plugins& plugins);

}  // namespace selat::config
