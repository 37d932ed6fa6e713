#include <string>
#include <vector>

#include "host/delivery/degrade.hpp"
#include "host/engine/picked.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using model::attachment_kind;
using model::capabilities;

namespace {

using outgoings = std::vector<std::string>;

capabilities text_only(std::uint32_t max = 1000) {
    capabilities out;
    out.text.max = max;
    return out;
}

// Like LINE: pictures with captions, quick replies, carousels, places.
capabilities rich() {
    auto out = text_only();
    out.attachments = {attachment_kind::image, attachment_kind::video};
    out.attachments_max = 2;
    out.caption = true;
    out.location = true;
    out.choices.max = 3;
    out.cards.max = 2;
    return out;
}

capabilities without_cards() {
    auto out = rich();
    out.cards.max = 0;
    return out;
}

capabilities mail() {
    auto out = text_only();
    out.html = true;
    out.subject = true;
    out.attachments = {attachment_kind::file};
    out.attachments_max = 10;
    out.caption = true;
    return out;
}

// The outgoings as JSON, or "code: text" of the failure alone.
outgoings fitted(std::string_view content, const capabilities& channel) {
    const auto read = model::read_content(content);
    INFO(content);
    REQUIRE(read);
    const auto parts = delivery::degrade(*read, channel);
    if (!parts) {
        return {name_of(parts.error().code) + (": " + parts.error().text)};
    }
    outgoings out;
    for (const auto& each : *parts) {
        out.push_back(model::write_content(each));
    }
    return out;
}

}  // namespace

TEST_CASE("what the channel carries stays as it is, in one outgoing") {
    for (
        const auto* content :
        {R"({"text":"hello"})",
         R"({"text":"see","attachments":[{"kind":"image","url":"https://a/b"}]})",
         R"({"location":{"latitude":3.5,"longitude":101.25,"name":"Shop"}})",
         R"({"text":"Which?","choices":[{"title":"Red","payload":"r"},{"title":"Blue"}]})",
         R"({"cards":[{"title":"A","text":"a","image":"https://a/b","choices":[{"title":"Buy"}]}]})"}) {
        CHECK(fitted(content, rich()) == outgoings{content});
    }
    const auto* letter = R"({"text":"Hi","html":"<b>Hi</b>","subject":"News",)"
                         R"("attachments":[{"kind":"file","url":"https://a/b","name":"a.pdf"}]})";
    CHECK(fitted(letter, mail()) == outgoings{letter});
}

TEST_CASE("parts that cannot go together go one after the other") {
    CHECK(fitted(R"({"text":"Here","attachments":[{"kind":"image","url":"https://a/1"},
                     {"kind":"video","url":"https://a/2"},{"kind":"image","url":"https://a/3"}],
                     "location":{"latitude":1,"longitude":2},"cards":[{"title":"A"}]})",
                 rich()) ==
          outgoings{R"({"text":"Here","attachments":[{"kind":"image","url":"https://a/1"},)"
                    R"({"kind":"video","url":"https://a/2"}]})",
                    R"({"attachments":[{"kind":"image","url":"https://a/3"}]})",
                    R"({"location":{"latitude":1,"longitude":2}})",
                    R"({"cards":[{"title":"A"}]})"});
    auto no_caption = rich();
    no_caption.caption = false;
    CHECK(fitted(R"({"text":"Here","attachments":[{"kind":"image","url":"https://a/1"}]})",
                 no_caption) ==
          outgoings{R"({"text":"Here"})",
                    R"({"attachments":[{"kind":"image","url":"https://a/1"}]})"});
}

TEST_CASE("what asks for an answer comes last, with its choices") {
    CHECK(fitted(R"({"text":"Which?","attachments":[{"kind":"image","url":"https://a/1"}],
                     "cards":[{"title":"A"}],"choices":[{"title":"Red"}]})",
                 rich()) == outgoings{R"({"attachments":[{"kind":"image","url":"https://a/1"}]})",
                                      R"({"cards":[{"title":"A"}]})",
                                      R"({"text":"Which?","choices":[{"title":"Red"}]})"});
}

TEST_CASE("choices beyond the channel become a numbered list") {
    struct row {
        const char* why;
        const char* content;
        capabilities channel;
        const char* expected;
    };
    auto short_titles = rich();
    short_titles.choices.title_max = 4;
    auto short_payloads = rich();
    short_payloads.choices.payload_max = 4;
    const row rows[] = {
        {"none there",
         R"({"text":"Which?","choices":[{"title":"Red","payload":"r"},{"title":"Blue"}]})",
         text_only(), R"({"text":"Which?\n1. Red\n2. Blue"})"},
        {"no question", R"({"choices":[{"title":"Red"},{"title":"Blue"}]})", text_only(),
         R"({"text":"1. Red\n2. Blue"})"},
        {"too many",
         R"({"text":"?","choices":[{"title":"A"},{"title":"B"},{"title":"C"},{"title":"D"}]})",
         rich(), R"({"text":"?\n1. A\n2. B\n3. C\n4. D"})"},
        {"a long title", R"({"text":"?","choices":[{"title":"Red"},{"title":"Green"}]})",
         short_titles, R"({"text":"?\n1. Red\n2. Green"})"},
        {"a long payload", R"({"text":"?","choices":[{"title":"A","payload":"12345"}]})",
         short_payloads, R"({"text":"?\n1. A"})"},
        {"a payload alone", R"({"text":"?","choices":[{"payload":"A"}]})", text_only(),
         R"({"text":"?\n1. A"})"},
        {"a link in the list",
         R"({"text":"?","choices":[{"title":"A"},{"title":"Shop","url":"https://a"}]})",
         text_only(), R"({"text":"?\n1. A\n2. Shop: https://a"})"},
    };
    for (const auto& each : rows) {
        INFO(each.why);
        CHECK(fitted(each.content, each.channel) == outgoings{each.expected});
    }
}

TEST_CASE("titles are measured in the channel's unit") {
    auto bytes = rich();
    bytes.text.unit = model::text_unit::byte;
    bytes.choices.title_max = 5;
    CHECK(fitted(R"({"text":"?","choices":[{"title":"你"}]})", bytes) ==
          outgoings{R"({"text":"?","choices":[{"title":"你"}]})"});
    CHECK(fitted(R"({"text":"?","choices":[{"title":"你好"}]})", bytes) ==
          outgoings{R"({"text":"?\n1. 你好"})"});
}

TEST_CASE("a link button stands in the text where the channel has none, the others stay buttons") {
    CHECK(fitted(R"({"text":"?","choices":[{"title":"Shop","url":"https://a"},{"title":"No"}]})",
                 rich()) ==
          outgoings{R"({"text":"?\nShop: https://a","choices":[{"title":"No"}]})"});
    auto linking = rich();
    linking.choices.links = true;
    const auto* content = R"({"text":"?","choices":[{"title":"Shop","url":"https://a"}]})";
    CHECK(fitted(content, linking) == outgoings{content});
}

TEST_CASE("the engine understands the numbers of every list") {
    const auto content = *model::read_content(
        R"({"text":"?","choices":[{"title":"Red","payload":"r"},{"title":"Blue","payload":"b"}],
            "cards":[{"title":"One","choices":[{"title":"Buy","payload":"1"}]},
                     {"title":"Two","choices":[{"title":"Buy two","payload":"2"}]}]})");
    auto all = content.choices;
    for (const auto& card : content.cards) {
        all.insert(all.end(), card.choices.begin(), card.choices.end());
    }
    const auto parts = delivery::degrade(content, text_only());
    REQUIRE(parts);
    std::size_t seen = 0;
    for (const auto& part : *parts) {
        for (std::size_t from = 0; from < part.text.size();) {
            const auto end = std::min(part.text.find('\n', from), part.text.size());
            const auto line = part.text.substr(from, end - from);
            from = end + 1;
            const auto dot = line.find(". ");
            if (dot == line.npos) {
                continue;
            }
            ++seen;
            const auto* choice = engine::picked(all, line.substr(0, dot));
            REQUIRE(choice != nullptr);
            CHECK(choice->title == line.substr(dot + 2));
        }
    }
    CHECK(seen == all.size());
}

TEST_CASE("a card without a channel for it is picture, text and choices") {
    const auto* card = R"({"cards":[{"title":"Tea","text":"Hot","image":"https://a/tea",
                                     "choices":[{"title":"Buy","payload":"b"}]}]})";
    CHECK(fitted(card, without_cards()) ==
          outgoings{R"({"attachments":[{"kind":"image","url":"https://a/tea"}]})",
                    R"({"text":"Tea\nHot","choices":[{"title":"Buy","payload":"b"}]})"});
    CHECK(fitted(card, text_only()) == outgoings{R"({"text":"Tea\nHot\nhttps://a/tea\n1. Buy"})"});
}

TEST_CASE("the choices of several cards are numbered on, for buttons would not stay") {
    CHECK(
        fitted(
            R"({"text":"Ours:","cards":[{"title":"Tea","image":"https://a/tea","choices":[{"title":"Buy tea"}]},
                     {"title":"Rice","choices":[{"title":"Buy rice"},{"title":"Cook"}]}]})",
            without_cards()) ==
        outgoings{
            R"({"text":"Ours:"})",
            R"({"text":"Tea\n1. Buy tea","attachments":[{"kind":"image","url":"https://a/tea"}]})",
            R"({"text":"Rice\n2. Buy rice\n3. Cook"})"});
}

TEST_CASE("more cards than a carousel has room for follow in the next one") {
    CHECK(fitted(R"({"cards":[{"title":"A"},{"title":"B"},{"title":"C"}]})", rich()) ==
          outgoings{R"({"cards":[{"title":"A"},{"title":"B"}]})", R"({"cards":[{"title":"C"}]})"});
    auto single = rich();
    single.cards.max = 1;
    CHECK(fitted(R"({"cards":[{"title":"A"},{"title":"B"}]})", single) ==
          outgoings{R"({"cards":[{"title":"A"}]})", R"({"cards":[{"title":"B"}]})"});
}

TEST_CASE("a card beyond the channel's limits is said in words, in its place") {
    auto narrow = rich();
    narrow.cards.title_max = 5;
    narrow.cards.text_max = 5;
    narrow.cards.choices_max = 1;
    narrow.choices.title_max = 5;
    const std::pair<const char*, const char*> rows[] = {
        {R"({"title":"Too long"})", R"({"text":"Too long"})"},
        {R"({"title":"T","text":"Too long"})", R"({"text":"T\nToo long"})"},
        {R"({"title":"T","choices":[{"title":"A"},{"title":"B"}]})", R"({"text":"T\n1. A\n2. B"})"},
        {R"({"title":"T","choices":[{"title":"Too long"}]})", R"({"text":"T\n1. Too long"})"},
        {R"({"title":"T","choices":[{"title":"Shop","url":"https://a"}]})",
         R"({"text":"T\n1. Shop: https://a"})"},
    };
    for (const auto& [card, words] : rows) {
        const auto content =
            R"({"cards":[{"title":"A"},)" + std::string(card) + R"(,{"title":"Z"}]})";
        CHECK(fitted(content, narrow) ==
              outgoings{R"({"cards":[{"title":"A"}]})", words, R"({"cards":[{"title":"Z"}]})"});
    }
    narrow.cards.image = false;
    CHECK(fitted(R"({"cards":[{"title":"A","image":"https://a"},{"title":"B"}]})", narrow) ==
          outgoings{R"({"text":"A","attachments":[{"kind":"image","url":"https://a"}]})",
                    R"({"cards":[{"title":"B"}]})"});
}

TEST_CASE("long text is split and its choices stand under the last part") {
    auto channel = rich();
    channel.text.max = 12;
    CHECK(
        fitted(R"({"text":"One two. Three four.","choices":[{"title":"A"}]})", channel) ==
        outgoings{R"({"text":"One two."})", R"({"text":"Three four.","choices":[{"title":"A"}]})"});
    CHECK(
        fitted(
            R"({"text":"One two. Three four.","attachments":[{"kind":"image","url":"https://a"}]})",
            channel) ==
        outgoings{R"({"text":"One two."})",
                  R"({"text":"Three four.","attachments":[{"kind":"image","url":"https://a"}]})"});
}

TEST_CASE("attachments that the channel has not become links") {
    CHECK(
        fitted(
            R"({"text":"The menu","attachments":[{"kind":"file","url":"https://a/m","name":"menu.pdf"},
                     {"kind":"image","url":"https://a/i"}]})",
            text_only()) ==
        outgoings{R"({"text":"The menu\nmenu.pdf: https://a/m\nhttps://a/i"})"});
    CHECK(fitted(R"({"attachments":[{"kind":"file","url":"https://a/m"}]})", rich()) ==
          outgoings{R"({"text":"https://a/m"})"});
    auto none_at_once = rich();
    none_at_once.attachments_max = 0;
    CHECK(fitted(R"({"attachments":[{"kind":"image","url":"https://a/m"}]})", none_at_once) ==
          outgoings{R"({"text":"https://a/m"})"});
}

TEST_CASE("a place becomes its name, its address and a link to a map") {
    CHECK(
        fitted(
            R"({"location":{"latitude":3.1578,"longitude":101.7117,"name":"KLCC","address":"Ampang"}})",
            text_only()) ==
        outgoings{
            R"({"text":"KLCC\nAmpang\nhttps://www.google.com/maps/search/?api=1&query=3.1578,101.7117"})"});
    CHECK(fitted(R"({"location":{"latitude":-0.00001,"longitude":180}})", text_only()) ==
          outgoings{R"({"text":"https://www.google.com/maps/search/?api=1&query=-1e-05,180"})"});
}

TEST_CASE("contacts become lines, or stay where the channel has them") {
    const auto* content = R"({"contacts":[{"name":"Ann","phones":["+60123"],"emails":["a@b.c"]},)"
                          R"({"name":"Ben","phones":[],"emails":[]}]})";
    CHECK(fitted(content, text_only()) == outgoings{R"({"text":"Ann\n+60123\na@b.c\nBen"})"});
    auto channel = text_only();
    channel.contacts = true;
    CHECK(fitted(content, channel) == outgoings{content});
}

TEST_CASE("html and subject become text where the channel shows text alone") {
    CHECK(fitted(R"({"html":"<p>Hi <b>you</b></p><ul><li>one</li></ul>","subject":"News"})",
                 text_only()) == outgoings{R"({"text":"News\nHi you\n\n- one"})"});
    CHECK(fitted(R"({"text":"Hi you","html":"<p>Hi you</p>","subject":"News"})", text_only()) ==
          outgoings{R"({"text":"News\nHi you"})"});
    auto no_subject = mail();
    no_subject.subject = false;
    CHECK(fitted(R"({"text":"Hi","html":"<b>Hi</b>","subject":"A & B"})", no_subject) ==
          outgoings{R"({"text":"A & B\nHi","html":"<p>A &amp; B</p><b>Hi</b>"})"});
}

TEST_CASE("what a letter cannot show is added to both of its forms") {
    CHECK(
        fitted(
            R"({"text":"Which?","html":"<p>Which?</p>","choices":[{"title":"<A>"},{"title":"B"}]})",
            mail()) ==
        outgoings{
            R"({"text":"Which?\n1. <A>\n2. B","html":"<p>Which?</p><p>1. &lt;A&gt;</p><p>2. B</p>"})"});
    CHECK(fitted(R"({"html":"<p>Which?</p>","choices":[{"title":"A"}]})", mail()) ==
          outgoings{R"({"html":"<p>Which?</p><p>1. A</p>"})"});
}

TEST_CASE("a template or a reaction goes alone where the channel has it") {
    auto channel = rich();
    channel.reaction = true;
    channel.template_ = true;
    CHECK(fitted(R"({"text":"and","template":{"name":"t","language":"ms"}})", channel) ==
          outgoings{R"({"template":{"name":"t","language":"ms"}})", R"({"text":"and"})"});
    CHECK(fitted(R"({"reaction":{"emoji":"👍","to":"m1"}})", channel).size() == 1);
}

TEST_CASE("what steers a call goes out as it is, with what is said") {
    auto channel = text_only();
    channel.call = true;
    const auto* asks =
        R"({"text":"Press 1","call":{"state":"gather","parameters":{"numDigits":"1"}}})";
    CHECK(fitted(asks, channel) == outgoings{asks});
}

TEST_CASE("what no words carry is a failure that names it") {
    const std::pair<const char*, const char*> rows[] = {
        {R"({"text":"x","reaction":{"emoji":"👍","to":"m1"}})", "reaction"},
        {R"({"text":"x","template":{"name":"t"}})", "template"},
        {R"({"selected":{"title":"A"}})", "selected choice"},
        {R"({"call":{"state":"ringing"}})", "call"},
        {R"({"unsupported":{"kind":"poll"}})", "content of an unsupported kind"},
        {R"({"attachments":[{"kind":"sticker","name":"1/2"}]})", "sticker"},
        {R"({"contacts":[{"name":""}]})", "contacts"},
    };
    for (const auto& [content, part] : rows) {
        CHECK(fitted(content, text_only()) ==
              outgoings{"unsupported: the channel carries no " + std::string(part)});
    }
}

TEST_CASE("without text nothing can be said in words") {
    const capabilities dumb;
    const std::pair<const char*, const char*> rows[] = {
        {R"({"text":"x"})", "text"},
        {R"({"subject":"x"})", "text"},
        {R"({"attachments":[{"kind":"image","url":"https://a"}]})", "image"},
        {R"({"location":{"latitude":1,"longitude":2}})", "location"},
        {R"({"choices":[{"title":"A"}]})", "choices"},
        {R"({"contacts":[{"name":"Ann"}]})", "contacts"},
        {R"({"cards":[{"title":"A"}]})", "text"},
    };
    for (const auto& [content, part] : rows) {
        CHECK(fitted(content, dumb) ==
              outgoings{"unsupported: the channel carries no " + std::string(part)});
    }
}

TEST_CASE("nothing but white space is refused") {
    CHECK(fitted(R"({"text":" \n\t"})", rich()) == outgoings{"invalid: there is nothing to send"});
    CHECK(fitted(R"({"html":"<p> </p>"})", text_only()) ==
          outgoings{"unsupported: the channel carries no html"});
}
