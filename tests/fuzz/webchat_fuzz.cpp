// Whatever a visitor's client sends: over HTTP or, a line each, over a socket that is open or has
// said hello; what it is told is whole JSON, and what the host is told too.

#include "loaded.hpp"

#include <cstdint>
#include <string_view>

#include <nlohmann/json.hpp>

namespace {

using fuzz::demand;
using nlohmann::json;
namespace drive = selat::testing;

constexpr const char* visitor = "127.0.0.1";
constexpr const char* site = "https://shop.example";

const fuzz::plugin& webchat() {
    static const auto loaded = [] {
        auto out = fuzz::plugin("webchat");
        out.given.options =
            json{{"allowed_origins", {site}},
                 {"verify_phone", "sms"},
                 {"title", "Kedai"},
                 {"prechat",
                  {{"fields",
                    {{{"id", "name"}, {"type", "text"}}, {{"id", "phone"}, {"type", "phone"}}}}}}}
                .dump();
        return out;
    }();
    return loaded;
}

void check(const drive::outcome& out) {
    fuzz::check(out);
    for (const auto& each : out.responds) {
        const auto type = drive::find(each.headers, "content-type");
        demand(!type.starts_with("application/json") || each.body.empty() ||
               json::accept(each.body));
    }
}

// A socket that is live, and one that has said nothing.
void open(drive::channel& channel) {
    const auto made = channel.http(
        {.path = "/session", .headers = {{"origin", site}}, .body = "{}", .remote = visitor});
    const auto session = json::parse(made.responds.at(0).body);
    channel.open("live", visitor);
    const auto asked = channel.data(
        "live",
        json{{"type", "hello"}, {"v", 1}, {"token", session.at("session_token")}, {"last_seq", 0}}
            .dump());
    const auto& history = asked.histories.at(0);
    channel.history({.tag = history.tag, .address = history.address, .conversation_status = ""});
    channel.open("fresh", visitor);
}

void frames(drive::channel& channel, std::string_view bytes) {
    std::uint64_t stored = 0;
    while (!bytes.empty()) {
        const auto end = std::min(bytes.find('\n'), bytes.size());
        const auto line = bytes.substr(0, end);
        for (const auto* socket : {"live", "fresh"}) {
            const auto out = channel.data(socket, line);
            check(out);
            for (const auto& each : out.inbounds) {
                check(channel.stored({.tag = each.tag, .seq = ++stored, .content = each.content}));
            }
            for (const auto& each : out.histories) {
                check(channel.history({.tag = each.tag, .address = each.address}));
            }
            for (const auto& each : out.verifies) {
                check(channel.verification(drive::answer_to(each)));
            }
        }
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    drive::channel channel(webchat().given, webchat().module());
    open(channel);
    frames(channel, bytes);
    for (const auto* path : {"/session", "/files"}) {
        check(channel.http({.path = path,
                            .headers = {{"origin", site}},
                            .body = std::string(bytes),
                            .remote = visitor}));
    }
    return 0;
}
