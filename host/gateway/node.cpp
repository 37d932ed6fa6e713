#include "host/gateway/node.hpp"

#include <algorithm>
#include <csignal>
#include <thread>

#include "host/api/auth.hpp"
#include "host/base/crypto.hpp"
#include "host/config/secrets.hpp"
#include "host/gateway/build.hpp"
#include "host/gateway/catalog_knowledge.hpp"
#include "host/gateway/kept_values.hpp"

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

model::time system_now() {
    return std::chrono::time_point_cast<model::duration>(std::chrono::system_clock::now());
}

std::size_t shard_count() { return std::max(1u, std::thread::hardware_concurrency()); }

telemetry::level level_of(const model::action::log& line) {
    return line.level >= 4   ? telemetry::level::error
           : line.level == 3 ? telemetry::level::warning
                             : telemetry::level::info;
}

}  // namespace

node::node(config::configuration config, std::shared_ptr<plugins::catalog> catalog,
           std::unique_ptr<store::store> store)
    : config_file_(config.file), log_(std::make_unique<telemetry::log>()),
      first_config_(std::move(config)), catalog_(std::move(catalog)), store_(std::move(store)),
      control_guard_(control_.get_executor()), client_(std::make_unique<net::http_client>()),
      calls_(std::make_unique<http_calls>(*client_)), control_runner_(control_, "control", [this] {
          asio::post(control_, [this] { tasks_->abandon(); });
      }) {
    ledger_ = std::make_unique<ledger>(*store_, [this](std::uint64_t newest) {
        api_->committed(newest);
        webhooks_->committed(newest);
    });
    hide_secrets(first_config_, *catalog_);
    make_shards();
}

node::~node() { end(); }

void node::make_shards() {
    shard_world_.store = store_.get();
    shard_world_.ledger = ledger_.get();
    shard_world_.shards = &shards_;
    shard_world_.assembly = [this] { return current(); };
    shard_world_.now = system_now;
    shard_world_.carry_out = [this](store::changes durable, engine::effects effects) {
        carry_out(std::move(durable), std::move(effects));
    };
    shard_world_.log = [this](const model::action::log& line) {
        std::vector<telemetry::pair> pairs{{"text", line.text}};
        for (const auto& [name, value] : line.pairs) {
            pairs.emplace_back(name, value);
        }
        log_->write(level_of(line), line.event, pairs);
    };
    for (std::size_t i = 0; i < shard_count(); ++i) {
        shards_.push_back(std::make_unique<shard>(shard_world_, new_seed()));
    }
}

void node::make_world() {
    world_ = std::make_unique<world>(
        world{*log_, metrics_, *store_, *ledger_, *calls_, shard_world_, control_,
              [this] { return current(); }, system_now,
              [this](model::event event) { api_->tell(std::move(event)); },
              [this](std::function<void()> work) { asio::post(blocking_, std::move(work)); },
              [this](std::size_t key, std::function<void()> work) {
                  asio::post(shards_[key % shards_.size()]->context(), std::move(work));
              },
              [this](std::string_view channel) { tell_channel(channel); },
              [this](model::time at, std::function<void()> ring) {
                  return wake(control_, system_now, at, std::move(ring));
              },
              [this](model::duration after, std::function<void()> ring) {
                  later(control_, after, std::move(ring));
              },
              api::media_links(link_key_)});
}

void node::make_parts() {
    make_world();
    std::vector<asio::io_context*> contexts;
    for (auto& each : shards_) {
        contexts.push_back(&each->context());
    }
    files_ = std::make_unique<media_files>(*world_);
    tasks_ = std::make_unique<task_desk>(*world_, routing_setup(*assembly_), assembly_);
    invitations_ = std::make_unique<invitations>(*world_);
    channels_ =
        std::make_unique<channel_desk>(*world_, *files_, *invitations_, std::move(contexts));
    outbox_ = std::make_unique<outbox>(*world_, *channels_);
    channels_->send_through(*outbox_);
    codes_ = std::make_unique<verifications>(*world_, [this](verifications::outcome outcome) {
        channels_->tell_verification(std::move(outcome));
    });
    channels_->verify_through(*codes_);
    world_->code_undelivered = [this](const model::id& verification, code why) {
        codes_->undelivered(verification, why);
    };
    timers_ = std::make_unique<timers>(*world_);
    presence_ = std::make_unique<presence>(*world_, *outbox_);
    call_jobs_ = std::make_unique<call_jobs>(
        *world_, [this](const model::id& conversation, const std::string& bot) {
            presence_->typing(conversation, {model::author_kind::bot, bot, {}}, true);
        });
    fetches_ = std::make_unique<fetches>(*world_, *files_);
    webhooks_ = std::make_unique<webhooks>(
        *world_, [this](net::http_call call, std::function<void(net::http_result)> done) {
            client_->start(std::move(call), std::move(done));
        });
    services::hooks hooks;
    hooks.ready = [this] { return ready(); };
    hooks.reload = [this](api::reply<void> done) {
        asio::post(reloads_, [this, done = std::move(done)] { done(reload()); });
    };
    hooks.plugins = [this] { return manifests(); };
    hooks.begin = [this](std::vector<model::job> jobs, std::vector<model::message> messages) {
        asio::post(control_,
                   [this, jobs = std::move(jobs), messages = std::move(messages)]() mutable {
                       begin(std::move(jobs), std::move(messages));
                   });
    };
    hooks.typing = [this](const model::id& conversation, const model::author& by, bool on) {
        presence_->typing(conversation, by, on);
    };
    hooks.read = [this](const model::id& conversation, const model::author& by) {
        presence_->read(conversation, by);
    };
    services_ = std::make_unique<services>(*world_, *channels_, *tasks_, *files_, *codes_,
                                           *invitations_, std::move(hooks));
    api_ = std::make_unique<api::api>(*services_, api_options(), *log_, metrics_);
    ears_->of = this;
    hear(*catalog_);
    watch();
}

void node::hear(plugins::catalog& catalog) {
    catalog.on_report([ears = ears_](std::string_view instance, const model::action::log& line) {
        const std::shared_lock lock(ears->mutex);
        if (ears->of != nullptr) {
            ears->of->heard(instance, line);
        }
    });
    catalog.on_post([ears = ears_](std::string_view instance, std::string bytes) {
        const std::shared_lock lock(ears->mutex);
        return ears->of != nullptr && ears->of->channels_->post(instance, std::move(bytes));
    });
}

void node::heard(std::string_view instance, const model::action::log& line) {
    std::vector<telemetry::pair> pairs{{"instance", instance}, {"text", line.text}};
    for (const auto& [name, value] : line.pairs) {
        pairs.emplace_back(name, value);
    }
    log_->write(level_of(line), line.event, pairs);
    const bool aside = line.event == "plugin-put-aside";
    if (aside) {
        metrics_
            .counter("selat_plugin_put_aside_total", "Times an instance was put aside",
                     {{"instance", instance}})
            .add();
    }
    if (aside || line.event == "plugin-called-again") {
        tell_channel(instance);
    }
}

void node::hide_secrets(const config::configuration& config, const plugins::catalog& catalog) {
    for (auto& each : config::secrets_of(config, catalog_knowledge(catalog))) {
        log_->secrets().add(std::move(each));
    }
}

std::shared_ptr<const assembly> node::current() const {
    const std::lock_guard guard(assembly_mutex_);
    return assembly_;
}

api::options node::api_options() const {
    const auto assembly = current();
    api::options out;
    for (const auto& each : assembly->config.tokens) {
        out.tokens.push_back({each.name, each.role, each.token});
    }
    out.media_path = assembly->config.media.path;
    out.max_upload = assembly->config.media.max_size;
    out.links = api::media_links(link_key_);
    out.public_url = assembly->config.server.public_url;
    out.secure_cookies = out.public_url.starts_with("https://");
    return out;
}

// The port is taken before anything else is begun, so that whoever finds it taken has done nothing;
// nobody is served before the shards run.
result<void> node::start() {
    // From here on a signal waits until it can be heeded.
    for (const int each : {SIGTERM, SIGINT, SIGHUP}) {
        signals_.add(each);
    }
    if (auto writable = try_store(); !writable) {
        return writable;
    }
    if (auto listening = listen(); !listening) {
        return listening;
    }
    if (auto found = find_link_key(); !found) {
        return found;
    }
    if (first_config_.server.public_url.empty()) {
        first_config_.server.public_url = url_;
    }
    assembly_ = build(std::move(first_config_), catalog_, *store_, nullptr);
    tell_what_stands_still(*assembly_);
    make_parts();
    if (auto recovered = recover(); !recovered) {
        return recovered;
    }
    channels_->adopt(*assembly_);
    asio::post(control_, [this] {
        webhooks_->configure(current()->config.webhooks);
        watch_store();
        tidy();
    });
    on_signal();
    serving_ = true;
    control_runner_.start();
    for (auto& each : shards_) {
        each->start();
    }
    return {};
}

// Made once: links that were given out stay good over a restart.
result<void> node::find_link_key() {
    const auto kept = read_values(*store_, "selat:media");
    if (!kept) {
        return tl::unexpected(kept.error());
    }
    const auto found = std::ranges::find(*kept, "link_key", &store::plugin_value::key);
    if (found != kept->end()) {
        link_key_ = found->value;
        return {};
    }
    link_key_ = crypto::base64url(crypto::random_bytes(32));
    return write_values(*store_, {{"selat:media", "link_key", link_key_}});
}

// A body is on the disk before the API sees whose it is: who shows no credential brings no file,
// and strangers' files at webhooks leave the room for agents' alone.
net::body_allowance node::allowance(const net::request& head) const {
    if (head.path != "/api/v1/media") {
        return {channels_->body_limit(head.path), false};
    }
    const auto shown = api::credential_of(head, api::cookie_name(api_options()), false);
    return {shown.by == api::proof::none ? 0 : current()->config.media.max_size, true};
}

result<void> node::listen() {
    const auto& from = first_config_.server;
    net::server_options options;
    options.address = from.address;
    options.port = from.port;
    options.certificate = from.certificate;
    options.private_key = from.private_key;
    options.trusted_proxies = from.trusted_proxies;
    options.spool.folder = first_config_.media.path;
    options.spool.blocking = blocking_.get_executor();
    options.allow = [this](const net::request& head) { return allowance(head); };
    options.refused = [this](std::uint32_t status, const net::request& request,
                             std::string_view why) {
        std::vector<telemetry::pair> pairs{
            {"status", status}, {"path", request.path}, {"remote", request.remote}};
        if (!why.empty()) {
            pairs.emplace_back("reason", why);
        }
        log_->write(telemetry::level::warning, "request.refused", pairs);
    };
    options.escaped = [this](std::string_view task, std::string_view what) {
        (*log_)(telemetry::level::error, "task.failed", {{"task", task}, {"reason", what}});
    };
    std::vector<asio::any_io_executor> executors;
    for (auto& each : shards_) {
        executors.emplace_back(each->context().get_executor());
    }
    auto server =
        net::server::listen(std::move(options), std::move(executors),
                            [this](net::exchange exchange) { handle(std::move(exchange)); });
    if (!server) {
        return tl::unexpected(server.error());
    }
    server_ = std::move(*server);
    const auto host =
        from.address.find(':') == std::string::npos ? from.address : "[" + from.address + "]";
    url_ = (from.certificate.empty() ? "http://" : "https://") + host + ":" +
           std::to_string(server_->port());
    return {};
}

}  // namespace selat::gateway
