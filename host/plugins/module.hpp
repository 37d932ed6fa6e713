#pragma once
// A loaded plugin that we agree with.

#include <memory>

#include "host/base/result.hpp"
#include "host/plugins/manifest.hpp"
#include <selat/abi/module.h>

namespace selat::plugins {

struct module {
    const selat_module* raw = nullptr;
    const void* table = nullptr;  // of the manifest's kind
    std::shared_ptr<const plugins::manifest> manifest;
};

// The handshake: versions and tables. Every refusal has a sentence of its own.
result<module> agree(const selat_module* raw, std::shared_ptr<const plugins::manifest> manifest);

}  // namespace selat::plugins
