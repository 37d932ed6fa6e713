// Words to somebody who is not on the line: a call is made.

#include "voice_under_test.hpp"

using namespace voice_test;

namespace {

drive::outcome called(on_line& line, const drive::outcome& asked) {
    return line.voice.serial_reply(
        drive::answer_to(asked.calls.at(0), 201, json{{"sid", sid}, {"status", "queued"}}.dump()));
}

}  // namespace

TEST_CASE("an agent's words to who is not on the line make a call that says them") {
    on_line line;
    const auto got = line.send({{"text", "Your order is ready"}}, "agent");
    REQUIRE(got.calls.size() == 1);
    CHECK(got.calls[0].op == 1);
    CHECK_FALSE(got.calls[0].repeatable);
    CHECK(has(got.calls[0].url, "/Calls.json"));
    const auto form = form_of(got.calls[0]);
    CHECK(form.get("To") == customer);
    CHECK(form.get("From") == ours);
    CHECK(has(std::string(form.get("Twiml")), "<Say>Your order is ready</Say>"));
    CHECK(form.get("StatusCallback") == public_url + "/status?message=" + own_message);
    CHECK(called(line, got).sents.at(0).provider_ids.at(0) == sid);
    CHECK_FALSE(has(line.next(1), "ready"));
    CHECK(line.last.receipts.at(0).message == own_message);
}

TEST_CASE("a call that asks before we know its name is one call still") {
    on_line line;
    const auto got = line.send({{"text", "hi"}}, "system");
    line.post(about_call({{"Direction", "outbound-api"}, {"From", ours}, {"To", customer}}),
              "/next?said=1&turn=0");
    const auto done = called(line, got);
    CHECK(done.receipts.at(0).status == SELAT_RECEIPT_DELIVERED);
    CHECK(line.send({{"text", "more"}}, "agent").calls.size() == 1);
    CHECK(has(line.next(1), "more"));
}

TEST_CASE("a flow or a bot calls nobody") {
    on_line line;
    const auto author = GENERATE(as<std::string>{}, "flow", "bot");
    CHECK(line.send({{"text", "hi"}}, author).faileds.at(0).code == selat::code::wrong_state);
}

TEST_CASE("nobody is called who withheld the number, and nothing is done to who is gone") {
    on_line line;
    drive::outgoing_message out;
    out.to = "anonymous:" + sid;
    out.content = R"({"text":"hi"})";
    CHECK(line.voice.send(out).faileds.at(0).code == selat::code::not_found);
    CHECK(line.send(steer("hangup")).sents.size() == 1);
    CHECK(line.send(steer("enqueue"), "system").sents.size() == 1);
    CHECK(line.send(steer("hold"), "agent").faileds.at(0).code == selat::code::wrong_state);
    CHECK(line.send(steer("connect", "+601"), "system").faileds.at(0).code ==
          selat::code::wrong_state);
}

TEST_CASE("who did not answer is told as such") {
    on_line line;
    called(line, line.send({{"text", "hi"}}, "agent"));
    const auto got = line.post(about_call({{"Direction", "outbound-api"},
                                           {"From", ours},
                                           {"To", customer},
                                           {"CallStatus", "no-answer"},
                                           {"CallbackSource", "call-progress-events"},
                                           {"SequenceNumber", "2"}}),
                               "/status?message=" + own_message);
    CHECK(got.inbounds.at(0).from == customer);
    CHECK(call_in(got)["state"] == "no-answer");
    REQUIRE(got.receipts.size() == 1);
    CHECK(got.receipts[0].status == SELAT_RECEIPT_FAILED);
    CHECK(got.receipts[0].code == selat::code::unavailable);
}

TEST_CASE("that a call is answered is told, and is no new call") {
    on_line line;
    called(line, line.send({{"text", "hi"}}, "agent"));
    const auto got = line.post(about_call({{"Direction", "outbound-api"},
                                           {"From", ours},
                                           {"To", customer},
                                           {"CallStatus", "in-progress"},
                                           {"CallbackSource", "call-progress-events"},
                                           {"SequenceNumber", "1"}}),
                               "/status?message=" + own_message);
    CHECK(got.http_status() == 204);
    CHECK(got.inbounds.at(0).no_reply);
    CHECK(call_in(got)["state"] == "in-progress");
}

TEST_CASE("Twilio's errors are what they mean here") {
    struct row {
        std::uint32_t status;
        int error;
        selat::code code;
    };
    const auto each = GENERATE(values<row>({{400, 21211, selat::code::not_found},
                                            {400, 21217, selat::code::not_found},
                                            {400, 21214, selat::code::not_found},
                                            {400, 21210, selat::code::config},
                                            {400, 21212, selat::code::config},
                                            {400, 21215, selat::code::config},
                                            {400, 21219, selat::code::config},
                                            {401, 20003, selat::code::denied},
                                            {403, 0, selat::code::denied},
                                            {404, 20404, selat::code::config},
                                            {429, 20429, selat::code::throttled},
                                            {429, 10004, selat::code::throttled},
                                            {400, 0, selat::code::invalid},
                                            {500, 0, selat::code::uncertain},
                                            {503, 20500, selat::code::uncertain},
                                            {408, 0, selat::code::uncertain}}));
    CAPTURE(each.status, each.error);
    on_line line;
    const auto asked = line.send({{"text", "hi"}}, "agent");
    const auto body = each.error == 0 ? std::string("<html>")
                                      : json{{"code", each.error}, {"message", "m"}}.dump();
    const auto got = line.voice.serial_reply(
        drive::answer_to(asked.calls.at(0), each.status, body, {{"retry-after", "3"}}));
    REQUIRE(got.faileds.size() == 1);
    CHECK(got.faileds[0].code == each.code);
    CHECK(got.faileds[0].retry_after_ms == 3000);
    CHECK(got.faileds[0].provider_code ==
          std::to_string(each.error == 0 ? static_cast<int>(each.status) : each.error));
}

TEST_CASE("no answer is as uncertain as the host says") {
    on_line line;
    const auto asked = line.send({{"text", "hi"}}, "agent");
    const auto got =
        line.voice.serial_reply(drive::no_answer_to(asked.calls.at(0), selat::code::uncertain));
    CHECK(got.faileds.at(0).code == selat::code::uncertain);
}
