#pragma once
// Content → the body of Discord's "create message". Pure.

#include "files.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace discord {

struct message_wish {
    std::string_view content;       // content JSON, fitted to the manifest's capabilities
    std::string_view key;           // idempotency key; Discord takes a message with it once
    std::string_view reply_to;      // Discord's id of the message that is answered, or empty
    bool call_author = false;       // the author of that message is notified
    std::span<const file> files{};  // attachments that go along; the others are shown as links
};

/// JSON; empty when the content has nothing that Discord shows.
std::string encode(const message_wish& wish);
/// A message's body as the token of an interaction takes it, which knows of no nonce and no reply.
/// `alone`: only who called sees it.
std::string as_answer(std::string_view body, bool alone);
/// A message's body that calls somebody by name, where there is room.
std::string calling(std::string_view body, std::string_view user);
/// The body that replaces a message, but for the attachments that went as files.
std::string encode_edit(std::string_view content, std::span<const std::size_t> files);

/// What a button stands for: of ours the payload, of another's its whole id.
std::string payload_in(std::string_view custom_id);

}  // namespace discord
