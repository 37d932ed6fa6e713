// Attachments as Discord's own files: fetched, put into a form, and shown as links where that
// fails.
#include "../files.hpp"
#include "interactions_under_test.hpp"

using namespace discord_test;

namespace {

const std::string menu = "https://gateway.example/media/ME1?s=abc";
const std::string photo = "https://gateway.example/media/ME2?s=def";
const std::string messages_here = "https://discord.com/api/v10/channels/" + direct + "/messages";
const std::string bytes("%PDF\0\r\n--x\r\n\xff", 13);

json file(const std::string& url, const std::string& name, const json& more = json::object()) {
    json out = {{"kind", "file"}, {"url", url}, {"name", name}, {"mime", "application/pdf"}};
    out.update(more);
    return out;
}

json image(const std::string& url, const std::string& name) {
    return file(url, name, {{"kind", "image"}, {"mime", "image/png"}});
}

drive::outgoing_message to_ana(const json& attachments, const std::string& text = "Look") {
    return {.to = ana,
            .content = json{{"text", text}, {"attachments", attachments}}.dump(),
            .address_context = direct};
}

struct part {
    std::string headers, body;
};

// A form's parts by what stands between its boundaries, which must be exactly that.
std::vector<part> parts_of(const drive::call& call) {
    const auto type = drive::find(call.headers, "content-type");
    const std::string begin = "multipart/form-data; boundary=";
    REQUIRE(type.starts_with(begin));
    const auto boundary = "\r\n--" + type.substr(begin.size());
    auto rest = "\r\n" + call.body;
    std::vector<part> out;
    REQUIRE(rest.starts_with(boundary));
    for (rest.erase(0, boundary.size()); rest != "--\r\n";) {
        REQUIRE(rest.starts_with("\r\n"));
        const auto end = rest.find(boundary);
        REQUIRE(end != rest.npos);
        const auto blank = rest.find("\r\n\r\n");
        REQUIRE(blank < end);
        out.push_back({rest.substr(2, blank - 2), rest.substr(blank + 4, end - blank - 4)});
        rest.erase(0, end + boundary.size());
    }
    return out;
}

json payload_of(const drive::call& call) { return json::parse(parts_of(call).at(0).body); }

// Discord takes it.
drive::outcome taken(drive::channel& channel, const drive::call& call) {
    return channel.serial_reply(
        drive::answer_to(call, 200, R"({"id":"99","channel_id":")" + direct + R"("})"));
}

// A message with the menu, which has come.
drive::call with_menu(drive::channel& channel, const drive::outgoing_message& message) {
    const auto asked = channel.send(message);
    REQUIRE(asked.calls.size() == 1);
    REQUIRE(asked.calls[0].url == menu);
    return channel.serial_reply(drive::answer_to(asked.calls[0], 200, bytes)).calls.at(0);
}

}  // namespace

TEST_CASE("attachments are fetched one after the other, and go with the words in their order") {
    connected t;
    const auto first =
        t.channel.send(to_ana(json::array({file(menu, "Menu.pdf"), image(photo, "tea.png")})));
    REQUIRE(first.calls.size() == 1);
    CHECK(first.calls[0].method == "GET");
    CHECK(first.calls[0].url == menu);
    CHECK(first.calls[0].repeatable);
    CHECK(first.calls[0].headers.empty());  // the bot's token is nobody else's
    const auto second = t.channel.serial_reply(drive::answer_to(first.calls[0], 200, bytes));
    CHECK(second.calls.at(0).url == photo);
    const auto posted = t.channel.serial_reply(drive::answer_to(second.calls[0], 200, "\x89PNG"));
    REQUIRE(posted.calls.size() == 1);
    CHECK(posted.calls[0].method == "POST");
    CHECK(posted.calls[0].url == messages_here);
    CHECK(posted.calls[0].repeatable);
    CHECK(posted.calls[0].timeout_ms == 120'000);
    const auto parts = parts_of(posted.calls[0]);
    REQUIRE(parts.size() == 3);
    CHECK(parts[0].headers == "Content-Disposition: form-data; name=\"payload_json\"\r\n"
                              "Content-Type: application/json");
    CHECK(json::parse(parts[0].body) == json::parse(R"({"content":"Look",
        "attachments":[{"id":0,"filename":"Menu.pdf"},{"id":1,"filename":"tea.png"}],
        "allowed_mentions":{"parse":[],"replied_user":false},
        "nonce":"7c9e6679742540de944be07fc","enforce_nonce":true})"));
    CHECK(parts[1].headers ==
          "Content-Disposition: form-data; name=\"files[0]\"; filename=\"Menu.pdf\"\r\n"
          "Content-Type: application/pdf");
    CHECK(parts[1].body == bytes);
    CHECK(parts[2].headers ==
          "Content-Disposition: form-data; name=\"files[1]\"; filename=\"tea.png\"\r\n"
          "Content-Type: image/png");
    CHECK(parts[2].body == "\x89PNG");
    const auto end = taken(t.channel, posted.calls[0]);
    CHECK(end.sents.at(0).provider_ids == std::vector<std::string>{"99"});
    CHECK(end.sents[0].context == "\nfiles 0 1");
}

TEST_CASE("a file needs no words, and somebody who never wrote gets it all the same") {
    connected t;
    auto message = to_ana(json::array({file(menu, "Menu.pdf")}), "");
    message.address_context.clear();
    const auto opening = with_menu(t.channel, message);
    CHECK(opening.url == "https://discord.com/api/v10/users/@me/channels");
    CHECK(json::parse(opening.body) == json{{"recipient_id", ana}});
    const auto opened =
        t.channel.serial_reply(drive::answer_to(opening, 200, R"({"id":")" + direct + R"("})"));
    CHECK(opened.calls.at(0).url == messages_here);
    CHECK_FALSE(payload_of(opened.calls[0]).contains("content"));
    CHECK(parts_of(opened.calls[0]).at(1).body == bytes);
}

TEST_CASE("what Discord would not take is not fetched but linked, the rest goes as files") {
    connected t;
    const auto large = file(photo, "film.mp4", {{"size", (10 << 20) + 1}});
    const auto posted = with_menu(t.channel, to_ana(json::array({large, file(menu, "Menu.pdf")})));
    CHECK(payload_of(posted)["content"] == "Look\nfilm.mp4: " + photo);
    CHECK(payload_of(posted)["attachments"] == json::parse(R"([{"id":0,"filename":"Menu.pdf"}])"));
    CHECK(taken(t.channel, posted).sents.at(0).context == "\nfiles 1");

    // Nor more than 24 MiB together.
    json many = json::array();
    for (int n = 0; n < 4; ++n) {
        many.push_back(file(menu, std::to_string(n) + ".bin", {{"size", 8 << 20}}));
    }
    auto out = t.channel.send(to_ana(many));
    for (int n = 0; n < 3; ++n) {
        REQUIRE(out.calls.at(0).url == menu);
        out = t.channel.serial_reply(drive::answer_to(out.calls[0], 200, "x"));
    }
    CHECK(payload_of(out.calls.at(0))["content"] == "Look\n3.bin: " + menu);
    CHECK(parts_of(out.calls[0]).size() == 4);
}

TEST_CASE("a file that turns out too large is linked") {
    connected t;
    const auto asked = t.channel.send(to_ana(json::array({file(menu, "Menu.pdf")})));
    const auto out = t.channel.serial_reply(
        drive::answer_to(asked.calls.at(0), 200, std::string((10 << 20) + 1, 'x')));
    CHECK(out.calls.at(0).url == messages_here);
    CHECK(json::parse(out.calls[0].body)["content"] == "Look\nMenu.pdf: " + menu);
    CHECK(out.logs.at(0).event == "file_not_fetched");
}

TEST_CASE("the words go whatever becomes of the file") {
    const auto [failure, status] =
        GENERATE(std::pair{selat::code::ok, 404u}, std::pair{selat::code::ok, 302u},
                 std::pair{selat::code::denied, 0u}, std::pair{selat::code::invalid, 0u});
    CAPTURE(failure, status);
    connected t;
    const auto asked = t.channel.send(to_ana(json::array({image(photo, "tea.png")})));
    auto answer = drive::answer_to(asked.calls.at(0), status, "no");
    answer.failure = failure;
    const auto out = t.channel.serial_reply(answer);
    REQUIRE(out.calls.size() == 1);
    CHECK(out.calls[0].url == messages_here);
    CHECK(drive::find(out.calls[0].headers, "content-type") == "application/json");
    const auto body = json::parse(out.calls[0].body);
    CHECK(body["content"] == "Look");
    CHECK(body["embeds"][0]["image"]["url"] == photo);  // Discord may reach it
    CHECK_FALSE(body.contains("attachments"));
    CHECK(taken(t.channel, out.calls[0]).sents.at(0).context.empty());
}

TEST_CASE("a file that may come yet is asked for once more, and then no more of that place") {
    connected t;
    const auto asked =
        t.channel.send(to_ana(json::array({file(menu, "Menu.pdf"), image(photo, "tea.png")})));
    const bool answers = GENERATE(true, false);
    const auto silence = answers ? drive::answer_to(asked.calls.at(0), 503)
                                 : drive::no_answer_to(asked.calls.at(0), selat::code::unavailable);
    const auto again = t.channel.serial_reply(silence);
    CHECK(again.calls.at(0).url == menu);
    auto next = t.channel.serial_reply(silence);
    CHECK(next.calls.at(0).url == (answers ? photo : messages_here));

    connected other;
    const auto slow = other.channel.send(to_ana(json::array({file(menu, "Menu.pdf")})));
    other.channel.advance(10'000);
    CHECK(other.channel.serial_reply(drive::no_answer_to(slow.calls.at(0), selat::code::uncertain))
              .calls.at(0)
              .url == messages_here);
}

TEST_CASE("somebody else's refusals are not Discord's") {
    connected t;
    const auto asked = t.channel.send(to_ana(json::array({file(menu, "Menu.pdf")})));
    const auto [status, body] = GENERATE(std::pair{401u, R"({"code":0})"},
                                         std::pair{429u, R"({"retry_after":60,"global":true})"});
    auto out = t.channel.serial_reply(drive::answer_to(asked.calls.at(0), status, body));
    if (status == 429) {
        out = t.channel.serial_reply(drive::answer_to(out.calls.at(0), status, body));
    }
    CHECK(out.calls.at(0).url == messages_here);
    CHECK(out.statuses.empty());
}

TEST_CASE("where Discord takes the message but not its files, their links go") {
    const auto [status, answer] = GENERATE(
        std::pair{413u, R"({"code":40005,"message":"Request entity too large"})"},
        std::pair{413u, "<html>"},
        std::pair{403u, R"({"code":50013,"message":"Missing Permissions"})"},
        std::pair{400u,
                  R"({"code":50035,"message":"Invalid Form Body","errors":{"attachments":{}}})"});
    CAPTURE(status, answer);
    connected t;
    const auto posted = with_menu(t.channel, to_ana(json::array({file(menu, "Menu.pdf")})));
    const auto out = t.channel.serial_reply(drive::answer_to(posted, status, answer));
    REQUIRE(out.calls.size() == 1);
    CHECK(out.faileds.empty());
    CHECK(out.logs.at(0).event == "files_refused");
    const auto body = json::parse(out.calls[0].body);
    CHECK(body["content"] == "Look\nMenu.pdf: " + menu);
    CHECK(body["nonce"] == payload_of(posted)["nonce"]);
    CHECK_FALSE(body.contains("attachments"));
    // What is refused then is the message.
    CHECK(t.channel
              .serial_reply(drive::answer_to(out.calls[0], 403,
                                             R"({"code":50013,"message":"Missing Permissions"})"))
              .faileds.at(0)
              .code == selat::code::config);
}

TEST_CASE("a message with files that Discord has no time for is tried again, files and all") {
    connected t;
    const auto posted = with_menu(t.channel, to_ana(json::array({file(menu, "Menu.pdf")})));
    const auto end = t.channel.serial_reply(drive::no_answer_to(posted, selat::code::uncertain));
    CHECK(end.faileds.at(0).code == selat::code::timeout);
    auto again = to_ana(json::array({file(menu, "Menu.pdf")}));
    again.attempt = 2;
    CHECK(with_menu(t.channel, again).body == posted.body);
    const auto throttled = t.channel.serial_reply(
        drive::answer_to(posted, 429, R"({"retry_after":2.5,"global":false})",
                         {{"x-ratelimit-bucket", "abcd"},
                          {"x-ratelimit-remaining", "0"},
                          {"x-ratelimit-reset-after", "2.5"}}));
    CHECK(throttled.faileds.at(0).retry_after_ms == 2'500);
    CHECK(t.channel.send({.to = ana, .content = R"({"text":"x"})", .address_context = direct})
              .faileds.at(0)
              .retry_after_ms == 2'500);  // it is the bucket of all that channel's messages
}

TEST_CASE("a link that the words leave no room for is an embed") {
    connected t;
    const std::string words(1'990, 'x');
    const auto large = file(photo, "film.mp4", {{"size", 11 << 20}});
    const auto out = t.channel.send(to_ana(json::array({large}), words));
    const auto body = json::parse(out.calls.at(0).body);
    CHECK(body["content"] == words);
    CHECK(body["embeds"] == json::array({{{"title", "film.mp4"}, {"url", photo}}}));
}

TEST_CASE("an edit leaves the files of a message, and links again what was linked") {
    connected t;
    auto wish = to_ana(json::array({image(photo, "tea.png"), file(menu, "Menu.pdf")}), "better");
    wish.purpose = SELAT_OUT_EDIT;
    wish.target_provider_id = "99";
    wish.target_context = "\nfiles 0";
    auto out = t.channel.send(wish);
    REQUIRE(out.calls.size() == 1);
    CHECK(out.calls[0].method == "PATCH");
    auto body = json::parse(out.calls[0].body);
    CHECK(body["content"] == "better\nMenu.pdf: " + menu);
    CHECK(body["embeds"].empty());
    CHECK_FALSE(body.contains("attachments"));
    wish.target_context = "\nfiles 0 1";
    wish.content = json{{"attachments", json::array({image(photo, "a"), file(menu, "b")})}}.dump();
    body = json::parse(t.channel.send(wish).calls.at(0).body);
    CHECK(body["content"] == "");  // its words are taken out, the files stay
}

TEST_CASE("who writes a link gets no secret by it") {
    connected t;
    const auto out = t.channel.send(
        to_ana(json::array({file("https://thief.example/{{secret:bot_token}}", "a.pdf")})));
    CHECK(out.calls.at(0).url == "https://thief.example/%7B%7Bsecret:bot_token}}");
}

TEST_CASE("as many files are under way as memory is meant for; the others wait") {
    connected t;
    json large = json::array();
    for (int n = 0; n < 3; ++n) {
        large.push_back(file(menu, "a.bin", {{"size", 8 << 20}}));
    }
    auto message = to_ana(large);
    message.op = 1;
    const auto first = t.channel.send(message);
    for (message.op = 2; message.op <= 4; ++message.op) {
        REQUIRE(t.channel.send(message).calls.size() == 1);
    }
    const auto held = t.channel.send(message);
    CHECK(held.calls.empty());
    CHECK(held.faileds.at(0).code == selat::code::unavailable);
    CHECK(held.faileds[0].retry_after_ms == 1'000);
    CHECK(t.channel.send({.op = 6, .to = ana, .content = R"({"text":"x"})"}).calls.size() == 1);
    auto out = t.channel.serial_reply(
        drive::no_answer_to(first.calls.at(0), selat::code::denied));  // all of it goes as links
    taken(t.channel, out.calls.at(0));
    CHECK(t.channel.send(message).calls.size() == 1);
}

TEST_CASE("the first answer to a command has its files, and so have those behind it") {
    posted_to t;
    auto whom = t.tell(interaction(2, chat("hi"))).inbounds.at(0);
    auto message = to_ana(json::array({file(menu, "Menu.pdf")}));
    message.to = whom.from;
    message.address_context = whom.address_context;
    const auto first = with_menu(t.channel, message);
    CHECK(first.method == "PATCH");
    CHECK(first.url.ends_with("/messages/@original"));
    CHECK(payload_of(first) == json::parse(R"({"content":"Look",
        "attachments":[{"id":0,"filename":"Menu.pdf"}],
        "allowed_mentions":{"parse":[],"replied_user":false}})"));
    CHECK(parts_of(first).at(1).body == bytes);
    const auto sent = t.answered(first, 200, R"({"id":"201","channel_id":"5"})").sents.at(0);
    CHECK(sent.context == sent.address_context + "\nfiles 0");

    message.address_context = sent.address_context;
    const auto second = with_menu(t.channel, message);
    CHECK(second.method == "POST");
    CHECK(second.url.ends_with("/aW50ZXJhY3Rpb24"));
    const auto links = t.answered(second, 413, R"({"code":40005,"message":"too large"})");
    CHECK(json::parse(links.calls.at(0).body)["content"] == "Look\nMenu.pdf: " + menu);

    auto edit = message;
    edit.purpose = SELAT_OUT_EDIT;
    edit.target_provider_id = "201";
    edit.target_context = sent.context;
    const auto edited = t.channel.send(edit).calls.at(0);
    CHECK(edited.url.ends_with("/aW50ZXJhY3Rpb24/messages/201"));
    CHECK(json::parse(edited.body)["content"] == "Look");
}

TEST_CASE("files go with what the bot itself writes after the token's end") {
    posted_to t;
    const auto whom = t.tell(interaction(2, chat("hi"), in_a_server())).inbounds.at(0);
    auto message = to_ana(json::array({file(menu, "Menu.pdf")}));
    message.to = whom.from;
    message.address_context = whom.address_context;
    const auto by_token = with_menu(t.channel, message);
    t.channel.advance(15 * 60'000);
    const auto late = t.answered(by_token, 404, R"({"code":10015,"message":"Unknown Webhook"})");
    CHECK(late.calls.at(0).url.ends_with("/channels/" + hall + "/messages"));
    CHECK(payload_of(late.calls[0])["content"] == "<@" + ana + "> Look");
    CHECK(parts_of(late.calls[0]).at(1).body == bytes);
}

TEST_CASE("names are one step of a path, between quotes, and tell what the file is") {
    const auto name = [](const json& attachment) {
        const auto content = json{{"attachments", json::array({attachment})}}.dump();
        return discord::files_in(content).at(0).name;
    };
    CHECK(name(file(menu, "../../etc/Menü \"1\".pdf")) == "Menü \"1\".pdf");
    CHECK(name(file(menu, "C:\\a\r\nb.pdf")) == "ab.pdf");
    CHECK(name(file("https://x.example/b/bill.pdf?x=/y", "")) == "bill.pdf");
    CHECK(name(file(menu, "..")) == "file.pdf");
    CHECK(name(image(menu, "")) == "image.png");
    CHECK(name(file(menu, "", {{"kind", "image"}, {"mime", "image/jpeg; q=1"}})) == "image.jpg");
    CHECK(name(file(menu, "", {{"mime", ""}})) == "file");
    CHECK(name(file(menu, std::string(300, 'a') + ".jpeg")) == std::string(195, 'a') + ".jpeg");
}

TEST_CASE("no bytes, names or words break a form") {
    std::vector<discord::file> files(1);
    files[0].name = "a\"b\r\nc-é.txt";
    files[0].mime = "text/plain\r\nX-Evil: 1";
    const auto plain = discord::form_of("{}", files, "key");
    const auto boundary = plain.content_type.substr(plain.content_type.rfind('=') + 1);
    files[0].bytes = "\r\n--" + boundary + "--\r\n";
    const auto form = discord::form_of("{}", files, "key");
    drive::call call;
    call.headers = {{"content-type", form.content_type}};
    call.body = form.body;
    const auto parts = parts_of(call);
    REQUIRE(parts.size() == 2);
    CHECK(parts[1].body == files[0].bytes);
    CHECK(parts[1].headers ==
          "Content-Disposition: form-data; name=\"files[0]\"; filename=\"a%22b%0D%0Ac-é.txt\"\r\n"
          "Content-Type: application/octet-stream");
}
