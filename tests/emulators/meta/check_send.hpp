#pragma once
// What Messenger and Instagram refuse of what is to be sent.

#include "tests/emulators/meta/flavour.hpp"
#include "tests/emulators/meta/graph_error.hpp"
#include "tests/emulators/meta/people.hpp"

#include <cstdint>
#include <optional>

#include <nlohmann/json.hpp>

namespace emulators::meta {

// Nothing when it is taken. `now_ms` says which window is open.
std::optional<graph_error> check_send(const nlohmann::json& send, const person& to,
                                      std::int64_t now_ms, const flavour& at);

}  // namespace emulators::meta
