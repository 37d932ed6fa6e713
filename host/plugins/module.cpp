#include "host/plugins/module.hpp"

#include "host/plugins/view.hpp"
#include <selat/plugin.h>

#include <fmt/format.h>

namespace selat::plugins {
namespace {

std::string_view table_id(kind value) {
    switch (value) {
    case kind::channel: return SELAT_CHANNEL_ID;
    case kind::flow: return SELAT_FLOW_ID;
    case kind::strategy: return SELAT_STRATEGY_ID;
    case kind::bot: return SELAT_BOT_ID;
    }
    return {};
}

// How many functions a kind's table has; all must be there.
std::size_t table_functions(kind value) {
    switch (value) {
    case kind::channel: return sizeof(selat_channel_v1) / sizeof(void*);
    case kind::flow: return sizeof(selat_flow_v1) / sizeof(void*);
    case kind::strategy: return sizeof(selat_strategy_v1) / sizeof(void*);
    case kind::bot: return sizeof(selat_bot_v1) / sizeof(void*);
    }
    return 0;
}

}  // namespace

result<module> agree(const selat_module* raw, std::shared_ptr<const plugins::manifest> manifest) {
    const auto refuse = [](std::string text) { return fail(code::unsupported, std::move(text)); };
    if (raw == nullptr) {
        return refuse(SELAT_ENTRY_SYMBOL " returned nothing");
    }
    if (raw->size < sizeof(selat_module)) {
        return refuse(fmt::format("its module record is {} bytes long, at least {} are needed",
                                  raw->size, sizeof(selat_module)));
    }
    if (raw->abi_major != SELAT_ABI_MAJOR) {
        return refuse(
            fmt::format("it is built for plugin ABI {}, this gateway has {}; build it with "
                        "a matching SDK",
                        raw->abi_major, SELAT_ABI_MAJOR));
    }
    if (raw->min_host_minor > SELAT_ABI_MINOR) {
        return refuse(fmt::format("it needs SDK {}.{}, this gateway has {}.{}; upgrade the gateway",
                                  raw->abi_major, raw->min_host_minor, SELAT_ABI_MAJOR,
                                  SELAT_ABI_MINOR));
    }
    if (!sdk_fits(manifest->sdk, raw->abi_major, raw->abi_minor)) {
        return refuse(fmt::format("its manifest says SDK {}, but it is built with {}.{}",
                                  manifest->sdk, raw->abi_major, raw->abi_minor));
    }
    const auto id = table_id(manifest->kind);
    const void* table = raw->table == nullptr ? nullptr : raw->table(str(id));
    if (table == nullptr) {
        return refuse(
            fmt::format("its manifest says {}, but it has no {}", name_of(manifest->kind), id));
    }
    const auto* functions = static_cast<void* const*>(table);
    for (std::size_t i = 0; i < table_functions(manifest->kind); ++i) {
        if (functions[i] == nullptr) {
            return refuse(fmt::format("function {} of its {} is null", i + 1, id));
        }
    }
    if (raw->table(str(std::string(id) + "x")) != nullptr || raw->table(str({})) != nullptr) {
        return refuse("it gives a table for ids that do not exist; compare the whole id");
    }
    return module{raw, table, std::move(manifest)};
}

}  // namespace selat::plugins
