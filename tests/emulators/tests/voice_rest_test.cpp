// The emulated Twilio's REST API of calls.

#include "tests/emulators/tests/voice_on_a_port.hpp"

using namespace voice_emulator_test;

namespace {

const std::string waits = R"(<Pause length="500"/>)";
const httplib::Params usual = {{"To", mei}, {"From", ours}, {"Twiml", "<Response/>"}};

httplib::Params with(const httplib::Params& more) {
    auto out = usual;
    for (const auto& [name, value] : more) {
        out.erase(name);
        if (!value.empty()) {
            out.emplace(name, value);
        }
    }
    return out;
}

}  // namespace

TEST_CASE("a call that cannot be made is refused with Twilio's number") {
    voice_on_a_port line({{"webhook_url", "http://127.0.0.1:1/"}});
    struct row {
        httplib::Params with;
        int code;
    };
    const row rows[] = {{{{"To", ""}}, 21201},
                        {{{"To", "123"}}, 21211},
                        {{{"From", ""}}, 21213},
                        {{{"From", "+15005550001"}}, 21210},
                        {{{"Twiml", ""}}, 21205},
                        {{{"Url", "ftp://x"}}, 21205},
                        {{{"Twiml", "<Response><Speak/></Response>"}}, 12100},
                        {{{"Twiml", std::string(4001, 'x')}}, 12100},
                        {{{"Colour", "red"}}, 20001}};
    for (const auto& each : rows) {
        const auto got = body_of(line.post("/Calls.json", with(each.with)));
        CHECK(got["code"] == each.code);
    }
    CHECK(line.post("/Calls.json", usual)->status == 201);
    line.client().set_basic_auth(account, "wrong");
    CHECK(body_of(line.post("/Calls.json", usual))["code"] == 20003);
}

TEST_CASE("who is called answers or not, and the callback tells") {
    script_taker gate([](const asked&) { return ""; });
    voice_on_a_port line({{"webhook_url", gate.url()}});
    line.control("people", {{"number", mei}, {"answer", "no"}});
    const auto made =
        body_of(line.post("/Calls.json", with({{"StatusCallback", gate.url("/status")}})));
    CHECK(made["status"] == "queued");
    CHECK(made["direction"] == "outbound-api");
    CHECK(gate.first("/status").at("CallStatus") == "no-answer");
    CHECK(body_of(line.get("/Calls/" + made["sid"].get<std::string>() + ".json"))["status"] ==
          "no-answer");
}

TEST_CASE("a live call is sent elsewhere or ended; one that is over is not") {
    script_taker gate([](const asked& each) {
        return each.path == "/" ? waits : each.path == "/new" ? "<Say>New</Say>" : "";
    });
    voice_on_a_port line({{"webhook_url", gate.url()}});
    const auto sid = line.call();
    const auto path = "/Calls/" + sid + ".json";
    while (body_of(line.get(path))["status"] != "in-progress") {
        std::this_thread::yield();
    }
    CHECK(line.post(path, {{"Url", gate.url("/new")}, {"Method", "POST"}})->status == 200);
    CHECK(line.heard(sid, "say") == "New");
    CHECK(line.heard(sid, "end") == "");
    CHECK(body_of(line.post(path, {{"Url", gate.url("/new")}}))["code"] == 21220);
    CHECK(body_of(line.post(path, {{"Status", "completed"}}))["code"] == 21220);
    CHECK(body_of(line.get("/Calls/CA" + std::string(32, '0') + ".json"))["code"] == 20404);
    const auto other = line.call();
    while (body_of(line.get("/Calls/" + other + ".json"))["status"] != "in-progress") {
        std::this_thread::yield();
    }
    CHECK(line.post("/Calls/" + other + ".json", {{"Status", "completed"}})->status == 200);
    CHECK(line.heard(other, "end") == "");
}

TEST_CASE("who meets in a conference is held, muted and told of") {
    script_taker gate([](const asked& each) {
        return each.path == "/" ? R"(<Dial action="/left"><Conference endConferenceOnExit="true" )"
                                  R"(statusCallback="/told" statusCallbackEvent="start end join )"
                                  R"(leave mute hold">room</Conference></Dial>)"
                                : "";
    });
    voice_on_a_port line({{"webhook_url", gate.url()}});
    const auto one = line.call();
    line.heard(one, "conference");
    const auto two = line.call();
    line.heard(two, "conference");
    const std::string room = body_of(line.get("/Conferences.json"))["conferences"][0]["sid"];
    CHECK(body_of(line.get("/Conferences/" + room + "/Participants.json"))["participants"].size() ==
          2);
    const auto participant = "/Conferences/" + room + "/Participants/" + one + ".json";
    CHECK(body_of(line.post(participant, {{"Hold", "true"}}))["hold"] == true);
    CHECK(body_of(line.post(participant, {{"Muted", "true"}}))["muted"] == true);
    CHECK(
        line.post("/Conferences/" + room + "/Participants/CA1.json", {{"Hold", "true"}})->status ==
        404);
    line.control("hangup", {{"call", one}});
    CHECK(line.heard(two, "end") == "");
    line.look("webhooks?wait_idle_ms=20000");
    std::vector<std::string> told;
    const auto all = gate.taken("/told");
    for (const auto& each : all) {
        told.push_back(each.fields.at("StatusCallbackEvent"));
    }
    const std::vector<std::string> first = {"participant-join", "participant-join",
                                            "conference-start", "participant-hold",
                                            "participant-mute"};
    REQUIRE(told.size() > first.size());
    CHECK(std::equal(first.begin(), first.end(), told.begin()));
    CHECK(std::count(told.begin(), told.end(), "conference-end") == 1);
    CHECK(gate.taken("/left").size() == 2);
}

TEST_CASE("the API fails, throttles and hangs up on demand") {
    voice_on_a_port line({{"webhook_url", "http://127.0.0.1:1/"}});
    line.control("faults", {{"endpoint", "create"}, {"kind", "throttle"}, {"count", 1}});
    const auto throttled = line.post("/Calls.json", usual);
    CHECK(body_of(throttled)["code"] == 20429);
    CHECK(throttled->get_header_value("Retry-After") == "1");
    line.control("faults",
                 {{"endpoint", "create"}, {"kind", "fail"}, {"count", 1}, {"status", 503}});
    CHECK(line.post("/Calls.json", usual)->status == 503);
    CHECK(line.post("/Calls.json", usual)->status == 201);
}
