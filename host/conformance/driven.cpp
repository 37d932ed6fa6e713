#include "host/conformance/driven.hpp"

#include <algorithm>
#include <cstdio>
#include <variant>

#include "host/conformance/events.hpp"
#include "host/plugins/option_schema.hpp"
#include "host/plugins/variants.hpp"
#include "host/plugins/view.hpp"

#include <fmt/format.h>

namespace selat::conformance {
namespace {

namespace action = model::action;

constexpr const char* instance_id = "kit";
constexpr const char* public_url = "https://gateway.example/channels/kit";

// The parts of an action that tell whether two are the same; enough, not all.
struct told_apart {
    std::string operator()(const action::respond& each) const {
        return fmt::format("{} {}", each.status, each.body);
    }
    std::string operator()(const action::inbound& each) const {
        return each.provider_id + each.from + each.content;
    }
    std::string operator()(const action::call& each) const {
        return fmt::format("{} {} {} {}", each.op, each.method, each.url, each.context);
    }
    std::string operator()(const action::failed& each) const {
        return fmt::format("{} {} {}", each.op, name_of(each.code), each.detail);
    }
    std::string operator()(const action::say& each) const { return each.content; }
    std::string operator()(const action::flow_state& each) const {
        return each.state + each.result + each.error;
    }
    std::string operator()(const action::answer& each) const {
        return fmt::format("{} {}", each.op, fmt::join(each.messages, " "));
    }
    template <class Other>
    std::string operator()(const Other&) const {
        return {};
    }
};

// A text of the plugin's in the caller's record: terminated, and UTF-8.
std::string wrong_with(const selat_error& error) {
    const auto* end = std::find(std::begin(error.text), std::end(error.text), '\0');
    if (end == std::end(error.text)) {
        return "it does not terminate the text of its selat_error";
    }
    const std::string_view text(error.text, static_cast<std::size_t>(end - error.text));
    if (error.size != sizeof error) {
        return "it changes the size of its caller's selat_error";
    }
    return plugins::is_utf8(text) ? "" : "the text of its selat_error is not UTF-8";
}

}  // namespace

std::chrono::nanoseconds waited_for_processor() {
    long long running = 0;
    long long waiting = 0;
    if (auto* file = std::fopen("/proc/thread-self/schedstat", "re")) {
        if (std::fscanf(file, "%lld %lld", &running, &waiting) != 2) {
            waiting = 0;
        }
        std::fclose(file);
    }
    return std::chrono::nanoseconds(waiting);
}

std::string summary(const said& call) {
    auto out = fmt::format("{} {}", name_of(call.out.code), call.out.text);
    for (const auto& each : call.out.actions) {
        out += fmt::format("\n{} {}", each.index(), std::visit(told_apart{}, each));
    }
    return out;
}

driven::driven(const bench& bench) : driven(bench, bench.options) {}

driven::driven(const bench& bench, nlohmann::json options) : bench_(bench) {
    options = plugins::apply_defaults(bench.manifest().options, std::move(options));
    secrets_ =
        std::make_unique<plugins::secret_box>(bench.manifest(), options, std::string(32, 'i'));
    options_ = options.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    services_ = std::make_unique<plugins::services>(
        *secrets_, bench.manifest().threads ? [](const std::string&) { return true; }
                                            : plugins::services::post{});
}

driven::~driven() { destroy(); }

driven::raw_setup driven::lend_setup(lent& memory, std::string_view definition,
                                     std::size_t extra) const {
    selat_setup setup{static_cast<std::uint32_t>(sizeof(selat_setup) + extra),
                      0,
                      text(instance_id),
                      text(options_),
                      text(bench_.manifest().kind == plugins::kind::channel ? public_url : ""),
                      services_->raw(),
                      nullptr,
                      0};
    memory.take(setup.instance, setup.options, setup.public_url);
    if (bench_.manifest().kind != plugins::kind::flow) {
        return {memory.record(setup, extra), nullptr};
    }
    const auto& given = bench_.definition;
    const auto bindings = given.bindings.dump();
    const auto workflows = nlohmann::json(given.workflows).dump();
    const auto bots = nlohmann::json(given.bots).dump();
    const auto flows = nlohmann::json(given.flows).dump();
    selat_flow_setup flow{static_cast<std::uint32_t>(sizeof(selat_flow_setup) + extra),
                          0,
                          text(definition),
                          text(bindings),
                          text(workflows),
                          text(bots),
                          text(flows),
                          nullptr,
                          0};
    memory.take(flow.definition, flow.bindings, flow.workflows, flow.bots, flow.flows);
    return {memory.record(setup, extra), memory.record(flow, extra)};
}

result<void> driven::create(shape shape) {
    lent memory;
    const auto raw =
        lend_setup(memory, bench_.definition.text, shape == shape::longer ? longer_by : 0);
    auto made =
        run(memory, {.kind = plugins::call_kind::score, .function = "create"},
            [&](const selat_actions*, selat_error* error) {
                switch (bench_.manifest().kind) {
                case plugins::kind::channel:
                    return bench_.table<selat_channel_v1>().create(raw.setup, &self_, error);
                case plugins::kind::flow:
                    return bench_.table<selat_flow_v1>().create(raw.setup, raw.flow, &self_, error);
                case plugins::kind::strategy:
                    return bench_.table<selat_strategy_v1>().create(raw.setup, &self_, error);
                case plugins::kind::bot: break;
                }
                return bench_.table<selat_bot_v1>().create(raw.setup, &self_, error);
            });
    if (!made.broken.empty()) {
        self_ = nullptr;
        return fail(code::internal, made.broken);
    }
    if (made.out.code != code::ok) {
        self_ = nullptr;  // nothing was made
        return fail(made.out.code, made.out.text);
    }
    return {};
}

said driven::check(std::string_view definition) const {
    lent memory;
    const auto raw = lend_setup(memory, definition, 0);
    return run(memory, {.kind = plugins::call_kind::flow_check, .function = "check"},
               [&](const selat_actions* actions, selat_error* error) {
                   return bench_.table<selat_flow_v1>().check(raw.setup, raw.flow, actions, error);
               });
}

void driven::destroy() {
    if (self_ == nullptr) {
        return;
    }
    bench_.at("destroy");
    switch (bench_.manifest().kind) {
    case plugins::kind::channel: return bench_.table<selat_channel_v1>().destroy(self_);
    case plugins::kind::flow: return bench_.table<selat_flow_v1>().destroy(self_);
    case plugins::kind::strategy: return bench_.table<selat_strategy_v1>().destroy(self_);
    case plugins::kind::bot: return bench_.table<selat_bot_v1>().destroy(self_);
    }
}

std::int32_t driven::add(const selat_actions* self, const selat_record* record) {
    auto& watching = *static_cast<watch*>(self->host);
    if (watching.by != std::this_thread::get_id()) {
        watching.broken = "it adds an action on another thread than that of the call";
        return SELAT_INVALID;
    }
    const auto* sink = watching.sink.raw();
    return sink->add(sink, record);
}

said driven::settle(watch& watching, std::int32_t status, const selat_error& error,
                    std::string thrown, std::chrono::nanoseconds took) {
    said out;
    out.took = took;
    out.out = watching.sink.close(thrown.empty() ? status : SELAT_INTERNAL, error);
    out.escaped = !thrown.empty();
    const auto torn = wrong_with(error);
    out.broken = !thrown.empty()            ? thrown
                 : !watching.broken.empty() ? watching.broken
                 : !torn.empty()            ? torn
                                            : watching.sink.misbehaviour();
    out.escaped = out.escaped || !watching.broken.empty() || !torn.empty();
    return out;
}

}  // namespace selat::conformance
