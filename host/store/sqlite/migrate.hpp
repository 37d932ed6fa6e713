#pragma once
// Schema versions: user_version counts the steps a file has had.

#include <cstdint>
#include <span>
#include <string_view>

#include "host/base/result.hpp"
#include "host/store/sqlite/connection.hpp"

namespace selat::store::sqlite {

// Marks in the file whose it is.
constexpr std::int64_t database_mark = 0x53454C54;  // "SELT"
constexpr std::int64_t index_mark = 0x53454C49;     // "SELI"

// Brings the file to the newest version, one step a transaction; a step that fails leaves the
// version before it. Fails with `wrong_state` on a newer version, `unavailable` on a file that is
// not ours.
result<void> migrate(connection& connection, std::int64_t mark,
                     std::span<const std::string_view> steps);

}  // namespace selat::store::sqlite
