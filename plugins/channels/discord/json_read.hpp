#pragma once
// Reading what Discord and the host send.

#include "plugins/shared/json_read/json_read.hpp"

namespace discord {

using nlohmann::json;
using json_read::flag_of;
using json_read::member;
using json_read::number_of;
using json_read::parse;
using json_read::real_of;
using json_read::text_of;
using json_read::written;

}  // namespace discord
