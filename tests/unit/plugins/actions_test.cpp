#include "host/model/content.hpp"
#include "host/plugins/action_reader.hpp"
#include "host/plugins/actions.hpp"
#include "host/plugins/view.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using Catch::Matchers::Contains;
using plugins::call_kind;
using plugins::str;

namespace {

template <class Record>
Record make(std::uint32_t kind) {
    Record out{};
    out.record = {sizeof(Record), kind};
    return out;
}

selat_inbound inbound(std::string_view content, std::string_view from = "ann") {
    auto out = make<selat_inbound>(SELAT_ACTION_INBOUND);
    out.from = str(from);
    out.content = str(content);
    return out;
}

selat_respond respond(std::uint32_t status) {
    auto out = make<selat_respond>(SELAT_ACTION_RESPOND);
    out.status = status;
    return out;
}

template <class Record>
std::int32_t add(const plugins::action_sink& sink, const Record& record) {
    return sink.raw()->add(sink.raw(), &record.record);
}

const selat_error quiet{sizeof(selat_error), 0, {}};

// What on_http comes to when it adds this content and answers 200.
plugins::outcome with_content(std::string_view content) {
    plugins::action_sink sink({.kind = call_kind::http, .function = "on_http"});
    add(sink, inbound(content));
    add(sink, respond(200));
    return sink.close(SELAT_OK, quiet);
}

}  // namespace

TEST_CASE("contents pass exactly when the model reads them") {
    const char* const contents[] = {R"({"text":"hi"})",
                                    R"({"text":"hé"})",
                                    R"({"text":"a\nb"})",
                                    R"({"text":"\"})",
                                    R"({"text":""})",
                                    R"({"text":"a","html":"<b>a</b>"})",
                                    R"({"text":"a"b"})",
                                    R"({"text":"a}"})",
                                    "{\"text\":\"a\tb\"}",
                                    "{\"text\":\"\xff\"}",
                                    R"({"text":1})",
                                    R"({})",
                                    "[]",
                                    "",
                                    R"({"location":{"latitude":1,"longitude":2}})",
                                    R"( {"text":"hi"} )",
                                    R"({"text":"a","text":"b"})",
                                    R"({"text":"x"}})",
                                    R"({"text":"\ud800"})"};
    for (const auto* content : contents) {
        INFO(content);
        CHECK((with_content(content).code == code::ok) == model::read_content(content).has_value());
    }
}

TEST_CASE("UTF-8 is taken, and nothing that only looks like it") {
    for (const auto* good :
         {"", "plain ascii text, long enough for words", "h\xc3\xa9", "\xe2\x82\xac",
          "\xf0\x9f\x98\x80", "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf", "12345678\xc3\xa9"}) {
        CHECK(plugins::is_utf8(good));
    }
    for (const auto* bad :
         {"\x80", "\xc3", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
          "\xf5\x80\x80\x80", "12345678\xff", "\xe2\x82", "\xf0\x9f\x98"}) {
        CHECK_FALSE(plugins::is_utf8(bad));
    }
}

TEST_CASE("a record shorter than its first shape fails the call") {
    plugins::action_sink sink({.kind = call_kind::http, .function = "on_http"});
    auto record = respond(200);
    record.record.size = sizeof(selat_respond) - 1;
    CHECK(add(sink, record) == SELAT_INVALID);
    CHECK_THAT(sink.close(SELAT_OK, quiet).text, Contains("RESPOND is"));
}

TEST_CASE("a longer record of a later minor is read as far as it is known") {
    struct later {
        selat_respond known;
        std::uint64_t more = 7;
    } record{respond(204)};
    record.known.record.size = sizeof record;
    plugins::action_sink sink({.kind = call_kind::http, .function = "on_http"});
    CHECK(add(sink, record.known) == SELAT_OK);
    const auto out = sink.close(SELAT_OK, quiet);
    REQUIRE(out.actions.size() == 1);
    CHECK(std::get<model::action::respond>(out.actions[0]).status == 204);
}

TEST_CASE("an unknown kind is ignored, counted and does no harm") {
    plugins::action_sink sink({.kind = call_kind::http, .function = "on_http"});
    const auto unknown = make<selat_typing>(9999);
    CHECK(add(sink, unknown) == SELAT_UNSUPPORTED);
    add(sink, respond(200));
    CHECK(sink.close(SELAT_OK, quiet).code == code::ok);
    CHECK_THAT(sink.misbehaviour(), Contains("kind 9999"));
}

TEST_CASE("nothing can be added after the call") {
    plugins::action_sink sink({.kind = call_kind::http, .function = "on_http"});
    add(sink, respond(200));
    CHECK(sink.close(SELAT_OK, quiet).code == code::ok);
    CHECK(add(sink, respond(200)) == SELAT_INVALID);
}

TEST_CASE("each action is allowed where its header says and nowhere else") {
    const auto typing = [] {
        auto out = make<selat_typing>(SELAT_ACTION_TYPING);
        out.from = str("ann");
        return out;
    }();
    auto timer = make<selat_set_timer>(SELAT_ACTION_TIMER);
    timer.name = str("t");
    const std::pair<call_kind, bool> typings[] = {
        {call_kind::http, true},  {call_kind::reply, true}, {call_kind::serial, true},
        {call_kind::send, false}, {call_kind::flow, false}, {call_kind::bot, false}};
    for (const auto& [kind, allowed] : typings) {
        plugins::action_sink sink({.kind = kind, .function = "f"});
        CHECK((add(sink, typing) == SELAT_OK) == allowed);
    }
    const std::pair<call_kind, bool> timers[] = {
        {call_kind::serial, true}, {call_kind::flow, true}, {call_kind::http, false}};
    for (const auto& [kind, allowed] : timers) {
        plugins::action_sink sink({.kind = kind, .function = "f"});
        CHECK((add(sink, timer) == SELAT_OK) == allowed);
    }
}

TEST_CASE("a code is asked for and handed in where calls are serial, and read whole") {
    auto asked = make<selat_verify>(SELAT_ACTION_VERIFY);
    asked.tag = str("t");
    asked.from = str("visitor");
    asked.through = str("sms");
    asked.to = str("+60123456789");
    asked.locale = str("ms");
    asked.title = str("Shop");
    asked.origin = str("shop.example");
    auto typed = make<selat_verify_code>(SELAT_ACTION_VERIFY_CODE);
    typed.tag = str("u");
    typed.from = str("visitor");
    typed.code = str("123456");
    plugins::action_sink sink({.kind = call_kind::serial, .function = "on_data"});
    CHECK(add(sink, asked) == SELAT_OK);
    CHECK(add(sink, typed) == SELAT_OK);
    const auto outcome = sink.close(SELAT_OK, quiet);
    REQUIRE(outcome.actions.size() == 2);
    const auto& verify = std::get<model::action::verify>(outcome.actions[0]);
    CHECK(std::vector{verify.tag, verify.from, verify.through, verify.to, verify.locale,
                      verify.title, verify.origin} ==
          std::vector<std::string>{"t", "visitor", "sms", "+60123456789", "ms", "Shop",
                                   "shop.example"});
    const auto& code = std::get<model::action::verify_code>(outcome.actions[1]);
    CHECK(std::vector{code.tag, code.from, code.code} ==
          std::vector<std::string>{"u", "visitor", "123456"});
    for (const auto kind : {call_kind::http, call_kind::send, call_kind::reply, call_kind::flow}) {
        plugins::action_sink elsewhere({.kind = kind, .function = "f"});
        CHECK(add(elsewhere, asked) == SELAT_INVALID);
    }
}

TEST_CASE("wrong fields are named") {
    const auto text_of = [](const auto& record) {
        plugins::action_sink sink({.kind = call_kind::http, .function = "on_http"});
        add(sink, record);
        return sink.close(SELAT_OK, quiet).text;
    };
    CHECK_THAT(text_of(inbound(R"({"text":"x"})", "")), Contains("INBOUND: from is empty"));
    CHECK_THAT(text_of(inbound(R"({"text":"x"})", "\xff")), Contains("from is not UTF-8"));
    CHECK_THAT(text_of(inbound(R"({"text":"x"})", std::string(2000, 'a'))),
               Contains("from has 2000 bytes"));
    CHECK_THAT(text_of(respond(99)), Contains("RESPOND: status is 99"));
    auto null = inbound(R"({"text":"x"})");
    null.tag = {nullptr, 5};
    CHECK_THAT(text_of(null), Contains("null pointer with a length"));
    const selat_pair broken[] = {{str("x"), str("a\r\nb: c")}};
    auto split = respond(200);
    split.headers = broken;
    split.header_count = 1;
    CHECK_THAT(text_of(split), Contains("line break"));
    CHECK_THAT(text_of(make<selat_accept>(SELAT_ACTION_ACCEPT)), Contains("connection is empty"));
}

TEST_CASE("a call that returns a code keeps its words and loses its actions") {
    plugins::action_sink sink({.kind = call_kind::http, .function = "on_http"});
    add(sink, respond(200));
    selat_error error{sizeof(selat_error), 0, {}};
    std::fill(std::begin(error.text), std::end(error.text), 'x');  // not terminated
    const auto out = sink.close(SELAT_DENIED, error);
    CHECK(out.code == code::denied);
    CHECK(out.text == std::string(sizeof error.text, 'x'));
    CHECK(out.actions.empty());
    plugins::action_sink strange({.kind = call_kind::http, .function = "on_http"});
    CHECK(strange.close(4711, quiet).code == code::internal);
}

TEST_CASE("a bot's answer is split into checked contents") {
    auto answer = make<selat_answer>(SELAT_ACTION_ANSWER);
    answer.op = 4;
    answer.messages = str(R"([{"text":"a"},{"text":"b"}])");
    plugins::action_sink sink(
        {.kind = call_kind::bot, .function = "on_event", .op = 4, .must_end = true});
    CHECK(add(sink, answer) == SELAT_OK);
    const auto out = sink.close(SELAT_OK, quiet);
    REQUIRE(out.actions.size() == 1);
    CHECK(std::get<model::action::answer>(out.actions[0]).messages.size() == 2);

    answer.messages = str(R"([{"text":"a"},{}])");
    plugins::action_sink bad(
        {.kind = call_kind::bot, .function = "on_event", .op = 4, .must_end = true});
    CHECK(add(bad, answer) == SELAT_INVALID);
    CHECK_THAT(bad.close(SELAT_OK, quiet).text, Contains("ANSWER: messages holds something"));
}

TEST_CASE("a flow's step says once where it stands") {
    plugins::action_sink none({.kind = call_kind::flow, .function = "on_event"});
    CHECK_THAT(none.close(SELAT_OK, quiet).text, Contains("did not add FLOW_STATE"));
    auto state = make<selat_flow_state>(SELAT_ACTION_FLOW_STATE);
    state.status = SELAT_FLOW_ENDED;
    state.result = str(R"({"a":1})");
    plugins::action_sink sink({.kind = call_kind::flow, .function = "on_event"});
    add(sink, state);
    add(sink, state);
    const auto out = sink.close(SELAT_OK, quiet);
    REQUIRE(out.actions.size() == 1);
    CHECK(std::get<model::action::flow_state>(out.actions[0]).status ==
          model::action::flow_status::ended);
    CHECK_THAT(sink.misbehaviour(), Contains("FLOW_STATE twice"));
}

TEST_CASE("bytes for an attachment are not copied where they lie in the request's body") {
    const std::string body = "--frame\r\nthe picture\r\n--frame--";
    plugins::action_sink sink({.kind = call_kind::http, .function = "on_http", .body = body});
    const auto attach = [&](std::string_view bytes, std::string_view provider_id) {
        auto record = make<selat_attach>(SELAT_ACTION_ATTACH);
        record.provider_id = str(provider_id);
        record.bytes = str(bytes);
        return add(sink, record);
    };
    const std::string elsewhere = "the picture";
    CHECK(attach(std::string_view(body).substr(9, 11), "1") == SELAT_OK);
    CHECK(attach(elsewhere, "2") == SELAT_OK);
    add(sink, respond(200));
    const auto outcome = sink.close(SELAT_OK, quiet);
    REQUIRE(outcome.code == code::ok);
    const auto& lent = std::get<model::action::attach>(outcome.actions.at(0));
    CHECK(lent.of_body.data() == body.data() + 9);
    CHECK(lent.of_body == "the picture");
    CHECK(lent.bytes.empty());
    const auto& copied = std::get<model::action::attach>(outcome.actions.at(1));
    CHECK(copied.of_body.empty());
    CHECK(copied.bytes == "the picture");
}

TEST_CASE("bytes of the request are taken however many it was allowed, others are not") {
    const std::string body(SELAT_MAX_BODY + std::size_t{1}, 'x');
    for (const bool lent : {true, false}) {
        CAPTURE(lent);
        plugins::action_sink sink({.kind = call_kind::http,
                                   .function = "on_http",
                                   .body = lent ? std::string_view(body) : std::string_view()});
        auto record = make<selat_attach>(SELAT_ACTION_ATTACH);
        record.provider_id = str("1");
        record.bytes = str(body);
        CHECK(add(sink, record) == (lent ? SELAT_OK : SELAT_INVALID));
    }
}

TEST_CASE("bytes without a message or without bytes are refused") {
    for (const bool has_message : {true, false}) {
        plugins::action_sink sink({.kind = call_kind::serial, .function = "on_data"});
        auto record = make<selat_attach>(SELAT_ACTION_ATTACH);
        record.provider_id = str(has_message ? "1" : "");
        record.bytes = str(has_message ? "" : "x");
        CHECK(add(sink, record) == SELAT_INVALID);
        CHECK(sink.close(SELAT_OK, quiet).code == code::internal);
    }
}

TEST_CASE("how an instance stands is one of three") {
    using model::action::standing;
    for (const auto& [given, taken] : {std::pair{SELAT_STATUS_RUNNING, standing::running},
                                       std::pair{SELAT_STATUS_DEGRADED, standing::degraded},
                                       std::pair{SELAT_STATUS_STOPPED, standing::stopped}}) {
        plugins::action_sink sink({.kind = call_kind::serial, .function = "on_timer"});
        auto record = make<selat_status>(SELAT_ACTION_STATUS);
        record.status = given;
        CHECK(add(sink, record) == SELAT_OK);
        const auto outcome = sink.close(SELAT_OK, quiet);
        CHECK(std::get<model::action::status>(outcome.actions.at(0)).standing == taken);
    }
}
