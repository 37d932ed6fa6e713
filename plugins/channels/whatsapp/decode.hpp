#pragma once
// WhatsApp's webhook body → what the host is told. Pure.

#include "plugins/shared/meta/news.hpp"

#include <cstddef>
#include <functional>
#include <string_view>

namespace whatsapp {

// Calls `begin` with how many things are told at most, then `take` for each. `own` is the phone
// number id whose news count. False when `body` is no webhook; neither was called.
bool decode(std::string_view body, std::string_view own,
            const std::function<void(std::size_t)>& begin,
            const std::function<void(meta::news&)>& take);

}  // namespace whatsapp
