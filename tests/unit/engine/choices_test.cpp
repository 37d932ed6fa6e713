// Numbered lists are answered by number or title.

#include "tests/unit/engine/scene.hpp"

#include <algorithm>

#include "host/engine/picked.hpp"
#include "host/model/content.hpp"

#include <catch2/catch.hpp>

using namespace scene;

namespace {

// The choice that the customer's newest message is understood to pick.
std::string selected(const desk& desk) {
    const auto newest =
        std::find_if(desk.rows.messages.rbegin(), desk.rows.messages.rend(),
                     [](const auto& each) { return each.direction == model::direction::inbound; });
    const auto read = model::read_content(newest->content);
    return read && read->selected ? read->selected->title + "/" + read->selected->payload : "";
}

desk offering(const std::vector<actions>& then) {
    desk out;
    auto turns = then;
    turns.insert(turns.begin(), actions{offer("Which?", {"Bill", "Live agent"}), listening()});
    out.script.flows["front"] = in_turn(turns);
    out.inbound("hello");
    return out;
}

}  // namespace

TEST_CASE("a choice is picked by number or title, and by nothing else") {
    const std::vector<model::choice> offered = {
        {"Bill", "b", {}}, {"Live Agent", "a", {}}, {"3", "three", {}}};
    struct {
        const char* said;
        const char* payload;
    } const cases[] = {{"1", "b"},
                       {" 2. ", "a"},
                       {"2)", "a"},
                       {"live agent", "a"},
                       {"  LIVE AGENT\n", "a"},
                       {"3", "three"},
                       {"0", nullptr},
                       {"4", nullptr},
                       {"-1", nullptr},
                       {"1 2", nullptr},
                       {"99999999999999999999", nullptr},
                       {"Bil", nullptr},
                       {"", nullptr},
                       {"  ", nullptr},
                       {".", nullptr},
                       {"\xff", nullptr}};
    for (const auto& each : cases) {
        INFO(each.said);
        const auto* choice = engine::picked(offered, each.said);
        CHECK((choice == nullptr) == (each.payload == nullptr));
        if (choice != nullptr && each.payload != nullptr) {
            CHECK(choice->payload == each.payload);
        }
    }
}

TEST_CASE("a title wins over a number") {
    const std::vector<model::choice> offered = {{"2", "two", {}}, {"1", "one", {}}};
    CHECK(engine::picked(offered, "2")->payload == "two");
    CHECK(engine::picked(offered, "1")->payload == "one");
}

TEST_CASE("the customer's number is understood as the choice, beside the words") {
    auto desk = offering({{listening()}});
    desk.inbound("2");
    CHECK(selected(desk) == "Live agent/pay-Live agent");
    CHECK(text(desk.rows.messages.back()) == "2");
    CHECK(desk.last().message.find("pay-Live agent") != std::string::npos);
}

TEST_CASE("a choice without payload stands for its title") {
    desk desk;
    act::say bare;
    bare.content = R"({"text":"Which?","choices":[{"title":"Yes"}]})";
    desk.script.flows["front"] = always({bare, listening()});
    desk.inbound("hello");
    desk.inbound("yes");
    CHECK(selected(desk) == "Yes/Yes");
}

TEST_CASE("the choices of cards are numbered behind the others") {
    for (const auto* said : {"3", "Buy B"}) {
        desk desk;
        act::say cards;
        cards.content = R"({"choices":[{"title":"Back","payload":"back"}],"cards":[
            {"title":"A","choices":[{"title":"Buy A","payload":"a"}]},
            {"title":"B","choices":[{"title":"Buy B","payload":"b"}]}]})";
        desk.script.flows["front"] = always({cards, listening()});
        desk.inbound("hello");
        desk.inbound(said);
        CHECK(selected(desk) == "Buy B/b");
    }
}

TEST_CASE("an offer is answered by the next message or not at all") {
    auto desk = offering({{listening()}});
    desk.inbound("what?");
    CHECK(selected(desk).empty());
    desk.inbound("2");
    CHECK(selected(desk).empty());
}

TEST_CASE("what a flow says after its offer leaves the offer standing") {
    desk desk;
    desk.script.flows["front"] =
        always({offer("Which?", {"Bill", "Live agent"}), say("Take your time."), listening()});
    desk.inbound("hello");
    desk.inbound("1");
    CHECK(selected(desk) == "Bill/pay-Bill");
}

TEST_CASE("an agent's message ends the offer: 2 may mean anything now") {
    auto desk = offering({{listening()}});
    desk.write("How many tickets?");
    desk.inbound("2");
    CHECK(selected(desk).empty());
}

TEST_CASE("an offer that is changed is answered as it is now, and not once it is taken back") {
    auto desk = offering({{listening()}});
    const auto offer =
        std::find_if(desk.rows.messages.begin(), desk.rows.messages.end(),
                     [](const auto& each) { return each.direction == model::direction::outbound; });
    engine::input::amend now;
    now.channel = "line";
    now.message = offer->id;
    now.conversation = offer->conversation;
    SECTION("changed") {
        now.change.content = R"({"text":"Which?","choices":[{"title":"Bill","payload":"b"},)"
                             R"({"title":"Refund","payload":"r"}]})";
        desk.take(now);
        desk.inbound("2");
        CHECK(selected(desk) == "Refund/r");
    }
    SECTION("taken back") {
        now.change.deleted = true;
        desk.take(now);
        desk.inbound("2");
        CHECK(selected(desk).empty());
        desk.restart();
        desk.inbound("2");
        CHECK(selected(desk).empty());
    }
}

TEST_CASE("an offer outlives a restart") {
    auto desk = offering({{listening()}});
    desk.restart();
    desk.inbound("bill");
    CHECK(selected(desk) == "Bill/pay-Bill");
}

TEST_CASE("what the channel already understood stays as it is") {
    auto desk = offering({{listening()}});
    engine::input::inbound in;
    in.channel = "line";
    in.message.from = "U1";
    in.message.content = R"({"text":"1","selected":{"title":"Other","payload":"o"}})";
    desk.take(in);
    CHECK(desk.rows.messages.back().content == in.message.content);
}
