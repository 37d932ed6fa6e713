// Whose a new address is, by what was shown on another channel.

#include "tests/unit/engine/scene.hpp"

#include "host/engine/linking.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace scene;
using namespace std::chrono_literals;

namespace {

const std::string mei = "+60123456789";

// SMS, WhatsApp and calls, whose addresses are numbers; the line, whose are not; and two mailboxes.
engine::setup numbers() {
    auto out = usual_setup();
    out.default_flow.clear();
    for (const auto* each : {"sms", "whatsapp", "voice"}) {
        out.channels[each].identity = model::address_kind::phone;
    }
    for (const auto* each : {"mail-my", "mail-sg"}) {
        out.channels[each].identity = model::address_kind::email;
    }
    return out;
}

act::inbound verified(const std::string& from) {
    act::inbound out;
    out.from = from;
    out.content = content("hello");
    out.verified = true;
    return out;
}

engine::decision says(desk& desk, const std::string& channel, const std::string& from,
                      bool shown = true) {
    auto message = verified(from);
    message.verified = shown;
    return desk.take(engine::input::inbound{channel, std::move(message), {}, {}, {}});
}

const model::address& on(const desk& desk, std::string_view channel) {
    const auto it = std::ranges::find(desk.state.addresses, channel, &model::address::channel);
    REQUIRE(it != desk.state.addresses.end());
    return *it;
}

// Through which of the customer's addresses it would be the customer's; empty: it would not.
std::string through(const desk& desk, std::string_view channel, std::string_view address) {
    const auto* found =
        engine::linked_through(desk.setup, channel, address, desk.state.addresses, desk.now);
    return found == nullptr ? std::string() : found->channel;
}

}  // namespace

TEST_CASE("a number that was shown on one channel is its customer's on the others") {
    desk desk(numbers());
    says(desk, "sms", mei);
    CHECK(through(desk, "whatsapp", mei) == "sms");
    CHECK(through(desk, "voice", mei) == "sms");
    CHECK(through(desk, "whatsapp", "+60129999999").empty());
    CHECK(through(desk, "line", mei).empty());
    CHECK(through(desk, "mail-my", mei).empty());
}

TEST_CASE("what nobody vouched for shows nothing") {
    desk desk(numbers());
    says(desk, "voice", mei, false);
    CHECK(through(desk, "sms", mei).empty());
    says(desk, "voice", mei);
    CHECK(through(desk, "sms", mei) == "voice");
}

TEST_CASE("what looks like no number or mailbox is not the same anywhere else") {
    CHECK(model::is_of(model::address_kind::phone, mei));
    for (const auto* each : {"60123456789", "+0123456789", "+12345", "+1234567890123456", "KEDAI",
                             "12345", "anonymous:CA1", "", "+60 12345678"}) {
        INFO(each);
        CHECK_FALSE(model::is_of(model::address_kind::phone, each));
    }
    CHECK(model::is_of(model::address_kind::email, "Mei.Ling@shop.example"));
    for (const auto* each : {"mei", "@shop.example", "mei@", "mei@Shop.example",
                             "m ei@shop.example", "mé@shop.example", "mei@shop\x7f.example"}) {
        INFO(each);
        CHECK_FALSE(model::is_of(model::address_kind::email, each));
    }
    CHECK_FALSE(model::is_of(model::address_kind::none, mei));
}

TEST_CASE("two customers who have the number leave it to people whose it is") {
    desk desk(numbers());
    says(desk, "sms", mei);
    says(desk, "voice", mei);
    auto known = desk.state.addresses;
    known.back().customer = desk.ids.make(model::id_kind::customer, desk.now, 1);
    CHECK(engine::linked_through(desk.setup, "whatsapp", mei, known, desk.now) == nullptr);
    known.back().verified = model::evidence::none;  // who only claims it does not count
    const auto* found = engine::linked_through(desk.setup, "whatsapp", mei, known, desk.now);
    REQUIRE(found != nullptr);
    CHECK(found->customer == desk.state.customer.id);
}

TEST_CASE("a number tells no more whose it is once its customer was long silent; a mailbox does") {
    desk desk(numbers());
    says(desk, "sms", mei);
    says(desk, "mail-my", "mei@shop.example");
    desk.now += desk.setup.link_within;
    CHECK(through(desk, "whatsapp", mei) == "sms");
    desk.now += 1ms;
    CHECK(through(desk, "whatsapp", mei).empty());
    CHECK(through(desk, "mail-sg", "mei@shop.example") == "mail-my");
    desk.setup.link_within = {};
    CHECK(through(desk, "whatsapp", mei) == "sms");
}

TEST_CASE("a new address is told with why it is the customer's, in the open conversation") {
    desk desk(numbers());
    says(desk, "sms", mei);
    desk.task(model::task_status::assigned, "aminah");
    const auto open = desk.open().id;
    desk.now += 1min;
    const auto decision = says(desk, "whatsapp", mei);
    CHECK(decision.message->conversation == open);
    REQUIRE(desk.state.open.size() == 1);
    CHECK(desk.open().agent == "aminah");
    CHECK(desk.open().channel == "whatsapp");
    CHECK(on(desk, "whatsapp").linked == model::link::phone);
    CHECK(on(desk, "whatsapp").linked_at == desk.now);
    CHECK(on(desk, "sms").linked == model::link::none);
    const auto& events = decision.changes.events;
    const auto told =
        std::ranges::find(events, model::event_type::customer_updated, &model::event::type);
    REQUIRE(told != events.end());
    CHECK(told->agent == "aminah");
    const auto data = nlohmann::json::parse(told->data);
    CHECK(data["change"] == nlohmann::json{{"what", "linked"},
                                           {"channel", "whatsapp"},
                                           {"address", mei},
                                           {"through", "sms"},
                                           {"evidence", "phone"}});
    CHECK(data["addresses"][1]["linked"]["by"] == "phone");
}

TEST_CASE("where channels do not join, a linked address has a conversation of its own") {
    auto setup = numbers();
    setup.join_channels = false;
    desk desk(setup);
    says(desk, "sms", mei);
    says(desk, "whatsapp", mei);
    CHECK(desk.state.open.size() == 2);
    CHECK(on(desk, "whatsapp").linked == model::link::phone);
}

TEST_CASE("what was taken apart links nobody, until somebody makes it one again") {
    desk desk(numbers());
    says(desk, "sms", mei);
    desk.state.addresses[0].linked = model::link::split;
    CHECK(through(desk, "voice", mei).empty());
    auto other = desk.state;
    other.customer.id = desk.ids.make(model::id_kind::customer, desk.now, 1);
    other.addresses[0].channel = "whatsapp";
    other.addresses[0].customer = other.customer.id;
    other.open.clear();
    desk.state = engine::decide(desk.state, engine::input::join{other, {}, model::link::word},
                                desk.setup, desk.script, desk.now, desk.ids)
                     .state;
    CHECK(on(desk, "whatsapp").linked == model::link::word);
    CHECK(on(desk, "sms").linked == model::link::none);
    CHECK(through(desk, "voice", mei) == "sms");
}

TEST_CASE("an identity that made two one does not do it again after they were taken apart") {
    desk desk(numbers());
    act::address_update update;
    update.address = "visitor-1";
    update.identity = "user-7";
    desk.take(engine::input::address{"line", update});
    update.address = "visitor-2";
    desk.take(engine::input::address{"line", update});
    CHECK(desk.state.addresses[0].linked == model::link::none);
    REQUIRE(desk.state.addresses[1].linked == model::link::identity);
    desk.state.addresses[1].linked = model::link::split;
    desk.state.addresses[1].identity.clear();
    desk.take(engine::input::address{"line", update});
    CHECK(desk.state.addresses[1].identity.empty());
}

TEST_CASE("only what is certain says who somebody is") {
    auto message = verified(mei);
    CHECK(engine::is_certain(engine::input::inbound{"sms", message, {}, {}, {}}));
    message.echo = true;
    CHECK_FALSE(engine::is_certain(engine::input::inbound{"sms", message, {}, {}, {}}));
    message.echo = message.verified = false;
    CHECK_FALSE(engine::is_certain(engine::input::inbound{"voice", message, {}, {}, {}}));
    engine::input::write out;
    out.channel = "sms";
    out.address = mei;
    CHECK(engine::is_certain(out));
    CHECK_FALSE(engine::is_certain(engine::input::typing{"sms", mei}));
}
