#pragma once
// One event of Messenger's or Instagram's. For messaging_decode.cpp.

#include "json_read.hpp"
#include "news.hpp"
#include "platform.hpp"

#include <functional>

namespace meta {

struct messaging_event {
    const json& about;
    const platform& at;
    bool standby = false;  // another app has the conversation
    std::int64_t at_ms = 0;
};

// Gives `take` what the event tells: mostly one thing, of deliveries one for each message.
void read_event(const messaging_event& event, const std::function<void(news&)>& take);

}  // namespace meta
