#pragma once
// One message of WhatsApp's → content and what goes with it.

#include "plugins/shared/meta/json_read.hpp"
#include "plugins/shared/meta/news.hpp"

namespace whatsapp {

// Reads what a message (of "messages", or of an echo) says: content, media, what it answers, or
// that it edits, takes back, reacts. Who says it is not its business.
void read_said(const meta::json& message, meta::news& out);

}  // namespace whatsapp
