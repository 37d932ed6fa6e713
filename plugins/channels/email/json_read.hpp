#pragma once
// Reading what the host gives.

#include "plugins/shared/json_read/json_read.hpp"

namespace email {

using nlohmann::json;
using json_read::flag_of;
using json_read::list_of;
using json_read::member;
using json_read::number_of;
using json_read::parse;
using json_read::text_of;
using json_read::written;

}  // namespace email
