#include "chat.hpp"

#include "frames.hpp"
#include "json_read.hpp"
#include "networks.hpp"
#include "tags.hpp"

#include <algorithm>

namespace webchat {
namespace {

constexpr std::string_view greetings_timer = "greetings";
constexpr std::string_view absent_timer = "absent";

}  // namespace

chat::chat(const selat::setup& setup, const options& options)
    : sessions_(setup.crypto), origins_(options.origins), prechat_(options.prechat),
      verify_through_(options.verify_phone),
      title_(options.title.is_string() ? options.title.get<std::string>() : std::string()) {}

chat::handler chat::handler_of(std::string_view type) {
    static constexpr std::pair<std::string_view, handler> handlers[] = {
        {"hello", &chat::hello},
        {"msg.send", &chat::message},
        {"conv.start", &chat::message},
        {"conv.end", &chat::conversation_end},
        {"typing", &chat::typing},
        {"read", &chat::read},
        {"receipt", &chat::receipt},
        {"history", &chat::history},
        {"page", &chat::page},
        {"ping", &chat::ping},
        {"prechat", &chat::prechat},
        {"verify.start", &chat::verify_start},
        {"verify.check", &chat::verify_check}};
    for (const auto& [name, function] : handlers) {
        if (name == type) {
            return function;
        }
    }
    return nullptr;
}

void chat::on_open(const selat::open& event, selat::actions out) {
    if (auto* stale = find(event.connection)) {
        forget(*stale, event.now_ms, out);
    }
    auto network = network_of(event.remote);
    if (!network.empty() && ++sockets_[network] > max_network_sockets) {
        release(network);
        return out.close(event.connection, 4429, "too many connections");
    }
    auto opened = std::make_unique<connection>();
    opened->name = event.connection;
    opened->network = std::move(network);
    connections_.emplace(opened->name, std::move(opened));
    greetings_.emplace_back(event.now_ms + hello_ms, event.connection);
    arm(greetings_timer, greetings_, event.now_ms, out);
}

void chat::on_data(const selat::data& event, selat::actions out) {
    auto* from = find(event.connection);
    if (from == nullptr) {
        return;
    }
    from->heard_ms = event.now_ms;
    if (!from->frames.take(event.now_ms, second_ms, max_frames)) {
        return end(*from, 4429, "too many frames", event.now_ms, out);
    }
    if (event.bytes.size() > max_frame) {
        return end(*from, 1009, "frame too large", event.now_ms, out);
    }
    const auto frame = event.binary ? json() : parse(event.bytes);
    const auto type = text_of(frame, "type");
    if (type.empty()) {
        return end(*from, 4400, "a frame is a JSON object with a type", event.now_ms, out);
    }
    if (from->owner == nullptr && type != "hello") {
        return end(*from, 4401, "hello comes first", event.now_ms, out);
    }
    if (const auto function = handler_of(type)) {
        (this->*function)({*from, frame, event.now_ms, out});
    }
}

void chat::on_close(const selat::close& event, selat::actions out) {
    if (auto* gone = find(event.connection)) {
        forget(*gone, event.now_ms, out);
    }
}

void chat::on_timer(const selat::timer& event, selat::actions out) {
    if (event.name == greetings_timer) {
        check_greetings(event.now_ms, out);
    } else if (event.name == absent_timer) {
        check_absent(event.now_ms, out);
    } else if (event.name == SELAT_TIMER_STOP) {
        say_goodbye(event, out);
    }
}

// Whenever the list changes: a timer that was lost on the way must not be the last one.
void chat::arm(std::string_view timer, const deadlines& list, std::int64_t now_ms,
               selat::actions out) {
    if (!list.empty()) {
        out.timer(timer, std::max<std::int64_t>(list.front().first - now_ms, 0));
    }
}

void chat::check_greetings(std::int64_t now_ms, selat::actions out) {
    for (; !greetings_.empty() && greetings_.front().first <= now_ms; greetings_.pop_front()) {
        auto* late = find(greetings_.front().second);
        if (late != nullptr && late->owner == nullptr) {
            end(*late, 4408, "no hello in time", now_ms, out);
        }
    }
    arm(greetings_timer, greetings_, now_ms, out);
}

void chat::check_absent(std::int64_t now_ms, selat::actions out) {
    for (; !absent_.empty() && absent_.front().first <= now_ms; absent_.pop_front()) {
        const auto found = visitors_.find(absent_.front().second);
        if (found != visitors_.end() && !found->second->present() &&
            !found->second->messages.active(now_ms, messages_span_ms)) {
            visitors_.erase(found);
        }
    }
    arm(absent_timer, absent_, now_ms, out);
}

void chat::on_stored(const selat::stored& event, selat::actions out) {
    const auto tag = read_message_tag(event.tag);
    auto* to = visitor_of(tag.address);
    auto* from = find(tag.connection);
    if (from != nullptr && from->owner != to) {
        from = nullptr;
    }
    if (event.failure != selat::code::ok) {
        if (from != nullptr) {
            out.write(from->name, nack_frame(tag.request, tag.client_id, "unavailable",
                                             "not stored; send it again", 2));
        }
        return;
    }
    auto ack = ack_frame(tag.request, tag.client_id, event.seq, event.message, event.at_ms);
    const bool at_once = from != nullptr && (event.duplicate || from->position >= event.seq) &&
                         from->at == connection::stage::live;
    if (at_once || (from != nullptr && event.duplicate)) {
        out.write(from->name, ack);
    }
    if (to == nullptr || event.duplicate) {
        return;
    }
    to->reopen(event.at_ms, out);
    waiting_event waiting{.frame = event_frame({.seq = event.seq,
                                                .id = event.message,
                                                .at_ms = event.at_ms,
                                                .client_id = tag.client_id,
                                                .author_kind = "visitor",
                                                .author_name = {},
                                                .content = event.content}),
                          .sender = {},
                          .ack = {}};
    if (from != nullptr && !at_once) {
        waiting.sender = from->name;
        waiting.ack = std::move(ack);
    }
    to->add(event.seq, std::move(waiting), out);
}

void chat::on_send(const selat::outgoing& event, selat::actions out) {
    if (auto* to = visitor_of(event.to); to != nullptr && to->present()) {
        notify(*to, event, out);
    }
    out.sent(event.op);
}

void chat::notify(visitor& to, const selat::outgoing& event, selat::actions out) const {
    switch (event.purpose) {
    case selat::purpose::message: return show(to, event, out);
    case selat::purpose::typing: {
        const bool on = flag_of(parse(event.content), "on");
        return to.tell(typing_frame(event.author_kind, event.author_name, on), true, out);
    }
    case selat::purpose::read:
        return to.tell(agent_read_frame(client_id_of(event.target_provider_id, event.to)), false,
                       out);
    case selat::purpose::status:
        // Unless something was written since: then it is open again.
        return event.seq >= to.newest() ? to.close(event.at_ms, out) : void();
    default: return;
    }
}

void chat::show(visitor& to, const selat::outgoing& event, selat::actions out) const {
    to.reopen(event.at_ms, out);
    const auto key = std::hash<std::string_view>{}(event.idempotency_key);
    const bool further_part = event.seq == to.sent_seq && key != to.sent_key;
    const bool known = to.all_have(event.seq) || to.announced(event.seq);
    if (known && event.seq != 0 && !further_part) {
        return;
    }
    // What may be the first part of a longer message is taken whole from the store.
    if (event.content.size() >= whole_from_store && event.seq != 0 && !further_part) {
        return to.announce(event.seq, out);
    }
    auto frame = event_frame({.seq = event.seq,
                              .id = event.message,
                              .at_ms = event.at_ms,
                              .client_id = {},
                              .author_kind = event.author_kind,
                              .author_name = event.author_name,
                              .content = event.content,
                              .part = further_part && event.seq != 0});
    if (further_part || event.seq == 0) {
        return to.tell(frame, false, out);
    }
    to.sent_seq = event.seq;
    to.sent_key = key;
    to.add(event.seq, {.frame = std::move(frame), .sender = {}, .ack = {}}, out);
}

connection* chat::find(std::string_view name) const {
    const auto found = connections_.find(name);
    return found == connections_.end() ? nullptr : found->second.get();
}

visitor* chat::visitor_of(std::string_view address) const {
    const auto found = visitors_.find(address);
    return found == visitors_.end() ? nullptr : found->second.get();
}

void chat::end(connection& ended, std::uint32_t code, std::string_view reason, std::int64_t now_ms,
               selat::actions out) {
    out.close(ended.name, code, reason);
    forget(ended, now_ms, out);
}

void chat::forget(connection& gone, std::int64_t now_ms, selat::actions out) {
    if (auto* owner = gone.owner) {
        owner->leave(gone, out);
        // A code may be on its way to be checked: who comes back soon must know the answer.
        const bool remembered =
            owner->messages.active(now_ms, messages_span_ms) || !verify_through_.empty();
        if (!owner->present() && remembered) {
            absent_.emplace_back(now_ms + messages_span_ms, owner->address());
            arm(absent_timer, absent_, now_ms, out);
        } else if (!owner->present()) {
            visitors_.erase(visitors_.find(owner->address()));
        }
    }
    release(gone.network);
    connections_.erase(connections_.find(gone.name));
}

void chat::release(const std::string& network) {
    const auto found = sockets_.find(network);
    if (found != sockets_.end() && --found->second == 0) {
        sockets_.erase(found);
    }
}

// All at once would come back all at once.
void chat::say_goodbye(const selat::timer& event, selat::actions out) const {
    const auto spread = std::clamp<std::uint64_t>(connections_.size() / 200, 3, 30);
    std::uint64_t draw = event.random[0];
    std::size_t told = 0;
    for (const auto& [name, each] : connections_) {
        draw = draw * 6364136223846793005U + 1442695040888963407U;
        const auto wait_s = static_cast<std::int64_t>(1 + (draw >> 33) % spread);
        out.write(name, bye_frame("drain", wait_s));
        if (++told == max_farewells) {
            return;
        }
    }
}

}  // namespace webchat
