#pragma once
// What a transfer leaves in a task's attributes, under the names that transfer workflows read.

#include <string>
#include <string_view>

#include "host/routing/router.hpp"

namespace selat::routing {

// `attributes` with transferTargetType, transferTargetSid, transferQueueName, ignoreAgent,
// workerSidsInConversation and, when there is one, transferNote.
std::string with_transfer(std::string_view attributes, const transfer& to, std::string_view from);

}  // namespace selat::routing
