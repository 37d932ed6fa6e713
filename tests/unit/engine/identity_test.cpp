// Addresses, and what is known of the customer behind them.

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace scene;
using Catch::Matchers::Contains;

namespace {

engine::input::inbound from(const std::string& address) {
    engine::input::inbound in;
    in.channel = "line";
    in.message.from = address;
    in.message.content = content("hi");
    return in;
}

engine::input::address update(model::reach reach) {
    engine::input::address in;
    in.channel = "line";
    in.update.address = "U1";
    in.update.reach = reach;
    return in;
}

const model::address& line(const desk& desk) { return desk.rows.addresses.at({"line", "U1"}); }

std::vector<model::event> customer_events(const engine::decision& decision) {
    std::vector<model::event> out;
    for (const auto& each : decision.changes.events) {
        if (each.type == model::event_type::customer_updated) {
            out.push_back(each);
        }
    }
    return out;
}

}  // namespace

TEST_CASE("a first message makes the customer, the address and a look-up of the profile") {
    desk desk;
    const auto decision = desk.inbound("hello");
    CHECK(desk.rows.customers.size() == 1);
    CHECK(line(desk).customer == desk.state.customer.id);
    CHECK(line(desk).first_seen == desk.now);
    CHECK(line(desk).last_seen == desk.now);
    CHECK(decision.effects.lookups ==
          std::vector{std::pair<std::string, std::string>{"line", "U1"}});
    CHECK(desk.inbound("again").effects.lookups.empty());
}

TEST_CASE("a new customer's id leads to the shard of the address") {
    model::id_source ids(3);
    const auto state = engine::new_customer("U1", model::from_ms(start_ms), ids);
    CHECK(state.customer.id.partition() == model::partition_of("U1"));
    CHECK(state.customer.id.kind() == model::id_kind::customer);
    CHECK(state.open.empty());
}

TEST_CASE("a channel without profiles is not asked for them") {
    desk desk;
    CHECK(desk.inbound("hello", "sms", "+60123").effects.lookups.empty());
}

TEST_CASE("a profile names the customer once, and never renames what an agent wrote") {
    desk desk;
    desk.inbound("hello");
    auto profile = update(model::reach::unknown);
    profile.update.name = "Siti";
    profile.update.locale = "ms-MY";
    profile.update.picture = "https://p.example/1.jpg";
    const auto first = desk.take(profile);
    CHECK(desk.rows.customers.begin()->second.name == "Siti");
    CHECK(desk.rows.customers.begin()->second.locale == "ms-MY");
    REQUIRE(customer_events(first).size() == 1);
    CHECK_THAT(customer_events(first)[0].data, Contains("Siti"));
    desk.take(engine::input::patch_customer{"Puan Siti", {}, {}});
    CHECK(customer_events(desk.take(profile)).empty());
    CHECK(desk.state.customer.name == "Puan Siti");
    CHECK(line(desk).name == "Siti");
}

TEST_CASE("a customer's change is told to the agent who serves the customer") {
    desk desk;
    desk.script.flows["front"] = always({handoff(), ended()});
    desk.inbound("hello");
    desk.task(model::task_status::assigned, "aminah");
    const auto told = customer_events(desk.take(engine::input::patch_customer{"Siti", {}, {}}));
    REQUIRE(told.size() == 1);
    CHECK(told[0].agent == "aminah");
    CHECK(told[0].conversation == desk.open().id);
}

TEST_CASE("what flows and bots learn of a customer is told, once for each decision") {
    desk desk;
    desk.script.flows["front"] =
        in_turn({{act::attributes{true, R"({"plan":"gold"})"},
                  act::attributes{true, R"({"vip":true})"}, listening()},
                 {act::attributes{true, R"({"vip":true})"}, ask("faq"), busy()}});
    desk.script.bots["faq"] = always({act::attributes{true, R"({"mood":"good"})"}, answer({"hi"})});
    const auto first = customer_events(desk.inbound("hello"));
    REQUIRE(first.size() == 1);
    CHECK_THAT(first[0].data, Contains("gold") && Contains("vip"));
    CHECK(first[0].conversation == desk.open().id);
    const auto second = customer_events(desk.inbound("and?"));
    REQUIRE(second.size() == 1);
    CHECK_THAT(second[0].data, Contains("mood"));
    CHECK(customer_events(desk.inbound("again")).empty());
}

TEST_CASE("claims of a channel fill in, and never overwrite") {
    desk desk;
    desk.inbound("hello");
    desk.take(engine::input::patch_customer{{}, {}, R"({"vip":true})"});
    auto claims = update(model::reach::unknown);
    claims.update.attributes = R"({"vip":false,"plan":"gold"})";
    desk.take(claims);
    CHECK(nlohmann::json::parse(desk.state.customer.attributes) ==
          nlohmann::json{{"vip", true}, {"plan", "gold"}});
}

TEST_CASE("attributes merge, null removes, and what is no object is refused") {
    desk desk;
    desk.inbound("hello");
    desk.take(engine::input::patch_customer{{}, {}, R"({"a":1,"b":{"c":2}})"});
    desk.take(engine::input::patch_customer{{}, {}, R"({"a":null,"b":{"d":3}})"});
    CHECK(nlohmann::json::parse(desk.state.customer.attributes) ==
          nlohmann::json{{"b", {{"c", 2}, {"d", 3}}}});
    const auto refused = desk.take(engine::input::patch_customer{"X", {}, "[1]"});
    REQUIRE_FALSE(refused.answer);
    CHECK(refused.answer.error().code == code::invalid);
    CHECK(desk.state.customer.name.empty());
}

TEST_CASE("a group member's name is not the group's") {
    desk desk;
    auto in = from("G1");
    in.message.author = "U9";
    in.message.author_name = "Ali";
    desk.take(in);
    CHECK(desk.state.customer.name.empty());
    CHECK(desk.rows.messages[0].author.id == "U9");
    CHECK(desk.rows.messages[0].author.name == "Ali");
}

TEST_CASE("who unfollows is blocked, and who writes again is not") {
    desk desk;
    desk.inbound("hello");
    desk.take(update(model::reach::blocked));
    CHECK(line(desk).reach == model::reach::blocked);
    desk.inbound("back");
    CHECK(line(desk).reach == model::reach::open);
}

TEST_CASE("an opt-out outlives a message, not an opt-in") {
    desk desk;
    desk.take(update(model::reach::opted_out));
    desk.inbound("hello");
    CHECK(line(desk).reach == model::reach::opted_out);
    desk.take(update(model::reach::open));
    CHECK(line(desk).reach == model::reach::open);
}

TEST_CASE("what a message says of its address is decided with it, and nothing answers a farewell") {
    desk desk;
    auto farewell = from("U1");
    farewell.message.reach = model::reach::opted_out;
    const auto decision = desk.take(farewell);
    REQUIRE(decision.changes.messages.size() >= 1);
    REQUIRE(decision.changes.addresses.size() == 1);
    CHECK(decision.changes.addresses[0].reach == model::reach::opted_out);
    for (const auto& job : decision.changes.jobs) {
        CHECK(job.kind != model::job_kind::send);
    }
    auto back = from("U1");
    back.message.reach = model::reach::open;
    desk.take(back);
    CHECK(line(desk).reach == model::reach::open);
}

TEST_CASE("a conversation follows its customer to where the same identity was proved last") {
    desk desk;
    auto in = from("V1");
    desk.take(in);
    const auto prove = [&](const std::string& address, const std::string& identity) {
        engine::input::address proof;
        proof.channel = "line";
        proof.update.address = address;
        proof.update.identity = identity;
        desk.take(proof);
    };
    prove("V1", "ann");
    prove("V2", "ben");
    CHECK(desk.open().address == "V1");
    prove("V3", "ann");
    CHECK(desk.open().address == "V3");
    prove("V3", "ben");  // the first proof stands
    CHECK(desk.rows.addresses.at({"line", "V3"}).identity == "ann");
}

TEST_CASE("verification stays, whatever comes later") {
    desk desk;
    auto in = from("U1");
    in.message.verified = true;
    desk.take(in);
    desk.inbound("more");
    CHECK(line(desk).verified == model::evidence::channel);
}

TEST_CASE("the newest context of an address is kept, and used up once") {
    desk desk;
    auto in = from("U1");
    in.message.address_context = "token-1";
    desk.take(in);
    const auto first = line(desk).context_at;
    in.message.address_context = "token-2";
    desk.take(in);  // within the same millisecond
    CHECK(line(desk).context == "token-2");
    REQUIRE(line(desk).context_at > first);

    engine::input::sent sent;
    sent.channel = "line";
    sent.address = "U1";
    sent.clear_address_context = true;
    sent.context_at = first;
    desk.take(sent);  // the older one was used: the newer stays
    CHECK(line(desk).context == "token-2");
    sent.context_at = line(desk).context_at;
    desk.take(sent);
    CHECK(line(desk).context.empty());
    sent.clear_address_context = false;
    sent.address_context = "token-3";
    desk.take(sent);
    CHECK(line(desk).context == "token-3");
}

TEST_CASE("a read mark only rises, and never beyond what was said") {
    desk desk;
    desk.script.flows["front"] = always({say("a"), say("b"), listening()});
    desk.inbound("hello");
    const auto read = [&](std::uint64_t seq) {
        desk.take(engine::input::receipt{"line", "U1", seq});
        return line(desk).read_seq;
    };
    CHECK(read(2) == 2);
    CHECK(read(1) == 2);
    CHECK(read(1'000'000) == 3);
    desk.take(engine::input::receipt{"line", "nobody", 5});
    CHECK_FALSE(desk.rows.addresses.contains({"line", "nobody"}));
}

TEST_CASE("typing is told to the agent, and stored nowhere") {
    desk desk;
    desk.script.flows["front"] = always({handoff(), ended()});
    desk.inbound("hello");
    desk.task(model::task_status::assigned, "aminah");
    const auto decision =
        desk.take(engine::input::typing{"line", "U1", true, model::duration{5000}});
    CHECK(decision.changes.events.empty());
    REQUIRE(decision.effects.told.size() == 1);
    CHECK(decision.effects.told[0].agent == "aminah");
    CHECK(nlohmann::json::parse(decision.effects.told[0].data) ==
          nlohmann::json{{"conversation", desk.open().id.text()},
                         {"customer", desk.state.customer.id.text()},
                         {"channel", "line"},
                         {"on", true},
                         {"ttl_ms", 5000}});
    CHECK(desk.take(engine::input::typing{"sms", "+1", true, {}}).effects.told.empty());
}

TEST_CASE("what is told late of an address's reach does not undo what is newer") {
    desk desk;
    desk.inbound("hello");
    const auto told = [&](model::reach reach, std::int64_t at_ms) {
        auto in = update(reach);
        in.update.at_ms = at_ms;
        desk.take(in);
        return line(desk).reach;
    };
    CHECK(told(model::reach::blocked, start_ms - 9'000) == model::reach::blocked);
    CHECK(told(model::reach::open, start_ms - 5'000) == model::reach::open);
    desk.restart();
    CHECK(told(model::reach::blocked, start_ms - 9'000) == model::reach::open);
    CHECK(told(model::reach::blocked, start_ms - 4'000) == model::reach::blocked);
}

TEST_CASE("a provider's clock that runs ahead does not hold an address's reach") {
    desk desk;
    desk.inbound("hello");
    auto ahead = update(model::reach::blocked);
    ahead.update.at_ms = start_ms * 2;
    desk.take(ahead);
    auto next = update(model::reach::open);
    desk.take(next);
    CHECK(line(desk).reach == model::reach::open);
}

TEST_CASE("a message written before the customer blocked us does not unblock") {
    desk desk;
    desk.inbound("hello");
    auto blocked = update(model::reach::blocked);
    blocked.update.at_ms = start_ms - 1'000;
    desk.take(blocked);
    auto late = from("U1");
    late.message.at_ms = start_ms - 2'000;
    late.message.provider_id = "late";
    desk.take(late);
    CHECK(line(desk).reach == model::reach::blocked);
    auto fresh = from("U1");
    fresh.message.at_ms = start_ms;
    fresh.message.provider_id = "fresh";
    desk.take(fresh);
    CHECK(line(desk).reach == model::reach::open);
}
