// How channels begin, change and end.

#include <algorithm>

#include "host/gateway/channel_desk.hpp"

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

constexpr model::duration leave_deadline{10'000};
constexpr model::duration longest_sleep{24 * 3'600'000};

}  // namespace

void channel_desk::adopt(const assembly& assembly) {
    std::map<std::string, shared, std::less<>> next;
    std::vector<shared> fresh;
    std::vector<shared> gone;
    {
        const std::lock_guard guard(mutex_);
        const auto now = world_.now();
        for (const auto& [id, plugin] : assembly.channels) {
            if (!assembly.sunset(id, now).empty()) {
                continue;
            }
            const auto before = channels_.find(id);
            if (before != channels_.end() && before->second->plugin == plugin) {
                next[id] = before->second;
                continue;
            }
            next[id] = make(id, plugin, assembly.config);
            if (before == channels_.end()) {
                fresh.push_back(next[id]);
            }
        }
        for (const auto& [id, channel] : channels_) {
            const auto after = next.find(id);
            if (after != next.end() && after->second == channel) {
                continue;
            }
            auto successor = after == next.end() ? nullptr : after->second;
            // Who has not begun yet gives up its place behind the one that it waits for.
            const auto before = std::ranges::find(leaving_, channel, &leaving::successor);
            if (before != leaving_.end()) {
                before->successor = std::exchange(successor, nullptr);
            }
            leaving_.push_back({channel, std::move(successor)});
            gone.push_back(channel);
        }
        channels_ = std::move(next);
    }
    for (const auto& each : gone) {
        leave(each);
    }
    for (const auto& each : fresh) {
        begin(each);
    }
    asio::post(world_.control, [this] { end_closed(); });
}

void channel_desk::end_closed() {
    std::vector<shared> gone;
    std::shared_ptr<const gateway::assembly> assembly;
    model::time now;
    {
        const std::lock_guard guard(mutex_);
        assembly = world_.assembly();
        now = world_.now();
        std::erase_if(channels_, [&](const auto& each) {
            const bool closed = !assembly->sunset(each.first, now).empty();
            if (closed) {
                gone.push_back(each.second);
            }
            return closed;
        });
    }
    for (const auto& each : gone) {
        end(each);
        world_.log(telemetry::level::warning, "channel.sunset",
                   {{"channel", each->id},
                    {"plugin", assembly->engine.channels.at(each->id).plugin},
                    {"day", assembly->sunset(each->id, now)}});
        world_.channel_changed(each->id);
    }
    watch_sunsets();
}

void channel_desk::watch_sunsets() {
    const auto assembly = world_.assembly();
    const auto now = world_.now();
    auto next = model::time::max();
    for (const auto& [id, each] : assembly->engine.channels) {
        if (!each.sunset.empty() && each.closed_from > now) {
            next = std::min(next, each.closed_from);
        }
    }
    // Timers do not reach as far as dates.
    sunset_clock_ = next == model::time::max() ? nullptr
                                               : world_.wake(std::min(next, now + longest_sleep),
                                                             [this] { end_closed(); });
}

void channel_desk::begin(const shared& channel) {
    if (channel->plugin->has_timers()) {
        asio::post(channel->strand, [this, channel] {
            // One that was changed again, or that the gateway ends with, has said goodbye by then.
            if (!channel->ended && !channel->said_goodbye) {
                set_timer(channel, {SELAT_TIMER_START, 0});
            }
        });
    }
}

void channel_desk::leave(const shared& channel) {
    // A clock that is never rung must not keep it longer than its strand.
    const auto over = [this, weak = std::weak_ptr<running_channel>(channel)] {
        const auto channel = weak.lock();
        shared successor;
        {
            const std::lock_guard guard(mutex_);
            const auto known = std::ranges::find(leaving_, channel, &leaving::channel);
            if (known == leaving_.end()) {
                return;
            }
            successor = std::move(known->successor);
            leaving_.erase(known);
        }
        end(channel);
        if (successor) {
            begin(successor);
        }
    };
    asio::post(channel->strand, [this, channel, over] {
        goodbye(channel);
        asio::post(world_.control, [this, channel, over] {
            if (outbox_ == nullptr) {
                return over();
            }
            world_.later(leave_deadline, over);
            outbox_->when_idle(*channel->plugin, over);
        });
    });
}

void channel_desk::end(const shared& channel) {
    asio::post(channel->strand, [this, channel] {
        goodbye(channel);
        channel->ended = true;
        channel->timers.clear();
        channel->held.clear();
        for (const auto& [name, connection] : channel->connections) {
            connection.socket->close(1001, "the channel is being restarted");
        }
    });
}

void channel_desk::stop() {
    const std::lock_guard guard(mutex_);
    for (const auto& [id, channel] : channels_) {
        end(channel);
    }
    for (const auto& each : leaving_) {
        end(each.channel);
    }
}

void channel_desk::say_goodbye(std::function<void()> done) {
    const auto wait = std::make_shared<delivery_wait>([done = std::move(done)](bool) { done(); });
    {
        const std::lock_guard guard(mutex_);
        for (const auto& [id, channel] : channels_) {
            wait->expect();
            asio::post(channel->strand, [this, channel, wait] {
                goodbye(channel);
                wait->one_done(true);
            });
        }
    }
    wait->one_done(true);
}

// Once; an instance that is put aside says none.
void channel_desk::goodbye(const shared& channel) {
    if (channel->ended || !channel->plugin->has_timers() ||
        std::exchange(channel->said_goodbye, true)) {
        return;
    }
    auto outcome = ask(channel, [this](plugins::channel& plugin) {
        selat_timer event{};
        event.event = event_head(sizeof event, SELAT_EVENT_TIMER, world_.now());
        event.name = to_str(SELAT_TIMER_STOP);
        return plugin.on_timer(event);
    });
    if (!outcome.aside) {
        after_serial(channel, "on_timer", std::move(outcome));
    }
}

}  // namespace selat::gateway
