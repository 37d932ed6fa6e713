#pragma once
// Webhook bodies of Messenger and Instagram → what the host is told. Pure.

#include "news.hpp"
#include "platform.hpp"

#include <cstddef>
#include <functional>
#include <string_view>

namespace meta {

// Calls `begin` with how many things are told at most, then `take` for each. `own` is the page's or
// account's id; empty: any. False when `body` is no webhook; neither was called.
bool decode_messaging(std::string_view body, const platform& at, std::string_view own,
                      const std::function<void(std::size_t)>& begin,
                      const std::function<void(news&)>& take);

// The address of somebody whom a page's plugin alone knows so far.
inline constexpr std::string_view user_ref_prefix = "user_ref:";

}  // namespace meta
