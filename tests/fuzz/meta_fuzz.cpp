// Whatever bytes Meta (or somebody with its secret) sends: the decoders neither crash nor tell the
// host anything but whole JSON objects within its limits.

#include "plugins/channels/whatsapp/decode.hpp"
#include "plugins/shared/meta/messaging_decode.hpp"

#include <cstdint>
#include <cstdlib>

#include <nlohmann/json.hpp>

namespace {

void demand(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void check(const meta::news& each) {
    using enum meta::news_kind;
    const auto object = [](const std::string& text) {
        const auto parsed = nlohmann::json::parse(text, nullptr, false);
        return parsed.is_object() && !parsed.empty();
    };
    if (each.kind == message || each.kind == edit) {
        demand(object(each.content));
    }
    if (each.kind == message || each.kind == edit || each.kind == removal || each.kind == address) {
        demand(!each.from.empty() && each.from.size() <= SELAT_MAX_NAME);
    }
    demand(each.attributes.empty() || object(each.attributes));
    demand(each.provider_id.size() <= SELAT_MAX_NAME && each.reply_to.size() <= SELAT_MAX_NAME);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    std::size_t expected = 0;
    std::size_t told = 0;
    const auto begin = [&](std::size_t count) { expected = count; };
    const auto take = [&](const meta::news& each) {
        ++told;
        check(each);
    };
    for (const auto* at : {&meta::facebook, &meta::instagram}) {
        expected = told = 0;
        meta::decode_messaging(body, *at, {}, begin, take);
        demand(told <= expected + 1);
    }
    expected = told = 0;
    whatsapp::decode(body, "1", begin, take);
    demand(told <= 2 * expected + 1);  // a move is told of both addresses
    return 0;
}
