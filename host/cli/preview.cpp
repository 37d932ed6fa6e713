#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <tuple>

#include "host/cli/commands.hpp"
#include "host/cli/exit_codes.hpp"
#include "host/cli/found_plugins.hpp"
#include "host/cli/preview_text.hpp"
#include "host/config/files.hpp"
#include "host/config/json_text.hpp"
#include "host/config/read.hpp"
#include "host/delivery/degrade.hpp"
#include "host/gateway/catalog_knowledge.hpp"
#include "host/model/content_check.hpp"
#include "host/plugins/option_schema.hpp"
#include "host/plugins/variants.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace selat::cli {
namespace {

struct arguments {
    std::string channel;
    std::string file;
    std::string config;
    bool json = false;
};

// The content's file as far as it could be read, and what is wrong with it.
struct draft {
    std::string text;
    std::optional<model::content> content;
    std::vector<config::fault> faults;
};

// The API refuses them too.
void find_unknown(const nlohmann::json& document, const std::string& file, draft& out) {
    const std::vector<std::string_view> known(model::content_parts.begin(),
                                              model::content_parts.end());
    for (const auto& [name, value] : document.items()) {
        if (std::ranges::find(known, name) != known.end()) {
            continue;
        }
        const auto meant = config::did_you_mean(name, known);
        out.faults.push_back(
            {config::place_of(out.text, (nlohmann::json::json_pointer() / name).to_string(), file),
             fmt::format("`{}` is no part of a content{}", name,
                         meant.empty() ? "" : fmt::format("; did you mean `{}`?", meant))});
    }
}

draft read_draft(const std::string& file) {
    draft out;
    auto text = config::read_file(file);
    if (!text) {
        out.faults.push_back({{file, 1, 1}, "cannot read the content: " + text.error().text});
        return out;
    }
    out.text = std::move(*text);
    const auto document = config::read_json(out.text, file, out.faults);
    if (!document) {
        return out;
    }
    if (document->is_object()) {
        find_unknown(*document, file, out);
    }
    for (const auto& each : model::check_content(out.text)) {
        out.faults.push_back({config::place_of(out.text, each.pointer, file), each.text});
    }
    std::ranges::sort(out.faults, {}, [](const config::fault& each) {
        return std::tuple(each.at.line, each.at.column, std::string_view(each.text));
    });
    if (out.faults.empty()) {
        out.content = *model::read_content(out.text);
    }
    return out;
}

struct instance {
    std::string plugin;
    nlohmann::json options = nlohmann::json::object();
};

// What the channel is; else what the program ends with.
tl::expected<instance, int> instance_of(const arguments& given, const plugins::catalog& catalog) {
    if (given.config.empty()) {
        return instance{given.channel};
    }
    const gateway::catalog_knowledge known(catalog);
    const auto read = config::read(given.config, config::process_environment(), known);
    const auto& all = read.value ? read.value : read.wrong;
    if (!all) {
        for (const auto& each : read.faults) {
            std::fprintf(stderr, "%s\n", config::to_string(each).c_str());
        }
        return tl::unexpected<int>(cannot_run);
    }
    std::vector<std::string_view> ids;
    for (const auto& each : all->channels) {
        if (each.id == given.channel) {
            return instance{each.plugin, each.options};
        }
        ids.emplace_back(each.id);
    }
    const auto meant = config::did_you_mean(given.channel, ids);
    const auto hint = meant.empty() ? "" : fmt::format("; did you mean `{}`?", meant);
    std::fprintf(stderr, "selat: %s has no channel `%s`%s\n", given.config.c_str(),
                 given.channel.c_str(), hint.c_str());
    return tl::unexpected<int>(usage);
}

std::shared_ptr<const plugins::manifest> manifest_of(const instance& channel,
                                                     const plugins::catalog& catalog) {
    const auto* found = catalog.by_name(channel.plugin);
    if (found != nullptr && found->manifest->kind == plugins::kind::channel) {
        return plugins::fitted(std::make_shared<const plugins::manifest>(*found->manifest),
                               plugins::apply_defaults(found->manifest->options, channel.options));
    }
    std::fprintf(stderr,
                 "selat: there is no channel plugin `%s` that fits; `selat plugin list` shows what "
                 "was found\n",
                 channel.plugin.c_str());
    return nullptr;
}

nlohmann::json as_json(const config::fault& fault) {
    return {{"line", fault.at.line}, {"column", fault.at.column}, {"text", fault.text}};
}

void print_json(const arguments& given, const plugins::manifest& manifest, const draft& draft,
                const delivery::explanation& seen) {
    const bool carried = draft.content && seen.parts;
    nlohmann::json out = {{"channel", given.channel},
                          {"plugin", manifest.name},
                          {"version", manifest.version},
                          {"carried", carried},
                          {"messages", nlohmann::json::array()},
                          {"changes", nlohmann::json::array()},
                          {"faults", nlohmann::json::array()}};
    if (carried) {
        for (const auto& each : *seen.parts) {
            out["messages"].push_back(nlohmann::json::parse(model::write_content(each)));
        }
        for (const auto& each : seen.changes) {
            const auto at = config::place_of(draft.text, each.part, given.file);
            out["changes"].push_back({{"part", each.part},
                                      {"into", each.into},
                                      {"why", each.why},
                                      {"line", at.line},
                                      {"column", at.column}});
        }
    }
    for (const auto& each : draft.faults) {
        out["faults"].push_back(as_json(each));
    }
    std::puts(out.dump(2).c_str());
}

void print_text(const arguments& given, const plugins::manifest& manifest, const draft& draft,
                const delivery::explanation& seen) {
    const auto& messages = *seen.parts;
    auto out = fmt::format("{} ({} {}): {} message{}\n\n{}", given.channel, manifest.name,
                           manifest.version, messages.size(), messages.size() == 1 ? "" : "s",
                           preview_text(messages));
    out += seen.changes.empty() ? "" : "\n";
    for (const auto& each : seen.changes) {
        const auto at = config::place_of(draft.text, each.part, given.file);
        out += fmt::format("{}:{}:{}: note: {}: {}, because {}\n", at.file, at.line, at.column,
                           each.part.substr(1), each.into, each.why);
    }
    std::fputs(out.c_str(), stdout);
}

int preview(const arguments& given) {
    const auto catalog = find_plugins(given.config);
    if (!catalog) {
        std::fprintf(stderr, "%s\n", catalog.error().text.c_str());
        return cannot_run;
    }
    const auto channel = instance_of(given, *catalog);
    if (!channel) {
        return channel.error();
    }
    const auto manifest = manifest_of(*channel, *catalog);
    if (manifest == nullptr) {
        return cannot_run;
    }
    auto draft = read_draft(given.file);
    delivery::explanation seen;
    if (draft.content) {
        seen = delivery::explain(*draft.content, manifest->capabilities);
        if (!seen.parts) {
            draft.faults.push_back({config::place_of(draft.text, seen.refused, given.file),
                                    fmt::format("{} cannot carry this, not even as text: {}",
                                                given.channel, seen.parts.error().text)});
        }
    }
    for (const auto& each : draft.faults) {
        std::fprintf(stderr, "%s\n", config::to_string(each).c_str());
    }
    if (given.json) {
        print_json(given, *manifest, draft, seen);
    } else if (draft.faults.empty()) {
        print_text(given, *manifest, draft, seen);
    }
    return draft.faults.empty() ? fine : wrong;
}

}  // namespace

void add_preview(CLI::App& program, int& exit) {
    auto* command = program.add_subcommand(
        "preview", "What becomes of a content on a channel, without sending it");
    auto given = std::make_shared<arguments>();
    command
        ->add_option("--channel", given->channel,
                     "A channel of the configuration; without one, a channel plugin's name")
        ->type_name("ID")
        ->required();
    command->add_option("FILE", given->file, "The content as JSON, as the API takes it")
        ->type_name("FILE.json")
        ->required();
    add_config_option(*command, given->config, need::optional);
    command->add_flag("--json", given->json, "As JSON");
    command->callback([given, &exit] { exit = preview(*given); });
}

}  // namespace selat::cli
