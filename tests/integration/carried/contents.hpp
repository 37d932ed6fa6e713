#pragma once
// One content of each kind for a channel, and what its manifest promises of it.

#include "tests/integration/carried/received.hpp"

#include <functional>
#include <string>
#include <vector>

namespace selat::testing {

// How a channel is to take something, by its capabilities alone.
enum class promise { carried, worded, refused };

const char* name_of(promise value);

struct trial {
    std::string name;
    json content;
    promise promised;
    // What is wrong with what reached somebody; empty: the promise was kept.
    std::function<std::string(const received&)> wrong;
};

// `capabilities` as GET /api/v1/channels shows them. `file` is the URL of a file with a name;
// `said` is a message of the customer's.
std::vector<trial> trials_for(const json& capabilities,
                              const std::function<std::string(const std::string& name)>& file,
                              const std::string& said);

}  // namespace selat::testing
