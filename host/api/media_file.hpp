#pragma once
// Where the file of a digest lies: two levels, so that no folder grows without bound.

#include <string>

namespace selat::api {

inline std::string media_file(const std::string& folder, const std::string& sha256) {
    return folder + "/" + sha256.substr(0, 2) + "/" + sha256;
}

}  // namespace selat::api
