// SPDX-License-Identifier: MIT
// Drives a plugin in its own tests: no gateway, no .so, no network, any clock. Calls go through the
// tables of the C ABI, so that what the test sees is what a gateway would.
//
//   // CMakeLists.txt: link the plugin's sources and selat_testing (Selat::Testing when installed)
//   #include <selat/testing/drive.hpp>
//
//   namespace drive = selat::testing;
//
//   drive::channel line({.options = R"({"channel_secret":"{{secret:channel_secret}}"})",
//                        .secrets = {{"channel_secret", "s3cret"}}});
//   const auto got = line.http({.headers = {{"x-line-signature", "…"}}, .body = body});
//   CHECK(got.http_status() == 200);
//   CHECK(got.inbounds.at(0).from == "U1");
//
//   const auto out = line.send({.to = "U1", .content = R"({"text":"hi"})"});
//   const auto end = line.reply(drive::answer_to(out.calls.at(0), 200, R"({"id":"9"})"));
//   CHECK(end.sents.at(0).provider_ids == std::vector<std::string>{"9"});
//   CHECK(line.fill_in(drive::find(out.calls[0].headers, "authorization")) == "Bearer t0ken");
//
//   line.advance(30'000);   // the clock; TIMERs that come due are called and their outcomes given
//
// The module driven is selat_module_v1 of the plugin that is linked into the test; a class that the
// test can name is driven without it: drive::channel::of<my_channel>({…}). drive::flow, drive::bot
// and drive::strategy work alike. A constructor throws drive::refused when `create` refuses.
#pragma once

#include "drive_bot.hpp"
#include "drive_channel.hpp"
#include "drive_flow.hpp"
#include "drive_strategy.hpp"
