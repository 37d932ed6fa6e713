#pragma once
// A template of the contract's → WhatsApp's. For encode.cpp.

#include "plugins/shared/meta/json_read.hpp"

namespace whatsapp {

// `parameters` may be WhatsApp's own components (a list, or an object's "components"), a list of
// texts for {{1}}, {{2}} …, or an object: of texts by number, or by the parameters' names.
// Throws selat::refusal for anything else.
meta::json template_part(const meta::json& wanted);

}  // namespace whatsapp
