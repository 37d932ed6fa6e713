#pragma once
// HTTP calls that flows and bots asked for: durable, so a restart makes those again that may be
// repeated, and answers `uncertain` for the others. Lives on the control thread.

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "host/gateway/world.hpp"
#include "host/model/job.hpp"

namespace selat::gateway {

class call_jobs {
public:
    // `thinking`: a bot takes its time; called again and again until it has answered.
    using thinking = std::function<void(const model::id& conversation, const std::string& bot)>;
    call_jobs(world& world, thinking thinking) : world_(world), thinking_(std::move(thinking)) {}

    // A flow_call or bot_call.
    void start(const model::job& job);
    void stop();

private:
    [[nodiscard]] std::shared_ptr<const plugins::instance> asker(const model::job& job) const;
    void write_down(model::job job, std::function<void(const model::job& begun)> then);
    void perform(const model::job& job, const std::shared_ptr<const plugins::instance>& who,
                 const model::action::call& call, const std::string& message);
    void wait_for(const model::job& job, model::duration pause);
    void answered(const model::job& job, net::http_result result, std::string context,
                  std::string message);
    void tell(const model::id& customer, const engine::input::any& answer);

    world& world_;
    thinking thinking_;
    std::map<model::id, std::unique_ptr<alarm>> bots_;  // that have not answered, by job
    bool stopped_ = false;
};

}  // namespace selat::gateway
