#include "http_under_test.hpp"

using namespace http_test;

TEST_CASE("a request is told by the first rule that takes it, each item of a batch once") {
    auto all = recipe();
    all["receive"]["messages"] = json::parse(R"([
        {"each": "events[*]", "when": {"kind": "button"}, "id": "id", "from": "who",
         "selected": {"title": "label", "payload": "data"}},
        {"each": "events[*]", "when": {"kind": "*"}, "id": "id", "from": "who", "text": "text", "kind": "kind"}])");
    drive::channel http(given(all));
    const auto got = http.http(post(json::parse(R"({"events": [
        {"kind": "button", "id": "1", "who": "a", "label": "Yes", "data": "y"},
        {"kind": "text", "id": 2, "who": "a", "text": "hello"},
        {"kind": "dance", "id": "3", "who": "a"}, {"id": "4"}]})")));
    CHECK(got.http_status() == 200);
    REQUIRE(got.inbounds.size() == 3);
    CHECK(json::parse(got.inbounds[0].content) ==
          json{{"selected", {{"title", "Yes"}, {"payload", "y"}}}});
    CHECK(got.inbounds[1].provider_id == "2");
    CHECK(json::parse(got.inbounds[2].content) == json{{"unsupported", {{"kind", "dance"}}}});
    CHECK(got.logs.size() == 1);
    CHECK(got.counts.at(0).value == 1);
}

TEST_CASE("a long batch is taken up to what the host takes, and the rest is told of") {
    auto all = recipe();
    all["receive"]["messages"] = {
        {"each", "events[*]"}, {"id", "id"}, {"from", "who"}, {"text", "text"}};
    all["receive"]["messages"]["attachments"] = {{"each", "media[*]"}, {"url", "."}};
    drive::channel http(given(all));
    json events = json::array();
    for (int n = 0; n < 2'100; ++n) {
        events.push_back(
            {{"id", n}, {"who", "a"}, {"media", {"https://m.example/1", "https://m.example/2"}}});
    }
    const auto got = http.http(post({{"events", events}}));
    REQUIRE(got.ok());
    CHECK(got.inbounds.size() == 2'000);
    CHECK(got.fetches.size() > 2'000);
    REQUIRE(got.logs.size() == 2);
    CHECK(got.logs[0].event == "files-left");
    CHECK(drive::find(got.logs[1].pairs, "count") == "100");
}

TEST_CASE("words that opt out or in are the recipe's") {
    auto all = recipe();
    all["receive"]["messages"]["opt_out"] = {{"text", {"STOP", "BERHENTI"}}};
    all["receive"]["messages"]["opt_in"] = {{"text", "START"}};
    drive::channel http(given(all));
    const auto stop = http.http(post({{"id", "1"}, {"from", "+1"}, {"text", "BERHENTI"}}));
    CHECK(stop.inbounds.at(0).no_reply);
    CHECK(stop.inbounds[0].reach == SELAT_REACH_OPTED_OUT);
    const auto typed = http.http(post({{"id", "4"}, {"from", "+1"}, {"text", " Berhenti\n"}}));
    CHECK(typed.inbounds.at(0).no_reply);
    CHECK(typed.inbounds[0].reach == SELAT_REACH_OPTED_OUT);
    const auto start = http.http(post({{"id", "2"}, {"from", "+1"}, {"text", "START"}}));
    CHECK(start.inbounds.at(0).reach == SELAT_REACH_OPEN);
    const auto other = http.http(post({{"id", "3"}, {"from", "+1"}, {"text", "hi"}}));
    CHECK(other.inbounds.at(0).reach == SELAT_REACH_UNKNOWN);
    // Told with the message alone, so that a late repeat of STOP does not undo START.
    CHECK(stop.addresses.empty());
}

TEST_CASE("a file is asked for with credentials where they belong, and nowhere else") {
    auto all = recipe();
    all["receive"]["messages"]["attachments"] = json::parse(R"({"each": "media[*]", "url": "u",
        "mime": "t", "trusted": "https://files.example/v1/", "authorization": "Bearer {secret.key}"})");
    drive::channel http(given(all, json::object(), {{"key", "s3cret"}}));
    const auto got = http.http(post(json::parse(R"({"id": "1", "from": "+1", "media": [
        {"u": "https://files.example/v1/a", "t": "image/png"},
        {"u": "https://files.example.evil/v1/a"}, {"u": "https://evil.example/{{secret:secrets.key}}"},
        {"u": "ftp://files.example/a"}]})")));
    const auto files = json::parse(got.inbounds.at(0).content)["attachments"];
    REQUIRE(files.size() == 4);
    CHECK(files[0]["kind"] == "image");
    REQUIRE(got.fetches.size() == 2);
    CHECK(http.fill_in(drive::find(got.fetches[0].headers, "authorization")) == "Bearer s3cret");
    CHECK(got.fetches[1].headers.empty());
}

TEST_CASE("a contact without a name is called by its number, or else by its address") {
    auto all = recipe();
    all["receive"]["messages"]["contact"] = {{"name", "n"}, {"phone", "p"}, {"email", "e"}};
    drive::channel http(given(all));
    const auto name_of = [&](json contact) {
        contact.update({{"id", "1"}, {"from", "+1"}});
        const auto got = http.http(post(contact));
        return json::parse(got.inbounds.at(0).content)["contacts"].at(0)["name"];
    };
    CHECK(name_of({{"n", "Ana"}, {"p", "+60121"}, {"e", "ana@example.com"}}) == "Ana");
    CHECK(name_of({{"p", "+60121"}, {"e", "ana@example.com"}}) == "+60121");
    CHECK(name_of({{"e", "ana@example.com"}}) == "ana@example.com");
}

TEST_CASE("a number that nothing can have is none") {
    auto all = recipe();
    all["receive"]["messages"]["attachments"] = {
        {"each", "media[*]"}, {"url", "u"}, {"size", "s"}, {"fetch", false}};
    all["receive"]["messages"]["location"] = {{"latitude", "lat"}, {"longitude", "lon"}};
    drive::channel http(given(all));
    const auto got = http.http(post(json::parse(R"({"id": "1", "from": "+1", "lat": "nan",
        "lon": "inf", "media": [{"u": "https://m.example/1", "s": "1e300"},
        {"u": "https://m.example/2", "s": "nan"}, {"u": "https://m.example/3", "s": -1},
        {"u": "https://m.example/4", "s": 12}]})")));
    const auto content = json::parse(got.inbounds.at(0).content);
    CHECK_FALSE(content.contains("location"));
    REQUIRE(content["attachments"].size() == 4);
    for (std::size_t n = 0; n < 3; ++n) {
        CHECK_FALSE(content["attachments"][n].contains("size"));
    }
    CHECK(content["attachments"][3]["size"] == 12);
    const auto sent = http.send({.to = "+1", .content = R"({"text":"x"})"});
    const auto wait_of = [&](const char* seconds) {
        return http.reply(drive::answer_to(sent.calls.at(0), 429, "", {{"retry-after", seconds}}))
            .faileds.at(0)
            .retry_after_ms;
    };
    CHECK(wait_of("nan") == 0);
    CHECK(wait_of("-3") == 0);
    CHECK(wait_of("1.5") == 1500);
    CHECK(wait_of("1e300") == 86'400'000);
}

TEST_CASE("nothing that a provider writes makes a request come again for good") {
    auto all = recipe();
    all["receive"]["messages"]["attachments"] = {{"each", "media[*]"}, {"url", "."}};
    all["receive"]["receipts"] = {{"path", "/status"},
                                  {"id", "id"},
                                  {"status", "status"},
                                  {"statuses", {{"ok", "delivered"}, {"bad", "failed"}}},
                                  {"code", "code"}};
    drive::channel http(given(all));
    const auto half = http.http({.headers = {{"content-type", "application/json"}},
                                 .body = R"({"id":"1","from":"+1","text":"hi \ud83d"})"});
    CHECK(json::parse(half.inbounds.at(0).content)["text"] == "hi \uFFFD");
    const auto bytes =
        http.http({.headers = {{"content-type", "application/x-www-form-urlencoded"}},
                   .body = "id=7&from=caf%E9&text=hi"});
    CHECK(bytes.inbounds.at(0).from == "caf\uFFFD");
    const auto media = json::array({"https://m.example/" + std::string(70'000, 'a')});
    const auto far = http.http(post({{"id", "2"}, {"from", "+1"}, {"media", media}}));
    CHECK(far.ok());
    CHECK(far.fetches.empty());
    const auto nameless = http.http(post({{"status", "ok"}}, "/status"));
    CHECK(nameless.receipts.empty());
    CHECK(nameless.logs.at(0).event == "receipt-ignored");
    std::string code = "a";
    for (int n = 0; n < 600; ++n) {
        code += "é";
    }
    const auto coded = http.http(post({{"id", "3"}, {"status", "bad"}, {"code", code}}, "/status"));
    CHECK(coded.receipts.at(0).provider_code.empty());
}

TEST_CASE("a challenge is answered with its own word") {
    auto all = recipe();
    all["receive"]["challenge"] = "@query.hub_challenge";
    drive::channel http(given(all));
    const auto got = http.http({.method = "GET", .query = "hub_challenge=12%2034"});
    CHECK(got.responds.at(0).body == "12 34");
    CHECK(got.inbounds.empty());
}

TEST_CASE("the answer is the recipe's, and paths that no rule names are not served") {
    auto all = recipe();
    all["receive"]["respond"] = {{"status", 202}, {"type", "text/xml"}, {"body", "<Ok/>"}};
    drive::channel http(given(all));
    const auto got = http.http(post({{"id", "1"}, {"from", "+1"}, {"text", "x"}}));
    CHECK(got.http_status() == 202);
    CHECK(got.responds.at(0).body == "<Ok/>");
    CHECK(http.http(post({{"id", "1"}}, "/elsewhere")).http_status() == 404);
}

TEST_CASE("the case of a header's name and of a content type says nothing") {
    auto all = recipe();
    all["send"]["text"]["headers"] = {{"Content-Type", "application/vnd.example+json"}};
    drive::channel http(given(all));
    const auto sent = http.send({.to = "+1", .content = R"({"text":"x"})"});
    REQUIRE(sent.calls.at(0).headers.size() == 1);
    CHECK(drive::find(sent.calls[0].headers, "content-type") == "application/vnd.example+json");
    const auto got = http.http({.headers = {{"content-type", "Application/X-WWW-Form-URLencoded"}},
                                .body = "id=7&from=%2B1&text=hi"});
    CHECK(got.inbounds.at(0).from == "+1");
}

TEST_CASE("XML goes out and comes in") {
    auto all = recipe();
    all["send"]["text"] = {{"url", "/xml"}, {"xml", "<sms><to>{to}</to><text>{text}</text></sms>"}};
    all["answer"] = {
        {"accepted", {{"reply.code", 0}}}, {"id", "reply.@id"}, {"code", "reply.code"}};
    all["receive"]["messages"] = {{"id", "sms.@id"}, {"from", "sms.from"}, {"text", "sms.text"}};
    drive::channel http(given(all));
    const auto sent =
        http.send({.to = "+1", .content = R"({"text":"a < b & {{secret:secrets.key}}"})"});
    CHECK(sent.calls.at(0).body == "<sms><to>+1</to><text>a &lt; b &amp; "
                                   "&#123;&#123;secret:secrets.key&#125;&#125;</text></sms>");
    const auto end =
        http.reply(drive::answer_to(sent.calls[0], 200, R"(<reply id="9"><code>0</code></reply>)"));
    CHECK(end.sents.at(0).provider_ids == std::vector<std::string>{"9"});
    const auto refused =
        http.reply(drive::answer_to(sent.calls[0], 200, R"(<reply id="9"><code>5</code></reply>)"));
    CHECK(refused.faileds.at(0).provider_code == "5");
    const auto got = http.http({.headers = {{"content-type", "text/xml"}},
                                .body = R"(<sms id="7"><from>+1</from><text>hi</text></sms>)"});
    CHECK(got.inbounds.at(0).provider_id == "7");
}

TEST_CASE("silence may be tried again only where the provider knows a repeat") {
    auto all = recipe();
    drive::channel once(given(all));
    const auto sent = once.send({.to = "+1", .content = R"({"text":"x"})"});
    CHECK_FALSE(sent.calls.at(0).repeatable);
    CHECK(
        once.reply(drive::no_answer_to(sent.calls[0], selat::code::uncertain)).faileds.at(0).code ==
        selat::code::uncertain);
    all["send"]["text"]["repeatable"] = true;
    all["send"]["text"]["headers"] = {{"idempotency-key", "{key}"}};
    drive::channel again(given(all));
    const auto keyed = again.send({.to = "+1", .content = R"({"text":"x"})"});
    CHECK(keyed.calls.at(0).repeatable);
    CHECK(drive::find(keyed.calls[0].headers, "idempotency-key").size() == 36);
    CHECK(again.reply(drive::no_answer_to(keyed.calls[0], selat::code::uncertain))
              .faileds.at(0)
              .code == selat::code::timeout);
}

TEST_CASE("without a request for files they go as links, and what does not fit is refused") {
    drive::channel http(given(recipe()));
    const auto sent =
        http.send({.to = "+1", .content = R"({"text":"look","attachments":[{"kind":"file",
                                     "url":"https://m.example/1","name":"bill"}]})"});
    CHECK(json::parse(sent.calls.at(0).body)["text"] == "look\nbill: https://m.example/1");
    CHECK(http.send({.to = "+1", .content = R"({"attachments":[{"url":"/api/v1/media/ME1"}]})"})
              .code == selat::code::invalid);
    CHECK(http.send({.to = "+1", .content = json{{"text", std::string(1601, 'a')}}.dump()}).code ==
          selat::code::invalid);
    CHECK(http.send({.to = "+1", .content = R"({"location":{}})"}).code ==
          selat::code::unsupported);
}

TEST_CASE("a text and the links of its files that are too long for one go one after the other") {
    auto all = recipe();
    all["answer"] = {{"id", "id"}};
    const auto text = std::string(1'590, 'a');
    const json file = {{"kind", "image"}, {"url", "https://m.example/1"}};
    const auto content = json{{"text", text}, {"attachments", json::array({file})}}.dump();
    drive::channel linked(given(all));
    const auto first = linked.send({.to = "+1", .content = content});
    CHECK(json::parse(first.calls.at(0).body)["text"] == text);
    const auto second = linked.reply(drive::answer_to(first.calls[0], 200, R"({"id":"1"})"));
    CHECK(second.sents.empty());
    CHECK(json::parse(second.calls.at(0).body)["text"] == "https://m.example/1");
    const auto end = linked.reply(drive::answer_to(second.calls[0], 200, R"({"id":"2"})"));
    CHECK(end.sents.at(0).provider_ids == std::vector<std::string>{"1", "2"});
    CHECK(end.calls.empty());
    // Another try would say the text twice.
    CHECK(linked.reply(drive::answer_to(second.calls[0], 503)).faileds.at(0).code ==
          selat::code::uncertain);
    CHECK(linked.reply(drive::answer_to(first.calls[0], 503)).faileds.at(0).code ==
          selat::code::unavailable);

    all["send"]["media"] = {{"url", "/media"}, {"json", {{"to", "{to}"}, {"media", "{media}"}}}};
    all["send"]["caption_max"] = 100;
    all["send"]["media"]["repeatable"] = true;
    drive::channel shown(given(all));
    const auto words = shown.send({.to = "+1", .content = content});
    CHECK(words.calls.at(0).url == "https://api.example/send");
    const auto shows = shown.reply(drive::answer_to(words.calls[0], 200, R"({"id":"1"})"));
    CHECK(shows.calls.at(0).url == "https://api.example/media");
    CHECK(json::parse(shows.calls[0].body)["media"] == json::array({"https://m.example/1"}));
    // A repeat of the file is known, one of the text is not.
    CHECK(shown.reply(drive::answer_to(shows.calls[0], 503)).faileds.at(0).code ==
          selat::code::uncertain);
}
