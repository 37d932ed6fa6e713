// What people are told of a content that a channel cannot carry as it is.

#include <string>
#include <vector>

#include "host/delivery/degrade.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using model::attachment_kind;
using model::capabilities;

namespace {

capabilities text_only(std::uint32_t max = 1000) {
    capabilities out;
    out.text.max = max;
    return out;
}

capabilities rich() {
    auto out = text_only();
    out.attachments = {attachment_kind::image};
    out.attachments_max = 2;
    out.caption = true;
    out.location = true;
    out.contacts = true;
    out.choices.max = 3;
    out.cards.max = 2;
    return out;
}

delivery::explanation explained(std::string_view content, const capabilities& channel) {
    const auto read = model::read_content(content);
    INFO(content);
    REQUIRE(read);
    return delivery::explain(*read, channel);
}

// "part: into, because why", one for each change.
std::vector<std::string> changes(std::string_view content, const capabilities& channel) {
    std::vector<std::string> out;
    const auto seen = explained(content, channel);
    for (const auto& each : seen.changes) {
        out.push_back(each.part + ": " + each.into + ", because " + each.why);
    }
    return out;
}

using lines = std::vector<std::string>;

}  // namespace

TEST_CASE("nothing is told of what stays as it is") {
    for (const auto* content :
         {R"({"text":"hello"})",
          R"({"text":"see","attachments":[{"kind":"image","url":"https://a/b"}]})",
          R"({"text":"Which?","choices":[{"title":"Red"}]})",
          R"({"cards":[{"title":"A","image":"https://a/b","choices":[{"title":"Buy"}]}]})"}) {
        CHECK(changes(content, rich()).empty());
    }
}

TEST_CASE("each part that becomes something else is told, with why") {
    struct row {
        const char* content;
        capabilities channel;
        lines expected;
    };
    auto short_titles = rich();
    short_titles.choices.title_max = 4;
    short_titles.text.unit = model::text_unit::utf16;
    auto no_captions = rich();
    no_captions.caption = false;
    const row rows[] = {
        {R"({"text":"One two. Three four."})",
         text_only(12),
         {"/text: 2 messages, because the channel takes 12 characters in one"}},
        {R"({"html":"<b>Hi</b>","subject":"News"})",
         text_only(),
         {"/html: text, because the channel shows no HTML",
          "/subject: the first line of the text, because the channel has no subjects"}},
        {R"({"text":"Hi","html":"<b>Hi</b>"})",
         text_only(),
         {"/html: nothing, for the text says it, because the channel shows no HTML"}},
        {R"({"attachments":[{"kind":"image","url":"https://a/1"},{"kind":"file","url":"https://a/2"}]})",
         rich(),
         {
             "/attachments/1: a line of the text, because the channel carries no file",
         }},
        {R"({"text":"See","attachments":[{"kind":"image","url":"https://a/1"}]})",
         no_captions,
         {"/attachments: a message of its own, because the channel takes no words beside "
          "attachments"}},
        {R"({"attachments":[{"kind":"image","url":"https://a/1"},{"kind":"image","url":"https://a/2"},{"kind":"image","url":"https://a/3"}]})",
         rich(),
         {"/attachments: 2 messages, because the channel takes 2 attachments in one"}},
        {R"({"text":"?","attachments":[{"kind":"image","url":"https://a/1"}],"choices":[{"title":"A"}]})",
         rich(),
         {"/attachments: a message of its own, because what has choices goes last"}},
        {R"({"location":{"latitude":1,"longitude":2},"contacts":[{"name":"A"},{"name":"B"}]})",
         text_only(),
         {"/location: lines of the text, because the channel shows no places",
          "/contacts: lines of the text, because the channel carries no contacts"}},
        {R"({"text":"?","choices":[{"title":"A"}]})",
         text_only(),
         {"/choices: a numbered list in the text, because the channel shows no choices"}},
        {R"({"text":"?","choices":[{"title":"A"},{"title":"B"},{"title":"C"},{"title":"D"}]})",
         rich(),
         {"/choices: a numbered list in the text, because the channel shows 3 choices at most"}},
        {R"({"text":"?","choices":[{"title":"Red"},{"title":"Green"}]})",
         short_titles,
         {"/choices: a numbered list in the text, because a choice's title has 4 UTF-16 units at "
          "most, and this one has 5"}},
        {R"({"text":"?","choices":[{"title":"A"},{"title":"Shop","url":"https://a"}]})",
         rich(),
         {"/choices/1: a line of the text, because the channel has no buttons that open links"}},
        {R"({"cards":[{"title":"A"},{"title":"B"},{"title":"C"}]})",
         rich(),
         {"/cards: 2 messages, because the channel takes 2 cards in one"}},
    };
    for (const auto& each : rows) {
        INFO(each.content);
        CHECK(changes(each.content, each.channel) == each.expected);
    }
}

TEST_CASE("what becomes of a card in words is told of the card") {
    auto channel = text_only();
    CHECK(changes(R"({"cards":[{"title":"Tea","image":"https://a/t","choices":[{"title":"Buy"}]},
                               {"title":"Rice"}]})",
                  channel) ==
          lines{"/cards/0: text, because the channel shows no cards",
                "/cards/0/image: a line of the text, because the channel carries no image",
                "/cards/0/choices: a numbered list in the text, because the channel shows no "
                "choices",
                "/cards/1: text, because the channel shows no cards"});
    channel.choices.max = 3;
    CHECK(changes(R"({"cards":[{"title":"A","choices":[{"title":"Buy"}]},{"title":"B"}]})",
                  channel) ==
          lines{"/cards/0: text, because the channel shows no cards",
                "/cards/0/choices: a numbered list in the text, because buttons vanish when more "
                "is said after them",
                "/cards/1: text, because the channel shows no cards"});
}

TEST_CASE("a refusal names the part that nothing can be made of") {
    auto silent = capabilities{};
    silent.choices.max = 3;
    struct row {
        const char* content;
        capabilities channel;
        const char* part;
    };
    const row rows[] = {
        {R"({"text":"a","template":{"name":"t"}})", text_only(), "/template"},
        {R"({"reaction":{"emoji":"👍","to":"m"}})", text_only(), "/reaction"},
        {R"({"selected":{"title":"A"}})", rich(), "/selected"},
        {R"({"attachments":[{"kind":"image","url":"https://a"},{"kind":"file"}]})", rich(),
         "/attachments/1"},
        {R"({"text":"a"})", silent, "/text"},
        {R"({"contacts":[{"name":"A"}]})", silent, "/contacts/0"},
        {R"({"html":"<img>"})", text_only(), "/html"},
    };
    for (const auto& each : rows) {
        INFO(each.content);
        const auto seen = explained(each.content, each.channel);
        REQUIRE_FALSE(seen.parts);
        CHECK(seen.parts.error().code == code::unsupported);
        CHECK(seen.refused == each.part);
    }
}

TEST_CASE("explaining changes nothing about what goes out") {
    const auto content = *model::read_content(
        R"({"text":"One two. Three four.","html":"<b>x</b>","subject":"News",
            "attachments":[{"kind":"image","url":"https://a/1"},{"kind":"file","url":"https://a/2"}],
            "location":{"latitude":1,"longitude":2},"cards":[{"title":"A","choices":[{"title":"B"}]}],
            "choices":[{"title":"C"},{"title":"D","url":"https://a/3"}]})");
    for (const auto& channel : {text_only(12), text_only(), rich()}) {
        const auto plain = delivery::degrade(content, channel);
        const auto told = delivery::explain(content, channel);
        REQUIRE(plain.has_value() == told.parts.has_value());
        if (!plain) {
            continue;
        }
        REQUIRE(plain->size() == told.parts->size());
        for (std::size_t i = 0; i < plain->size(); ++i) {
            CHECK(model::write_content((*plain)[i]) == model::write_content((*told.parts)[i]));
        }
    }
}
