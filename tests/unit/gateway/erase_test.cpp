// Customers erased through the API's services, with what others hold of them.

#include "town_hall.hpp"

namespace selat::gateway::test::erase_test {

TEST_CASE("erasing ends what is open first, and nothing tells of the customer again") {
    town_hall hall;
    hall.parts->engine.inactivity_close = model::duration{3'600'000};
    const auto first = hall.says("line", "U-ann", "1");
    hall.serve();
    CHECK(hall.conversation(first.conversation).agent == "aminah");
    REQUIRE(names(hall.told_again(), "U-ann"));
    REQUIRE(hall.erase(first.customer));
    hall.settle();
    const auto left = hall.conversation(first.conversation);
    CHECK(left.status == model::conversation_status::closed);
    CHECK(left.address.empty());
    CHECK(jobs(hall).empty());
    CHECK_FALSE(names(hall.told_again(), "U-ann"));
    REQUIRE_FALSE(hall.customer_events().empty());
    CHECK(hall.customer_events().back().customer == first.customer);
    bool free = false;
    hall.desk->ask([&](const routing::router& router) {
        free = router.reservations_of("aminah").empty() &&
               model::is_final(router.task(left.task)->status);
    });
    hall.settle();
    CHECK(free);
}

TEST_CASE("a task that only waits is ended too, and its attributes do not come back") {
    town_hall hall;
    const auto first = hall.says("line", "U-ann", "1");
    const auto task = hall.conversation(first.conversation).task;
    REQUIRE(hall.erase(first.customer));
    hall.settle();
    hall.clock.turn(model::duration{26 * 3'600'000});
    hall.settle();
    const auto left = hall.store.ask([&](store::reader& reader) { return **reader.task(task); });
    CHECK(left.status == model::task_status::canceled);
    CHECK(left.attributes == "{}");
    CHECK_FALSE(names(hall.told_again(), "U-ann"));
}

TEST_CASE("to erase who was merged away is to erase who it became") {
    town_hall hall;
    const auto ann = hall.says("line", "U-ann", "1");
    const auto web = hall.says("web", "W-ann", "2");
    REQUIRE(hall.merge(ann.customer, web.customer));
    REQUIRE(hall.erase(web.customer));
    hall.settle();
    CHECK(stored(hall, ann.id).deleted);
    CHECK(stored(hall, web.id).deleted);
    CHECK_FALSE(names(hall.told_again(), "W-ann"));
    CHECK(hall.says("line", "U-ann", "3").customer != ann.customer);
}

TEST_CASE("who is unknown cannot be erased, and a full disk erases nothing") {
    town_hall hall;
    const auto nobody = hall.ids.make(model::id_kind::customer, hall.clock.now(), 1);
    CHECK(hall.erase(nobody).error().code == code::not_found);
    const auto first = hall.says("line", "U-ann", "1");
    hall.store.fail(true);
    CHECK(hall.erase(first.customer).error().code == code::unavailable);
    hall.store.fail(false);
    CHECK_FALSE(stored(hall, first.id).deleted);
}

TEST_CASE("an erased customer's codes are good no more, and its number does not come back") {
    town_hall hall;
    const auto ann = hall.says("line", "U-ann", "1");
    const auto bob = hall.says("web", "W-bob", "2");
    using verdict = verifications::verdict;
    const auto asks = [&](const model::id& customer, const std::string& to) {
        verifications::wish wish;
        wish.about.customer = customer;
        wish.about.through = "line";
        wish.about.to = to;
        return hall.outcome([&](auto done) { hall.codes.ask(wish, done); });
    };
    const auto types_wrongly = [&](const model::verification& about) {
        return hall.outcome([&](auto done) { hall.codes.check({about, "no digits"}, done); });
    };
    const auto anns = asks(ann.customer, "U-ann");
    hall.clock.turn(model::duration{60'000});
    const auto bobs_to_ann = asks(bob.customer, "U-ann");
    hall.clock.turn(model::duration{60'000});
    const auto bobs = asks(bob.customer, "U-bob");
    for (const auto* each : {&anns, &bobs_to_ann, &bobs}) {
        REQUIRE(each->verdict == verdict::pending);
    }
    REQUIRE(hall.erase(ann.customer));
    CHECK(types_wrongly(anns.about).verdict == verdict::expired);
    CHECK(types_wrongly(bobs_to_ann.about).verdict == verdict::expired);
    CHECK(types_wrongly(bobs.about).verdict == verdict::wrong);
    hall.settle();
    for (const auto& each : jobs(hall)) {
        CHECK_FALSE(names(each.address + each.payload, "U-ann"));
    }
}

TEST_CASE("a repeated request is known by what names no address") {
    town_hall hall;
    const auto write = [&] {
        return hall.answer<model::message>([&](auto done) {
            api::write_request request;
            request.channel = "line";
            request.to = "U-ann";
            request.content = R"({"text":"your parcel"})";
            request.author = {model::author_kind::system, "ops", {}};
            request.client_token = "ops:1";
            hall.all->write(std::move(request), done);
        });
    };
    const auto first = write();
    REQUIRE(first);
    CHECK(write()->id == first->id);
    const auto plain = hall.store.ask([](selat::store::reader& reader) {
        return *reader.delivery("selat:api", "ops:1/" + model::id{}.text() + "/line/U-ann");
    });
    CHECK_FALSE(plain);
}

TEST_CASE("an erased customer's files go, but for those that others were sent too") {
    town_hall hall;
    const auto ann = hall.says("line", "U-ann", "1");
    const auto bob = hall.says("line", "U-bob", "2");
    const auto own = hall.keep_file(ann, "aa11");
    const auto shared = hall.keep_file(ann, "bb22");
    hall.keep_file(bob, "bb22");
    REQUIRE(hall.erase(ann.customer));
    hall.settle();
    CHECK_FALSE(fs::exists(own));
    CHECK(fs::exists(shared));
    CHECK(std::ranges::none_of(
        jobs(hall), [](const auto& each) { return each.kind == model::job_kind::drop_files; }));
}

}  // namespace selat::gateway::test::erase_test
