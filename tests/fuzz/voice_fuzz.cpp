// Whatever form Twilio (or somebody with the token) sends: reading it neither crashes nor tells the
// host anything but whole JSON objects; and what is said is never more than words in TwiML.

#include "plugins/channels/voice/calls.hpp"
#include "plugins/channels/voice/hook.hpp"
#include "plugins/channels/voice/script.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include <nlohmann/json.hpp>

namespace {

void demand(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void check_hook(std::string_view path, std::string_view body) {
    const auto fields = forms::form::read(body);
    const auto kind = voice::kind_of(path, fields);
    if (kind == voice::kind::unknown) {
        return;
    }
    const auto content =
        nlohmann::json::parse(voice::content_of(kind, fields, voice::state_of(kind, fields)));
    demand(content.is_object() && content.contains("call"));
    demand(!voice::customer_of(fields).empty());
    demand(voice::recording_of(kind, fields).find('/') == std::string_view::npos);
}

void check_call(std::string_view kept) {
    const auto call = voice::call_from(kept);
    if (!call) {
        return;
    }
    demand(voice::call_from(voice::to_text(*call)).has_value());
    voice::settings with;
    with.base = "https://gateway.example/channels/voice";
    const auto twiml = voice::next_step({*call, {}, 1}, with);
    demand(twiml.ends_with("</Response>"));
    demand(twiml.find("<Response>") == twiml.rfind("<Response>"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto line = text.substr(0, text.find('\n'));
    check_hook(line, text.substr(std::min(line.size() + 1, text.size())));
    check_call(text);
    return 0;
}
