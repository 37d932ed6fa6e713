// Whatever bytes LINE (or somebody with its secret) sends: decode neither crashes nor tells the
// host anything but whole JSON objects.

#include "plugins/channels/line/decode.hpp"
#include "plugins/shared/json_escapes/json_escapes.hpp"

#include <cstdint>
#include <cstdlib>

#include <nlohmann/json.hpp>

namespace {

void demand(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void check(const line::delivery& each) {
    const auto object = [](const std::string& text) {
        return nlohmann::json::parse(text, nullptr, false).is_object();
    };
    if (each.kind == line::delivery_kind::message) {
        demand(object(each.content));
        demand(!nlohmann::json::parse(each.content).empty());
        demand(!each.from.empty());
    }
    demand(each.context.empty() || object(each.context));
    demand(each.attributes.empty() || object(each.attributes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const bool read = line::decode(body, check);
    const auto whole = json_escapes::without_half_characters(body);
    demand(!read || nlohmann::json::parse(whole, nullptr, false).is_object());
    return 0;
}
