// What Twilio tells, and what is made of it.

#include "voice_under_test.hpp"

using namespace voice_test;

TEST_CASE("a call is a message, and is taken and told to ask again") {
    on_line line;
    const auto got = line.ring({{"CallerName", "SITI"}, {"SipHeader_X-Tag", "7"}});
    REQUIRE(got.http_status() == 200);
    CHECK(drive::find(got.responds[0].headers, "content-type") == "text/xml");
    CHECK(
        got.responds[0].body ==
        R"(<?xml version="1.0" encoding="UTF-8"?><Response><Pause length="1"/>)"
        R"(<Redirect method="POST">https://gateway.example/channels/voice-my/next?said=0&amp;turn=0)"
        R"(</Redirect></Response>)");
    REQUIRE(got.inbounds.size() == 1);
    const auto& inbound = got.inbounds[0];
    CHECK(inbound.provider_id == sid);
    CHECK(inbound.from == customer);
    CHECK(inbound.author_name == "SITI");
    CHECK_FALSE(inbound.no_reply);
    CHECK_FALSE(inbound.verified);
    const auto call = call_in(got);
    CHECK(call["state"] == "ringing");
    CHECK(call["from"] == customer);
    CHECK(call["to"] == ours);
    CHECK(call["parameters"]["SipHeader_X-Tag"] == "7");
    CHECK_FALSE(call["parameters"].contains("AccountSid"));
}

TEST_CASE("a caller counts as verified when the carrier vouches for the number") {
    on_line line;
    CHECK(line.ring({{"StirVerstat", "TN-Validation-Passed-A"}}).inbounds.at(0).verified);
    CHECK_FALSE(line.ring({{"CallSid", leg}, {"StirVerstat", "TN-Validation-Failed-A"}})
                    .inbounds.at(0)
                    .verified);
}

TEST_CASE("strangers without a number are not taken for one another") {
    on_line line;
    const auto from = GENERATE(as<std::string>{}, "anonymous", "Restricted", "unknown", "",
                               "Withheld", "+266696687", "+7378742833", "+86282452253", "+8656696",
                               "+2562533", "sip:anonymous@anonymous.invalid");
    CHECK(line.ring({{"From", from}, {"Caller", from}}).inbounds.at(0).from == "anonymous:" + sid);
}

TEST_CASE("a caller from a browser or over SIP keeps the name") {
    on_line line;
    const auto from = GENERATE(as<std::string>{}, "client:aminah", "sip:a@b.example");
    CHECK(line.ring({{"From", from}}).inbounds.at(0).from == from);
}

TEST_CASE("a request without the right signature is refused and tells nothing") {
    on_line line;
    const auto with = about_call();
    const auto signature = GENERATE_COPY(std::string{}, std::string{"nonsense"},
                                         signature_of(public_url + "/next", with));
    drive::header_list headers = {{"content-type", "application/x-www-form-urlencoded"}};
    if (!signature.empty()) {
        headers.emplace_back("x-twilio-signature", signature);
    }
    const auto got = line.voice.http({.headers = headers, .body = written(with)});
    CHECK(got.http_status() == 401);
    CHECK(got.inbounds.empty());
}

TEST_CASE("who speaks like Twilio signs with a key of its own, under its own name") {
    auto with =
        given({{"signing_key", "{{secret:signing_key}}"}, {"auth_token", "{{secret:other}}"}});
    with.secrets["signing_key"] = token;
    with.secrets["other"] = "another-token-000001";
    on_line line(with);
    CHECK(line.ring().inbounds.size() == 1);
    const auto call = about_call({{"CallSid", leg}});
    const auto got =
        line.voice.http({.headers = {{"content-type", "application/x-www-form-urlencoded"},
                                     {"x-signalwire-signature", signature_of(public_url, call)}},
                         .body = written(call)});
    CHECK(got.http_status() == 200);
    const std::string id = "0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f";
    const auto recorded = line.post(about_call({{"RecordingUrl", "u"}, {"RecordingSid", id}}));
    REQUIRE(recorded.fetches.size() == 1);
    CHECK(has(recorded.fetches[0].url, "/Recordings/" + id + ".mp3"));
}

TEST_CASE("a call that is not there yet, and a leg of another, is no new call") {
    on_line line;
    line.ring();
    CHECK(line.post(about_call({{"CallSid", leg}, {"CallStatus", "initiated"}})).http_status() ==
          204);
    const auto child = line.post(about_call({{"CallSid", leg},
                                             {"ParentCallSid", sid},
                                             {"CallStatus", "ringing"},
                                             {"Direction", "outbound-dial"},
                                             {"To", "+60311112222"}}));
    CHECK(child.http_status() == 204);
    CHECK(child.inbounds.at(0).from == customer);
    CHECK(child.inbounds[0].no_reply);
}

TEST_CASE("what is signed and yet no webhook is refused") {
    on_line line;
    CHECK(line.voice.http({.method = "PUT"}).http_status() == 405);
    CHECK(line.post({}).http_status() == 400);
    CHECK(line.post({{"From", customer}}).http_status() == 400);
    CHECK(line.post({{"CallSid", std::string(65, 'C')}, {"CallStatus", "ringing"}}).http_status() ==
          400);
    const auto json =
        line.voice.http({.headers = {{"content-type", "application/json"},
                                     {"x-twilio-signature", signature_of(public_url)}},
                         .body = "{}"});
    CHECK(json.http_status() == 400);
}

TEST_CASE("a number may be told to send its webhooks as GET") {
    on_line line;
    const auto query = written(about_call());
    const auto got = line.voice.http(
        {.method = "GET",
         .query = query,
         .headers = {{"x-twilio-signature", signature_of(public_url + "?" + query)}}});
    CHECK(got.http_status() == 200);
    CHECK(got.inbounds.at(0).from == customer);
}

TEST_CASE("keys and speech arrive as text and as what they are") {
    on_line line;
    line.ring();
    const auto keys = line.post(about_call({{"CallStatus", "in-progress"},
                                            {"Digits", "12"},
                                            {"FinishedOnKey", "#"},
                                            {"msg", "Gather End"}}),
                                "/answer?said=1&turn=3&flow=1");
    CHECK(content_of(keys)["text"] == "12");
    CHECK(call_in(keys)["digits"] == "12");
    CHECK(call_in(keys)["state"] == "in-progress");
    CHECK_FALSE(keys.inbounds[0].no_reply);
    const auto words =
        line.post(about_call({{"SpeechResult", "saya mahu bayar"}, {"Confidence", "0.93"}}),
                  "/answer?turn=4");
    CHECK(content_of(words)["text"] == "saya mahu bayar");
    CHECK(call_in(words)["speech"] == "saya mahu bayar");
    CHECK(call_in(words)["parameters"]["Confidence"] == "0.93");
    CHECK(words.inbounds[0].provider_id != keys.inbounds[0].provider_id);
}

TEST_CASE("an answer that comes twice has the same name") {
    on_line line;
    line.ring();
    const auto once = line.post(about_call({{"Digits", "1"}}), "/answer?said=1&turn=3");
    const auto again = line.post(about_call({{"Digits", "1"}}), "/answer?said=1&turn=3");
    CHECK(once.inbounds.at(0).provider_id == again.inbounds.at(0).provider_id);
    CHECK_FALSE(once.inbounds[0].provider_id.empty());
}

TEST_CASE("what has no name of its own is known again by Twilio's token") {
    on_line line;
    line.ring();
    const auto with = about_call({{"Digits", "1"}});
    const auto name_under = [&](const std::string& delivery) {
        return line.voice
            .http({.headers = {{"content-type", "application/x-www-form-urlencoded"},
                               {"x-twilio-signature", signature_of(public_url, with)},
                               {"i-twilio-idempotency-token", delivery}},
                   .body = written(with)})
            .inbounds.at(0)
            .provider_id;
    };
    CHECK(name_under("t-1") == name_under("t-1"));
    CHECK(name_under("t-1") != name_under("t-2"));
    CHECK(name_under("").empty());
}

TEST_CASE("speech that goes on shows that the caller speaks") {
    on_line line;
    line.ring();
    const auto got =
        line.post(about_call({{"UnstableSpeechResult", "sa"}, {"SequenceNumber", "0"}}));
    CHECK(got.http_status() == 204);
    CHECK(got.typings.at(0).from == customer);
    CHECK(got.inbounds.empty());
}

TEST_CASE("a voicemail is a message with its file, which comes from Twilio when it is ready") {
    on_line line;
    line.ring();
    const auto url = "https://api.twilio.com/2010-04-01/Accounts/" + account + "/Recordings/";
    const auto got = line.post(about_call({{"RecordingUrl", url + recording},
                                           {"RecordingSid", recording},
                                           {"RecordingDuration", "9"},
                                           {"Digits", "hangup"}}),
                               "/recorded?said=1&turn=2&flow=1");
    const auto content = content_of(got);
    CHECK(content["call"]["state"] == "recorded");
    CHECK(content["call"]["duration"] == 9);
    CHECK_FALSE(content["call"].contains("digits"));
    CHECK(content["attachments"][0]["kind"] == "audio");
    CHECK_FALSE(content.contains("text"));
    REQUIRE(got.fetches.size() == 1);
    CHECK(line.voice.fill_in(got.fetches[0].url) ==
          "https://" + account + ":" + token + "@api.twilio.com/2010-04-01/Accounts/" + account +
              "/Recordings/" + recording + ".mp3");
    CHECK(got.fetches[0].retry_status == 404);
    CHECK(got.fetches[0].provider_id == got.inbounds[0].provider_id);
}

TEST_CASE("what became of a recording is told once with what was recorded") {
    on_line line;
    line.ring();
    const fields done = {{"CallSid", sid},
                         {"AccountSid", account},
                         {"RecordingSid", recording},
                         {"RecordingStatus", "completed"},
                         {"RecordingDuration", "9"},
                         {"RecordingSource", "RecordVerb"}};
    const auto got = line.post(done, "/recording?from=" + forms::encode(customer));
    CHECK(got.http_status() == 204);
    CHECK(got.inbounds.at(0).provider_id == recording);
    CHECK(got.inbounds[0].from == customer);
    CHECK(got.inbounds[0].no_reply);
    CHECK(got.fetches.size() == 1);
    auto absent = done;
    absent["RecordingStatus"] = "absent";
    const auto none = line.post(absent);
    CHECK(content_of(none)["unsupported"]["kind"] == "recording-absent");
    CHECK(none.fetches.empty());
}

TEST_CASE("a recording that is told before what was recorded answers the flow in its place") {
    on_line line;
    line.ring();
    line.send({{"call", {{"state", "record"}}}});
    const auto twiml = line.next(0);
    CHECK(has(twiml, "/recording?said=1&amp;turn=2&amp;from=%2B886911111111&amp;flow=1"));
    const fields done = {{"CallSid", sid},
                         {"RecordingSid", recording},
                         {"RecordingStatus", "completed"},
                         {"RecordingDuration", "9"}};
    const auto got = line.post(done, "/recording?said=1&turn=2&flow=1");
    CHECK(call_in(got)["state"] == "recorded");
    CHECK_FALSE(got.inbounds.at(0).no_reply);
    CHECK(got.inbounds[0].provider_id == recording);
    const auto again = line.post(done, "/recording?said=1&turn=2&flow=1");
    CHECK(again.inbounds.at(0).no_reply);
}

TEST_CASE("a recording's name that is none is not asked for") {
    on_line line;
    line.ring();
    const auto id =
        GENERATE(as<std::string>{}, "../../Accounts/AC", "RE0000000000000000000000000000000/",
                 "0a1b2c3d-0000-4000-8000-0a1b2c3d4e/f", "0a1b2c3d00004000-8000-0-a1b2c3d4e5f-");
    const auto got =
        line.post(about_call({{"RecordingUrl", "https://evil.example/x"}, {"RecordingSid", id}}));
    CHECK(got.inbounds.size() == 1);
    CHECK(got.fetches.empty());
}

TEST_CASE("a transcript is a message of its own that nothing answers") {
    on_line line;
    line.ring();
    const auto got = line.post({{"CallSid", sid},
                                {"TranscriptionSid", "TR1"},
                                {"TranscriptionText", "please call back"},
                                {"TranscriptionStatus", "completed"},
                                {"RecordingSid", recording}});
    CHECK(content_of(got)["text"] == "please call back");
    CHECK(call_in(got)["state"] == "transcript");
    CHECK(got.inbounds[0].no_reply);
    const auto live =
        line.post({{"CallSid", sid},
                   {"TranscriptionSid", "GT1"},
                   {"TranscriptionEvent", "transcription-content"},
                   {"SequenceNumber", "3"},
                   {"TranscriptionData", R"({"transcript":"hello","confidence":0.9})"}});
    CHECK(content_of(live)["text"] == "hello");
    CHECK(live.inbounds[0].provider_id == "GT1:3");
    const auto unsure = line.post({{"CallSid", sid},
                                   {"TranscriptionSid", "GT1"},
                                   {"TranscriptionEvent", "transcription-content"},
                                   {"TranscriptionData", R"({"transcript":"hel"})"},
                                   {"Final", "false"}});
    CHECK(unsure.inbounds.empty());
    CHECK(unsure.typings.size() == 1);
    const auto failed = line.post(
        {{"CallSid", sid}, {"TranscriptionSid", "TR2"}, {"TranscriptionStatus", "failed"}});
    CHECK(content_of(failed)["unsupported"]["kind"] == "transcription-failed");
}

TEST_CASE("what belongs to a call whose number is not told is found by the call") {
    on_line line;
    line.ring();
    const auto got = line.post(
        {{"CallSid", sid}, {"RecordingSid", recording}, {"RecordingStatus", "completed"}});
    CHECK(got.inbounds.at(0).from == customer);
    on_line other;
    CHECK(
        other
            .post({{"CallSid", sid}, {"RecordingSid", recording}, {"RecordingStatus", "completed"}})
            .inbounds.at(0)
            .from == "anonymous:" + sid);
}

TEST_CASE("what no part fits is kept under the provider's name") {
    on_line line;
    line.ring();
    const auto got = line.post(about_call({{"StreamSid", "MZ1"}, {"StreamEvent", "stream-error"}}));
    CHECK(got.http_status() == 204);
    CHECK(content_of(got)["unsupported"]["kind"] == "stream-error");
    CHECK(got.inbounds[0].no_reply);
    const auto left = line.post(about_call({{"QueueResult", "queue-full"}, {"QueueTime", "12"}}));
    CHECK(call_in(left)["state"] == "queue-queue-full");
    CHECK(call_in(left)["duration"] == 12);
}

TEST_CASE("Twilio's own queues and router get an answer") {
    on_line line;
    line.ring();
    CHECK(
        has(line.post(about_call({{"QueuePosition", "1"}, {"QueueTime", "0"}})).responds.at(0).body,
            "<Play loop=\"0\">"));
    const auto task = line.post({{"ReservationSid", "WR1"}, {"TaskSid", "WT1"}});
    CHECK(task.http_status() == 200);
    CHECK(task.responds[0].body == "{}");
}

TEST_CASE("there is music without anybody's file") {
    on_line line;
    const auto got = line.voice.http({.method = "GET", .path = "/music.wav"});
    CHECK(got.http_status() == 200);
    CHECK(got.responds[0].body.substr(0, 4) == "RIFF");
    CHECK(got.responds[0].body.substr(8, 8) == "WAVEfmt ");
}

TEST_CASE("an instance that cannot call or check is refused") {
    const auto options = GENERATE(values<json>({{{"from", nullptr}},
                                                {{"account_sid", nullptr}},
                                                {{"auth_token", nullptr}},
                                                {{"api_key_sid", "SK1"}},
                                                {{"api_key_secret", "x"}}}));
    CHECK_THROWS_AS(drive::channel(given(options)), drive::refused);
}
