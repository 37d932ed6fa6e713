// The contract's content object, read and written.

#include <string>
#include <vector>

#include "host/model/content.hpp"
#include "host/model/content_check.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace selat;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

// All parts at once, as the contract names them.
const char* const everything = R"({
    "text":"Hello","html":"<b>Hello</b>","subject":"Greeting",
    "attachments":[{"kind":"image","url":"https://x/1.jpg","mime":"image/jpeg","name":"1.jpg","size":12},
                   {"kind":"sticker"},{"kind":"audio"},{"kind":"video"},{"kind":"file"}],
    "location":{"latitude":3.139,"longitude":101.6869,"name":"KL","address":"Jalan 1"},
    "contacts":[{"name":"Siti","phones":["+60123"],"emails":["siti@example.com"]}],
    "choices":[{"title":"Yes","payload":"y"},{"title":"Site","url":"https://x"}],
    "selected":{"title":"Yes","payload":"y"},
    "cards":[{"title":"T","text":"t","image":"https://x/2.jpg","choices":[{"title":"Buy","payload":"b"}]}],
    "reaction":{"emoji":"👍","to":"IM018bcfe5687b70008000000000000000","removed":true},
    "template":{"name":"welcome","language":"ms","parameters":["Siti",{"a":1}]},
    "call":{"state":"ended","from":"+601","to":"+602","digits":"12#","speech":"yes","duration":61,"parameters":{"Confidence":"0.9"}},
    "unsupported":{"kind":"live_location"}})";

std::string wrong(const std::string& text) {
    const auto read = model::read_content(text);
    return read ? "" : read.error().text;
}

}  // namespace

TEST_CASE("every part of the contract is read, and written as it was") {
    const auto read = model::read_content(everything);
    REQUIRE(read);
    CHECK(read->text == "Hello");
    CHECK(read->attachments.at(0).size == 12);
    CHECK(read->attachments.at(1).kind == model::attachment_kind::sticker);
    CHECK(read->location->longitude == 101.6869);
    CHECK(read->contacts.at(0).phones == std::vector<std::string>{"+60123"});
    CHECK(read->choices.at(1).url == "https://x");
    CHECK(read->cards.at(0).choices.at(0).payload == "b");
    CHECK(read->reaction->removed);
    CHECK(read->call->duration == 61);
    CHECK(read->unsupported == "live_location");
    CHECK(json::parse(model::write_content(*read)) == json::parse(everything));
}

TEST_CASE("each part alone is a content, and comes back alone") {
    const auto all = json::parse(everything);
    CHECK(all.size() == model::content_parts.size());
    for (const auto name : model::content_parts) {
        INFO(name);
        REQUIRE(all.contains(name));
        const auto& part = all[std::string(name)];
        auto alone = json::object();
        alone[std::string(name)] = part;
        const auto read = model::read_content(alone.dump());
        REQUIRE(read);
        CHECK_FALSE(read->empty());
        CHECK(json::parse(model::write_content(*read)) == alone);
    }
}

TEST_CASE("unknown members and nulls are left out") {
    const auto read = model::read_content(
        R"({"text":"a","sparkles":1,"html":null,"location":null,"attachments":[{"kind":"file","x":1}]})");
    REQUIRE(read);
    CHECK(model::write_content(*read) == R"({"text":"a","attachments":[{"kind":"file"}]})");
}

TEST_CASE("content without a part is none") {
    for (const auto* text : {"{}", R"({"text":""})", R"({"text":null})", R"({"sparkles":1})",
                             R"({"attachments":[],"choices":[]})"}) {
        INFO(text);
        CHECK_THAT(wrong(text), Contains("at least one part"));
    }
}

TEST_CASE("what is wrong is named") {
    const std::pair<const char*, const char*> cases[] = {
        {"", "not JSON"},
        {"{", "not JSON"},
        {"[]", "must be an object"},
        {"\"x\"", "must be an object"},
        {R"({"text":7})", "content.text must be a string"},
        {"{\"text\":\"\xff\"}", "not JSON"},
        {R"({"attachments":{}})", "content.attachments must be an array"},
        {R"({"attachments":[1]})", "content.attachments must hold objects"},
        {R"({"attachments":[{"kind":"hologram"}]})", "content.attachments.kind must be image"},
        {R"({"attachments":[{"kind":"file","size":"big"}]})", "content.attachments.size"},
        {R"({"location":{"latitude":1}})", "content.location needs latitude and longitude"},
        {R"({"location":{"latitude":"1","longitude":2}})", "content.location.latitude"},
        {R"({"choices":[{}]})", "content.choices needs a title"},
        {R"({"cards":[{"choices":[{"title":1}]}]})", "content.cards.choices must be a string"},
        {R"({"contacts":[{"phones":"+60"}]})", "content.contacts needs arrays of strings"},
        {R"({"reaction":{"removed":"yes"}})", "content.reaction.removed"},
        {R"({"template":{"language":"ms"}})", "content.template needs a name"},
        {R"({"template":{"name":"x","parameters":"Siti"}})",
         "content.template.parameters must be an object or an array"},
        {R"({"call":"ringing"})", "content.call must be an object"},
        {R"({"unsupported":[]})", "content.unsupported must be an object"}};
    for (const auto& [text, words] : cases) {
        INFO(text);
        CHECK_THAT(wrong(text), Contains(words));
    }
}

TEST_CASE("everything that is wrong is told, with its place") {
    const auto* const text = R"({"text":7,
        "attachments":[{"kind":"image"},{"kind":"hologram"},{"kind":4},{},9],
        "cards":[{"choices":[{"title":"A"},{}]}],
        "contacts":[{"name":"A"},{"phones":"+60"}],
        "location":{"latitude":"1","longitude":2},
        "template":{"language":"ms"}})";
    std::vector<std::string> told;
    for (const auto& each : model::check_content(text)) {
        told.push_back(each.pointer);
    }
    CHECK(told == std::vector<std::string>{"/text", "/attachments/1/kind", "/attachments/2/kind",
                                           "/attachments/3", "/attachments/4", "/cards/0/choices/1",
                                           "/contacts/1/phones", "/location/latitude",
                                           "/template"});
    CHECK(model::check_content(everything).empty());
    CHECK(model::check_content("{}").size() == 1);
}

TEST_CASE("a template without parameters has none") {
    const auto read = model::read_content(R"({"template":{"name":"x","parameters":null}})");
    REQUIRE(read);
    CHECK(model::write_content(*read) == R"({"template":{"name":"x"}})");
}

TEST_CASE("nesting is limited, so that no content exhausts the stack") {
    const auto nested = [](std::size_t depth) {
        return R"({"template":{"name":"x","parameters":)" + std::string(depth, '[') +
               std::string(depth, ']') + "}}";
    };
    CHECK(model::read_content(nested(60)));
    CHECK_THAT(wrong(nested(65)), Contains("nested too deeply"));
    CHECK_THAT(wrong(nested(1'000'000)), Contains("nested too deeply"));
}

TEST_CASE("sizes that are no sizes are taken as the nearest one") {
    const auto size = [](const char* number) {
        const auto read = model::read_content(
            std::string(R"({"attachments":[{"kind":"file","size":)") + number + "}]}");
        return read.value().attachments.at(0).size;
    };
    CHECK(size("0") == 0);
    CHECK(size("-5") == 0);
    CHECK(size("1.9") == 1);
    CHECK(size("1e300") == std::uint64_t{1} << 53);
    CHECK(size("18446744073709551615") == std::uint64_t{1} << 53);
    CHECK(size("26214400") == 26'214'400);
}

TEST_CASE("a choice may stand for its payload alone") {
    CHECK(model::read_content(R"({"selected":{"payload":"p"}})"));
}

TEST_CASE("kinds of attachments have their names, and no others") {
    using enum model::attachment_kind;
    for (const auto kind : {image, audio, video, file, sticker}) {
        CHECK(model::attachment_kind_of(model::name_of(kind)) == kind);
    }
    CHECK_FALSE(model::attachment_kind_of("Image"));
    CHECK_FALSE(model::attachment_kind_of(""));
}

TEST_CASE("the words of a content are those a person reads") {
    CHECK(model::plain_text(*model::read_content(everything)) ==
          "Greeting\nHello\nYes\nT\nt\n1.jpg\nKL\nJalan 1");
    CHECK(model::plain_text(*model::read_content(R"({"selected":{"payload":"p"}})")) == "p");
    CHECK(model::plain_text({}).empty());
}
