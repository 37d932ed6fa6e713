#pragma once
// What the parts of the gateway share. Made first, outlives them all; its functions are
// [any-thread].

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/api/media_links.hpp"
#include "host/gateway/alarm.hpp"
#include "host/gateway/assembly.hpp"
#include "host/gateway/calls.hpp"
#include "host/gateway/ledger.hpp"
#include "host/gateway/shard.hpp"
#include "host/model/event.hpp"
#include "host/store/store.hpp"
#include "host/telemetry/log.hpp"
#include "host/telemetry/metrics.hpp"

#include <boost/asio/io_context.hpp>

namespace selat::gateway {

struct world {
    telemetry::log& log;
    telemetry::metrics& metrics;
    store::store& store;
    gateway::ledger& ledger;
    gateway::calls& calls;
    shard_world& shards;
    boost::asio::io_context& control;  // outbox, timers and the task desk live on its one thread
    std::function<std::shared_ptr<const assembly>()> assembly;
    std::function<model::time()> now;
    std::function<void(model::event)> tell;               // on the stream, not stored
    std::function<void(std::function<void()>)> blocking;  // work that may block
    // Calls into plugins, dealt to the shards' threads: one `key`, one thread.
    std::function<void(std::size_t key, std::function<void()>)> on_shard;
    // The API's view of an instance changed: channel.updated goes out.
    std::function<void(std::string_view channel)> channel_changed;
    // Control thread only: `ring` is called there at that time, or soon after, while the alarm
    // lives.
    std::function<std::unique_ptr<alarm>(model::time at, std::function<void()> ring)> wake;
    // On the control thread, after a while, without fail.
    std::function<void(model::duration after, std::function<void()>)> later;

    api::media_links links{};

    // The message with this one-time code did not arrive, and will not.
    std::function<void(const model::id& verification, code why)> code_undelivered =
        [](const model::id&, code) {};

    // A message's content as plugins get it: with links that whoever they show it to can follow.
    [[nodiscard]] std::string opened(std::string content, const model::id& message) const {
        const auto latest = assembly();
        return links.opened(std::move(content), message, latest->config.server.public_url,
                            latest->config.media.link_expiry, now());
    }

    [[nodiscard]] std::shared_ptr<plugins::channel> channel(std::string_view id) const {
        return assembly()->channel(id);
    }
};

// How long to wait before a commit that failed is tried again.
constexpr model::duration store_pause{1'000};

}  // namespace selat::gateway
