// Customers merged and split through the API's services, and messages sent again.

#include "town_hall.hpp"

namespace selat::gateway::test::people_test {

TEST_CASE("a merge keeps who served either last, and tells the agent who serves now") {
    town_hall hall;
    const auto ann = hall.says("line", "U-ann", "1");
    const auto web = hall.says("web", "W-ann", "2");
    auto gone = hall.customer(web.customer);
    gone.last_agent = "siti";
    gone.last_conversation = web.conversation;
    selat::store::changes changes;
    changes.customers.push_back(gone);
    auto open = hall.conversation(ann.conversation);
    open.agent = "aminah";
    changes.conversations.push_back(open);
    hall.commit(std::move(changes));
    REQUIRE(hall.merge(ann.customer, web.customer));
    const auto kept = hall.customer(ann.customer);
    CHECK(kept.last_agent == "siti");
    CHECK(kept.last_conversation == web.conversation);
    const auto told = hall.customer_events();
    REQUIRE(told.size() == 1);
    CHECK(told.front().agent == "aminah");
    CHECK(told.front().conversation == ann.conversation);
}

TEST_CASE("after a split both customers are told of, each to who serves it") {
    town_hall hall;
    hall.parts->engine.join_channels = false;
    const auto ann = hall.says("line", "U-ann", "1");
    const auto web = hall.says("web", "W-ann", "2");
    REQUIRE(hall.merge(ann.customer, web.customer));
    auto open = hall.conversation(web.conversation);
    open.agent = "aminah";
    selat::store::changes changes;
    changes.conversations.push_back(open);
    hall.commit(std::move(changes));
    const auto before = hall.customer_events().size();
    const auto fresh = hall.answer<store::profiled_customer>(
        [&](auto done) { hall.all->split(ann.customer, "web", "W-ann", {}, done); });
    REQUIRE(fresh);
    auto told = hall.customer_events();
    REQUIRE(told.size() == before + 2);
    const auto& of_fresh = told[before];
    CHECK(of_fresh.customer == fresh->customer.id);
    CHECK(of_fresh.agent == "aminah");
    CHECK(told.back().customer == ann.customer);
    CHECK(told.back().agent.empty());
    CHECK_FALSE(names(told.back().data, "W-ann"));
}

TEST_CASE("a merge leaves one conversation open, and the other one's task comes to an end") {
    town_hall hall;
    const auto web = hall.says("web", "W-ann", "1");
    hall.serve();
    hall.clock.turn(model::duration{1'000});
    const auto line = hall.says("line", "U-ann", "2");
    const auto waiting = hall.conversation(line.conversation).task;
    REQUIRE(hall.merge(line.customer, web.customer));
    hall.settle();
    CHECK(hall.conversation(web.conversation).agent == "aminah");
    CHECK(hall.conversation(web.conversation).customer == line.customer);
    CHECK(hall.conversation(line.conversation).closed_reason == "joined");
    CHECK(hall.store.ask([&](store::reader& reader) { return **reader.task(waiting); }).status ==
          model::task_status::canceled);
    CHECK(hall.says("line", "U-ann", "3").conversation == web.conversation);
    CHECK(hall.says("web", "W-ann", "4").conversation == web.conversation);
    const auto told = hall.customer_events();
    REQUIRE_FALSE(told.empty());
    CHECK(names(told.back().data, R"("change":{"what":"merged","other":")" + web.customer.text() +
                                      R"(","by":"ops","reason":"the same person"})"));
}

TEST_CASE("a split gives each back what was said before, meanwhile and after") {
    town_hall hall;
    const auto web = hall.says("web", "W-ann", "1");
    hall.serve();
    hall.clock.turn(model::duration{1'000});
    const auto line = hall.says("line", "U-ann", "2");
    REQUIRE(hall.merge(line.customer, web.customer));
    const auto meanwhile_line = hall.says("line", "U-ann", "3");
    const auto meanwhile_web = hall.says("web", "W-ann", "4");
    const auto last_line = hall.says("line", "U-ann", "5");
    REQUIRE(hall.conversation(web.conversation).channel == "line");
    hall.clock.turn(model::duration{1'000});  // ids of one instant have no order
    const auto fresh = hall.answer<store::profiled_customer>([&](auto done) {
        hall.all->split(line.customer, "line", "U-ann", {"ops", {}, "no"}, done);
    });
    REQUIRE(fresh);
    hall.settle();
    const auto theirs = fresh->customer.id;

    const auto served = hall.conversation(web.conversation);
    CHECK(served.customer == line.customer);
    CHECK(served.agent == "aminah");
    CHECK(served.status == model::conversation_status::open);
    CHECK(served.channel == "web");
    CHECK(served.address == "W-ann");
    CHECK(served.next_seq == 3);
    CHECK(stored(hall, web.id).seq == 1);
    CHECK(stored(hall, meanwhile_web.id).seq == 2);
    CHECK(stored(hall, meanwhile_web.id).conversation == web.conversation);
    CHECK(stored(hall, meanwhile_web.id).customer == line.customer);

    CHECK(hall.conversation(line.conversation).customer == theirs);
    CHECK(stored(hall, line.id).customer == theirs);
    const auto parted = stored(hall, meanwhile_line.id);
    CHECK(parted.customer == theirs);
    CHECK(parted.seq == 1);
    CHECK(stored(hall, last_line.id).conversation == parted.conversation);
    CHECK(stored(hall, last_line.id).seq == 2);
    const auto own = hall.conversation(parted.conversation);
    CHECK(own.customer == theirs);
    CHECK(own.closed_reason == "split");
    CHECK(own.next_seq == 3);
    CHECK(hall.customer(theirs).last_conversation == own.id);

    const auto after = hall.says("line", "U-ann", "6");
    CHECK(after.customer == theirs);
    CHECK(after.conversation != web.conversation);
    CHECK(hall.conversation(after.conversation).previous == own.id);
    CHECK(hall.says("web", "W-ann", "7").conversation == web.conversation);
    CHECK(names(hall.told_again(), R"("what":"split")"));

    const auto told = hall.events();
    const auto first = std::ranges::find(told, own.id, &model::event::conversation);
    REQUIRE(first != told.end());
    CHECK(first->type == model::event_type::conversation_created);
    CHECK(names(first->data, theirs.text()));
}

TEST_CASE(
    "an open conversation that goes as a whole is told as its new customer's, notes and all") {
    town_hall hall;
    hall.parts->engine.join_channels = false;
    const auto web = hall.says("web", "W-ann", "1");
    hall.serve();
    const auto ann = hall.says("line", "U-ann", "2");
    REQUIRE(hall.merge(ann.customer, web.customer));
    const auto note = hall.writes(web.conversation, "a twin, it seems", true);
    const auto queued = hall.writes(web.conversation, "hello, twin", false);
    REQUIRE(queued.status == model::message_status::queued);
    const auto before = hall.events().size();
    const auto fresh = hall.split(ann.customer, "web", "W-ann").customer.id;
    for (const auto& each : {web.id, note.id, queued.id}) {
        const auto now = stored(hall, each);
        CHECK(now.conversation == web.conversation);
        CHECK(now.customer == fresh);
    }
    CHECK(stored(hall, queued.id).status == model::message_status::queued);
    CHECK(hall.conversation(web.conversation).customer == fresh);
    auto told = hall.events();
    told.erase(told.begin(), told.begin() + static_cast<std::ptrdiff_t>(before));
    std::erase_if(told, [](const auto& each) {
        return each.type != model::event_type::conversation_updated;
    });
    REQUIRE(told.size() == 1);
    CHECK(told.front().conversation == web.conversation);
    CHECK(told.front().agent == "aminah");
    CHECK(names(told.front().data, fresh.text()));
}

TEST_CASE("a split takes back what codes have proved, on both sides, and no provider's word") {
    town_hall hall;
    const auto ann = hall.says("line", "U-ann", "1");
    const auto web = hall.says("web", "W-ann", "2");
    const auto other = hall.says("web", "W-ben", "3");
    REQUIRE(hall.merge(ann.customer, web.customer));
    REQUIRE(hall.merge(ann.customer, other.customer));
    hall.verify("line", "U-ann", model::evidence::code);
    hall.verify("web", "W-ann", model::evidence::code);
    hall.verify("web", "W-ben", model::evidence::channel);
    hall.split(ann.customer, "web", "W-ann");
    const auto evidence = [&](const std::string& channel, const std::string& address) {
        return hall.address(channel, address).verified;
    };
    CHECK(evidence("line", "U-ann") == model::evidence::none);
    CHECK(evidence("web", "W-ann") == model::evidence::none);
    CHECK(evidence("web", "W-ben") == model::evidence::channel);
    CHECK_FALSE(names(hall.told_again(), R"("evidence":"otp")"));
}

TEST_CASE("a message is sent again where it stopped, once, and not to who wants none") {
    town_hall hall;
    const auto said = hall.says("line", "U-ann", "1");
    auto send = queue_send(hall, "line", "U-ann", "half and half");
    auto message = send.message;
    message.id = hall.ids.make(model::id_kind::message, hall.clock.now(), 0);
    message.customer = said.customer;
    message.conversation = said.conversation;
    message.reply_to = said.id;
    message.status = model::message_status::failed;
    message.author.kind = model::author_kind::bot;
    message.unsent = model::unsent{send.job.id, 1};
    selat::store::changes changes;
    changes.messages.push_back(message);
    model::message_change named;
    named.id = said.id;
    named.context = "quoted";
    changes.message_changes.push_back(named);
    hall.commit(std::move(changes));
    const auto reach = [&](model::reach now) {
        work work;
        engine::input::address update;
        update.channel = "line";
        update.update.address = "U-ann";
        update.update.reach = now;
        work.what = update;
        shard::post(hall.shard_parts, "line", "U-ann", std::move(work));
        hall.settle();
    };
    reach(model::reach::blocked);
    CHECK(hall.retry(message.id).error().code == code::opted_out);
    reach(model::reach::open);
    const auto again = hall.retry(message.id);
    REQUIRE(again);
    CHECK(again->status == model::message_status::queued);
    hall.settle();
    REQUIRE_FALSE(hall.begun.empty());
    const auto& job = hall.begun.back();
    CHECK(job.id == send.job.id);
    CHECK(job.part == 1);
    CHECK(names(job.payload, "quoted"));
    CHECK(hall.retry(message.id).error().code == code::wrong_state);
}

}  // namespace selat::gateway::test::people_test
