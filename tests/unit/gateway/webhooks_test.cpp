#include "support.hpp"

#include "host/gateway/webhook_endpoint.hpp"
#include "host/gateway/webhooks.hpp"

#include <nlohmann/json.hpp>

namespace selat::gateway::test::webhooks_test {
namespace {

constexpr const char* secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

std::string header(const net::http_call& call, std::string_view name) {
    for (const auto& [key, value] : call.headers) {
        if (key == name) {
            return value;
        }
    }
    return {};
}

net::http_result status(std::uint32_t value) {
    net::http_result out;
    out.status = value;
    return out;
}

// Systems that take events, at the pace of the test.
struct systems : stage {
    struct post {
        net::http_call call;
        std::function<void(net::http_result)> done;
    };

    ~systems() { end(); }
    void start() {
        hooks = std::make_unique<webhooks>(
            *world, [this](net::http_call call, std::function<void(net::http_result)> done) {
                posts.push_back({std::move(call), std::move(done)});
            });
    }
    void configure(std::vector<config::webhook> endpoints) {
        hooks->configure(endpoints);
        settle();
    }
    // Events of a conversation, by number, become durable.
    void happen(int conversation, const std::string& data,
                model::event_type type = model::event_type::conversation_updated) {
        model::event event;
        event.id = ids.make(model::id_kind::event, clock.now(), 0);
        event.type = type;
        event.at = clock.now();
        event.data = "\"" + data + "\"";
        auto& id = conversations[conversation];
        id = id ? id : ids.make(model::id_kind::conversation, clock.now(), 0);
        event.conversation = id;
        selat::store::changes changes;
        changes.events.push_back(std::move(event));
        commit(std::move(changes));
    }
    void commit(selat::store::changes changes) {
        std::promise<void> done;
        ledger->commit(std::move(changes), [&](const auto&) { done.set_value(); });
        done.get_future().get();
        if (hooks) {
            hooks->committed(newest.load());
        }
        settle();
    }
    // Data of the posts that wait for an answer.
    std::vector<std::string> waiting() {
        std::vector<std::string> out;
        for (const auto& each : posts) {
            out.push_back(nlohmann::json::parse(each.call.body)["data"].get<std::string>());
        }
        return out;
    }
    void answer(std::size_t index, const net::http_result& result) {
        const auto post = posts.at(index);
        posts.erase(posts.begin() + static_cast<std::ptrdiff_t>(index));
        post.done(result);
        settle();
    }
    void take_all() {
        while (!posts.empty()) {
            answer(0, status(204));
        }
    }
    void restart() {
        hooks.reset();
        posts.clear();
        start();
    }

    model::id_source ids{6};
    std::map<int, model::id> conversations;
    std::vector<post> posts;
    std::unique_ptr<webhooks> hooks;
};

const config::webhook crm{"https://crm.example/hook", {}, secret};

}  // namespace

TEST_CASE("a webhook is signed as Standard Webhooks says") {
    CHECK(sign_webhook(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                       R"({"test": 2432232314})") ==
          "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST_CASE("patterns take a type, all of a kind, or everything") {
    CHECK(takes({}, "task.created"));
    CHECK(takes({"task.created"}, "task.created"));
    CHECK_FALSE(takes({"task.created"}, "task.updated"));
    CHECK(takes({"agent.updated", "message.*"}, "message.updated"));
    CHECK_FALSE(takes({"message.*"}, "messages.updated"));
}

TEST_CASE("an endpoint is told what happens from its configuration on") {
    systems systems;
    systems.happen(1, "before");
    systems.start();
    systems.configure({crm});
    CHECK(systems.posts.empty());
    systems.happen(1, "after");
    REQUIRE(systems.waiting() == std::vector<std::string>{"after"});
    const auto& call = systems.posts.front().call;
    CHECK(call.url == crm.url);
    CHECK(call.method == "POST");
    const auto body = nlohmann::json::parse(call.body);
    CHECK(body["type"] == "conversation.updated");
    CHECK(body["timestamp"] == model::to_rfc3339(systems.clock.now()));
    const auto seconds = model::to_ms(systems.clock.now()) / 1'000;
    CHECK(header(call, "webhook-timestamp") == std::to_string(seconds));
    CHECK(header(call, "webhook-id").starts_with("EV"));
    CHECK(header(call, "webhook-signature") ==
          sign_webhook(secret, header(call, "webhook-id"), seconds, call.body));
}

TEST_CASE("events of one conversation follow each other, others do not wait for them") {
    systems systems;
    systems.start();
    systems.configure({crm});
    systems.happen(1, "1a");
    systems.happen(1, "1b");
    systems.happen(2, "2a");
    CHECK(systems.waiting() == std::vector<std::string>{"1a", "2a"});
    systems.answer(0, status(500));
    systems.happen(2, "2b");
    CHECK(systems.waiting() == std::vector<std::string>{"2a"});
    systems.answer(0, status(200));
    CHECK(systems.waiting() == std::vector<std::string>{"2b"});
    systems.clock.turn(model::duration{5'000});
    systems.settle();
    CHECK(systems.waiting() == std::vector<std::string>{"2b", "1a"});
    systems.answer(1, status(200));
    CHECK(systems.waiting() == std::vector<std::string>{"2b", "1b"});
}

TEST_CASE("an endpoint gets the events that it asks for, and one that is down holds up no other") {
    systems systems;
    systems.start();
    systems.configure({{"https://down.example/", {"task.*"}, secret},
                       {"https://up.example/", {"conversation.closed"}, secret}});
    systems.happen(1, "t", model::event_type::task_created);
    systems.answer(0, status(503));
    systems.happen(1, "u");
    systems.happen(1, "c", model::event_type::conversation_closed);
    REQUIRE(systems.posts.size() == 1);
    CHECK(systems.posts.front().call.url == "https://up.example/");
    CHECK(systems.waiting() == std::vector<std::string>{"c"});
}

TEST_CASE("what was not taken is tried for a day, then given up and what follows goes on") {
    systems systems;
    systems.start();
    systems.configure({crm});
    systems.happen(1, "a");
    systems.happen(1, "b");
    int attempts = 0;
    const auto began = systems.clock.now();
    while (systems.waiting() == std::vector<std::string>{"a"}) {
        systems.answer(0, status(500));
        ++attempts;
        for (int i = 0; i < 300 && systems.posts.empty(); ++i) {
            systems.clock.turn(model::duration{60'000});
            systems.settle();
        }
        REQUIRE(attempts < 100);
    }
    CHECK(systems.waiting() == std::vector<std::string>{"b"});
    CHECK(systems.clock.now() - began >= model::duration{24 * 3'600'000});
    CHECK(systems.clock.now() - began < model::duration{27 * 3'600'000});
    CHECK(attempts > 10);
    CHECK(systems.logged("webhook.failed"));
    CHECK(systems.logged("webhook.given_up"));
}

TEST_CASE("a busy system that says when is not asked before") {
    systems systems;
    systems.start();
    systems.configure({crm});
    systems.happen(1, "a");
    auto busy = status(429);
    busy.headers.emplace_back("retry-after", "600");
    systems.answer(0, busy);
    systems.clock.turn(model::duration{599'000});
    systems.settle();
    CHECK(systems.posts.empty());
    systems.clock.turn(model::duration{1'000});
    systems.settle();
    CHECK(systems.waiting() == std::vector<std::string>{"a"});
}

TEST_CASE("what waits for an endpoint tells nothing of who was erased meanwhile") {
    systems systems;
    systems.start();
    systems.configure({crm});
    model::customer ann;
    ann.id = systems.ids.make(model::id_kind::customer, systems.clock.now(), 0);
    model::event told;
    told.id = systems.ids.make(model::id_kind::event, systems.clock.now(), 0);
    told.type = model::event_type::customer_updated;
    told.customer = ann.id;
    told.data = R"({"name":"Ann"})";
    selat::store::changes known;
    known.customers.push_back(ann);
    known.events.push_back(told);
    systems.commit(std::move(known));
    REQUIRE(systems.posts.size() == 1);
    CHECK(systems.posts.front().call.body.find("Ann") != std::string::npos);
    systems.answer(0, status(500));
    selat::store::changes erasure;
    erasure.erased_customers.push_back(ann.id);
    systems.commit(std::move(erasure));
    systems.clock.turn(model::duration{5'000});
    systems.settle();
    REQUIRE(systems.posts.size() == 1);
    CHECK(systems.posts.front().call.body.find("Ann") == std::string::npos);
}

TEST_CASE("after a restart an endpoint goes on where it was, with what it had not taken") {
    systems systems;
    systems.start();
    systems.configure({crm});
    systems.happen(1, "stuck");
    systems.answer(0, status(500));
    systems.happen(2, "taken");
    systems.take_all();
    systems.clock.turn(model::duration{1'000});
    systems.settle();
    systems.restart();
    systems.happen(3, "meanwhile");
    systems.configure({crm});
    auto told = systems.waiting();
    std::sort(told.begin(), told.end());
    CHECK(told == std::vector<std::string>{"meanwhile", "stuck"});
}

TEST_CASE("an endpoint begins nothing before its beginning is durable") {
    systems systems;
    systems.start();
    systems.store.fail(true);
    systems.configure({crm});
    systems.store.fail(false);
    systems.happen(1, "early");
    CHECK(systems.posts.empty());
    systems.clock.turn(store_pause);
    systems.settle();
    CHECK(systems.waiting() == std::vector<std::string>{"early"});
}

TEST_CASE("an endpoint that is taken out is forgotten") {
    systems systems;
    systems.start();
    systems.configure({crm});
    systems.happen(1, "a");
    systems.configure({});
    systems.answer(0, status(500));
    systems.happen(1, "b");
    CHECK(systems.posts.empty());
    systems.configure({crm});
    CHECK(systems.posts.empty());
    systems.happen(1, "c");
    CHECK(systems.waiting() == std::vector<std::string>{"c"});
}

TEST_CASE("many events go out a few at a time, each once") {
    systems systems;
    systems.start();
    systems.configure({crm});
    for (int i = 0; i < 250; ++i) {
        systems.happen(i, std::to_string(i));
    }
    CHECK(systems.posts.size() == 16);
    std::set<std::string> taken;
    std::size_t most = 0;
    while (!systems.posts.empty()) {
        most = std::max(most, systems.posts.size());
        CHECK(taken.insert(systems.waiting().front()).second);
        systems.answer(0, status(200));
    }
    CHECK(most == 16);
    CHECK(taken.size() == 250);
}

TEST_CASE("where an endpoint stands is written and read alike") {
    webhook_place place;
    place.position = 77;
    place.open[5] = {3, model::from_ms(1'000)};
    place.open[9] = {};
    const auto read = read_place(write_place(place));
    REQUIRE(read);
    CHECK(read->position == 77);
    REQUIRE(read->open.size() == 2);
    CHECK(read->open.at(5).attempts == 3);
    CHECK(read->open.at(5).since == model::from_ms(1'000));
    CHECK_FALSE(read_place("nonsense"));
    CHECK_FALSE(read_place("{}"));
}

}  // namespace selat::gateway::test::webhooks_test
