#pragma once
// The way to Twilio's REST API, and the form its webhooks are.

#include <string>
#include <string_view>

namespace twilio {

// Without a slash at the end; Twilio's own when `configured` is empty.
std::string api_base(std::string_view configured);

// The host writes Basic authentication from this; the secret may be a handle and stays one.
std::string with_credentials(std::string_view url, std::string_view user, std::string_view secret);

// Whether a Content-Type is that of a form.
bool is_form(std::string_view content_type);

}  // namespace twilio
