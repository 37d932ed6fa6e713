// SPDX-License-Identifier: MIT
// The C++ layer over the plugin ABI: header-only, C++20, the standard library alone.
//
//   class my_channel {
//   public:
//       explicit my_channel(const selat::setup& setup);
//       void on_http(const selat::http_request& request, selat::actions out) const;
//       void on_send(const selat::outgoing& message, selat::actions out) const;
//       void on_reply(const selat::http_reply& reply, selat::actions out) const;
//   };
//   SELAT_CHANNEL(my_channel)
#pragma once

#include "sdk/actions.hpp"
#include "sdk/barrier.hpp"
#include "sdk/base64.hpp"
#include "sdk/events.hpp"
#include "sdk/kinds.hpp"
#include "sdk/setup.hpp"
#include "sdk/text.hpp"
