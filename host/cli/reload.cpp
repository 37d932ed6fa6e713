#include <cstdio>
#include <memory>

#include "host/cli/commands.hpp"
#include "host/cli/exit_codes.hpp"
#include "host/cli/gateway_client.hpp"

#include <nlohmann/json.hpp>

namespace selat::cli {
namespace {

// What a problem document says, else the body as it is.
std::string problem_of(const answer& answer) {
    const auto body = nlohmann::json::parse(answer.body, nullptr, false);
    for (const auto* key : {"detail", "title"}) {
        if (body.is_object() && body.contains(key) && body[key].is_string()) {
            return body[key].get<std::string>();
        }
    }
    return answer.body;
}

int reload(gateway_address address) {
    if (const auto known = complete(address); !known) {
        std::fprintf(stderr, "%s\n", known.error().text.c_str());
        return cannot_run;
    }
    const auto reply = post(address, "/api/v1/reload");
    if (!reply) {
        std::fprintf(stderr, "selat: %s\n", reply.error().text.c_str());
        return cannot_run;
    }
    if (reply->status / 100 == 2) {
        std::puts("reloaded");
        return fine;
    }
    if (reply->status == 401 || reply->status == 403) {
        std::fprintf(
            stderr, "selat: not allowed; give an admin's token with --token or SELAT_TOKEN, or the "
                    "configuration that has one with -c\n");
        return cannot_run;
    }
    std::fprintf(stderr, "selat: not reloaded, the old configuration stays: %s\n",
                 problem_of(*reply).c_str());
    return wrong;
}

}  // namespace

void add_reload(CLI::App& program, int& exit) {
    auto* command =
        program.add_subcommand("reload", "Have a running gateway read its configuration");
    auto given = std::make_shared<gateway_address>();
    add_gateway_options(*command, *given);
    command->callback([given, &exit] { exit = reload(*given); });
}

}  // namespace selat::cli
