#pragma once
// What goes over a stream: one JSON object a frame, encoded once for all who get it.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/model/event.hpp"
#include "host/store/store.hpp"

namespace selat::api {

struct frame {
    std::uint64_t position = 0;  // 0: told beside the stored events, without a cursor
    model::event_type type = model::event_type::message_created;
    model::id id;
    model::id conversation;
    std::string agent;
    std::string text;
};

// Shared by the feed and everyone who has not sent it yet.
using shared_frame = std::shared_ptr<const frame>;

shared_frame make_frame(model::event event);

// {"type":"hello","cursor":"…"}
std::string hello_frame(std::uint64_t cursor);
// {"type":"reset","cursor":"…"}: what lies between the client's cursor and this one cannot be told;
// whoever keeps a picture of things must load it anew.
std::string reset_frame(std::uint64_t cursor);

// Where a client wants to go on: behind a position, behind an event whose position is not known
// yet, or, with neither, at the newest.
struct wanted_start {
    std::optional<std::uint64_t> after;
    model::id event;
};

// From the parameter `after`: a cursor, or the id of an event; empty: neither.
result<wanted_start> read_start(std::string_view after);

// Stored events, oldest first, and the position up to which there are no others.
struct piece {
    std::vector<shared_frame> frames;
    std::uint64_t upto = 0;
};

result<piece> read_piece(store::reader& reader, std::uint64_t after);

}  // namespace selat::api
