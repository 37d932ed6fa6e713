#include "host/gateway/code_limits.hpp"

#include <algorithm>
#include <functional>

namespace selat::gateway {
namespace {

// Until one of the last `most` of `times` is older than `span`.
model::duration room_in(std::vector<model::time> times, std::size_t most, model::duration span,
                        model::time now) {
    if (times.size() < most) {
        return {};
    }
    std::ranges::sort(times, std::greater{});
    return std::max(times[most - 1] + span - now, model::duration{0});
}

}  // namespace

bool same_asker(const model::verification& a, const model::verification& b) {
    return a.channel == b.channel &&
           (a.channel.empty() ? a.customer == b.customer : a.address == b.address);
}

model::duration wait_for_code(const std::vector<model::verification>& sent,
                              const model::verification& wish, model::time now) {
    std::vector<model::time> to;
    std::vector<model::time> asked;
    std::vector<model::time> through;
    for (const auto& each : sent) {
        if (each.through == wish.through) {
            through.push_back(each.made);
            if (each.to == wish.to) {
                to.push_back(each.made);
            }
        }
        if (same_asker(each, wish)) {
            asked.push_back(each.made);
        }
    }
    model::duration out = room_in(through, codes_a_minute_through, model::duration{60'000}, now);
    for (const auto* each : {&to, &asked}) {
        out = std::max(out, room_in(*each, 1, between_codes, now));
        out = std::max(out, room_in(*each, codes_an_hour, codes_counted, now));
    }
    return out;
}

}  // namespace selat::gateway
