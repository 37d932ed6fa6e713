#include "google_under_test.hpp"

using namespace google_test;

namespace {

std::string type_of(const drive::outcome& out) {
    REQUIRE(out.calls.size() == 1);
    return body_of(out.calls[0]).value("eventType", "");
}

// A person has joined the conversation c1.
void join(drive::channel& google) {
    const auto joined = google.send(to_c1({{"text", "hello"}}, "agent"));
    REQUIRE(type_of(joined) == "REPRESENTATIVE_JOINED");
    const auto said = google.serial_reply(drive::answer_to(joined.calls[0], 200, "{}"));
    REQUIRE(said.states.size() == 1);
    REQUIRE(google.serial_reply(drive::answer_to(said.calls.at(0), 200, "{}")).sents.size() == 1);
}

drive::outgoing_message closed() {
    return {.op = 0, .purpose = SELAT_OUT_STATUS, .to = "c1", .content = R"({"status":"closed"})"};
}

}  // namespace

TEST_CASE("a person joins before they speak, under their name, and only once") {
    drive::channel google(given({{"agent_avatar", "https://x.example/a.png"}}));
    begin(google);
    const auto joined = google.send(to_c1({{"text", "hello"}}, "agent"));
    CHECK(type_of(joined) == "REPRESENTATIVE_JOINED");
    const json human = {{"representativeType", "HUMAN"},
                        {"displayName", "Aminah"},
                        {"avatarImage", "https://x.example/a.png"}};
    CHECK(body_of(joined.calls[0])["representative"] == human);
    CHECK(joined.calls[0].url.find(key) == std::string::npos);
    const auto said = google.serial_reply(drive::answer_to(joined.calls[0], 200, "{}"));
    REQUIRE(said.states.size() == 1);
    CHECK(said.states[0].key == "joined:c1");
    REQUIRE(said.calls.size() == 1);
    CHECK(body_of(said.calls[0])["text"] == "hello");
    CHECK(body_of(said.calls[0])["representative"] == human);
    const auto end = google.serial_reply(drive::answer_to(said.calls[0], 200, "{}"));
    CHECK(end.sents.at(0).provider_ids == std::vector<std::string>{key});
    const auto more = google.send(to_c1({{"text", "and"}}, "agent"));
    CHECK(body_of(more.calls.at(0))["text"] == "and");
}

TEST_CASE("a person leaves before a bot goes on") {
    drive::channel google(given());
    begin(google);
    join(google);
    const auto left = google.send(to_c1({{"text", "I am back"}}, "bot"));
    CHECK(type_of(left) == "REPRESENTATIVE_LEFT");
    CHECK(body_of(left.calls[0])["representative"] ==
          json{{"representativeType", "HUMAN"}, {"displayName", "Aminah"}});
    const auto said = google.serial_reply(drive::answer_to(left.calls[0], 200, "{}"));
    CHECK(said.states.at(0).value.empty());
    CHECK(body_of(said.calls.at(0))["representative"]["representativeType"] == "BOT");
    CHECK(body_of(google.send(to_c1({{"text", "x"}}, "bot")).calls.at(0))["text"] == "x");
}

TEST_CASE("who has joined is known after a restart") {
    auto again = given();
    again.state = {{"joined:c1", "=Ben"}, {"other", "x"}};
    drive::channel google(again);
    begin(google);
    CHECK(body_of(google.send(to_c1({{"text", "x"}}, "agent")).calls.at(0))["text"] == "x");
    auto typing = to_c1({{"on", true}}, "agent");
    typing.purpose = SELAT_OUT_TYPING;
    CHECK(body_of(google.send(typing).calls.at(0))["representative"] ==
          json{{"representativeType", "HUMAN"}, {"displayName", "Ben"}});
}

TEST_CASE("an event that is there already, or not wanted, does not keep the message") {
    drive::channel google(given());
    begin(google);
    for (const std::uint32_t status : {409u, 400u, 404u}) {
        INFO(status);
        auto message = to_c1({{"text", "hello"}}, "agent");
        message.to = "c" + std::to_string(status);
        const auto joined = google.send(message);
        const auto said = google.serial_reply(drive::answer_to(joined.calls.at(0), status, ""));
        CHECK(body_of(said.calls.at(0))["text"] == "hello");
    }
    const auto joined = google.send(to_c1({{"text", "hello"}}, "agent"));
    const auto later = google.serial_reply(drive::answer_to(joined.calls.at(0), 503, ""));
    CHECK(later.faileds.at(0).code == selat::code::unavailable);
}

TEST_CASE("when the conversation is closed the person leaves, and the survey is asked for") {
    drive::channel google(given({{"survey", true}}));
    begin(google);
    CHECK(google.send(closed()).calls.empty());
    join(google);
    const auto left = google.send(closed());
    CHECK(type_of(left) == "REPRESENTATIVE_LEFT");
    CHECK(left.calls[0].op == 0);
    const auto asked = google.serial_reply(drive::answer_to(left.calls[0], 200, "{}"));
    CHECK(asked.states.at(0).value.empty());
    REQUIRE(asked.calls.size() == 1);
    CHECK(asked.calls[0].url.starts_with(api + "/conversations/c1/surveys?surveyId="));
    CHECK(asked.calls[0].body == "{}");
    for (const std::uint32_t status : {200u, 429u, 400u}) {
        const auto end = google.serial_reply(drive::answer_to(asked.calls[0], status, "{}"));
        CHECK(end.sents.empty());
        CHECK(end.faileds.empty());
        CHECK(end.calls.empty());
    }
    CHECK(google.send(closed()).calls.empty());
}
