// A channel's connections, timers and kept state: everything serial, on its strand.

#include "host/gateway/channel_desk.hpp"
#include "host/net/url.hpp"

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;
namespace act = model::action;

constexpr std::uint64_t most_backlog = 64 * 1024 * 1024;  // bytes of events; a plugin may hang

std::uint32_t close_code_of(code code) {
    switch (code) {
    case code::invalid: return 1007;
    case code::denied: return 1008;
    default: return 1011;
    }
}

// Forgets a timer that rang; false when another one has its name by now.
bool rang(running_channel& channel, const std::string& name, const asio::steady_timer* timer) {
    const auto it = channel.timers.find(name);
    if (it == channel.timers.end() || it->second.get() != timer) {
        return false;
    }
    channel.timers.erase(it);
    return true;
}

}  // namespace

net::websocket_events channel_desk::events_for(const shared& channel, const std::string& name,
                                               const std::shared_ptr<link>& link) {
    net::websocket_events events;
    events.message = [this, channel, name, link](std::string_view bytes, bool binary) {
        if (channel->backlog.fetch_add(bytes.size()) + bytes.size() > most_backlog) {
            channel->backlog.fetch_sub(bytes.size());
            if (const auto socket = link->socket.lock()) {
                socket->close(1013, "the channel does not keep up");
            }
            return;
        }
        asio::post(channel->strand,
                   [this, channel, name, link, bytes = std::string(bytes), binary]() mutable {
                       channel->backlog.fetch_sub(bytes.size());
                       data(channel, name, link, std::move(bytes), binary);
                   });
    };
    events.closed = [this, channel, name, link](std::uint32_t status, std::string reason,
                                                code failure) {
        asio::post(channel->strand,
                   [this, channel, name, link, status, reason = std::move(reason), failure] {
                       closed(channel, name, link, status, reason, failure);
                   });
    };
    return events;
}

void channel_desk::data(const shared& channel, const std::string& name,
                        const std::shared_ptr<link>& link, std::string bytes, bool binary) {
    const auto it = channel->connections.find(name);
    if (channel->ended || it == channel->connections.end() || it->second.link != link) {
        return;
    }
    const auto socket = it->second.socket;
    selat_data event{};
    event.event = event_head(sizeof event, SELAT_EVENT_DATA, world_.now());
    event.connection = to_str(name);
    event.data = to_str(bytes);
    event.binary = binary ? 1 : 0;
    auto outcome = ask(channel, [&](plugins::channel& plugin) { return plugin.on_data(event); });
    if (outcome.aside) {
        socket->close(1013, "try again later");
    } else if (outcome.code != code::ok) {
        socket->close(close_code_of(outcome.code), outcome.text);
    }
    const auto before = channel->next_number;
    after_serial(channel, "on_data", std::move(outcome));
    if (link->ours && channel->next_number != before && !std::exchange(link->gave, true)) {
        socket->hold(channel->held_back);
    }
}

void channel_desk::closed(const shared& channel, const std::string& name,
                          const std::shared_ptr<link>& link, std::uint32_t status,
                          const std::string& reason, code failure) {
    if (status == net::slow_peer && failure == code::unavailable) {
        channel->closed_slow->add();
        world_.log(telemetry::level::warning, "socket.too_slow",
                   {{"channel", channel->id}, {"connection", name}});
    }
    if (link->replaced) {
        return;
    }
    link->replaced = true;
    const auto it = channel->connections.find(name);
    if (it != channel->connections.end() && it->second.link == link) {
        channel->connections.erase(it);
    }
    if (channel->ended) {
        return;
    }
    tell(channel, "on_close", [this, name, status, reason, failure](plugins::channel& plugin) {
        selat_close event{};
        event.event = event_head(sizeof event, SELAT_EVENT_CLOSE, world_.now());
        event.connection = to_str(name);
        event.code = status;
        event.failure = static_cast<std::int32_t>(failure);
        event.reason = to_str(reason);
        return plugin.on_close(event);
    });
}

// `socket` is null when the client has gone already: then there never was a connection.
void channel_desk::opened(const shared& channel, const std::string& name,
                          const std::shared_ptr<link>& link,
                          std::shared_ptr<net::websocket> socket) {
    if (!socket) {
        return;
    }
    link->socket = socket;
    asio::post(channel->strand, [this, channel, name, link, socket = std::move(socket)] {
        if (channel->ended || link->replaced) {
            return socket->close(1001, "the channel is being restarted");
        }
        auto& connection = channel->connections[name];
        if (connection.socket) {
            connection.link->replaced = true;
            connection.socket->close(1000, "another connection has its name");
        }
        connection = {socket, link};
        selat_open event{};
        event.event = event_head(sizeof event, SELAT_EVENT_OPEN, world_.now());
        event.connection = to_str(name);
        event.remote = to_str(socket->remote());
        event.protocol = to_str(link->protocol);
        auto outcome =
            ask(channel, [&](plugins::channel& plugin) { return plugin.on_open(event); });
        if (outcome.aside) {
            socket->close(1013, "try again later");
        }
        after_serial(channel, "on_open", std::move(outcome));
    });
}

void channel_desk::connect(const shared& channel, const act::connect& wish) {
    if (const auto it = channel->connections.find(wish.connection);
        it != channel->connections.end()) {
        it->second.link->replaced = true;
        it->second.socket->close(1000, "connecting anew");
        channel->connections.erase(it);
    }
    const auto name = "selat:connect:" + wish.connection;
    auto& timer = channel->timers[name];
    timer = std::make_unique<asio::steady_timer>(channel->strand);
    timer->expires_after(wish.after);
    timer->async_wait(
        [this, channel, wish, name, self = timer.get()](const boost::system::error_code& error) {
            if (!error && !channel->ended && rang(*channel, name, self)) {
                reach(channel, wish, std::make_shared<link>());
            }
        });
}

void channel_desk::reach(const shared& channel, const act::connect& wish,
                         const std::shared_ptr<link>& link) {
    const auto& secrets = channel->plugin->secrets();
    net::connect_options options;
    auto url = secrets.fill_in(wish.url);
    const auto parts = url ? net::parse_url(*url) : tl::unexpected(url.error());
    if (!parts) {
        return closed(channel, wish.connection, link, 1006, secrets.redact(parts.error().text),
                      code::invalid);
    }
    if (!channel->plugin->may_call(parts->host)) {
        return closed(channel, wish.connection, link, 1006,
                      "the egress rules refuse " + parts->host, code::denied);
    }
    options.url = std::move(*url);
    for (const auto& [name, value] : wish.headers) {
        options.headers.emplace_back(name, secrets.fill_in(value).value_or(value));
    }
    options.protocol = link->protocol = wish.protocol;
    options.max_message = wish.max_message;
    options.allow_private = channel->plugin->may_call_private(parts->host);
    link->ours = true;
    auto events = events_for(channel, wish.connection, link);
    const auto failed = events.closed;
    net::connect(channel->strand.get_inner_executor(), std::move(options), std::move(events),
                 [this, channel, name = wish.connection, link,
                  failed](result<std::shared_ptr<net::websocket>> socket) {
                     if (socket) {
                         return opened(channel, name, link, std::move(*socket));
                     }
                     failed(1006, channel->plugin->secrets().redact(socket.error().text),
                            socket.error().code);
                 });
}

// One that has given nothing yet is read: it has to greet before it can give.
void channel_desk::hold_back(const shared& channel, bool held) {
    channel->held_back = held;
    for (const auto& [name, connection] : channel->connections) {
        if (connection.link->ours && connection.link->gave) {
            connection.socket->hold(held);
        }
    }
}

void channel_desk::write(const shared& channel, const act::write& wish) {
    const auto it = channel->connections.find(wish.connection);
    if (it == channel->connections.end()) {
        return;
    }
    const auto& socket = it->second.socket;
    if (!wish.secret) {
        socket->send(wish.data, wish.binary, wish.droppable);
    } else if (auto filled = channel->plugin->secrets().fill_in(wish.data)) {
        socket->send(std::move(*filled), wish.binary, wish.droppable);
    }
}

void channel_desk::set_timer(const shared& channel, const act::set_timer& wish) {
    if (wish.after_ms < 0) {
        channel->timers.erase(wish.name);
        return;
    }
    auto& timer = channel->timers[wish.name];
    timer = std::make_unique<asio::steady_timer>(channel->strand);
    timer->expires_after(model::duration{wish.after_ms});
    timer->async_wait([this, channel, name = wish.name,
                       self = timer.get()](const boost::system::error_code& error) {
        if (error || channel->ended || !rang(*channel, name, self)) {
            return;
        }
        tell(channel, "on_timer", [this, name](plugins::channel& plugin) {
            selat_timer event{};
            event.event = event_head(sizeof event, SELAT_EVENT_TIMER, world_.now());
            event.name = to_str(name);
            return plugin.on_timer(event);
        });
    });
}

void channel_desk::after_serial(const shared& channel, std::string_view function,
                                plugins::outcome outcome) {
    tell_if_failed(channel, function, outcome);
    carry_out(channel, std::move(outcome.actions), true, nullptr);
    save_state(channel);
}

// What an instance keeps becomes durable only after every delivery it gave before: a resume
// position must never be ahead of the messages. Those that come meanwhile are not waited for: on a
// busy channel there always are some. One commit at a time, so that what could not be written is
// never older than what was.
void channel_desk::save_state(const shared& channel) {
    if (channel->saving) {
        return;
    }
    if (channel->state_behind.values.empty()) {
        channel->state_behind = std::exchange(channel->state_to_save, {});
        channel->save_behind = channel->next_number;
        channel->before_save = channel->under_way;
    }
    if (channel->before_save != 0 || channel->state_behind.values.empty()) {
        return;
    }
    channel->saving = true;
    auto state = std::exchange(channel->state_behind, {});
    store::changes changes;
    changes.plugin_values = state.values;
    world_.ledger.commit(std::move(changes), [this, channel, state = std::move(state)](
                                                 const result<store::committed>& done) mutable {
        asio::post(channel->strand, [this, channel, state = std::move(state), done]() mutable {
            state_saved(channel, std::move(state), done);
        });
    });
}

void channel_desk::state_saved(const shared& channel, running_channel::keeping state,
                               const result<store::committed>& done) {
    if (done) {
        channel->saving = false;
        save_state(channel);
        return tell_kept(channel, state.tags);
    }
    world_.log(telemetry::level::error, "plugin.state_not_saved",
               {{"channel", channel->id}, {"reason", done.error().text}});
    const auto put_before = [](auto& waiting, auto& older) {  // newer values overwrite
        waiting.insert(waiting.begin(), std::make_move_iterator(older.begin()),
                       std::make_move_iterator(older.end()));
    };
    put_before(channel->state_to_save.values, state.values);
    put_before(channel->state_to_save.tags, state.tags);
    auto timer = std::make_shared<asio::steady_timer>(channel->strand, store_pause);
    // Also for an instance that has ended: its successor reads what it kept.
    timer->async_wait([this, channel, timer](const boost::system::error_code& error) {
        channel->saving = false;
        if (!error) {
            save_state(channel);
        }
    });
}

void channel_desk::tell_kept(const shared& channel, const std::vector<std::string>& tags) {
    if (channel->ended || !channel->plugin->has_stored()) {
        return;
    }
    for (const auto& tag : tags) {
        tell(channel, "on_stored", [this, tag](plugins::channel& plugin) {
            selat_stored event{};
            event.event = event_head(sizeof event, SELAT_EVENT_STORED, world_.now());
            event.tag = to_str(tag);
            event.at_ms = event.event.now_ms;
            return plugin.on_stored(event);
        });
    }
}

}  // namespace selat::gateway
