#pragma once
// Twilio's webhooks → what the host is told. Pure; the views are the form's.

#include "keywords.hpp"
#include "plugins/shared/forms/forms.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <selat/plugin.hpp>

namespace sms {

// Media of a message that lies at Twilio's API: below `path` of it.
struct held_media {
    std::uint32_t attachment = 0;
    std::string path;
};

struct incoming {
    std::string_view id;
    std::string_view from;
    bool verified = false;  // a number, which nobody chooses for oneself
    consent change = consent::unchanged;
    bool answered = false;  // Twilio answers this one
    std::uint64_t segments = 0;
    std::string content;
    std::vector<held_media> media;
};

// Nothing when it is no message. `api` is where Twilio's API is.
std::optional<incoming> read_message(const forms::form& fields, bool standard_words,
                                     std::string_view api);

// Whether it tells what became of a message of ours. `at_status`: it came to where that is told,
// which decides for what does not say what it is.
bool is_callback(const forms::form& fields, bool at_status);

// What became of a message of ours. `message` is our id of it, where the callback's URL had one.
// Nothing when it is no callback; a status that tells nothing new has no receipt.
struct callback {
    std::optional<selat::receipt_fields> receipt;
    std::string_view opted_out;  // the address that Twilio keeps us from
};
std::optional<callback> read_callback(const forms::form& fields, std::string_view message);

// "whatsapp", "rcs" and the like when it is of a channel that shares Twilio's webhooks; else empty.
std::string_view foreign_channel(const forms::form& fields);

}  // namespace sms
