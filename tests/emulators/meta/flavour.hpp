#pragma once
// Where the emulated Messenger and Instagram differ.

#include <cstddef>
#include <string_view>

namespace emulators::meta {

struct flavour {
    std::string_view name;
    std::string_view title;       // as people call it
    std::string_view colour;      // of its mark
    std::string_view object;      // of webhooks
    std::string_view mid;         // how ids of messages begin
    std::string_view businesses;  // what the control calls them
    std::size_t text_max = 0;
    bool text_in_bytes = false;
    bool deliveries = false;  // told by webhook, and reads by time; else reads by message
    bool metadata = false;    // comes back in echoes
    bool any_reaction = false;
};

inline constexpr flavour messenger = {.name = "facebook",
                                      .title = "Messenger",
                                      .colour = "#1667d9",
                                      .object = "page",
                                      .mid = "m_",
                                      .businesses = "/pages",
                                      .text_max = 2000,
                                      .deliveries = true,
                                      .metadata = true,
                                      .any_reaction = true};

inline constexpr flavour direct = {.name = "instagram",
                                   .title = "Instagram",
                                   .colour = "#a02c8d",
                                   .object = "instagram",
                                   .mid = "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlE",
                                   .businesses = "/accounts",
                                   .text_max = 1000,
                                   .text_in_bytes = true};

}  // namespace emulators::meta
