// Calls of flows and bots while they last.

#include "support.hpp"

#include "host/gateway/call_jobs.hpp"

namespace selat::gateway::test::call_jobs_test {
namespace {

class calling_bot final : public plugins::bot {
public:
    const std::string& id() const override { return id_; }
    const plugins::manifest& manifest() const override { return manifest_; }
    plugins::secrets& secrets() const override { return secrets_; }
    bool may_call(std::string_view) const override { return true; }
    bool may_call_private(std::string_view) const override { return true; }
    std::string quarantined() const override { return {}; }
    plugins::outcome on_event(const selat_bot_event&) const override { return {}; }

private:
    std::string id_ = "clever";
    plugins::manifest manifest_;
    mutable plain_secrets secrets_;
};

struct bot_scene : stage {
    bot_scene() { parts->bots["clever"] = std::make_shared<calling_bot>(); }
    ~bot_scene() { end(); }

    model::job ask() {
        model::job job;
        job.id = ids.make(model::id_kind::job, clock.now(), 1);
        job.kind = model::job_kind::bot_call;
        job.conversation = ids.make(model::id_kind::conversation, clock.now(), 1);
        job.customer = ids.make(model::id_kind::customer, clock.now(), 1);
        job.channel = "clever";
        job.payload = R"({"method":"POST","url":"https://bot.example/ask","repeatable":true})";
        return job;
    }

    model::id_source ids{3};
    std::vector<std::string> thinking;
    call_jobs calls_of_bots{
        *world, [this](const model::id&, const std::string& bot) { thinking.push_back(bot); }};
};

}  // namespace

TEST_CASE("a bot that takes its time is said to think, until it has answered") {
    bot_scene scene;
    scene.calls_of_bots.start(scene.ask());
    scene.clock.turn(model::duration{999});
    CHECK(scene.thinking.empty());
    scene.clock.turn(model::duration{1});
    CHECK(scene.thinking == std::vector<std::string>{"clever"});
    scene.clock.turn(model::duration{5'000});
    CHECK(scene.thinking.size() == 2);
    scene.calls.answer({});
    scene.settle();
    scene.clock.turn(model::duration{60'000});
    CHECK(scene.thinking.size() == 2);
}

TEST_CASE("a bot that answers at once is never said to think") {
    bot_scene scene;
    scene.calls_of_bots.start(scene.ask());
    scene.calls.answer({});
    scene.settle();
    scene.clock.turn(model::duration{60'000});
    CHECK(scene.thinking.empty());
}

}  // namespace selat::gateway::test::call_jobs_test
