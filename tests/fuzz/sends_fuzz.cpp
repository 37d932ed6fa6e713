// Whatever content goes out, and whatever the provider answers: a channel makes whole requests of
// it, nobody writes headers through it, and each message comes to one end at most.
//
// The first byte names the channel, the second the purpose, the third the status of all answers;
// then the content, and behind a zero the answers' body.

#include "loaded.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace {

using fuzz::demand;
namespace drive = selat::testing;

constexpr std::array names = {
    "line", "sms",      "discord", "facebook", "instagram", "whatsapp", "google-business-messages",
    "rcs",  "telegram", "voice",   "webhook",  "webchat"};
constexpr std::array purposes = {SELAT_OUT_MESSAGE, SELAT_OUT_MESSAGE, SELAT_OUT_EDIT,
                                 SELAT_OUT_TYPING,  SELAT_OUT_READ,    SELAT_OUT_DELETE,
                                 SELAT_OUT_PROFILE, SELAT_OUT_STATUS};
constexpr std::array statuses = {200u, 200u, 201u, 204u, 400u, 401u, 403u,
                                 404u, 409u, 413u, 429u, 500u, 503u};
constexpr int most_rounds = 8;

const std::vector<fuzz::plugin>& plugins() {
    static const std::vector<fuzz::plugin> all(names.begin(), names.end());
    return all;
}

bool is_line(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

void check(const drive::call& call) {
    demand(!call.method.empty() && is_line(call.method));
    demand(call.url.starts_with("https://") && is_line(call.url) &&
           call.url.find(' ') == std::string::npos);
    for (const auto& [name, value] : call.headers) {
        demand(!name.empty() && is_line(name) && is_line(value));
    }
    if (drive::find(call.headers, "content-type").starts_with("application/json")) {
        demand(nlohmann::json::accept(call.body));
    }
}

void send(const fuzz::plugin& plugin, const drive::outgoing_message& message, std::uint32_t status,
          const std::string& body) {
    drive::channel channel(plugin.given, plugin.module());
    const bool serial = channel.has(SELAT_SERIAL_SEND_ID) && channel.has(SELAT_SERIAL_REPLY_ID);
    std::size_t ends = 0;
    std::vector<drive::call> asked;
    const auto take = [&](const drive::outcome& out) {
        demand(out.code != selat::code::internal);
        ends += out.sents.size() + out.faileds.size();
        for (const auto& each : out.calls) {
            check(each);
            asked.push_back(each);
        }
    };
    take(channel.send(message));
    for (int round = 0; round < most_rounds && !asked.empty(); ++round) {
        for (const auto& each : std::exchange(asked, {})) {
            const auto answer = drive::answer_to(each, status, body);
            take(serial ? channel.serial_reply(answer) : channel.reply(answer));
        }
    }
    demand(ends <= 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 3) {
        return 0;
    }
    const auto& plugin = plugins()[data[0] % names.size()];
    const std::string_view rest(reinterpret_cast<const char*>(data) + 3, size - 3);
    const auto end = std::min(rest.find('\0'), rest.size());
    const std::string body(rest.substr(std::min(end + 1, rest.size())));
    for (const auto& part : fuzz::parts_of(plugin.name, rest.substr(0, end))) {
        drive::outgoing_message message;
        message.purpose = purposes[data[1] % purposes.size()];
        message.to = plugin.loaded.address;
        message.target_provider_id = "1000000000000000007";
        message.content = message.purpose == SELAT_OUT_TYPING ? R"({"on":true})" : part;
        send(plugin, message, statuses[data[2] % statuses.size()], body);
    }
    return 0;
}
