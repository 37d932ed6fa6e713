// Whatever Discord (or somebody with its key) posts: an interaction neither crashes nor tells the
// host anything but whole JSON objects, and a token that was kept is read as it was.

#include "plugins/channels/discord/interaction.hpp"
#include "plugins/channels/discord/interaction_token.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

void demand(bool holds) {
    if (!holds) {
        std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const auto said = discord::read_interaction(discord::parse(body), "chat");
    if (!said.content.empty()) {
        const auto content = discord::parse(said.content);
        demand(content.is_object() && !content.empty());
        demand(said.files.empty() || content["attachments"].size() >= said.files.size());
    }
    const auto token = discord::interaction_token::read(body);
    demand(!token.any() || discord::interaction_token::read(token.write()).token == token.token);
    return 0;
}
