// What becomes of a content on a channel, before it is sent.

#include "tests/integration/support/child.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using nlohmann::json;
using selat::testing::ended;
using selat::testing::program;
using selat::testing::scratch;

namespace {

// A configuration with a secret that is nowhere, which a preview does not need.
constexpr auto configuration =
    "version: 1\nplugins: { paths: [" SELAT_PLUGINS "] }\nchannels:\n"
    "  - id: line-my\n    plugin: line\n    options:\n"
    "      channel_secret: a\n      access_token: \"${env:SELAT_TEST_MISSING}\"\n"
    "  - id: sms-my\n    plugin: sms\n    options:\n"
    "      account_sid: AC00000000000000000000000000000000\n      auth_token: b\n"
    "      from: \"+60312345678\"\n"
    "  - id: smpp-my\n    plugin: sms\n    options: { driver: smpp, host: smsc.example,\n"
    "      system_id: demo, password: pw, from: \"32665\" }\n"
    "  - id: link-my\n    plugin: sms\n    options: { media: link, auth_token: b,\n"
    "      account_sid: AC00000000000000000000000000000000, from: \"32665\" }\n"
    "  - id: gone\n    plugin: nowhere\n";

struct desk {
    [[nodiscard]] ended preview(const std::string& channel, const std::string& content,
                                std::vector<std::string> more = {}) const {
        const auto config = files.write("selat.yaml", configuration);
        std::vector<std::string> arguments = {
            "preview", "--channel", channel, "-c", config, files.write("content.json", content)};
        arguments.insert(arguments.end(), more.begin(), more.end());
        auto out = program(arguments);
        for (auto* text : {&out.out, &out.err}) {
            for (auto at = text->find(files.path()); at != text->npos;
                 at = text->find(files.path())) {
                text->erase(at, files.path().size() + 1);
            }
        }
        return out;
    }
    // Without its first line, which has the plugin's version in it.
    [[nodiscard]] std::string shown(const std::string& channel, const std::string& content) const {
        const auto done = preview(channel, content);
        CHECK(done.exit == 0);
        CHECK(done.err.empty());
        return done.out.substr(done.out.find('\n') + 1);
    }

    scratch files;
};

constexpr auto question = R"({
  "text": "Which tea?",
  "attachments": [{ "kind": "image", "url": "https://shop.example/tea.jpg" }],
  "choices": [{ "title": "Hot" }, { "title": "Cold" }]
})";

}  // namespace

TEST_CASE("a preview shows the messages in order, and what became of each part") {
    const desk all;
    CHECK(all.shown("line-my", question) == R"(
1  image    https://shop.example/tea.jpg
2  text     Which tea?
   choices  [Hot] [Cold]

content.json:3:3: note: attachments: a message of its own, because what has choices goes last
)");
    CHECK(all.shown("sms-my", question) == R"(
1  text   Which tea?
          1. Hot
          2. Cold
   image  https://shop.example/tea.jpg

content.json:4:3: note: choices: a numbered list in the text, because the channel shows no choices
)");
    CHECK(all.preview("line-my", R"({"text":"a"})").out.starts_with("line-my (line "));
    CHECK(all.shown("line-my", R"({"text":"a"})") == "\n1  text  a\n");
}

TEST_CASE("a preview knows the options that change what a channel carries") {
    const desk all;
    for (const auto* channel : {"smpp-my", "link-my"}) {
        INFO(channel);
        CHECK(all.shown(channel, R"({"attachments":[{"kind":"image","url":"https://a/b"}]})") == R"(
1  text  https://a/b

content.json:1:17: note: attachments/0: a line of the text, because the channel carries no image
)");
    }
}

TEST_CASE("a preview for machines has messages, changes and their places") {
    const desk all;
    const auto done = all.preview("sms-my", question, {"--json"});
    CHECK(done.exit == 0);
    const auto seen = json::parse(done.out);
    CHECK(seen["channel"] == "sms-my");
    CHECK(seen["plugin"] == "sms");
    CHECK(seen["carried"] == true);
    REQUIRE(seen["messages"].size() == 1);
    CHECK(seen["messages"][0]["text"] == "Which tea?\n1. Hot\n2. Cold");
    CHECK(seen["changes"] == json::array({{{"part", "/choices"},
                                           {"into", "a numbered list in the text"},
                                           {"why", "the channel shows no choices"},
                                           {"line", 4},
                                           {"column", 3}}}));
    CHECK(seen["faults"].empty());
}

TEST_CASE("what a channel cannot carry at all is refused, with its place and the reason") {
    const desk all;
    const auto* const content = "{ \"text\": \"a\",\n  \"template\": { \"name\": \"order\" } }";
    const auto done = all.preview("sms-my", content);
    CHECK(done.exit == 1);
    CHECK(done.out.empty());
    CHECK(done.err == "content.json:2:3: error: sms-my cannot carry this, not even as text: the "
                      "channel carries no template\n");
    const auto machine = all.preview("sms-my", content, {"--json"});
    CHECK(machine.exit == 1);
    const auto seen = json::parse(machine.out);
    CHECK(seen["carried"] == false);
    CHECK(seen["faults"][0]["line"] == 2);
}

TEST_CASE("wrong JSON and wrong content are told with their places, all of them") {
    const desk all;
    const auto broken = all.preview("line-my", "{ \"text\": \"a\",\n  }");
    CHECK(broken.exit == 1);
    CHECK(broken.err.starts_with("content.json:2:3: error: not valid JSON: "));

    const auto wrong = all.preview(
        "line-my", "{ \"txt\": \"a\",\n  \"text\": 7,\n  \"attachments\": [{ \"kind\": \"image\" "
                   "},\n    { \"kind\": \"hologram\" }],\n  \"choices\": [{}] }");
    CHECK(wrong.exit == 1);
    CHECK(wrong.out.empty());
    CHECK(wrong.err ==
          "content.json:1:3: error: `txt` is no part of a content; did you mean `text`?\n"
          "content.json:2:3: error: content.text must be a string\n"
          "content.json:4:7: error: content.attachments.kind must be image, audio, video, file or "
          "sticker\n"
          "content.json:5:15: error: content.choices needs a title\n");

    const auto none = all.preview("line-my", "{}");
    CHECK(none.exit == 1);
    CHECK(none.err == "content.json:1:1: error: content needs at least one part\n");
}

TEST_CASE("without a configuration a channel is a plugin, and one that is not there is said so") {
    const desk all;
    const auto misspelt = all.preview("lime-my", question);
    CHECK(misspelt.exit == 2);
    CHECK(misspelt.err == "selat: selat.yaml has no channel `lime-my`; did you mean `line-my`?\n");
    const auto gone = all.preview("gone", question);
    CHECK(gone.exit == 3);
    CHECK(gone.err.starts_with("selat: there is no channel plugin `nowhere`"));

    const auto content = all.files.write("content.json", question);
    CHECK(program({"preview", "--channel", "line", content}).exit == 0);
    CHECK(program({"preview", "--channel", "faq", content}).exit == 3);
    CHECK(program({"preview", content}).exit == 2);
    const auto missing = program({"preview", "--channel", "line", content + ".not"});
    CHECK(missing.exit == 1);
    CHECK(missing.err.find(".not:1:1: error: cannot read the content: ") != std::string::npos);
}
