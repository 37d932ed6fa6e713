#pragma once
// The only proof that a webhook comes from Twilio: X-Twilio-Signature over the URL it was told, and
// over the fields or the hash of the body.

#include "plugins/shared/forms/forms.hpp"

#include <string_view>

#include <selat/plugin.hpp>

namespace twilio {

struct signed_request {
    std::string_view url;       // as Twilio was told it, the query as it was sent
    const forms::form& fields;  // of the body; none for a GET
    std::string_view body;
    std::string_view signature;
};

// Whether it is signed by the auth token, which may be a handle. Twilio's signers differ in whether
// the port is in the URL and in how they write the query: any of these ways is right.
bool is_signed(const selat::crypto& crypto, std::string_view auth_token,
               const signed_request& request);

}  // namespace twilio
