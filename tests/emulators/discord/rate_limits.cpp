#include "tests/emulators/discord/rate_limits.hpp"

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/discord/snowflakes.hpp"

namespace emulators::discord {
namespace {

std::string seconds(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", value);
    return text;
}

}  // namespace

void rate_limits::refuse(httplib::Response& response, double wait, bool global,
                         std::string_view scope) {
    response.set_header("X-RateLimit-Scope", std::string(scope));
    response.set_header("Retry-After", std::to_string(static_cast<std::int64_t>(wait) + 1));
    if (global) {
        response.set_header("X-RateLimit-Global", "true");
    }
    answer(response, 429,
           {{"message", "You are being rate limited."}, {"retry_after", wait}, {"global", global}});
}

bool rate_limits::take(const rule& rule, const std::string& place, std::int64_t global_limit,
                       httplib::Response& response) {
    const auto now = now_ms();
    if (now - global_.begun_ms >= 1'000) {
        global_ = {now, 0};
    }
    if (++global_.used > global_limit) {
        const auto left = static_cast<double>(global_.begun_ms + 1'000 - now) / 1'000;
        refuse(response, left, true, "global");
        return false;
    }
    auto& window = windows_[std::string(rule.bucket) + " " + place];
    if (now - window.begun_ms >= rule.window_ms) {
        window = {now, 0};
    }
    const bool taken = window.used < rule.limit;
    window.used += taken ? 1 : 0;
    const auto left = static_cast<double>(window.begun_ms + rule.window_ms - now) / 1'000;
    response.set_header("X-RateLimit-Bucket", std::string(rule.bucket));
    response.set_header("X-RateLimit-Limit", std::to_string(rule.limit));
    response.set_header("X-RateLimit-Remaining", std::to_string(rule.limit - window.used));
    response.set_header("X-RateLimit-Reset",
                        seconds(static_cast<double>(window.begun_ms + rule.window_ms) / 1'000));
    response.set_header("X-RateLimit-Reset-After", seconds(left));
    if (!taken) {
        refuse(response, left, false, "user");
    }
    return taken;
}

}  // namespace emulators::discord
