#include "host/api/stream_frame.hpp"

#include <algorithm>
#include <utility>

#include "host/model/json.hpp"
#include "host/store/rules.hpp"

namespace selat::api {
namespace {

constexpr std::uint32_t events_a_piece = 256;

std::string opening_frame(std::string_view type, std::uint64_t cursor) {
    std::string out;
    model::json_writer json(out);
    json.begin_object().member("type", type);
    json.member("cursor", store::write_cursor(cursor)).end_object();
    return out;
}

}  // namespace

shared_frame make_frame(model::event event) {
    auto out = std::make_shared<frame>();
    out->position = event.position;
    out->type = event.type;
    out->id = event.id;
    out->conversation = event.conversation;
    out->agent = std::move(event.agent);
    out->text.reserve(160 + event.data.size());
    model::json_writer json(out->text);
    json.begin_object().member("type", model::name_of(event.type)).member("id", event.id);
    json.member("at", event.at).key("data").raw(event.data);
    if (event.position != 0) {
        json.member("cursor", store::write_cursor(event.position));
    }
    json.end_object();
    return out;
}

std::string hello_frame(std::uint64_t cursor) { return opening_frame("hello", cursor); }

std::string reset_frame(std::uint64_t cursor) { return opening_frame("reset", cursor); }

result<wanted_start> read_start(std::string_view after) {
    wanted_start out;
    if (after.empty()) {
        return out;
    }
    if (const auto event = model::id::parse(after, model::id_kind::event)) {
        out.event = *event;
        return out;
    }
    const auto position = store::read_position(after);
    if (!position) {
        return fail(code::invalid, "`after` is no cursor that this stream gave");
    }
    out.after = *position;
    return out;
}

result<piece> read_piece(store::reader& reader, std::uint64_t after) {
    // Before the events, so that none up to it is missed.
    const auto newest = reader.newest_position();
    if (!newest) {
        return tl::unexpected(newest.error());
    }
    auto events = reader.events(after, events_a_piece);
    if (!events) {
        return tl::unexpected(events.error());
    }
    piece out;
    out.upto = events->empty() ? after : events->back().position;
    if (events->size() < events_a_piece) {
        out.upto = std::max(out.upto, *newest);
    }
    out.frames.reserve(events->size());
    for (auto& event : *events) {
        out.frames.push_back(make_frame(std::move(event)));
    }
    return out;
}

}  // namespace selat::api
