// A bot has the conversation, on behalf of a flow or on its own.

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace scene;
using namespace std::chrono_literals;
using engine::flow_what;
using model::handler;
using model::job_kind;

namespace {

// A flow that asks the bot at once and listens when it has the conversation back.
desk asking(play bot, model::duration timeout = {}) {
    desk out;
    out.script.flows["front"] = in_turn({{ask("faq", timeout), busy()}, {listening()}});
    out.script.bots["faq"] = std::move(bot);
    return out;
}

engine::input::bot_reply answer_to(const model::job& job, const std::string& body) {
    engine::input::bot_reply out;
    out.conversation = job.conversation;
    out.job = job.id;
    out.message = nlohmann::json::parse(job.payload)["message"];
    out.reply.body = body;
    return out;
}

// Calls for every message, and answers with the words of the reply.
engine::step_outcome calls_out(const step_seen& step) {
    if (step.replied) {
        return does({answer({step.reply})});
    }
    return does({call("ask")});
}

std::string said(const step_seen& step) {
    return nlohmann::json::parse(step.message)["content"]["text"];
}

}  // namespace

TEST_CASE("a bot answers the message at hand and those that follow") {
    auto desk = asking(always({answer({"42", "Anything else?"})}));
    desk.inbound("question");
    CHECK(desk.open().handler == handler::bot);
    CHECK(said(desk.last()) == "question");
    desk.inbound("another");
    CHECK(desk.texts(model::direction::outbound).size() == 4);
    CHECK(desk.rows.messages[1].author.kind == model::author_kind::bot);
    CHECK(desk.rows.messages[1].author.id == "faq");
    CHECK(desk.rows.messages[1].origin.empty());
}

TEST_CASE("a bot's state and parameters come back, after a restart too") {
    desk desk;
    auto wish = std::get<act::ask_bot>(ask("faq"));
    wish.parameters = R"({"topic":"bill"})";
    desk.script.flows["front"] = always({wish, busy()});
    desk.script.bots["faq"] = in_turn({{act::bot_state{}, answer({"a"})}});
    desk.inbound("one");
    desk.restart();
    desk.inbound("two");
    CHECK(desk.last().state == "1");
    CHECK(desk.last().parameters == R"({"topic":"bill"})");
    CHECK(nlohmann::json::parse(desk.last().history).size() == 3);
}

TEST_CASE("a bot gives the conversation back to its flow, and says how it went") {
    struct {
        const char* status;
        play bot;
        code failure;
        bool handoff;
    } const cases[] = {
        {"handoff", always({answer({"a person comes"}, true)}), code::ok, true},
        {"completed", always({answer({}, false, true)}), code::ok, false},
        {"failed", always({act::failed{1, code::unavailable, {}, {}, "no answer"}}),
         code::unavailable, false},
        {"failed",
         [](const step_seen&) { return engine::step_outcome{code::internal, "broken", {}}; },
         code::internal, false}};
    for (const auto& each : cases) {
        INFO(each.status);
        auto desk = asking(each.bot);
        desk.inbound("question");
        CHECK(desk.open().handler == handler::flow);
        CHECK_FALSE(desk.open().bot);
        CHECK(desk.last().what == flow_what::bot);
        CHECK(desk.last().name == "asked");
        CHECK(desk.last().failure == each.failure);
        CHECK(said(desk.last()) == "question");
        CHECK(nlohmann::json::parse(desk.last().result) ==
              nlohmann::json{{"status", each.status}, {"bot", "faq"}, {"handoff", each.handoff}});
    }
}

TEST_CASE("a bot that does not exist has failed") {
    auto desk = asking({});
    desk.script.bots.clear();
    desk.inbound("question");
    CHECK(desk.last().what == flow_what::bot);
    CHECK(desk.last().failure == code::not_found);
}

TEST_CASE("what a bot learned becomes attributes of the conversation") {
    auto said_that = std::get<act::answer>(answer({"ok"}));
    said_that.attributes = R"({"intent":"bill"})";
    auto desk = asking(always({said_that}));
    desk.inbound("question");
    CHECK(desk.open().attributes == R"({"intent":"bill"})");
}

TEST_CASE("a bot's call is a job, and its answer goes to the bot with the message it is for") {
    auto desk = asking(calls_out);
    desk.inbound("question");
    const auto job = desk.only(job_kind::bot_call);
    CHECK(job.channel == "faq");
    CHECK(nlohmann::json::parse(job.payload)["url"] == "https://crm.example/ask");
    desk.restart();
    desk.take(answer_to(job, "42"));
    CHECK(desk.last().reply == "42");
    CHECK(said(desk.last()) == "question");
    CHECK(desk.texts(model::direction::outbound) == std::vector<std::string>{"42"});
    CHECK(desk.rows.jobs_of(job_kind::bot_call).empty());
}

TEST_CASE("messages that come during a bot's call are answered after it, each and in order") {
    auto desk = asking(calls_out);
    desk.inbound("one");
    desk.inbound("two");
    desk.inbound("three");
    CHECK(desk.script.seen.size() == 2);  // the flow, and the bot for the first
    desk.restart();
    for (const auto* expected : {"one", "two", "three"}) {
        const auto job = desk.only(job_kind::bot_call);
        CHECK(nlohmann::json::parse(nlohmann::json::parse(job.payload)["message"]
                                        .get<std::string>())["content"]["text"] == expected);
        desk.take(answer_to(job, std::string("to ") + expected));
    }
    CHECK(desk.texts(model::direction::outbound) ==
          std::vector<std::string>{"to one", "to two", "to three"});
    CHECK(desk.open().bot->waiting.empty());
}

TEST_CASE("a message that was taken back while it waited is not answered") {
    auto desk = asking(calls_out);
    desk.inbound("one");
    desk.inbound("two");
    engine::input::amend gone;
    gone.message = desk.rows.messages[1].id;
    gone.change.deleted = true;
    desk.take(gone);
    desk.take(answer_to(desk.only(job_kind::bot_call), "to one"));
    CHECK(desk.rows.jobs_of(job_kind::bot_call).empty());
    CHECK(desk.open().bot->waiting.empty());
}

TEST_CASE("messages that waited for a bot when its session ends go to who has the next word") {
    desk desk;
    desk.script.flows["front"] = in_turn({{ask("faq"), busy()}, {listening()}});
    desk.script.bots["faq"] = [](const step_seen& step) {
        return step.replied ? does({answer({"bye"}, false, true)}) : does({call("ask")});
    };
    desk.inbound("one");
    desk.inbound("two");
    desk.inbound("three");
    const auto steps = desk.script.seen.size();
    desk.restart();
    desk.take(answer_to(desk.only(job_kind::bot_call), ""));
    REQUIRE(desk.script.seen.size() == steps + 4);  // the reply, the end, two messages
    CHECK(desk.script.seen[steps + 1].what == flow_what::bot);
    CHECK(desk.script.seen[steps + 2].what == flow_what::message);
    CHECK(said(desk.script.seen[steps + 2]) == "two");
    CHECK(said(desk.script.seen[steps + 3]) == "three");
}

TEST_CASE("messages that waited for a bot that was silent too long begin its next session") {
    desk desk;
    desk.script.flows["front"] = always({ask("faq", 60s), busy()});
    desk.script.bots["faq"] = [](const step_seen& step) {
        return step.message.empty() || step.replied ? does({answer({})}) : does({call("ask")});
    };
    desk.inbound("zero");
    desk.take(answer_to(desk.only(job_kind::bot_call), ""));
    desk.inbound("one");
    desk.inbound("two");
    desk.due(desk.only(job_kind::bot_timer));
    const auto job = desk.only(job_kind::bot_call);
    CHECK(said(desk.last()) == "two");
    CHECK(job.conversation == desk.open().id);
}

TEST_CASE("an answer to a call of a session that is over is dropped") {
    auto desk = asking(calls_out);
    desk.inbound("one");
    const auto job = desk.only(job_kind::bot_call);
    desk.take(engine::input::hand_over{desk.open().id, handler::agent});
    CHECK(desk.rows.jobs_of(job_kind::bot_call).empty());
    const auto steps = desk.script.seen.size();
    desk.take(answer_to(job, "late"));
    CHECK(desk.script.seen.size() == steps);
    CHECK(desk.texts(model::direction::outbound).empty());
}

TEST_CASE("a silent customer ends the session, and every message starts the wait anew") {
    auto desk = asking(always({answer({"42"})}), 60s);
    desk.inbound("question");
    const auto first = desk.only(job_kind::bot_timer);
    CHECK(first.due == desk.now + 60s);
    desk.now += 50s;
    desk.inbound("another");
    const auto second = desk.only(job_kind::bot_timer);
    CHECK(second.due == desk.now + 60s);
    desk.due(first);  // was under way when the customer wrote
    CHECK(desk.open().handler == handler::bot);
    CHECK(desk.only(job_kind::bot_timer).id == second.id);
    desk.due(second);
    CHECK(desk.open().handler == handler::flow);
    CHECK(desk.last().failure == code::timeout);
    CHECK(nlohmann::json::parse(desk.last().result)["status"] == "timeout");
    CHECK(desk.rows.jobs_of(job_kind::bot_timer).empty());
}

TEST_CASE("a session that follows a silent one has its own time") {
    desk desk;
    desk.script.flows["front"] = always({ask("faq", 60s), busy()});
    desk.inbound("question");
    const auto first = desk.only(job_kind::bot_timer);
    desk.due(first);
    CHECK(desk.open().handler == handler::bot);
    CHECK(desk.only(job_kind::bot_timer).id != first.id);
    CHECK(desk.only(job_kind::bot_timer).due == desk.now + 60s);
}

TEST_CASE("a bot that is asked without a message waits for one, not for ever") {
    desk desk;
    desk.script.flows["front"] =
        in_turn({{timer("later", 1000), busy()}, {ask("faq", 60s), busy()}, {listening()}});
    desk.inbound("hello");
    desk.due(desk.only(job_kind::flow_timer));
    CHECK(desk.open().handler == handler::bot);
    CHECK_FALSE(desk.last().bot);
    CHECK(desk.only(job_kind::bot_timer).due == desk.now + 60s);
    desk.inbound("question");
    CHECK(desk.last().bot);
}

TEST_CASE("a flow that listens, or ends, while its bot has the conversation takes it back") {
    for (const bool listens : {true, false}) {
        desk desk;
        desk.script.flows["front"] = in_turn(
            {{timer("limit", 10'000), ask("faq", 60s), busy()}, {listens ? listening() : ended()}});
        desk.script.bots["faq"] = calls_out;
        desk.inbound("question");
        desk.due(desk.only(job_kind::flow_timer));
        CHECK_FALSE(desk.open().bot);
        CHECK(desk.rows.jobs_of(job_kind::bot_call).empty());
        CHECK(desk.rows.jobs_of(job_kind::bot_timer).empty());
        CHECK(desk.open().handler == (listens ? handler::flow : handler::none));
    }
}

TEST_CASE("a flow's timer that changes nothing leaves the conversation with the bot") {
    desk desk;
    desk.script.flows["front"] = in_turn({{timer("look", 10'000), ask("faq"), busy()}, {busy()}});
    desk.inbound("question");
    desk.due(desk.only(job_kind::flow_timer));
    CHECK(desk.open().handler == handler::bot);
}

TEST_CASE("a bot on its own that gives up calls for a person; one that is done does not") {
    for (const bool handoff : {true, false}) {
        desk desk;
        desk.script.bots["faq"] = always({answer({"bye"}, handoff, !handoff)});
        desk.inbound("hello");
        desk.take(engine::input::hand_over{desk.open().id, handler::bot});
        CHECK(desk.open().handler == handler::bot);
        desk.inbound("question");
        CHECK(desk.open().handler == (handoff ? handler::agent : handler::none));
    }
}
