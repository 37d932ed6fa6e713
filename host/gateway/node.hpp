#pragma once
// One running gateway: owns every part, in the order in which they may use each other.

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

#include "host/api/api.hpp"
#include "host/gateway/assembly.hpp"
#include "host/gateway/call_jobs.hpp"
#include "host/gateway/channel_desk.hpp"
#include "host/gateway/fetches.hpp"
#include "host/gateway/media_files.hpp"
#include "host/gateway/outbox.hpp"
#include "host/gateway/presence.hpp"
#include "host/gateway/runner.hpp"
#include "host/gateway/services.hpp"
#include "host/gateway/task_desk.hpp"
#include "host/gateway/timers.hpp"
#include "host/gateway/webhooks.hpp"
#include "host/gateway/world.hpp"
#include "host/net/http_client.hpp"
#include "host/net/server.hpp"
#include "host/plugins/catalog.hpp"
#include "host/telemetry/log.hpp"
#include "host/telemetry/metrics.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>

namespace selat::gateway {

class node {
public:
    node(config::configuration config, std::shared_ptr<plugins::catalog> catalog,
         std::unique_ptr<store::store> store);
    ~node();

    // Loads what is under way, listens. A failure says why it cannot run.
    result<void> start();
    // Returns when a signal has asked for the end and what is under way has come to its own.
    void wait();
    // Ends every thread, then the store: after this nothing runs that could use another part.
    void end();
    // After end(): whether a thread hangs in a plugin still, or a request was not answered. What
    // these know cannot be taken apart: it may be used still, or reach into what has gone.
    [[nodiscard]] bool left_behind() const;
    // Writes out the log, for a process that is about to go without taking this apart.
    void write_out() { log_.reset(); }
    [[nodiscard]] const std::string& url() const { return url_; }

private:
    // node.cpp: the parts.
    void make_shards();
    void make_world();
    void make_parts();
    result<void> find_link_key();
    result<void> listen();
    [[nodiscard]] net::body_allowance allowance(const net::request& head) const;
    void hear(plugins::catalog& catalog);
    void hide_secrets(const config::configuration& config, const plugins::catalog& catalog);
    api::options api_options() const;
    [[nodiscard]] std::shared_ptr<const assembly> current() const;

    // effects.cpp: what durable decisions ask for.
    void carry_out(store::changes durable, engine::effects effects);
    void begin(std::vector<model::job> jobs, std::vector<model::message> messages);

    // front.cpp: requests, and what is told of the whole.
    void handle(net::exchange exchange);
    [[nodiscard]] api::readiness ready() const;
    [[nodiscard]] std::vector<std::string> manifests() const;
    void tell_channel(std::string_view channel);
    void watch();

    // recover.cpp
    result<void> recover();

    // lifecycle.cpp
    result<void> try_store();
    void watch_store();
    void tidy();
    void on_signal();
    result<void> reload();
    void tell_what_stands_still(const assembly& assembly) const;
    void drain();
    void close_doors();
    void finish();

    // What plugins say comes from threads of their own, of earlier configurations too, until the
    // end.
    struct ears {
        std::shared_mutex mutex;
        node* of = nullptr;  // guarded by mutex
    };
    void heard(std::string_view instance, const model::action::log& line);

    std::string config_file_;
    telemetry::metrics metrics_;
    std::unique_ptr<telemetry::log> log_;
    std::shared_ptr<ears> ears_ = std::make_shared<ears>();
    config::configuration first_config_;
    std::shared_ptr<plugins::catalog> catalog_;
    std::unique_ptr<store::store> store_;
    mutable std::mutex assembly_mutex_;  // over assembly_, for the length of a copy
    std::shared_ptr<const assembly> assembly_;

    std::unique_ptr<ledger> ledger_;
    shard_world shard_world_;
    std::vector<std::unique_ptr<shard>> shards_;
    // What waits on the control thread may hold what lives on a shard's context, so it goes first.
    boost::asio::io_context control_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> control_guard_;
    boost::asio::thread_pool blocking_{2};
    boost::asio::thread_pool reloads_{1};
    std::unique_ptr<net::http_client> client_;
    std::unique_ptr<calls> calls_;
    std::unique_ptr<world> world_;
    std::unique_ptr<media_files> files_;
    std::unique_ptr<task_desk> tasks_;
    std::unique_ptr<invitations> invitations_;
    std::unique_ptr<channel_desk> channels_;
    std::unique_ptr<outbox> outbox_;
    std::unique_ptr<presence> presence_;
    std::unique_ptr<verifications> codes_;
    std::unique_ptr<timers> timers_;
    std::unique_ptr<call_jobs> call_jobs_;
    std::unique_ptr<fetches> fetches_;
    std::unique_ptr<webhooks> webhooks_;
    std::unique_ptr<services> services_;
    std::unique_ptr<api::api> api_;
    std::unique_ptr<net::server> server_;
    std::vector<telemetry::registration> gauges_;
    boost::asio::signal_set signals_{control_};
    std::string url_;
    std::string link_key_;  // signs links to attachments
    std::atomic<bool> draining_{false};
    std::atomic<bool> serving_{false};
    bool store_trying_ = false;  // a commit that tries the store is under way; control thread
    bool store_well_ = true;     // as it was told last; control thread
    bool finished_ = false;      // control thread
    bool over_ = false;
    std::promise<void> ended_;
    runner control_runner_;
};

}  // namespace selat::gateway
