#pragma once
// Content → the form that asks Twilio to send it. Pure.

#include <cstddef>
#include <string>
#include <string_view>

namespace sms {

struct sender {
    std::string from;
    std::string messaging_service_sid;
};

struct wrapping {
    std::string_view to;
    const sender& by;
    std::string_view status_callback;  // URL
};

struct encoded {
    std::string body;          // the form
    std::size_t segments = 0;  // on the air; 0: it goes as MMS
};

// The text of content that goes to that number or short code. Throws selat::refusal when there is
// none.
std::string text_to_send(std::string_view content, std::string_view to);

// Throws selat::refusal when SMS cannot carry it.
encoded encode_message(std::string_view content, const wrapping& with);

}  // namespace sms
