#pragma once
// What a channel can carry, as its manifest declares it. Everything absent is 0 or false: not
// carried, so the host turns it into something that is.

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "host/model/content.hpp"

namespace selat::model {

enum class text_unit { utf16, code_point, byte, gsm7 };

struct text_limits {
    std::uint32_t max = 0;  // 0: no text
    text_unit unit = text_unit::code_point;
};

struct choice_limits {
    std::uint32_t max = 0;  // 0: choices become a numbered list
    std::uint32_t title_max = 20;
    std::uint32_t payload_max = 300;
    bool links = false;  // link buttons
};

struct card_limits {
    std::uint32_t max = 0;  // 0: cards become text and image; 1: single cards only
    std::uint32_t title_max = 40;
    std::uint32_t text_max = 60;
    std::uint32_t choices_max = 3;
    bool image = true;
};

// How long after the customer's newest message the provider takes ours.
struct reply_window {
    std::uint32_t hours = 0;        // 0: no window
    std::uint32_t agent_hours = 0;  // for what people write; not below `hours`
    bool templates = false;         // templates go out at any time
};

// The manifest's "capabilities" object:
//   {"text":{"max":5000,"unit":"utf16"},"html":false,"subject":false,
//    "attachments":["image","video","audio","file","sticker"],"attachments_max":1,
//    "caption":false,"location":true,"contacts":false,
//    "choices":{"max":13,"title_max":20,"payload_max":300,"links":false},
//    "cards":{"max":10,"title_max":40,"text_max":60,"choices_max":3,"image":true},
//    "mixed":true,"reaction":false,"template":false,"call":false,"reply_to":true,"typing":true,"read":true,
//    "edit":false,"delete":false,"profile":true,"status":false,
//    "receipts":["delivered","read"],"idempotent":true,
//    "reply_window":{"hours":24,"agent_hours":168,"templates":false}}
struct capabilities {
    text_limits text;
    bool html = false;
    bool subject = false;
    std::set<attachment_kind> attachments;
    std::uint32_t attachments_max = 1;  // in one outgoing
    bool caption = false;               // text and attachment in one outgoing
    bool location = false;
    bool contacts = false;
    choice_limits choices;
    card_limits cards;
    bool reaction = false;
    bool template_ = false;
    bool call = false;  // calls are steered by the content's `call`, which goes out as it is
    bool reply_to = false;
    bool typing = false;
    bool read = false;
    bool edit = false;
    bool delete_ = false;
    bool profile = false;
    bool status = false;
    bool receipt_delivered = false;
    bool receipt_read = false;
    bool idempotent = false;  // the provider ignores a repeat with the same key
    model::reply_window reply_window;
};

}  // namespace selat::model
