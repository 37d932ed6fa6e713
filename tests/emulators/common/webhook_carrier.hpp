#pragma once
// Carries webhooks out: after the handshake where there is one, in order for each customer, as
// faults want it, and again until one is taken or the retries are used up.

#include "tests/emulators/common/delivery_log.hpp"
#include "tests/emulators/common/faults.hpp"
#include "tests/emulators/common/lanes.hpp"
#include "tests/emulators/common/webhook_post.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

namespace emulators {

// What those of all providers have.
struct webhook {
    std::string order_key;  // webhooks with the same key go out one after the other
    std::string about;      // what is in it, for the log
    emulators::signing signing = emulators::signing::right;
    std::chrono::milliseconds after{0};
    int attempt = 0;
    std::shared_ptr<std::promise<delivery_report>> done;
};

// How one goes out now.
struct webhook_way {
    std::string why_not;  // it does not, and never will
    std::string url;
    webhook_post post;                   // origin and path are the URL's
    nlohmann::json shown;                // by the log, beside what became of it
    int retries = 0;                     // after the first try
    std::chrono::milliseconds pause{0};  // before the next one
};

// What is a provider's own. Hook is a webhook with what it needs besides.
template <class Hook>
struct webhook_rules {
    std::function<webhook_way(Hook&)> way;
    std::function<bool(int status)> takes;
    std::function<bool(const Hook&)> shakes_hands{};  // before the first to a URL; none: never
    bool shakes_again = false;  // a handshake that fails is a try like others; else it is the end
};

// [any-thread]
template <class Hook>
class webhook_carrier {
public:
    webhook_carrier(webhook_rules<Hook> rules, fault_list& faults, std::size_t lanes)
        : rules_(std::move(rules)), faults_(faults),
          lanes_(lanes, [this](Hook next, auto& client) { carry_out(std::move(next), client); }) {}

    std::future<delivery_report> send(Hook next) {
        next.done = std::make_shared<std::promise<delivery_report>>();
        auto future = next.done->get_future();
        log_.began();
        const auto due = clock::now() + next.after;
        lanes_.put(std::move(next), due);
        return future;
    }
    nlohmann::json totals(std::chrono::milliseconds idle) { return log_.totals(idle); }
    void watch(wire_log& wire, std::string_view provider) { log_.watch(wire, provider); }
    [[nodiscard]] nlohmann::json attempts(std::uint64_t after, std::size_t limit) const {
        return log_.attempts(after, limit, [](const nlohmann::json&) { return true; });
    }
    // What is under way goes on; what waits is forgotten.
    void clear() {
        for (const auto& each : lanes_.take()) {
            finish(each, 0, "forgotten");
        }
        log_.clear();
        const std::lock_guard lock(mutex_);
        trusted_.clear();
    }

protected:
    // The URL has passed a handshake.
    void trust(const std::string& url) {
        const std::lock_guard lock(mutex_);
        trusted_.insert(url);
    }

private:
    using clock = std::chrono::steady_clock;

    void carry_out(Hook hook, webhook_poster& client) {
        const auto way = rules_.way(hook);
        if (!way.why_not.empty()) {
            return finish(hook, 0, way.why_not);
        }
        const auto struck = faults_.strike("webhook");
        if (struck && struck->kind == "disorder") {
            constexpr std::chrono::milliseconds overtaken{300};
            const auto later = struck->delay.count() > 0 ? struck->delay : overtaken;
            return lanes_.put(std::move(hook), clock::now() + later);
        }
        const bool known = is_known(hook, way.url);
        if (!known && !rules_.shakes_again) {
            return finish(hook, 0, "the handshake failed");
        }
        const int status = known ? try_once(hook, way, client, struck) : 0;
        if (known && struck && struck->kind == "repeat") {
            try_once(hook, way, client, std::nullopt);
        }
        ++hook.attempt;
        if (rules_.takes(status)) {
            return finish(hook, status, {});
        }
        if (hook.attempt > way.retries) {
            return finish(hook, status,
                          status == 0 ? "no answer" : "status " + std::to_string(status));
        }
        lanes_.put(std::move(hook), clock::now() + way.pause);
    }

    bool is_known(const Hook& hook, const std::string& url) {
        if (!rules_.shakes_hands) {
            return true;
        }
        {
            const std::lock_guard lock(mutex_);
            if (trusted_.contains(url)) {
                return true;
            }
        }
        const bool shaken = rules_.shakes_hands(hook);
        if (shaken) {
            trust(url);
        }
        return shaken;
    }

    int try_once(const Hook& hook, const webhook_way& way, webhook_poster& client,
                 const std::optional<fault>& struck) {
        const auto begun = clock::now();
        const auto result = client.send(way.post, struck);
        const auto took =
            std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - begun);
        const int status = result && *result ? (*result)->status : 0;
        auto about = way.shown;
        about.update({{"about", hook.about},
                      {"url", way.url},
                      {"took_ms", took.count()},
                      {"reason", status == 0 ? "no answer" : ""},
                      {"status", status}});
        log_.attempted(rules_.takes(status), std::move(about));
        return status;
    }

    void finish(const Hook& hook, int status, std::string reason) {
        const bool delivered = reason.empty();
        log_.ended(delivered);
        hook.done->set_value({delivered, hook.attempt, status, std::move(reason)});
    }

    webhook_rules<Hook> rules_;
    fault_list& faults_;
    delivery_log log_;
    std::mutex mutex_;                   // guards trusted_
    std::set<std::string> trusted_;      // URLs that passed
    lanes<Hook, webhook_poster> lanes_;  // last: its threads use the rest
};

}  // namespace emulators
