// Whatever form Twilio (or somebody with the token) sends, and whatever text goes out: reading
// neither crashes nor tells the host anything but whole JSON objects, and what is counted is what
// is written.

#include "plugins/channels/sms/decode.hpp"
#include "plugins/channels/sms/encode.hpp"
#include "plugins/channels/sms/segments.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <nlohmann/json.hpp>

namespace {

constexpr std::string_view api = "https://api.twilio.com";

void demand(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void read(std::string_view body) {
    const auto fields = forms::form::read(body);
    sms::foreign_channel(fields);
    for (const bool at_status : {false, true}) {
        sms::is_callback(fields, at_status);
    }
    if (const auto said = sms::read_callback(fields, "IM00000000000000000000000000000001")) {
        demand(said->opted_out.empty() || said->receipt);
    }
    const auto came = sms::read_message(fields, true, api);
    if (!came) {
        return;
    }
    demand(!came->id.empty() && !came->from.empty());
    const auto content = nlohmann::json::parse(came->content, nullptr, false);
    demand(content.is_object() && !content.empty());
    for (const auto& each : came->media) {
        demand(each.path.starts_with('/') && each.path.find("..") == std::string::npos);
        demand(content.contains("attachments") && each.attachment < content["attachments"].size());
    }
}

void write(std::string_view text) {
    const auto content = nlohmann::json({{"text", text}})
                             .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    const sms::sender by{"+60312345678", {}};
    try {
        const auto out = sms::encode_message(content, {"+60123456789", by, "https://a.example/s"});
        const auto fields = forms::form::read(out.body);
        demand(fields.get("To") == "+60123456789" && fields.get("From") == by.from);
        demand(out.segments == sms::count_segments(fields.get("Body")).segments);
    } catch (const selat::refusal&) {  // too long, or nothing that can be said
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    read(bytes);
    write(bytes);
    return 0;
}
