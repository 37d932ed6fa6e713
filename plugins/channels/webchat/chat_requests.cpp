// What clients ask for, frame by frame.

#include "chat.hpp"
#include "frames.hpp"
#include "ids.hpp"
#include "json_read.hpp"
#include "tags.hpp"

#include <algorithm>

namespace webchat {
namespace {

std::uint64_t seq_of(const json& frame, const char* name) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(number_of(frame, name), 0));
}

struct problem {
    const char* code = nullptr;
    const char* why = nullptr;
};

// The content of a message frame, or why there is none.
problem read_content(const json& frame, json& content) {
    const auto text = text_of(frame, "text");
    if (const auto* files = member(frame, "files"); files != nullptr && !files->empty()) {
        return {"unsupported", "files cannot be sent"};
    }
    if (code_points(text) > max_text) {
        return {"too_large", "the text is too long"};
    }
    if (text.find_first_not_of(" \t\r\n") != text.npos) {
        content["text"] = text;
    }
    if (const auto* reply = member(frame, "reply"); reply != nullptr && reply->is_object()) {
        const auto value = text_of(*reply, "value");
        auto payload = text_of(*reply, "payload");
        auto title = text_of(*reply, "title");
        payload = payload.empty() ? value : payload;
        title = title.empty() ? payload : title;
        if (title.empty() || code_points(title) > max_text || code_points(payload) > max_text) {
            return {"validation", "a reply needs a title or a payload"};
        }
        content["selected"] = {{"title", title}, {"payload", payload.empty() ? title : payload}};
    }
    return content.empty() ? problem{"validation", "there is nothing to send"} : problem{};
}

// What the client says of the page it is on, as attributes JSON; empty when it says nothing.
std::string page_of(const json& frame, const json& page) {
    json out = json::object();
    const auto keep = [&](const char* name, std::string_view value, std::size_t bytes) {
        if (!value.empty()) {
            out[name] = shortened(value, bytes);
        }
    };
    const auto url = text_of(page, "url");
    const auto plain = std::string_view(url).substr(0, url.find_first_of("?#"));
    if (plain.starts_with("https://") || plain.starts_with("http://")) {
        keep("page_url", plain, 300);
    }
    keep("page_title", text_of(page, "title"), 120);
    keep("timezone", text_of(frame, "tz"), 64);
    return out.empty() ? std::string() : written(out);
}

}  // namespace

void chat::hello(const request& request) {
    auto& [from, frame, now_ms, out] = request;
    if (from.owner != nullptr || number_of(frame, "v") < 1) {
        return end(from, 4400, "hello once, with v", now_ms, out);
    }
    auto session = sessions_.open(text_of(frame, "token"), now_ms);
    if (!session) {
        return end(from, 4401, "session_expired", now_ms, out);
    }
    const auto [found, fresh] = visitors_.try_emplace(session->address);
    if (fresh) {
        found->second = std::make_unique<visitor>(session->address);
    }
    from.session = std::move(*session);
    from.locale = shortened(text_of(frame, "locale"), 35);
    if (const auto* page = member(frame, "page")) {
        from.context = page_of(frame, *page);
        from.host = origins_.host_of(text_of(*page, "url"));
    }
    from.position = seq_of(frame, "last_seq");
    from.at = connection::stage::resuming;
    from.from_newest = from.position == 0;
    if (auto* replaced = found->second->join(from)) {
        end(*replaced, 4409, "replaced by a newer connection", now_ms, out);
    }
    const auto tag = "r" + from.name;
    if (from.from_newest) {
        out.history({.tag = tag,
                     .address = from.owner->address(),
                     .before_seq = INT64_MAX,
                     .limit = newest_limit});
    } else {
        out.history({.tag = tag,
                     .address = from.owner->address(),
                     .after_seq = from.position,
                     .limit = replay_limit});
    }
}

void chat::message(const request& request) {
    auto& [from, frame, now_ms, out] = request;
    const auto rid = request_id(frame);
    const auto cid = text_of(frame, "cid");
    if (!is_client_id(cid)) {
        return out.write(from.name, nack_frame(rid, {}, "validation",
                                               "cid must be 1 to 64 of "
                                               "A-Z a-z 0-9 . _ -"));
    }
    json content = json::object();
    if (const auto problem = read_content(frame, content); problem.code != nullptr) {
        return out.write(from.name, nack_frame(rid, cid, problem.code, problem.why));
    }
    auto& sender = *from.owner;
    if (owes_answers(from)) {
        return out.write(from.name, nack_frame(rid, cid, "prechat_required",
                                               "answer what is asked before the first message"));
    }
    if (!sender.messages.take(now_ms, messages_span_ms, max_messages)) {
        const auto wait_s = (sender.messages.wait_ms(now_ms, messages_span_ms) + 999) / 1000;
        return out.write(from.name,
                         nack_frame(rid, cid, "rate_limited", "too many messages", wait_s));
    }
    if (!from.context.empty()) {
        out.address(
            {.address = sender.address(), .locale = from.locale, .attributes = from.context});
        from.context.clear();
    }
    from.typing = false;
    const auto text = written(content);
    const auto provider_id = sender.address() + ":" + cid;
    const auto tag = write_message_tag(
        {.connection = from.name, .address = sender.address(), .client_id = cid, .request = rid});
    out.inbound({.provider_id = provider_id,
                 .from = sender.address(),
                 .content = text,
                 .tag = tag,
                 .locale = from.locale});
}

void chat::typing(const request& request) {
    auto& [from, frame, now_ms, out] = request;
    const bool on = flag_of(frame, "on");
    if (from.signs.take(now_ms, second_ms, max_signs)) {
        from.typing = on;
        out.typing(from.owner->address(), on);
    }
}

void chat::read(const request& request) {
    auto& [from, frame, now_ms, out] = request;
    const auto seq = std::min(seq_of(frame, "seq"), from.position);
    auto& reader = *from.owner;
    if (from.at != connection::stage::live || seq <= reader.read ||
        !from.signs.take(now_ms, second_ms, max_signs)) {
        return;
    }
    reader.read = seq;
    reader.delivered = std::max(reader.delivered, seq);
    out.receipt({.status = selat::receipt_status::read,
                 .address = reader.address(),
                 .up_to_seq = seq,
                 .at_ms = now_ms});
    reader.tell(visitor_read_frame(seq), false, out, &from);
}

void chat::receipt(const request& request) {
    auto& [from, frame, now_ms, out] = request;
    const auto kind = text_of(frame, "kind");
    if (kind == "read") {
        return read(request);
    }
    const auto seq = std::min(seq_of(frame, "seq"), from.position);
    auto& receiver = *from.owner;
    if (kind != "delivered" || from.at != connection::stage::live || seq <= receiver.delivered ||
        !from.signs.take(now_ms, second_ms, max_signs)) {
        return;
    }
    receiver.delivered = seq;
    out.receipt({.status = selat::receipt_status::delivered,
                 .address = receiver.address(),
                 .up_to_seq = seq,
                 .at_ms = now_ms});
}

void chat::history(const request& request) {
    auto& [from, frame, now_ms, out] = request;
    const auto rid = request_id(frame);
    if (!from.asks.take(now_ms, second_ms, max_asks)) {
        return out.write(from.name, nack_frame(rid, {}, "rate_limited", "too many requests", 1));
    }
    const auto before = seq_of(frame, "before_seq");
    const auto limit = std::clamp<std::uint64_t>(seq_of(frame, "limit"), 1, page_limit);
    const auto tag = "p" + from.name + "\n" + rid;
    out.history({.tag = tag,
                 .address = from.owner->address(),
                 .before_seq = before == 0 ? INT64_MAX : before,
                 .limit = member(frame, "limit") == nullptr ? newest_limit
                                                            : static_cast<std::uint32_t>(limit)});
}

void chat::page(const request& request) {
    request.from.context = page_of(request.frame, request.frame);
}

void chat::conversation_end(const request& request) {
    // When a conversation ends is decided by people and by the inactivity timer of the gateway.
    request.out.write(request.from.name,
                      plain_ack_frame(request_id(request.frame), request.now_ms));
    request.out.write(request.from.name, notice_frame("conversation_stays_open"));
}

void chat::ping(const request& request) {
    request.out.write(request.from.name, pong_frame(number_of(request.frame, "t"), request.now_ms),
                      false, true);
}

}  // namespace webchat
