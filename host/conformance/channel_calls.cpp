#include "host/conformance/channel_calls.hpp"

#include <nlohmann/json.hpp>

namespace selat::conformance {
namespace {

using nlohmann::json;

json attachment(model::attachment_kind kind) {
    struct sort {
        const char* name;
        const char* mime;
        const char* file;
    };
    const auto of = [&]() -> sort {
        switch (kind) {
        case model::attachment_kind::image: return {"image", "image/jpeg", "a.jpg"};
        case model::attachment_kind::audio: return {"audio", "audio/mpeg", "a.mp3"};
        case model::attachment_kind::video: return {"video", "video/mp4", "a.mp4"};
        case model::attachment_kind::sticker: return {"sticker", "image/webp", "a.webp"};
        case model::attachment_kind::file: break;
        }
        return {"file", "application/pdf", "a.pdf"};
    }();
    return {{"kind", of.name},
            {"url", "https://gateway.example/media/ME00000000000000000000000000000001"},
            {"mime", of.mime},
            {"name", of.file},
            {"size", 1234}};
}

std::string dump(const json& content) {
    return content.dump(-1, ' ', false, json::error_handler_t::replace);
}

// A part that a customer is offered, where the channel carries it.
void add_offers(const model::capabilities& can, std::vector<message>& out) {
    const auto choices = json::array({json{{"title", "Yes"}, {"payload", "yes"}}});
    if (can.choices.max > 0) {
        out.push_back(
            {"choices", SELAT_OUT_MESSAGE, dump({{"text", "Well?"}, {"choices", choices}})});
    }
    if (can.cards.max > 0) {
        const json card = {{"title", "Tea"}, {"text", "hot"}, {"choices", choices}};
        out.push_back({"a card", SELAT_OUT_MESSAGE, dump({{"cards", json::array({card})}})});
    }
    if (can.template_) {
        const json used = {
            {"name", "greeting"}, {"language", "en"}, {"parameters", json::array({"Ann"})}};
        out.push_back({"a template", SELAT_OUT_MESSAGE, dump({{"template", used}})});
    }
}

void add_parts(const model::capabilities& can, std::vector<message>& out) {
    for (const auto kind : can.attachments) {
        out.push_back({"an attachment", SELAT_OUT_MESSAGE,
                       dump({{"attachments", json::array({attachment(kind)})}})});
    }
    if (can.caption && !can.attachments.empty()) {
        out.push_back(
            {"an attachment with text", SELAT_OUT_MESSAGE,
             dump({{"text", "look"},
                   {"attachments", json::array({attachment(*can.attachments.begin())})}})});
    }
    if (can.location) {
        out.push_back({"a location", SELAT_OUT_MESSAGE,
                       R"({"location":{"latitude":3.1,"longitude":101.7,"name":"KL"}})"});
    }
    if (can.contacts) {
        out.push_back({"a contact", SELAT_OUT_MESSAGE,
                       R"({"contacts":[{"name":"Ann","phones":["+15550100"],"emails":[]}]})"});
    }
    if (can.html) {
        out.push_back({"HTML", SELAT_OUT_MESSAGE, R"({"text":"hello","html":"<p>hello</p>"})"});
    }
    if (can.subject) {
        out.push_back(
            {"a subject", SELAT_OUT_MESSAGE, R"({"text":"hello","subject":"A\nsubject"})"});
    }
}

// What is no message.
void add_purposes(const model::capabilities& can, std::vector<message>& out) {
    const std::tuple<bool, const char*, std::uint32_t, const char*> all[] = {
        {can.typing, "typing", SELAT_OUT_TYPING, R"({"on":true})"},
        {can.read, "a read mark", SELAT_OUT_READ, "{}"},
        {can.edit, "an edit", SELAT_OUT_EDIT, R"({"text":"hullo"})"},
        {can.delete_, "a deletion", SELAT_OUT_DELETE, "{}"},
        {can.profile, "a look at the profile", SELAT_OUT_PROFILE, "{}"}};
    for (const auto& [claimed, what, purpose, content] : all) {
        if (claimed) {
            out.push_back({what, purpose, content});
        }
    }
}

}  // namespace

said channel_calls::send(const std::string& with, const selat_outgoing& message, comes comes,
                         shape shape) {
    if (const auto* table = extension<selat_serial_send_v1>(SELAT_SERIAL_SEND_ID)) {
        return serial(with, *table, &selat_serial_send_v1::on_send, message, comes, shape);
    }
    return tries.call(with, frame_of(message), table_.on_send, message, comes, shape);
}

said channel_calls::send_twice(const std::string& with, const selat_outgoing& message) {
    if (const auto* table = extension<selat_serial_send_v1>(SELAT_SERIAL_SEND_ID)) {
        return tries.twice(with, serial_frame, table->on_send, message);
    }
    return tries.twice(with, frame_of(message), table_.on_send, message);
}

said channel_calls::reply(const std::string& with, const selat_http_reply& reply, bool serial_call,
                          comes comes, shape shape) {
    const auto* table = extension<selat_serial_reply_v1>(SELAT_SERIAL_REPLY_ID);
    if (serial_call && table != nullptr) {
        return serial(with, *table, &selat_serial_reply_v1::on_reply, reply, comes, shape);
    }
    const plugins::call_frame frame{.kind = plugins::call_kind::reply,
                                    .function = "on_reply",
                                    .op = reply.op,
                                    .must_end = reply.op != 0};
    return tries.call(with, frame, table_.on_reply, reply, comes, shape);
}

said channel_calls::start() {
    const auto* table = extension<selat_timer_v1>(SELAT_TIMER_ID);
    if (table == nullptr) {
        return {};
    }
    auto timer = event_of<selat_timer>(SELAT_EVENT_TIMER);
    timer.name = text(SELAT_TIMER_START);
    return serial("the timer " SELAT_TIMER_START, *table, &selat_timer_v1::on_timer, timer);
}

std::vector<message> messages_for(const plugins::manifest& manifest) {
    const auto& can = manifest.capabilities;
    std::vector<message> out;
    if (can.text.max > 0) {
        out.push_back({"a text", SELAT_OUT_MESSAGE, R"({"text":"hello"})", true});
        for (const auto& each : strange_words()) {
            if (each.text.size() <= can.text.max) {
                out.push_back({each.what, SELAT_OUT_MESSAGE, dump({{"text", each.text}})});
            }
        }
    }
    add_parts(can, out);
    add_offers(can, out);
    add_purposes(can, out);
    return out;
}

selat_outgoing outgoing_of(const message& message, std::uint64_t op) {
    auto out = outgoing(op, message.content);
    out.purpose = message.purpose;
    if (message.purpose != SELAT_OUT_MESSAGE) {
        out.target_provider_id = text("p1");
    }
    return out;
}

}  // namespace selat::conformance
