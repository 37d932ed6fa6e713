#pragma once
// Reading what Google sends.

#include "plugins/shared/json_read/loosely.hpp"

namespace google {

using nlohmann::json;
using json_read::list_of;
using json_read::member;
using json_read::parse;
using json_read::written;
using json_read::loosely::flag_of;
using json_read::loosely::id_of;
using json_read::loosely::integer_of;
using json_read::loosely::number_of;
using json_read::loosely::text_of;

}  // namespace google
