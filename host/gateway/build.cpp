#include "host/gateway/build.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "host/base/crypto.hpp"
#include "host/gateway/catalog_knowledge.hpp"
#include "host/gateway/in_time.hpp"
#include "host/gateway/kept_values.hpp"
#include "host/gateway/plugin_steps.hpp"

#include <nlohmann/json.hpp>

namespace selat::gateway {
namespace {

constexpr std::string_view instance_key = "selat:instance";

// What the instance keeps; its own secret is made the first time and durable before it is used.
result<kept_values> state_of(store::store& store, const std::string& instance) {
    auto kept = read_values(store, instance);
    if (!kept || std::ranges::find(*kept, instance_key, &store::plugin_value::key) != kept->end()) {
        return kept;
    }
    const store::plugin_value fresh{instance, std::string(instance_key), crypto::random_bytes(32)};
    if (const auto done = write_values(store, {fresh}); !done) {
        return tl::unexpected(done.error());
    }
    kept->push_back(fresh);
    return kept;
}

bool same(const config::channel& a, const config::channel& b) {
    return a.plugin == b.plugin && a.options == b.options && a.isolation == b.isolation &&
           a.sunset == b.sunset;
}

bool same(const config::bot& a, const config::bot& b) {
    return a.plugin == b.plugin && a.options == b.options;
}

bool same(const config::flow& a, const config::flow& b) {
    return a.plugin == b.plugin && a.options == b.options && a.definition == b.definition &&
           a.bindings == b.bindings;
}

template <class Item>
const Item* find_same(const std::vector<Item>* before, const Item& item) {
    if (before == nullptr) {
        return nullptr;
    }
    for (const auto& each : *before) {
        if (each.id == item.id && same(each, item)) {
            return &each;
        }
    }
    return nullptr;
}

plugins::definition definition_of(const config::flow& flow, const config::configuration& config) {
    plugins::definition out;
    out.text = flow.definition;
    out.bindings = flow.bindings;
    for (const auto& each : config.routing.workflows) {
        out.workflows.push_back(each.id);
    }
    for (const auto& each : config.bots) {
        out.bots.push_back(each.id);
    }
    for (const auto& each : config.flows) {
        out.flows.push_back(each.id);
    }
    return out;
}

class builder {
public:
    builder(assembly& out, std::shared_ptr<plugins::catalog> catalog, store::store& store,
            const assembly* before)
        : out_(out), catalog_(std::move(catalog)), store_(store), before_(before) {
        for (const auto& each : catalog_->all()) {
            if (each.manifest && catalog_->by_name(each.manifest->name) == &each) {
                out_.files[each.manifest->name] = each.sha256;
            }
        }
    }

    void channels() {
        const auto& config = out_.config;
        const bool same_url =
            before_ != nullptr && before_->config.server.public_url == config.server.public_url;
        for (const auto& each : config.channels) {
            const bool kept = same_url && unchanged(&config::configuration::channels, each) &&
                              take_over(before_->channels, each.id, out_.channels);
            if (!kept) {
                keep(each.id, make(each), out_.channels);
            }
        }
    }
    void bots() {
        for (const auto& each : out_.config.bots) {
            const bool kept = unchanged(&config::configuration::bots, each) &&
                              take_over(before_->bots, each.id, out_.bots);
            if (!kept) {
                const plugins::instance_setup setup{each.id, each.plugin, each.options, {}, {}};
                keep(each.id,
                     made([setup](plugins::catalog& from) { return from.make_bot(setup); }),
                     out_.bots);
            }
        }
    }
    void flows() {
        for (const auto& each : out_.config.flows) {
            const auto definition = definition_of(each, out_.config);
            // What a definition may name is compared with it: names are bound when it is read.
            const bool kept = unchanged(&config::configuration::flows, each) &&
                              same_names(definition, definition_of(each, before_->config)) &&
                              take_over(before_->flows, each.id, out_.flows);
            if (!kept) {
                keep(each.id, make(each, definition), out_.flows);
            }
        }
    }
    void strategies() {
        strategy(out_.config.routing.strategy);
        for (const auto& each : out_.config.routing.queues) {
            if (!each.strategy.empty()) {
                strategy(each.strategy);
            }
        }
    }

private:
    static bool same_names(const plugins::definition& a, const plugins::definition& b) {
        return a.workflows == b.workflows && a.bots == b.bots && a.flows == b.flows;
    }
    [[nodiscard]] bool same_file(const std::string& plugin) const {
        const auto now = out_.files.find(plugin);
        const auto then = before_->files.find(plugin);
        return now != out_.files.end() && then != before_->files.end() &&
               now->second == then->second;
    }
    template <class Item>
    [[nodiscard]] bool unchanged(std::vector<Item> config::configuration::* items,
                                 const Item& item) const {
        return before_ != nullptr && find_same(&(before_->config.*items), item) != nullptr &&
               same_file(item.plugin);
    }
    template <class Map>
    static bool take_over(const Map& from, const std::string& id, Map& into) {
        const auto it = from.find(id);
        if (it == from.end()) {
            return false;
        }
        into[id] = it->second;
        return true;
    }
    // On a thread of its own: a plugin may hang in it.
    template <class Make>
    auto made(Make make) -> decltype(make(std::declval<plugins::catalog&>())) {
        auto out = in_time([catalog = catalog_, make] { return make(*catalog); });
        if (out) {
            return std::move(*out);
        }
        out_.left_behind = true;
        return fail(code::timeout, "its plugin hangs while it is made; repair or remove it");
    }
    result<std::unique_ptr<plugins::channel>> make(const config::channel& channel) {
        if (channel.isolation == "process") {
            return fail(code::unsupported, "isolation: process is not in this version");
        }
        auto state = state_of(store_, channel.id);
        if (!state) {
            return tl::unexpected(state.error());
        }
        const plugins::instance_setup setup{
            channel.id, channel.plugin, channel.options,
            out_.config.server.public_url + "/channels/" + channel.id, std::move(*state)};
        return made([setup](plugins::catalog& from) { return from.make_channel(setup); });
    }
    result<std::unique_ptr<plugins::flow>> make(const config::flow& flow,
                                                plugins::definition definition) {
        auto earlier = earlier_definitions(
            store_, flow.id, definition.text,
            std::chrono::time_point_cast<model::duration>(std::chrono::system_clock::now()));
        if (!earlier) {
            return tl::unexpected(earlier.error());
        }
        definition.earlier = std::move(*earlier);
        const plugins::instance_setup setup{flow.id, flow.plugin, flow.options, {}, {}};
        return made([setup, definition](plugins::catalog& from) {
            return from.make_flow(setup, definition);
        });
    }
    void strategy(const std::string& name) {
        if (out_.strategies.contains(name) ||
            (before_ != nullptr && same_file(name) &&
             take_over(before_->strategies, name, out_.strategies))) {
            return;
        }
        const plugins::instance_setup setup{name, name, nlohmann::json::object(), {}, {}};
        keep(name, made([setup](plugins::catalog& from) { return from.make_strategy(setup); }),
             out_.strategies);
    }
    template <class Kind, class Map>
    void keep(const std::string& id, result<std::unique_ptr<Kind>> made, Map& into) {
        if (made) {
            into[id] = std::move(*made);
        } else {
            out_.stopped[id] = made.error().text;
        }
    }

    assembly& out_;
    std::shared_ptr<plugins::catalog> catalog_;
    store::store& store_;
    const assembly* before_;
};

// The day on which its provider closes it; empty: none.
std::string sunset_of(const config::channel& channel, const plugins::manifest& manifest) {
    const auto& day = channel.sunset.empty() ? manifest.sunset : channel.sunset;
    return model::is_day(day) ? day : std::string();
}

model::time begin_of(const std::string& day) {
    return model::parse_rfc3339(day + "T00:00:00Z").value_or(model::time{});
}

engine::setup engine_setup(const assembly& assembly) {
    engine::setup out;
    const auto& config = assembly.config;
    for (const auto& each : config.channels) {
        engine::channel_setup channel;
        channel.plugin = each.plugin;
        channel.flow = each.flow;
        channel.quiet = each.quiet;
        if (const auto running = assembly.channel(each.id)) {
            channel.capabilities = running->manifest().capabilities;
            channel.task_channel = running->manifest().task_channel;
            channel.sunset = sunset_of(each, running->manifest());
            channel.closed_from = begin_of(channel.sunset);
            channel.identity = running->manifest().address;
        }
        if (const auto said = model::address_kind_of(each.identity)) {
            channel.identity = *said;
        }
        out.channels[each.id] = std::move(channel);
    }
    out.default_flow = config.default_flow;
    out.default_workflow = config.routing.default_workflow;
    for (const auto& each : config.routing.workflows) {
        out.workflows.insert(each.id);
    }
    for (const auto& each : config.agents) {
        const auto attributes = nlohmann::json::parse(each.attributes, nullptr, false);
        for (const auto* name : {"phone", "voice_address"}) {  // the latter wins
            if (attributes.is_object() && attributes.contains(name) &&
                attributes[name].is_string()) {
                out.agent_lines[each.id] = attributes[name].get<std::string>();
            }
        }
    }
    out.default_bot = config.bots.empty() ? std::string{} : config.bots.front().id;
    out.join_channels = config.join_channels;
    out.link_within = config.link_within;
    out.inactivity_close = config.inactivity_close;
    return out;
}

// What is missing or of an unknown plugin has been told already.
bool can_be_checked(const config::flow& flow, const plugins::catalog& catalog) {
    const auto* plugin = catalog.by_name(flow.plugin);
    return plugin != nullptr && plugin->manifest->kind == plugins::kind::flow &&
           !flow.definition.empty();
}

void check_flows(const config::configuration& config,
                 const std::shared_ptr<plugins::catalog>& catalog,
                 std::vector<config::fault>& out) {
    for (const auto& each : config.flows) {
        if (!can_be_checked(each, *catalog)) {
            continue;
        }
        const plugins::instance_setup setup{each.id, each.plugin, each.options, {}, {}};
        const auto faults = in_time([catalog, setup, definition = definition_of(each, config)] {
            return catalog->check_flow(setup, definition);
        });
        if (!faults || !*faults) {
            out.push_back(
                {each.at, faults ? faults->error().text : each.plugin + " hangs in it", true});
            continue;
        }
        for (const auto& fault : **faults) {
            out.push_back({config::place_of(each.definition, fault.pointer, each.definition_path),
                           fault.text, fault.error});
        }
    }
}

void check_sunsets(const config::configuration& config, const plugins::catalog& catalog,
                   std::vector<config::fault>& out) {
    const auto now =
        std::chrono::time_point_cast<model::duration>(std::chrono::system_clock::now());
    for (const auto& each : config.channels) {
        const auto* plugin = catalog.by_name(each.plugin);
        if (plugin == nullptr) {
            continue;
        }
        if (const auto day = sunset_of(each, *plugin->manifest);
            !day.empty() && begin_of(day) <= now) {
            out.push_back({each.at,
                           "channel `" + each.id + "`: its provider closed it on " + day +
                               ": nothing comes in, nothing goes out",
                           false});
        }
    }
}

void check_routing(const config::configuration& config, std::vector<config::fault>& out) {
    assembly values;
    values.config = config;
    std::erase_if(values.config.routing.workflows,
                  [](const config::workflow& each) { return each.definition.empty(); });
    for (const auto& fault : routing::router::check(routing_setup(values))) {
        config::place at{config.file, 1, 1};
        for (const auto& each : config.routing.workflows) {
            if (fault.what == "workflow " + each.id) {
                at = config::place_of(each.definition, fault.pointer, each.definition_path);
            }
        }
        for (const auto& each : config.routing.queues) {
            if (fault.what == "queue " + each.id) {
                at = each.at;
            }
        }
        out.push_back({at, fault.what + ": " + fault.text, fault.error});
    }
}

}  // namespace

std::shared_ptr<const assembly> build(config::configuration config,
                                      const std::shared_ptr<plugins::catalog>& catalog,
                                      store::store& store, const assembly* before) {
    auto out = std::make_shared<assembly>();
    out->left_behind = before != nullptr && before->left_behind;
    out->config = std::move(config);
    builder builder(*out, catalog, store, before);
    builder.strategies();
    builder.bots();
    builder.flows();
    builder.channels();
    out->engine = engine_setup(*out);
    out->steps = std::make_shared<plugin_steps>(out->flows, out->bots);
    return out;
}

routing::setup routing_setup(const assembly& assembly) {
    routing::setup out;
    const auto& from = assembly.config.routing;
    const auto strategy = [&](const std::string& name) -> const routing::strategy* {
        const auto it = assembly.strategies.find(name.empty() ? from.strategy : name);
        return it == assembly.strategies.end() ? nullptr : it->second.get();
    };
    for (const auto& each : from.queues) {
        out.queues.push_back(
            {each.id, each.workers, strategy(each.strategy), each.max_reservations, each.lifo});
    }
    for (const auto& each : from.workflows) {
        out.workflows.push_back({each.id, each.definition, from.reservation_timeout});
    }
    out.activities = from.activities;
    for (const auto& each : assembly.config.agents) {
        out.agents.push_back(each);
    }
    out.timeout_activity = from.on_timeout_activity;
    return out;
}

config::read_result read_deeply(const std::string& file,
                                const std::shared_ptr<plugins::catalog>& catalog) {
    const catalog_knowledge knowledge(*catalog);
    auto out = config::read(file, config::process_environment(), knowledge);
    if (const auto& config = out.value ? out.value : out.wrong) {
        check_sunsets(*config, *catalog, out.faults);
        check_flows(*config, catalog, out.faults);
        check_routing(*config, out.faults);
    }
    if (out.value && std::ranges::any_of(out.faults, &config::fault::error)) {
        out.wrong = std::exchange(out.value, std::nullopt);
    }
    return out;
}

}  // namespace selat::gateway
