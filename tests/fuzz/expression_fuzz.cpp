// libFuzzer entry: whatever the text, compiling and evaluating end without a fault, and a fault's
// offset lies in the text.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "host/routing/attributes.hpp"
#include "host/routing/expression.hpp"
#include "host/routing/workflow.hpp"

namespace {

using namespace selat::routing;

void one(std::string_view text, place where, const attributes& task, const worker_facts& worker) {
    const auto compiled = expression::compile(text, where);
    if (!compiled) {
        if (compiled.error().offset > text.size() || compiled.error().text.empty()) {
            std::abort();
        }
        return;
    }
    const bool first = compiled->matches({.task = &task, .worker = &worker});
    // Compiled again it says the same.
    const auto again = expression::compile(compiled->text(), where);
    if (!again || again->matches({.task = &task, .worker = &worker}) != first) {
        std::abort();
    }
    std::string key;
    compiled->append_task_key(task, key);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(bytes), size};
    const auto task = attributes::parse_or_empty(
        R"({"a":1,"b":"x","c":[1,"x",null],"d":{"e":{"f":true}},"lang":"ms"})");
    const worker_facts worker{.id = "w",
                              .name = "W",
                              .activity = "available",
                              .attributes = &task,
                              .channels = {},
                              .loads = {},
                              .other_capacity = 1};
    for (const auto where : {place::queue, place::filter, place::target, place::skip_if}) {
        one(text, where, task, worker);
    }
    (void)compile_order(text);
    (void)compile_task_path(text);
    (void)attributes::parse(text);
    (void)read("fuzz", text);
    return 0;
}
