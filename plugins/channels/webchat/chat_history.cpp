// What the store answers: a thread to resume, a page of it, or what was missing in between.

#include "chat.hpp"
#include "frames.hpp"
#include "limits.hpp"
#include "tags.hpp"

#include <algorithm>
#include <vector>

namespace webchat {
namespace {

std::string frame_of(const selat_history_item& item, std::string_view address) {
    const bool inbound = item.inbound != 0;
    return event_frame(
        {.seq = item.seq,
         .id = selat::view(item.message),
         .at_ms = item.at_ms,
         .client_id =
             inbound ? client_id_of(selat::view(item.provider_id), address) : std::string_view{},
         .author_kind = inbound ? std::string_view("visitor") : selat::view(item.author_kind),
         .author_name = inbound ? std::string_view{} : selat::view(item.author_name),
         .content = selat::view(item.content)});
}

// The newest events of an answer that may be written at once, oldest first.
std::vector<std::string> newest_frames(const selat::history& event) {
    std::vector<std::string> out;
    std::size_t bytes = 0;
    for (auto left = event.items.size(); left > 0; --left) {
        auto frame = frame_of(*event.items[left - 1], event.address);
        bytes += frame.size();
        if (bytes > most_at_once && !out.empty()) {
            break;
        }
        out.push_back(std::move(frame));
    }
    std::reverse(out.begin(), out.end());
    return out;
}

std::uint64_t first_seq(const selat::history& event, const std::vector<std::string>& newest) {
    return event.items[event.items.size() - newest.size()]->seq;
}

std::uint64_t last_seq(const selat::history& event) {
    return event.items.empty() ? 0 : event.items.back()->seq;
}

}  // namespace

void chat::on_history(const selat::history& event, selat::actions out) {
    if (event.tag.starts_with('r')) {
        resumed(event, out);
    } else if (event.tag.starts_with('p')) {
        paged(event, out);
    } else if (event.tag.starts_with('f')) {
        filled(event, out);
    }
}

void chat::resumed(const selat::history& event, selat::actions out) {
    auto* resuming = find(event.tag.substr(1));
    if (resuming == nullptr || resuming->at != connection::stage::resuming) {
        return;
    }
    const auto newest = std::max(event.newest_seq, last_seq(event));
    const auto had = resuming->position;
    const bool cut = !event.items.empty() && last_seq(event) < newest;
    if (!resuming->from_newest && (cut || newest < had)) {
        resuming->from_newest = true;
        return out.history({.tag = event.tag,
                            .address = event.address,
                            .before_seq = INT64_MAX,
                            .limit = newest_limit});
    }
    auto& owner = *resuming->owner;
    // Of a thread in which nothing was said nothing has ended either.
    const auto status = newest == 0         ? std::string_view{}
                        : resuming->saw_end ? std::string_view("closed")
                                            : event.conversation_status;
    if (status == "closed") {
        owner.close(event.now_ms, out);
    } else if (status == "open") {
        owner.reopen(event.now_ms, out);
    }
    owner.read = std::max(owner.read, event.customer_read_seq);
    owner.delivered = std::max(owner.delivered, owner.read);
    resuming->asking = !prechat_.missing(resuming->session).empty();
    if (resuming->asking && newest != 0) {  // wrote before there was a form: not asked any more
        resuming->session.known = prechat_.all();
        resuming->asking = false;
        resuming->token_is_old = true;
    }
    const auto frames = newest_frames(event);
    const auto from = frames.empty() ? newest + 1 : first_seq(event, frames);
    out.write(resuming->name, welcome_frame({.connection = resuming->name,
                                             .now_ms = event.now_ms,
                                             .expires_ms = resuming->session.expires_s * 1000,
                                             .from_seq = from,
                                             .to_seq = newest,
                                             .truncated = from > had + 1 || newest < had,
                                             .read_seq = owner.read,
                                             .agent_read_seq = event.read_seq,
                                             .status = status,
                                             .questions = questions(*resuming)}));
    resuming->token_is_old = false;
    for (const auto& frame : frames) {
        out.write(resuming->name, frame);
    }
    owner.go_live(*resuming, newest, out);
}

void chat::paged(const selat::history& event, selat::actions out) {
    auto rest = event.tag.substr(1);
    const auto* asking = find(next_line(rest));
    if (asking == nullptr) {
        return;
    }
    std::string frame = R"({"type":"history","rid":)";
    frame.append(rest).append(",\"events\":[");
    const auto events = newest_frames(event);
    for (const auto& each : events) {
        frame.append(&each == &events.front() ? "" : ",").append(each);
    }
    const bool more = !events.empty() && first_seq(event, events) > 1;
    frame.append("],\"more\":").append(more ? "true}" : "false}");
    out.write(asking->name, frame);
}

void chat::filled(const selat::history& event, selat::actions out) {
    auto* to = visitor_of(event.address);
    if (to == nullptr) {
        return;
    }
    auto rest = event.tag.substr(1);
    const auto after = read_number(next_line(rest));
    std::uint64_t last = 0;
    std::size_t bytes = 0;
    for (const auto* item : event.items) {
        auto frame = frame_of(*item, event.address);
        bytes += frame.size();
        if (bytes > most_at_once && last != 0) {
            break;  // what is still missing then is asked for again
        }
        last = item->seq;
        to->keep(last, std::move(frame));
    }
    const bool cut = last != 0 && last < event.newest_seq;
    to->filled(after, cut ? last : std::max(last, event.newest_seq), out);
}

}  // namespace webchat
