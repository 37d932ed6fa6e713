#pragma once
// Content → the form that asks Twilio to send it. Pure.

#include <cstddef>
#include <string>
#include <string_view>

namespace sms {

enum class media_as { mms, link };

struct sender {
    std::string from;
    std::string messaging_service_sid;
};

struct wrapping {
    std::string_view to;
    const sender& by;
    std::string_view status_callback;  // URL
    media_as media = media_as::mms;
};

struct encoded {
    std::string body;          // the form
    std::size_t segments = 0;  // on the air; 0: it goes as MMS
};

// Throws selat::refusal when SMS cannot carry it.
encoded encode_message(std::string_view content, const wrapping& with);

}  // namespace sms
