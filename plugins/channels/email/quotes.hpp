#pragma once
// What somebody wrote now, without what was written before and without the signature. Pure, and
// linear in the text.

#include <string>
#include <string_view>

namespace email {

/// The visible reply of a plain text. Never empty when the text is not: what is all quotation is
/// shown whole. Forwarded mail is shown whole, too.
std::string visible_reply(std::string_view text, bool forwarded);

/// RFC 3676 format=flowed: soft line ends joined, stuffing taken out.
std::string unflowed(std::string_view text, bool delete_space);

/// "Fwd: …" and what other programs write.
bool is_forward(std::string_view subject);
/// Without any Re: in front.
std::string_view bare_subject(std::string_view subject);

}  // namespace email
