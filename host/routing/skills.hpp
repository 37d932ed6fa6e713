#pragma once
// Skills and languages as attributes write them, for agents and tasks alike.

#include <string>
#include <vector>

#include "host/routing/attributes.hpp"
#include "host/routing/router.hpp"

namespace selat::routing {

// From `skills` (names, or an object of levels by name), `routing.skills` and `routing.levels`;
// level 1 where none is given. Sorted by name, each once.
std::vector<skill> skills_of(const attributes& attributes);

// From `languages`; sorted, each once.
std::vector<std::string> languages_of(const attributes& attributes);

}  // namespace selat::routing
