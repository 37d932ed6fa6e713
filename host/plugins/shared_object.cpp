#include "host/plugins/shared_object.hpp"

#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include <boost/dll/runtime_symbol_info.hpp>
#include <boost/dll/shared_library.hpp>
#include <dlfcn.h>

namespace selat::plugins {
namespace {

namespace dll = boost::dll;

// Loaded code is never unloaded: threads, thread_locals and tables of a plugin may outlive any
// moment we could choose. These handles are reachable for ever and destroyed never.
void keep_for_ever(std::unique_ptr<dll::shared_library> library) {
    static auto& mutex = *new std::mutex;
    static auto& kept = *new std::vector<std::unique_ptr<dll::shared_library>>;
    const std::lock_guard lock(mutex);
    kept.push_back(std::move(library));
}

// Boost calls every failure "bad file descriptor"; the loader knows better.
std::string loader_words() {
    const char* words = ::dlerror();
    return words == nullptr ? "unknown error of the loader" : words;
}

}  // namespace

result<const selat_module*> load_module(const std::string& path) {
    std::error_code ignored;
    const auto wanted = std::filesystem::canonical(path, ignored);
    if (ignored || wanted == std::filesystem::canonical(dll::program_location(), ignored)) {
        return fail(code::not_found, path + " cannot be loaded: it is no plugin file");
    }
    auto library = std::make_unique<dll::shared_library>();
    dll::fs::error_code failed;
    library->load(wanted, failed, dll::load_mode::rtld_now | dll::load_mode::rtld_local);
    if (failed) {
        return fail(code::invalid, "it cannot be loaded: " + loader_words());
    }
    if (!library->has(SELAT_ENTRY_SYMBOL)) {
        return fail(code::invalid, "it does not export " SELAT_ENTRY_SYMBOL);
    }
    const auto& entry = library->get<const selat_module*()>(SELAT_ENTRY_SYMBOL);
    // A symbol is looked for in the libraries a plugin needs, too.
    const auto place = dll::symbol_location(entry, failed);
    if (failed || std::filesystem::canonical(place, ignored) != wanted) {
        return fail(code::invalid,
                    SELAT_ENTRY_SYMBOL " comes from another file than the plugin's own");
    }
    const auto* module = entry();
    keep_for_ever(std::move(library));
    return module;
}

}  // namespace selat::plugins
