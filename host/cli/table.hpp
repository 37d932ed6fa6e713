#pragma once
// Text in aligned columns.

#include <string>
#include <vector>

namespace selat::cli {

// The first row is the head. Columns are as wide as their widest cell (in characters, not bytes)
// and two spaces apart; the last one is not padded.
std::string table(const std::vector<std::vector<std::string>>& rows);

}  // namespace selat::cli
