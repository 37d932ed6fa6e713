#pragma once
// What WhatsApp refuses of a message that is to be sent.

#include "tests/emulators/meta/businesses.hpp"
#include "tests/emulators/meta/graph_error.hpp"
#include "tests/emulators/meta/media.hpp"

#include <optional>

#include <nlohmann/json.hpp>

namespace emulators::whatsapp {

// Nothing when it is taken.
std::optional<meta::graph_error> check_message(const nlohmann::json& message,
                                               const meta::business& of,
                                               const meta::media_store& media);

}  // namespace emulators::whatsapp
