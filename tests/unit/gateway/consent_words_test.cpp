// Words by which customers leave and come back, on any channel.

#include "desk_scene.hpp"

namespace selat::gateway::test::consent_words_test {
namespace {

const nlohmann::json options = {{"opt_out_words", {"STOP", "Berhenti", "取消"}},
                                {"opt_in_words", {"start"}}};

std::string text(const std::string& words) { return nlohmann::json{{"text", words}}.dump(); }

struct asked_channel : desk_scene {
    asked_channel() {
        add_channel("line");
        parts->config.channels.back().options = options;
        desk->adopt(*parts);
    }
    model::reach after(const std::string& words, const std::string& author = {},
                       bool echo = false) {
        return after_content(text(words), author, echo);
    }
    model::reach after_content(const std::string& content, const std::string& author = {},
                               bool echo = false) {
        act::inbound message;
        message.provider_id = "m" + std::to_string(++said_);
        message.from = "ann";
        message.author = author;
        message.echo = echo;
        message.content = content;
        desk->apply("line", {message});
        settle();
        return store.ask([](selat::store::reader& reader) {
            const auto found = reader.address("line", "ann");
            return *found ? (*found)->reach : model::reach::unknown;
        });
    }

private:
    int said_ = 0;
};

}  // namespace

TEST_CASE("a word counts in any case and width, alone, and as the button that says it") {
    const consent_words words(options);
    for (const auto* each : {"STOP", " stop\r\n", "BERHENTI", "ＳＴＯＰ", "取消"}) {
        INFO(each);
        CHECK(words.in(text(each)) == model::reach::opted_out);
    }
    CHECK(words.in(R"({"selected":{"title":"Stop","payload":"x"}})") == model::reach::opted_out);
    CHECK(words.in(text("Start")) == model::reach::open);
    for (const auto* each : {"", "please stop", "stop it", "stopp", "go"}) {
        INFO(each);
        CHECK(words.in(text(each)) == model::reach::unknown);
    }
    CHECK(words.in(text(std::string(1'000, ' ') + "stop")) == model::reach::unknown);
    CHECK(words.in("no JSON") == model::reach::unknown);
    CHECK(consent_words(nlohmann::json::object()).in(text("STOP")) == model::reach::unknown);
}

TEST_CASE("who says the word is opted out with the message that says it, and comes back likewise") {
    asked_channel scene;
    CHECK(scene.after("hello") == model::reach::unknown);
    CHECK(scene.after("berhenti") == model::reach::opted_out);
    CHECK(scene.after("thank you") == model::reach::opted_out);
    CHECK(scene.after("START") == model::reach::open);
    CHECK(scene.after_content(R"({"html":"<p><b>Stop</b></p>"})") == model::reach::opted_out);
    CHECK(scene.stored_messages() == 5);
}

TEST_CASE("neither one of a group nor we ourselves opt a customer out") {
    asked_channel scene;
    CHECK(scene.after("stop", "member") == model::reach::unknown);
    CHECK(scene.after("stop", {}, true) == model::reach::unknown);
}

}  // namespace selat::gateway::test::consent_words_test
