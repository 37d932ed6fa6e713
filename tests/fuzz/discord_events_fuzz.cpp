// Whatever Discord says over the gateway connection, a frame a line: what the host is told are
// whole JSON objects, and what Discord is told are whole frames.

#include "loaded.hpp"

#include <cstdint>
#include <string_view>

#include <nlohmann/json.hpp>

namespace {

using fuzz::demand;
using nlohmann::json;
namespace drive = selat::testing;

const fuzz::plugin& discord() {
    static const auto loaded = fuzz::plugin("discord");
    return loaded;
}

constexpr const char* way = R"({"url":"wss://gateway.discord.gg","shards":1,"session_start_limit":
    {"total":1000,"remaining":999,"reset_after":14400000,"max_concurrency":1}})";
constexpr const char* hello = R"({"op":10,"d":{"heartbeat_interval":45000},"s":null,"t":null})";
constexpr const char* ready = R"({"op":0,"s":1,"t":"READY","d":{"v":10,"user":
    {"id":"900000000000000001"},"session_id":"5e55","resume_gateway_url":"wss://a.discord.gg"}})";

void check(const drive::outcome& out) {
    fuzz::check(out);
    for (const auto& each : out.inbounds) {
        demand(!each.provider_id.empty() && each.provider_id.size() <= SELAT_MAX_NAME);
    }
    for (const auto& each : out.amends) {
        demand(each.deleted || fuzz::is_content(each.content));
    }
    for (const auto& each : out.connects) {
        demand(each.url.starts_with("wss://"));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view bytes(reinterpret_cast<const char*>(data), size);
    drive::channel channel(discord().given, discord().module());
    const auto asked = channel.timer(SELAT_TIMER_START);
    const auto told = channel.serial_reply(drive::answer_to(asked.calls.at(0), 200, way));
    const auto connection = told.connects.at(0).connection;
    channel.open(connection);
    channel.data(connection, hello);
    channel.data(connection, ready);
    while (!bytes.empty()) {
        const auto end = std::min(bytes.find('\n'), bytes.size());
        check(channel.data(connection, bytes.substr(0, end)));
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
    return 0;
}
