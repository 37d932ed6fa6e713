#pragma once
// The gateway as the API sees it.

#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "host/api/services.hpp"
#include "host/gateway/channel_desk.hpp"
#include "host/gateway/invitations.hpp"
#include "host/gateway/media_files.hpp"
#include "host/gateway/outbox.hpp"
#include "host/gateway/task_desk.hpp"
#include "host/gateway/world.hpp"

namespace selat::gateway {

class services : public api::services {
public:
    struct hooks {
        std::function<api::readiness()> ready;
        std::function<void(api::reply<void>)> reload;
        std::function<std::vector<std::string>()> plugins;
        // Starts durable send jobs.
        std::function<void(std::vector<model::job>, std::vector<model::message>)> begin;
        // What presence does.
        std::function<void(const model::id& conversation, const model::author& by, bool on)> typing;
        std::function<void(const model::id& conversation, const model::author& by)> read;
    };

    services(world& world, channel_desk& channels, task_desk& tasks, media_files& files,
             verifications& codes, invitations& invitations, hooks hooks);

    store::store& store() override { return world_.store; }
    std::vector<api::channel_view> channels() const override;
    std::vector<std::string> plugins() const override { return hooks_.plugins(); }
    std::optional<model::agent> agent(std::string_view id) const override;
    std::optional<model::agent> agent_by_email(std::string_view email) const override;
    bool check_password(std::string_view agent, std::string_view password) const override;
    std::vector<model::activity> activities() const override;

    void write(api::write_request request, api::reply<model::message> done) override;
    void invite(api::write_request request, api::reply<model::message> done) override;
    void keep(api::upload upload, api::reply<store::media> done) override;
    void retry(const model::id& message, api::reply<model::message> done) override;
    model::permission may_reply(const model::conversation& conversation,
                                const model::address* to) const override;
    void revise(const model::id& message, std::string content,
                api::reply<model::message> done) override;
    void close(const model::id& conversation, std::string reason,
               api::reply<model::conversation> done) override;
    void hand_over(const model::id& conversation, model::handler to,
                   api::reply<model::conversation> done) override;

    void show_typing(const model::id& conversation, const model::author& by, bool on) override {
        hooks_.typing(conversation, by, on);
    }
    void mark_read(const model::id& conversation, const model::author& by) override {
        hooks_.read(conversation, by);
    }

    void patch(const model::id& customer, api::customer_patch patch,
               api::reply<store::profiled_customer> done) override;
    void merge(const model::id& into, const model::id& from, api::grounds why,
               api::reply<store::profiled_customer> done) override;
    void split(const model::id& customer, std::string channel, std::string address,
               api::grounds why, api::reply<store::profiled_customer> done) override;
    void erase(const model::id& customer, api::reply<void> done) override;
    void send_code(const model::id& customer, std::string channel, std::string to,
                   std::function<void(api::code_outcome)> done) override;
    void check_code(const model::id& customer, const model::id& verification, std::string code,
                    std::function<void(api::code_outcome)> done) override;

    void reservations(std::string agent, api::reply<std::vector<model::reservation>> done) override;
    void accept(const model::id& reservation, std::string agent,
                api::reply<model::reservation> done) override;
    void reject(const model::id& reservation, std::string agent,
                api::reply<model::reservation> done) override;
    void wrap_up(const model::id& task, std::string agent, api::reply<model::task> done) override;
    void complete(const model::id& task, std::string agent, std::string reason,
                  api::reply<model::task> done) override;
    void cancel(const model::id& task, std::string reason, api::reply<model::task> done) override;
    void transfer(const model::id& task, std::string agent, routing::transfer to,
                  api::reply<model::task> done) override;

    void set_activity(std::string agent, std::string activity,
                      api::reply<api::agent_row> done) override;
    void agents(api::reply<std::vector<api::agent_row>> done) override;
    void queues(api::reply<std::vector<routing::queue_view>> done) override;

    void reload(api::reply<void> done) override { hooks_.reload(std::move(done)); }
    api::readiness ready() const override { return hooks_.ready(); }
    void run_blocking(std::function<void()> work) override { world_.blocking(std::move(work)); }
    model::time now() const override { return world_.now(); }

private:
    // writes.cpp; `also` is of the same unit.
    void write_held(api::write_request request, store::changes also,
                    api::reply<model::message> done);
    void write_to(const model::id& customer, api::write_request request, store::changes also,
                  const std::shared_ptr<api::reply<model::message>>& done);
    void on_conversation(const model::id& conversation, engine::input::any what,
                         api::reply<model::conversation> done);
    using task_change = std::function<result<routing::decision>(routing::router&, model::time now)>;
    void on_task(const model::id& task, std::string agent, task_change change,
                 api::reply<model::task> done);
    void on_reservation(const model::id& reservation, std::string agent, task_change change,
                        api::reply<model::reservation> done);

    // erase.cpp
    struct erasure;
    void erase(const std::shared_ptr<erasure>& wish);
    void end_first(const std::shared_ptr<erasure>& wish);
    void end_tasks(const std::shared_ptr<erasure>& wish);
    void erase_held(const std::shared_ptr<erasure>& wish, std::vector<std::string> files,
                    const std::function<void()>& release);

    world& world_;
    channel_desk& channels_;
    task_desk& tasks_;
    media_files& files_;
    verifications& codes_;
    invitations& invitations_;
    hooks hooks_;
    std::mutex mutex_;              // guards retrying_
    std::set<model::id> retrying_;  // messages: two callers would send one twice
};

}  // namespace selat::gateway
