#include "tests/emulators/recipes/hooks.hpp"

#include <algorithm>
#include <utility>

namespace emulators::recipes {
namespace {

webhook_way way_of(const hook& hook, const signer& sign) {
    webhook_way out;
    if (hook.url.empty()) {
        out.why_not = "no webhook";
        return out;
    }
    const auto where = parts_of(hook.url);
    out.url = hook.url;
    out.post = {.origin = where.origin,
                .path = where.path,
                .headers = sign(*hook.of, hook.body, hook.signing),
                .body = hook.body,
                .content_type = "application/json",
                .read = hook.of->timeout};
    out.shown = {{"account", hook.of->id}, {"body", hook.body.substr(0, 4'000)}};
    out.retries = hook.of->retries;
    out.pause = hook.of->retry_interval * (1 << std::min(hook.attempt, 10));
    return out;
}

}  // namespace

hooks::hooks(signer sign, fault_list& faults, std::size_t lanes)
    : webhook_carrier({.way = [sign = std::move(sign)](hook& next) { return way_of(next, sign); },
                       .takes = [](int status) { return status / 100 == 2; }},
                      faults, lanes) {}

}  // namespace emulators::recipes
