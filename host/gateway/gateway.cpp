#include "host/gateway/gateway.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "host/config/read.hpp"
#include "host/gateway/build.hpp"
#include "host/gateway/catalog_knowledge.hpp"
#include "host/gateway/node.hpp"

namespace selat::gateway {
namespace {

constexpr int fine = 0;
constexpr int wrong = 1;
constexpr int cannot_run = 3;

// What both commands read first; faults have been told.
struct reading {
    std::shared_ptr<plugins::catalog> catalog;
    std::optional<config::configuration> config;
};

reading read(const std::string& file) {
    const auto outline = config::read_outline(file, config::process_environment());
    reading out;
    out.catalog = std::make_shared<plugins::catalog>(open_catalog(outline.plugins, outline.store));
    auto result = read_deeply(file, out.catalog);
    for (const auto& fault : result.faults) {
        std::fprintf(stderr, "%s\n", config::to_string(fault).c_str());
    }
    out.config = std::move(result.value);
    return out;
}

result<std::unique_ptr<store::store>> open_store(const config::store& store) {
    if (store.driver == "memory") {
        return store::open_memory();
    }
    std::error_code ignored;  // opening says what is wrong with the folder
    std::filesystem::create_directories(std::filesystem::path(store.path).parent_path(), ignored);
    return store::open_sqlite({store.path, store.full, 2});
}

int refuse(const failure& why) {
    std::fprintf(stderr, "selat: %s\n", why.text.c_str());
    return cannot_run;
}

}  // namespace

int run(const run_options& options) {
    std::signal(SIGPIPE, SIG_IGN);  // whoever reads our output may go
    auto ready = read(options.config_file);
    if (!ready.config) {
        return wrong;
    }
    auto store = open_store(ready.config->store);
    if (!store) {
        return refuse(store.error());
    }
    auto running = std::make_unique<node>(std::move(*ready.config), std::move(ready.catalog),
                                          std::move(*store));
    const auto started = running->start();
    if (started) {
        std::printf("selat: ready on %s\n", running->url().c_str());
        std::fflush(stdout);
        running->wait();
    }
    running->end();
    const int exit = started ? fine : refuse(started.error());
    if (running->left_behind()) {
        running.release()->write_out();
        std::fflush(nullptr);
        std::_Exit(exit);
    }
    return exit;
}

int check(const run_options& options) { return read(options.config_file).config ? fine : wrong; }

}  // namespace selat::gateway
