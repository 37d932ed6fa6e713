#include "host/gateway/channel_desk.hpp"

#include <algorithm>

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

constexpr std::uint64_t file_framing = 64 * 1024;         // of a form around a file
constexpr std::uint64_t most_backlog = 64 * 1024 * 1024;  // bytes of posts

// Counts until it was told, which may have to wait; whoever holds the call holds it.
struct counted_post {
    counted_post(std::shared_ptr<running_channel> channel, std::string bytes)
        : channel(std::move(channel)), bytes(std::move(bytes)) {}
    counted_post(const counted_post&) = delete;
    counted_post& operator=(const counted_post&) = delete;
    ~counted_post() { channel->backlog.fetch_sub(bytes.size()); }

    const std::shared_ptr<running_channel> channel;
    const std::string bytes;
};

// Sends that began before the channel was changed end here too, several at a time.
void count_send(std::atomic<std::uint32_t>& count, bool begun) {
    if (begun) {
        count.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    auto was = count.load(std::memory_order_relaxed);
    while (was > 0 && !count.compare_exchange_weak(was, was - 1, std::memory_order_relaxed)) {
    }
}

}  // namespace

void delivery_wait::one_done(bool durable) {
    if (!durable) {
        durable_.store(false, std::memory_order_relaxed);
    }
    if (left_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        done_(durable_.load(std::memory_order_relaxed));
    }
}

channel_desk::channel_desk(world& world, media_files& files, invitations& invitations,
                           std::vector<asio::io_context*> contexts)
    : world_(world), files_(files), invitations_(invitations), contexts_(std::move(contexts)),
      identities_(world) {}

channel_desk::~channel_desk() = default;

channel_desk::shared channel_desk::find(std::string_view id) const {
    const std::lock_guard guard(mutex_);
    const auto it = channels_.find(id);
    return it == channels_.end() ? nullptr : it->second;
}

channel_desk::shared channel_desk::make(const std::string& id,
                                        std::shared_ptr<plugins::channel> plugin,
                                        const config::configuration& config) {
    auto& context = *contexts_[std::hash<std::string>{}(id) % contexts_.size()];
    const auto configured = std::ranges::find(config.channels, id, &config::channel::id);
    auto words =
        configured == config.channels.end() ? consent_words() : consent_words(configured->options);
    auto made = std::make_shared<running_channel>(id, std::move(plugin),
                                                  config.server.public_url + "/channels/" + id,
                                                  std::move(words), context);
    auto& metrics = world_.metrics;
    made->requests = &metrics.counter("selat_webhook_requests_total",
                                      "Requests to a channel's webhook", {{"channel", id}});
    made->refused =
        &metrics.counter("selat_webhook_refused_total", "Requests to a webhook answered 4xx or 5xx",
                         {{"channel", id}});
    made->inbound =
        &metrics.counter("selat_inbound_total", "Messages of customers, stored", {{"channel", id}});
    made->repeats = &metrics.counter("selat_inbound_repeated_total",
                                     "Deliveries that were known already", {{"channel", id}});
    made->closed_slow =
        &metrics.counter("selat_sockets_closed_slow_total",
                         "Sockets closed because the client did not read", {{"channel", id}});
    return made;
}

model::action::status channel_desk::condition(std::string_view channel) const {
    using model::action::standing;
    const auto running = find(channel);
    if (!running) {
        const auto assembly = world_.assembly();
        const auto closed = assembly->sunset(channel, world_.now());
        return {standing::stopped, closed.empty()
                                       ? "not running"
                                       : "its provider closed it on " + std::string(closed)};
    }
    const std::lock_guard guard(running->mutex);
    if (running->told.standing == standing::stopped) {
        return running->told;
    }
    if (auto aside = running->plugin->quarantined(); !aside.empty()) {
        return {standing::degraded, std::move(aside)};
    }
    return running->told.standing == standing::running ? running->shown : running->told;
}

void channel_desk::set(const shared& channel, model::action::status running_channel::* which,
                       model::action::status now) {
    using model::action::standing;
    {
        const std::lock_guard guard(channel->mutex);
        auto& known = (*channel).*which;
        if (known.standing == now.standing && known.reason == now.reason) {
            return;
        }
        known = now;
    }
    world_.log(now.standing == standing::running    ? telemetry::level::info
               : now.standing == standing::degraded ? telemetry::level::warning
                                                    : telemetry::level::error,
               std::string("channel.") + name_of(now.standing),
               {{"channel", channel->id}, {"reason", now.reason}});
    world_.channel_changed(channel->id);
}

void channel_desk::sends_show(const std::string& channel, bool running, std::string reason) {
    if (const auto found = find(channel)) {
        using model::action::standing;
        set(found, &running_channel::shown,
            {running ? standing::running : standing::degraded, std::move(reason)});
    }
}

void channel_desk::unsettled(const std::string& channel, bool begun) {
    if (const auto found = find(channel)) {
        count_send(found->unsettled_sends, begun);
    }
}

void channel_desk::doubtful(const std::string& channel, bool begun) {
    if (const auto found = find(channel)) {
        count_send(found->doubtful_sends, begun);
    }
}

std::uint64_t channel_desk::body_limit(std::string_view path) const {
    constexpr std::string_view prefix = "/channels/";
    if (!path.starts_with(prefix)) {
        return 0;
    }
    path.remove_prefix(prefix.size());
    const auto slash = path.find('/');
    const auto running = find(path.substr(0, slash));
    if (!running) {
        return 0;
    }
    const auto& manifest = running->plugin->manifest();
    const auto below = slash == std::string_view::npos ? std::string_view{} : path.substr(slash);
    const bool takes_files =
        std::ranges::find(manifest.webhook_files, below) != manifest.webhook_files.end();
    return takes_files ? std::max(manifest.webhook_max_body,
                                  world_.assembly()->config.media.max_size + file_framing)
                       : manifest.webhook_max_body;
}

bool channel_desk::post(std::string_view channel, std::string bytes) {
    const auto running = find(channel);
    if (!running || !running->plugin->has_posts()) {
        return false;
    }
    const auto size = bytes.size();
    if (running->backlog.fetch_add(size) + size > most_backlog) {
        running->backlog.fetch_sub(size);
        return false;
    }
    const auto post = std::make_shared<counted_post>(running, std::move(bytes));
    asio::post(running->strand, [this, running, post] {
        if (running->ended) {
            return;
        }
        tell(running, "on_post", [this, post](plugins::channel& plugin) {
            selat_post_event event{};
            event.event = event_head(sizeof event, SELAT_EVENT_POST, world_.now());
            event.bytes = to_str(post->bytes);
            return plugin.on_post(event);
        });
    });
    return true;
}

channel_desk::shared channel_desk::running(const std::string& id,
                                           const plugins::channel& plugin) const {
    const std::lock_guard guard(mutex_);
    const auto it = channels_.find(id);
    if (it != channels_.end() && it->second->plugin.get() == &plugin) {
        return it->second;
    }
    const auto left = std::ranges::find(
        leaving_, &plugin, [](const leaving& each) { return each.channel->plugin.get(); });
    return left == leaving_.end() ? nullptr : left->channel;
}

void channel_desk::serially(const std::string& channel, const plugins::channel& plugin,
                            std::function<plugins::outcome(plugins::channel&)> step,
                            std::function<void(plugins::outcome)> done) {
    const auto running = this->running(channel, plugin);
    if (!running) {
        return asio::post(world_.control, [done = std::move(done)] {
            done({code::unavailable, "the channel is not running", {}});
        });
    }
    asio::post(running->strand, [this, running, step = std::move(step), done = std::move(done)] {
        auto outcome = ask(running, step);
        plugins::outcome about_send{outcome.code, std::move(outcome.text), {}};
        std::vector<model::action::any> rest;
        for (auto& action : outcome.actions) {
            // A call of no operation goes out whatever becomes of the send.
            const auto* call = std::get_if<model::action::call>(&action);
            const bool mine = (call != nullptr && call->op != 0) ||
                              std::holds_alternative<model::action::sent>(action) ||
                              std::holds_alternative<model::action::failed>(action);
            (mine ? about_send.actions : rest).push_back(std::move(action));
        }
        carry_out(running, std::move(rest), true, nullptr);
        save_state(running);
        asio::post(world_.control, [done, about_send = std::move(about_send)]() mutable {
            done(std::move(about_send));
        });
    });
}

void channel_desk::apply(const std::string& channel, std::vector<model::action::any> actions) {
    if (const auto running = find(channel)) {
        carry_out(running, std::move(actions), false, nullptr);
    }
}

}  // namespace selat::gateway
