// Whatever bytes Telegram (or somebody with the secret) sends: an update neither crashes nor tells
// the host anything but whole JSON objects and ids that it takes.

#include "plugins/channels/telegram/json_read.hpp"
#include "plugins/channels/telegram/update.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

void demand(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void check(const telegram::event& each) {
    using enum telegram::event_kind;
    if (each.kind == message || each.kind == edit) {
        const auto content = telegram::parse(each.content);
        demand(content.is_object() && !content.empty());
        for (const auto& file : each.files) {
            demand(file.attachment < telegram::list_of(content, "attachments").size());
        }
    }
    demand(each.kind == ignored ||
           !(each.kind == connection ? each.connection : each.from).empty());
    demand(each.attributes.empty() || telegram::parse(each.attributes).is_object());
    demand(each.route.empty() || telegram::parse(each.route).is_object());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const auto events = telegram::read_update(
        telegram::parse(body), [](std::string_view payload) { return std::string(payload); });
    for (const auto& each : events) {
        check(each);
    }
    return 0;
}
