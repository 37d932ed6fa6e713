// Signals, reload, drain, end; and the store, that may fail and come back.

#include <algorithm>
#include <csignal>
#include <future>

#include "host/config/read.hpp"
#include "host/gateway/build.hpp"
#include "host/gateway/catalog_knowledge.hpp"
#include "host/gateway/node.hpp"

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

constexpr model::duration drain_deadline{10'000};
constexpr model::duration between_tidyings{3'600'000};
constexpr model::duration answers_kept{24 * 3'600'000};  // for repeats with an Idempotency-Key
constexpr model::duration goodbye_patience{2'000};

// A row that only shows that rows can be written.
store::changes trial() {
    store::changes changes;
    changes.plugin_values.push_back({"selat:store", "trial", "1"});
    return changes;
}

bool same_place(const config::configuration& a, const config::configuration& b) {
    return a.server.address == b.server.address && a.server.port == b.server.port &&
           a.server.certificate == b.server.certificate &&
           a.server.private_key == b.server.private_key &&
           a.server.trusted_proxies == b.server.trusted_proxies &&
           a.store.driver == b.store.driver && a.store.path == b.store.path &&
           a.store.full == b.store.full;
}

// Who has to log in again, or cannot any more.
std::vector<std::string> locked_out(const config::configuration& before,
                                    const config::configuration& now) {
    std::vector<std::string> out;
    for (const auto& each : before.agents) {
        const auto same = std::ranges::find(now.agents, each.id, &config::agent::id);
        if (same == now.agents.end() || same->password != each.password ||
            same->password_hash != each.password_hash) {
            out.push_back(each.id);
        }
    }
    return out;
}

}  // namespace

result<void> node::try_store() {
    std::promise<result<store::committed>> tried;
    store_->commit(trial(),
                   [&](result<store::committed> done) { tried.set_value(std::move(done)); });
    const auto done = tried.get_future().get();
    return done ? result<void>{}
                : fail(code::unavailable, "the store cannot be written: " + done.error().text);
}

// While nothing can be written nobody may ask for it any more; it is tried until it works again.
void node::watch_store() {
    const bool well = store_->writable();
    if (well != store_well_) {
        (*log_)(well ? telemetry::level::info : telemetry::level::error,
                well ? "store.writable" : "store.not_writable");
        store_well_ = well;
    }
    if (!well && !std::exchange(store_trying_, true)) {
        store_->commit(trial(), [this](const result<store::committed>&) {
            asio::post(control_, [this] { store_trying_ = false; });
        });
    }
    world_->later(store_pause, [this] { watch_store(); });
}

void node::tidy() {
    store::changes changes;
    changes.tidying = {world_->now(), world_->now() - answers_kept};
    store_->commit(std::move(changes), [this](const result<store::committed>& done) {
        if (!done) {
            (*log_)(telemetry::level::warning, "store.not_tidied", {{"reason", done.error().text}});
        }
    });
    world_->later(between_tidyings, [this] { tidy(); });
}

void node::on_signal() {
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
        if (error) {
            return;
        }
        on_signal();
        if (signal != SIGHUP) {
            return draining_ ? finish() : drain();  // who asks twice does not want to wait
        }
        asio::post(reloads_, [this] {
            if (const auto done = reload(); !done) {
                (*log_)(telemetry::level::error, "config.refused", {{"reason", done.error().text}});
            }
        });
    });
}

void node::tell_what_stands_still(const assembly& assembly) const {
    for (const auto& [id, why] : assembly.stopped) {
        (*log_)(telemetry::level::error, "instance.stopped", {{"id", id}, {"reason", why}});
    }
    for (const auto& [id, channel] : assembly.engine.channels) {
        if (!channel.sunset.empty()) {
            (*log_)(telemetry::level::warning, "channel.sunset",
                    {{"channel", id}, {"plugin", channel.plugin}, {"day", channel.sunset}});
        }
    }
}

// On its own thread. A wrong configuration changes nothing.
result<void> node::reload() {
    if (draining_) {
        return fail(code::wrong_state, "the gateway is about to end");
    }
    const auto outline = config::read_outline(config_file_, config::process_environment());
    auto fresh = std::make_shared<plugins::catalog>(open_catalog(outline.plugins, outline.store));
    auto read = read_deeply(config_file_, fresh);
    std::string wrong;
    for (const auto& fault : read.faults) {
        if (fault.error) {
            wrong += (wrong.empty() ? "" : "\n") + config::to_string(fault);
        }
    }
    if (!read.value) {
        return fail(code::config, wrong);
    }
    const auto before = current();
    if (read.value->server.public_url.empty()) {
        read.value->server.public_url = url_;
    }
    if (!same_place(before->config, *read.value)) {
        (*log_)(telemetry::level::warning, "config.needs_restart",
                {{"reason", "server and store are taken over at the next start"}});
    }
    hide_secrets(*read.value, *fresh);
    hear(*fresh);
    const auto next = build(std::move(*read.value), fresh, *store_, before.get());
    tell_what_stands_still(*next);
    {
        const std::lock_guard guard(assembly_mutex_);
        assembly_ = next;
    }
    catalog_ = std::move(fresh);
    channels_->adopt(*next);
    std::promise<result<void>> locked;
    api_->reconfigure(api_options(), locked_out(before->config, next->config),
                      [&](result<void> done) { locked.set_value(std::move(done)); });
    asio::post(control_, [this, next] {
        tasks_->reconfigure(routing_setup(*next), next);
        outbox_->reconfigure();
        webhooks_->configure(next->config.webhooks);
    });
    (*log_)(telemetry::level::info, "config.reloaded", {{"channels", next->channels.size()}});
    if (const auto ended = locked.get_future().get(); !ended) {
        return fail(code::unavailable,
                    "reloaded, but sessions that should end could not be ended: " +
                        ended.error().text);
    }
    return {};
}

// Stops taking work, lets what is under way come to its end, and leaves: everything else is a row.
void node::drain() {
    draining_ = true;
    (*log_)(telemetry::level::info, "draining");
    // A plugin that hangs keeps nobody.
    const auto leave = std::make_shared<std::function<void()>>([this] { close_doors(); });
    const auto once = [this, leave] {
        asio::post(control_, [leave] {
            if (*leave) {
                std::exchange(*leave, nullptr)();
            }
        });
    };
    channels_->say_goodbye(once);
    world_->later(goodbye_patience, once);
}

void node::close_doors() {
    server_->drain(drain_deadline, [this] {
        asio::post(control_, [this] {
            timers_->stop();
            tasks_->stop();
            call_jobs_->stop();
            fetches_->stop();
            files_->stop();
            webhooks_->stop();
            // What is being sent may be answered on a connection.
            const auto leave = [this] {
                channels_->stop();
                finish();
            };
            world_->later(drain_deadline, leave);
            outbox_->drain(leave);
        });
    });
}

void node::finish() {
    if (!std::exchange(finished_, true)) {
        ended_.set_value();
    }
}

void node::wait() { ended_.get_future().get(); }

void node::end() {
    if (std::exchange(over_, true)) {
        return;
    }
    draining_ = true;
    reloads_.stop();
    reloads_.join();
    control_runner_.stop();
    blocking_.stop();
    blocking_.join();
    for (auto& each : shards_) {
        each->stop();
    }
    {
        const std::unique_lock lock(ears_->mutex);
        ears_->of = nullptr;
    }
    client_.reset();  // calls under way end as cancelled, while whoever asked is still there
    ledger_->close();
    store_.reset();  // what was given to it is written, and whoever waits is told
    (*log_)(telemetry::level::info, "ended");
}

bool node::left_behind() const {
    const auto assembly = current();
    return (server_ && server_->counts().connections != 0) || (assembly && assembly->left_behind) ||
           control_runner_.left_behind() ||
           std::any_of(shards_.begin(), shards_.end(),
                       [](const auto& each) { return each->left_behind(); });
}

}  // namespace selat::gateway
