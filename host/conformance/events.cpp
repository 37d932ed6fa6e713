#include "host/conformance/events.hpp"

namespace selat::conformance {
namespace {

std::string all_bytes() {
    std::string out;
    for (int i = 0; i < 512; ++i) {
        out += static_cast<char>(i);
    }
    return out;
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) {
        out += text;
    }
    return out;
}

}  // namespace

std::string message_json(std::string_view content) {
    return R"({"id":"IM00000000000000000000000000000001","at":"2023-11-14T22:13:20.000Z",)"
           R"("direction":"inbound","channel":"line-my","provider_id":"m1",)"
           R"("conversation":"CH00000000000000000000000000000001",)"
           R"("customer":"CU00000000000000000000000000000001",)"
           R"("author":{"kind":"customer","id":"CU00000000000000000000000000000001"},)"
           R"("address":"U206d25c2ea6bd87c17655609a1c37cb8","status":"received","error":null,)"
           R"("reply_to":null,"edited":false,"deleted":false,"content":)" +
           std::string(content) + "}";
}

selat_http_request request(std::string_view body) {
    auto out = event_of<selat_http_request>(SELAT_EVENT_HTTP_REQUEST);
    out.method = text("POST");
    out.url = text("https://gateway.example/channels/kit");
    out.body = text(body);
    out.remote = text("203.0.113.7");
    return out;
}

selat_outgoing outgoing(std::uint64_t op, std::string_view content) {
    auto out = event_of<selat_outgoing>(SELAT_EVENT_OUTGOING);
    out.op = op;
    out.attempt = 1;
    out.message = text("IM00000000000000000000000000000001");
    out.conversation = text("CH00000000000000000000000000000001");
    out.to = text("ann");
    out.content = text(content);
    out.idempotency_key = text("7c9e6679-7425-40de-944b-e07fc1f90ae7");
    out.author_kind = text("agent");
    out.author_name = text("Aminah");
    out.seq = 1;
    out.at_ms = out.event.now_ms;
    return out;
}

selat_http_reply reply(std::uint64_t op, std::string_view context, std::uint32_t status,
                       std::string_view body) {
    auto out = event_of<selat_http_reply>(SELAT_EVENT_HTTP_REPLY);
    out.op = op;
    out.context = text(context);
    out.status = status;
    out.body = text(body);
    return out;
}

selat_flow_event flow_event(std::uint32_t what) {
    auto out = event_of<selat_flow_event>(SELAT_EVENT_FLOW);
    out.what = what;
    out.execution = text("FN00000000000000000000000000000001");
    out.channel = text("line-my");
    out.channel_kind = text("line");
    out.contact_address = text("U206d25c2ea6bd87c17655609a1c37cb8");
    out.channel_address = text("CH00000000000000000000000000000001");
    out.conversation = text(
        R"({"id":"CH00000000000000000000000000000001","attributes":{},"opened":"2023-11-14T22:13:20.000Z"})");
    out.customer = text(
        R"({"id":"CU00000000000000000000000000000001","name":"Ann","locale":"en","attributes":{}})");
    return out;
}

selat_bot_event bot_event(std::uint64_t op, std::string_view message) {
    const auto like = flow_event(SELAT_FLOW_START);
    auto out = event_of<selat_bot_event>(SELAT_EVENT_BOT);
    out.op = op;
    out.what = SELAT_BOT_MESSAGE;
    out.conversation = like.conversation;
    out.customer = like.customer;
    out.message = text(message);
    out.history = text("[]");
    out.parameters = text("{}");
    return out;
}

const std::vector<strange>& strange_bytes() {
    static const std::vector<strange> all = {
        {"nothing at all", ""},
        {"an empty object", "{}"},
        {"an empty array", "[]"},
        {"a JSON null", "null"},
        {"a number with many digits", std::string(400, '9')},
        {"half an object", R"({"events":[{"type":"message","text":)"},
        {"members of other types than usual",
         R"({"id":{},"from":[],"text":7,"message":null,"events":"x","entry":{},"type":[1]})"},
        {"arrays of nulls", R"({"events":[null,null],"entry":[null],"messages":[[]]})"},
        {"a text cut within a character", "{\"text\":\"h\xC3"},
        {"bytes that are no UTF-8", "{\"text\":\"\xFF\xFE\xC0\x80\xED\xA0\x80\"}"},
        {"an escaped half of a surrogate pair", R"({"text":"\ud83d"})"},
        {"all bytes there are, zero among them", all_bytes()},
        {"arrays a hundred thousand deep", repeated("[", 100'000)},
        {"objects ten thousand deep", repeated(R"({"a":)", 10'000) + "1" + repeated("}", 10'000)},
        {"a form", "From=%2B15550100&Body=hello%00&a=&=b&&c=%zz&d=%C3"},
        {"XML with entities of its own",
         R"(<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>)"},
        {"half a multipart body",
         "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"../x\"\r\n\r\n"},
        {"the handle of a secret", R"({"text":"{{secret:instance}}"})"},
        {"a mebibyte of one letter", std::string(std::size_t{1} << 20, 'a')}};
    return all;
}

const std::vector<strange>& strange_words() {
    static const std::vector<strange> all = {
        {"one letter", "x"},
        {"blanks alone", " \t\n "},
        {"quotes and backslashes", R"(" ' \ \" \u0000 </script> %s %00 ${x} {{x}})"},
        {"control characters", "a\x01\x1F\x7F\rb"},
        {"a zero", std::string("a\0b", 3)},
        {"a family of emoji",
         "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7\xE2\x80\x8D\xF0\x9F\x91\xA6"},
        {"writing from right to left", "\xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7 \xE2\x80\xAE"},
        {"combining marks alone", "\xCC\x81\xCC\x81\xCC\x81"},
        {"a noncharacter", "\xEF\xBF\xBF\xF4\x8F\xBF\xBF"},
        {"the handle of a secret", "{{secret:instance}}"},
        {"a hundred thousand letters", std::string(100'000, 'w')}};
    return all;
}

}  // namespace selat::conformance
