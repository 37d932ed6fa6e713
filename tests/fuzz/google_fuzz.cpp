// Whatever bytes Google (or somebody with the token) sends: the decoders neither crash nor tell the
// host anything but whole JSON objects within its limits.

#include "plugins/channels/google-business-messages/decode.hpp"
#include "plugins/channels/rcs/decode.hpp"
#include "plugins/shared/base64/base64.hpp"
#include "plugins/shared/google/door.hpp"
#include "plugins/shared/google/steps.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

void demand(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void check(const google::news& each) {
    using enum google::news_kind;
    const auto is_object = [](const std::string& text) {
        const auto parsed = google::parse(text);
        return parsed.is_object() && !parsed.empty();
    };
    if (each.kind == message) {
        demand(is_object(each.content));
        demand(each.media.empty() || each.content.find("attachments") != std::string::npos);
    }
    demand(each.kind == ignored || each.kind == receipt ||
           (!each.from.empty() && each.from.size() <= SELAT_MAX_NAME));
    demand(each.kind == ignored || each.provider_id.size() <= SELAT_MAX_NAME);
    demand(each.attributes.empty() || is_object(each.attributes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    auto event = google::parse(body);
    if (const auto within = google::enveloped(event)) {
        event = google::parse(*within);
    }
    const google_business_messages::reading with{.media_hosts = {"storage.googleapis.com"}};
    for (const auto& each : google_business_messages::read_event(event, with)) {
        check(each);
    }
    for (const auto& each : rcs::read_event(event, {})) {
        check(each);
    }
    demand(!google::steps::read(body).written().empty());
    if (const auto bytes = base64::decoded(body)) {
        demand(base64::decoded(base64::url_text(*bytes)) == bytes);
    }
    return 0;
}
