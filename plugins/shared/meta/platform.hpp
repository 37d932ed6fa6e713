#pragma once
// Where Messenger and Instagram differ; all else of them is one.

#include <cstddef>
#include <string_view>

namespace meta {

struct platform {
    std::string_view name;    // the plugin's, and before a customer's attributes
    std::string_view object;  // of webhooks
    std::string_view host;    // of the Graph API
    std::string_view profile_fields;
    std::size_t text_max = 0;
    bool text_in_bytes = false;     // else UTF-16 units
    bool returns_metadata = false;  // echoes have what we sent along
    bool any_reaction = false;      // else a heart alone
    bool token_names_it = false;    // calls are of "me": the token may be an account's or a page's
};

inline constexpr platform facebook = {.name = "facebook",
                                      .object = "page",
                                      .host = "https://graph.facebook.com",
                                      .profile_fields =
                                          "first_name,last_name,name,profile_pic,locale",
                                      .text_max = 1999,
                                      .returns_metadata = true,
                                      .any_reaction = true};

inline constexpr platform instagram = {.name = "instagram",
                                       .object = "instagram",
                                       .host = "https://graph.instagram.com",
                                       .profile_fields = "name,username,profile_pic",
                                       .text_max = 1000,
                                       .text_in_bytes = true,
                                       .token_names_it = true};

}  // namespace meta
