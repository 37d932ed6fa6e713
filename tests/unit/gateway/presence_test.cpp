// Typing and reading, from the conversation to what the channel is asked to show.

#include "outbox_support.hpp"

#include <set>

#include "host/gateway/presence.hpp"

namespace selat::gateway::test::presence_test {
namespace {

struct counter_with_a_customer : post_office {
    counter_with_a_customer() {
        line->edit().capabilities.typing = true;
        line->edit().capabilities.read = true;
        line->send = [this](const selat_outgoing& out) {
            note(out);
            asked.push_back({out.purpose, text_of(out.conversation), text_of(out.author_kind),
                             text_of(out.author_name), text_of(out.target_provider_id),
                             text_of(out.address_context)});
            return sent(out.op, "p");
        };
        start_shards();
        customer_says("hello");
    }
    void customer_says(const std::string& text) {
        bool done = false;
        const auto provider_id = "m" + std::to_string(++said_);
        auto what = inbound(
            "line", "ann", provider_id,
            [&](const decided& outcome) {
                talk = outcome.message->conversation;
                done = true;
            },
            text);
        std::get<engine::input::inbound>(what.what).message.address_context = "here";
        shard::post(shard_parts, "line", "ann", std::move(what));
        run_until([&] { return done; });
        settle();
    }
    void update(const std::function<void(model::conversation&, model::address&)>& change) {
        selat::store::changes changes;
        changes.conversations.push_back(
            store.ask([&](selat::store::reader& reader) { return **reader.conversation(talk); }));
        changes.addresses.push_back(store.ask(
            [&](selat::store::reader& reader) { return **reader.address("line", "ann"); }));
        change(changes.conversations.front(), changes.addresses.front());
        std::promise<void> done;
        store.commit(std::move(changes), [&](const auto&) { done.set_value(); });
        done.get_future().get();
    }

    struct asked_for {
        std::uint32_t purpose;
        std::string conversation, author_kind, author_name, target, context;
    };
    std::vector<asked_for> asked;
    model::id talk;
    model::author aminah{model::author_kind::agent, "aminah", "Aminah"};
    gateway::presence presence{*world, *outbox};

private:
    int said_ = 0;
};

}  // namespace

TEST_CASE("the channel is asked to show who types, where the customer wrote last") {
    counter_with_a_customer counter;
    counter.presence.typing(counter.talk, counter.aminah, true);
    counter.settle();
    REQUIRE(counter.asked.size() == 1);
    const auto& shown = counter.asked.front();
    CHECK(shown.purpose == SELAT_OUT_TYPING);
    CHECK(counter.seen == std::vector<std::string>{R"(ann:{"on":true})"});
    CHECK(shown.conversation == counter.talk.text());
    CHECK(shown.author_kind == "agent");
    CHECK(shown.author_name == "Aminah");
    CHECK(shown.context == "here");
}

TEST_CASE("the customer's newest message is the one that was read") {
    counter_with_a_customer counter;
    counter.customer_says("anybody there?");
    counter.presence.read(counter.talk, counter.aminah);
    counter.settle();
    REQUIRE(counter.asked.size() == 1);
    CHECK(counter.asked.front().purpose == SELAT_OUT_READ);
    CHECK(counter.asked.front().target == "m2");
}

TEST_CASE("who wrote from two addresses sees at both what was read") {
    counter_with_a_customer counter;
    const auto newest = counter.store.ask(
        [&](selat::store::reader& reader) { return reader.messages({}, {})->items.back(); });
    selat::store::changes changes;
    changes.addresses.push_back(counter.store.ask(
        [&](selat::store::reader& reader) { return **reader.address("line", "ann"); }));
    changes.addresses.back().address = "ann's other phone";
    changes.messages.push_back(newest);
    auto& other = changes.messages.back();
    other.id = model::id_source(3).make(model::id_kind::message, counter.clock.now(), 0);
    other.address = "ann's other phone";
    other.provider_id = "n1";
    other.seq = newest.seq + 1;
    std::promise<void> done;
    counter.store.commit(std::move(changes), [&](const auto&) { done.set_value(); });
    done.get_future().get();
    counter.customer_says("anybody there?");
    counter.presence.read(counter.talk, counter.aminah);
    counter.settle();
    REQUIRE(counter.asked.size() == 2);
    CHECK(std::set{counter.asked[0].target, counter.asked[1].target} ==
          std::set<std::string>{"m2", "n1"});
}

TEST_CASE("nothing is shown by a channel that cannot, nor to who has blocked us, nor when closed") {
    counter_with_a_customer counter;
    const auto both = [&] {
        counter.presence.typing(counter.talk, counter.aminah, true);
        counter.presence.read(counter.talk, counter.aminah);
        counter.settle();
    };
    SECTION("cannot") {
        counter.line->edit().capabilities.typing = false;
        counter.line->edit().capabilities.read = false;
        both();
        CHECK(counter.asked.empty());
    }
    SECTION("blocked") {
        counter.update([](auto&, auto& address) { address.reach = model::reach::blocked; });
        both();
        CHECK(counter.asked.empty());
    }
    SECTION("closed") {
        counter.update([](auto& conversation, auto&) {
            conversation.status = model::conversation_status::closed;
        });
        counter.presence.typing(counter.talk, counter.aminah, true);
        counter.settle();
        CHECK(counter.asked.empty());
    }
}

TEST_CASE("a bot types only in a conversation that it has") {
    counter_with_a_customer counter;
    const model::author bot{model::author_kind::bot, "faq", {}};
    counter.presence.typing(counter.talk, bot, true);
    counter.settle();
    CHECK(counter.asked.empty());
    counter.update([](auto& conversation, auto&) {
        conversation.bot.emplace();
        conversation.bot->bot = "faq";
    });
    counter.presence.typing(counter.talk, bot, true);
    counter.settle();
    REQUIRE(counter.asked.size() == 1);
    CHECK(counter.asked.front().author_kind == "bot");
}

}  // namespace selat::gateway::test::presence_test
