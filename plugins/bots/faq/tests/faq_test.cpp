#include <string>

#include <selat/testing/drive.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace drive = selat::testing;
using nlohmann::json;

namespace {

const std::string file = R"([
    {"language":"ms","greeting":"Hai","fallback":"Maaf",
     "questions":[{"ask":["waktu operasi"],"answer":"Pukul 9","choices":["Lokasi"]},
                  {"ask":["lokasi"],"answer":"Di sini"}],
     "handoff_words":["ejen","cakap dengan ejen"]},
    {"language":"en","greeting":"Hi","fallback":"Sorry",
     "questions":[{"ask":["opening hours"],"answer":["We open at 9.","Closed on Sunday."]},
                  {"ask":["become an agent"],"answer":"Write to us"}],
     "handoff_words":["agent","talk to an agent"]}])";

class talk {
public:
    explicit talk(std::string parameters = "{}", const std::string& questions = file)
        : bot_({.options = R"({"file":)" + questions + "}"}), parameters_(std::move(parameters)) {}

    drive::answer says(const std::string& text) { return hears({{"text", text}}); }
    drive::answer hears(const json& content) {
        const auto out = bot_.event({.op = 9,
                                     .customer = customer_,
                                     .message = json{{"content", content}}.dump(),
                                     .parameters = parameters_,
                                     .state = state_});
        REQUIRE(out.ok());
        REQUIRE(out.answers.size() == 1);
        CHECK(out.answers[0].op == 9);
        CHECK_FALSE(out.answers[0].ended);
        state_ = out.bot_states.empty() ? state_ : out.bot_states[0].state;
        return out.answers[0];
    }
    // The text of the first message.
    std::string text(const std::string& said) {
        const auto answer = says(said);
        CHECK_FALSE(answer.handoff);
        return json::parse(answer.messages)[0]["text"];
    }
    void has_locale(const std::string& locale) {
        customer_ = json{{"id", "CU1"}, {"locale", locale}}.dump();
    }

private:
    drive::bot bot_;
    std::string parameters_, state_, customer_ = "{}";
};

}  // namespace

TEST_CASE("a question is answered in its language, with the choices that go on from there") {
    talk someone;
    CHECK(json::parse(someone.says("Waktu operasi?").messages) ==
          json::parse(R"([{"text":"Pukul 9","choices":[{"title":"Lokasi"}]}])"));
    CHECK(json::parse(someone.says("what are your opening hours").messages) ==
          json::parse(R"([{"text":"We open at 9."},{"text":"Closed on Sunday."}])"));
}

TEST_CASE("what is chosen is asked: by its payload, else its title") {
    talk someone;
    const auto said = [&](const json& selected) {
        return json::parse(someone.hears({{"selected", selected}}).messages)[0]["text"];
    };
    CHECK(said({{"title", "Lokasi"}, {"payload", "Lokasi"}}) == "Di sini");
    CHECK(said({{"title", "Where?"}, {"payload", "lokasi"}}) == "Di sini");
    CHECK(said({{"title", "Lokasi"}}) == "Di sini");
}

TEST_CASE("who is not understood is greeted the first time and told so later") {
    talk someone;
    CHECK(someone.text("hm") == "Hai");
    CHECK(someone.text("hm") == "Maaf");
    talk asker;
    CHECK(asker.text("lokasi") == "Di sini");
    CHECK(asker.text("hm") == "Maaf");
}

TEST_CASE("what is not understood is answered in the language of its words, or of the talk") {
    talk someone;
    someone.says("opening hours");
    CHECK(someone.text("xyzzy") == "Sorry");
    CHECK(someone.text("apa khabar awak") == "Maaf");
    CHECK(someone.text("xyzzy") == "Maaf");
}

TEST_CASE("the flow's language goes before the customer's") {
    talk told(R"({"language":"en"})");
    told.has_locale("ms-MY");
    CHECK(told.text("xyzzy") == "Hi");
    talk located;
    located.has_locale("en-GB");
    CHECK(located.text("xyzzy") == "Hi");
    talk unknown(R"({"language":"fr"})");
    CHECK(unknown.text("xyzzy") == "Hai");
}

TEST_CASE("who asks for a person gets one, in any of the languages, with nothing said") {
    for (const auto* text : {"ejen", "Saya nak cakap dengan ejen!", "talk to an agent",
                             "AGENT please", "agnet", "I have a question for an agent"}) {
        INFO(text);
        talk someone;
        const auto answer = someone.says(text);
        CHECK(answer.handoff);
        CHECK(answer.messages.empty());
    }
}

TEST_CASE("the flow names words for a person too") {
    talk someone(R"({"handoff":"live person, orang betul"})");
    CHECK(someone.says("a live person, now").handoff);
    CHECK(someone.says("nak orang betul").handoff);
    CHECK_FALSE(someone.says("live").handoff);
    CHECK_FALSE(talk(R"({"handoff":""})").says("live person").handoff);
    CHECK_FALSE(talk(R"({"handoff":7})").says("live person").handoff);
}

TEST_CASE("a question put word for word is answered, even if it names a person") {
    talk someone;
    CHECK(someone.text("Become an agent") == "Write to us");
    CHECK(someone.says("can I become an agent").handoff);
}

TEST_CASE("a picture is not understood, a reaction needs no answer") {
    talk someone;
    someone.says("lokasi");
    const auto picture = someone.hears({{"attachments", {{{"kind", "image"}, {"url", "x"}}}}});
    CHECK(json::parse(picture.messages)[0]["text"] == "Maaf");
    const auto reaction = someone.hears({{"reaction", {{"emoji", "👍"}, {"to", "IM1"}}}});
    CHECK(reaction.messages.empty());
    CHECK_FALSE(reaction.handoff);
}

TEST_CASE("without a fallback a person takes over what is not understood") {
    talk someone("{}", R"({"questions":[{"ask":"tea","answer":"Yes"}]})");
    CHECK(someone.text("tea?") == "Yes");
    CHECK(someone.says("coffee").handoff);
}

TEST_CASE("events that are no JSON are answered as not understood") {
    drive::bot bot({.options = R"({"file":)" + file + "}"});
    for (const auto* junk : {"", "{", "[]", "7", R"({"content":7})", R"({"content":{"text":7}})"}) {
        INFO(junk);
        const auto out =
            bot.event({.customer = junk, .message = junk, .parameters = junk, .state = junk});
        REQUIRE(out.ok());
        CHECK(out.answers.size() == 1);
    }
}

TEST_CASE("an unfit file keeps the bot from starting and says why") {
    for (const auto* options : {"{}", R"({"file":"text"})", R"({"file":{"questions":[]}})", "{"}) {
        INFO(options);
        CHECK_THROWS_AS(drive::bot({.options = options}), drive::refused);
    }
}
