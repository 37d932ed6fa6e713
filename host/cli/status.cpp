#include <cstdio>
#include <memory>

#include "host/cli/commands.hpp"
#include "host/cli/exit_codes.hpp"
#include "host/cli/gateway_client.hpp"
#include "host/cli/table.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace selat::cli {
namespace {

using json = nlohmann::json;

struct arguments : gateway_address {
    bool json = false;
};

// A value as a cell of a table: text without quotes, nothing as "-".
std::string cell(const json& object, const char* name) {
    const auto found = object.is_object() ? object.find(name) : object.end();
    if (!object.is_object() || found == object.end() || found->is_null()) {
        return "-";
    }
    return found->is_string() ? found->get<std::string>() : found->dump();
}

json items_of(const arguments& arguments, const std::string& path) {
    const auto reply = get(arguments, path);
    if (!reply || reply->status != 200) {
        return nullptr;
    }
    auto body = json::parse(reply->body, nullptr, false);
    return body.is_object() && body.contains("items") ? body["items"] : body;
}

std::string rows_of(const json& items,
                    const std::vector<std::pair<const char*, const char*>>& columns) {
    if (!items.is_array() || items.empty()) {
        return {};
    }
    std::vector<std::vector<std::string>> rows(1);
    for (const auto& [head, key] : columns) {
        rows[0].emplace_back(head);
    }
    for (const auto& item : items) {
        auto& row = rows.emplace_back();
        for (const auto& [head, key] : columns) {
            row.push_back(cell(item, key));
        }
    }
    return "\n" + table(rows);
}

std::string reasons(const json& readiness) {
    std::string out;
    const auto found = readiness.is_object() ? readiness.find("reasons") : readiness.end();
    if (readiness.is_object() && found != readiness.end() && found->is_array()) {
        for (const auto& each : *found) {
            out += "  " + (each.is_string() ? each.get<std::string>() : each.dump()) + "\n";
        }
    }
    return out;
}

int status(arguments arguments) {
    if (const auto known = complete(arguments); !known) {
        std::fprintf(stderr, "%s\n", known.error().text.c_str());
        return cannot_run;
    }
    const auto ready = get(arguments, "/readyz");
    if (!ready) {
        std::fprintf(stderr, "selat: %s\n", ready.error().text.c_str());
        return cannot_run;
    }
    const bool serves = ready->status == 200;
    const auto readiness = json::parse(ready->body, nullptr, false);
    const bool may_ask = !arguments.token.empty();
    const auto channels = may_ask ? items_of(arguments, "/api/v1/channels") : json();
    const auto queues = may_ask ? items_of(arguments, "/api/v1/queues") : json();
    if (arguments.json) {
        const json out = {{"url", arguments.url},
                          {"ready", serves},
                          {"readiness", readiness.is_discarded() ? json() : readiness},
                          {"channels", channels},
                          {"queues", queues}};
        std::puts(out.dump(2).c_str());
        return serves ? fine : wrong;
    }
    auto text = fmt::format("{}: {}\n", arguments.url, serves ? "ready" : "not ready");
    text += reasons(readiness);
    text += rows_of(channels, {{"CHANNEL", "id"},
                               {"PLUGIN", "plugin"},
                               {"VERSION", "version"},
                               {"STATE", "state"},
                               {"REASON", "reason"}});
    text += rows_of(queues, {{"QUEUE", "id"},
                             {"WAITING", "waiting"},
                             {"OLDEST (S)", "oldest_seconds"},
                             {"AVAILABLE", "available_agents"}});
    if (!may_ask) {
        text += "(channels and queues are shown with a token: of the configuration given with -c, "
                "--token or SELAT_TOKEN)\n";
    } else if (channels.is_null()) {
        text += "(the token was refused; channels and queues are not shown)\n";
    }
    std::fputs(text.c_str(), stdout);
    return serves ? fine : wrong;
}

}  // namespace

void add_status(CLI::App& program, int& exit) {
    auto* command = program.add_subcommand("status", "How a running gateway is");
    auto given = std::make_shared<arguments>();
    add_gateway_options(*command, *given);
    command->add_flag("--json", given->json, "As JSON");
    command->callback([given, &exit] { exit = status(*given); });
}

}  // namespace selat::cli
