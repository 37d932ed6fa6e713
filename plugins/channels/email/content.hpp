#pragma once
// A mail → content JSON. Pure.

#include "json_read.hpp"
#include "mime.hpp"

namespace email {

/// `text` is what was written now, `html` the whole of it where that is more or has a form;
/// attachments are in the order of mail.files.
json content_of(const mail& mail, bool whole);

}  // namespace email
