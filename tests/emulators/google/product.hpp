#pragma once
// What tells Google Business Messages and RCS Business Messaging apart.

#include <cstddef>
#include <string_view>

namespace emulators::google {

struct product {
    std::string_view name;  // the folder's
    std::string_view title;
    std::string_view colour;
    std::string_view scope;
    bool rcs = false;  // phone numbers in place of conversations, events in an envelope
    std::size_t suggestions_max = 13;
};

inline constexpr product business_messages = {
    .name = "google-business-messages",
    .title = "Google",
    .colour = "#1a56b0",
    .scope = "https://www.googleapis.com/auth/businessmessages"};

inline constexpr product rcs = {.name = "rcs",
                                .title = "RCS",
                                .colour = "#0b5a4a",
                                .scope = "https://www.googleapis.com/auth/rcsbusinessmessaging",
                                .rcs = true,
                                .suggestions_max = 11};

}  // namespace emulators::google
