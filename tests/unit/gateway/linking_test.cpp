// One number on several channels: one customer, whoever comes first, wherever it is decided.

#include "town_hall.hpp"

namespace selat::gateway::test {
namespace {

const std::string mei = "+60123456789";

struct numbers : town_hall {
    numbers() {
        for (const auto* each : {"sms", "whatsapp", "voice", "rcs"}) {
            add_channel(each);
            parts->engine.channels[each].identity = model::address_kind::phone;
        }
    }

    // As `says`, where the provider vouches for the number.
    model::message verified(const std::string& channel, const std::string& from,
                            const std::string& provider_id) {
        std::optional<decided> outcome;
        std::mutex guard;
        post(channel, from, provider_id, [&](decided given) {
            const std::lock_guard lock(guard);
            outcome = std::move(given);
        });
        run_until([&] {
            const std::lock_guard lock(guard);
            return outcome.has_value();
        });
        settle();
        REQUIRE(outcome->message);
        return *outcome->message;
    }
    void post(const std::string& channel, const std::string& from, const std::string& provider_id,
              std::function<void(decided)> done) {
        auto work = inbound(channel, from, provider_id, std::move(done));
        std::get<engine::input::inbound>(work.what).message.verified = true;
        shard::post(shard_parts, channel, from, std::move(work));
    }
};

}  // namespace

TEST_CASE("one number on three channels is one customer in one conversation") {
    numbers hall;
    const auto first = hall.verified("sms", mei, "1");
    const auto second = hall.verified("whatsapp", mei, "2");
    const auto third = hall.verified("voice", mei, "3");
    CHECK(second.customer == first.customer);
    CHECK(third.customer == first.customer);
    CHECK(third.conversation == first.conversation);
    CHECK(hall.address("whatsapp", mei).linked == model::link::phone);
    CHECK(hall.verified("whatsapp", mei, "4").customer == first.customer);
    CHECK(hall.verified("sms", "+60129999999", "5").customer != first.customer);
}

TEST_CASE("a caller for whom nobody vouches is somebody else, until people say otherwise") {
    numbers hall;
    const auto first = hall.verified("sms", mei, "1");
    const auto caller = hall.says("voice", mei, "2");
    CHECK(caller.customer != first.customer);
    CHECK(hall.verified("voice", mei, "3").customer == caller.customer);  // nobody is merged
    REQUIRE(hall.merge(first.customer, caller.customer));
    hall.settle();
    CHECK(hall.address("voice", mei).linked == model::link::word);
    CHECK(hall.verified("whatsapp", mei, "4").customer == first.customer);
}

TEST_CASE("a number that two customers were shown to have is neither's on a third channel") {
    numbers hall;
    const auto first = hall.verified("sms", mei, "1");
    const auto caller = hall.says("voice", mei, "2");
    hall.verified("voice", mei, "3");
    const auto third = hall.verified("whatsapp", mei, "4");
    CHECK(third.customer != first.customer);
    CHECK(third.customer != caller.customer);
}

TEST_CASE("first words on two channels at the same moment make one customer") {
    numbers hall;
    hall.store.close();  // neither is durable while the other is decided
    std::mutex guard;
    std::vector<decided> outcomes;
    const auto keep = [&](decided given) {
        const std::lock_guard lock(guard);
        outcomes.push_back(std::move(given));
    };
    hall.post("sms", mei, "1", keep);
    hall.post("whatsapp", mei, "2", keep);
    hall.post("voice", mei, "3", keep);
    wait_until([&] { return hall.store.waiting() == 3; });
    hall.store.open();
    hall.run_until([&] {
        const std::lock_guard lock(guard);
        return outcomes.size() == 3;
    });
    for (const auto& each : outcomes) {
        REQUIRE(each.message);
        CHECK(each.message->customer == outcomes[0].message->customer);
        CHECK(each.message->conversation == outcomes[0].message->conversation);
    }
}

TEST_CASE("a customer made for a typing mark is not held against the number that follows") {
    numbers hall;
    const auto first = hall.verified("sms", mei, "1");
    work typing;
    typing.what = engine::input::typing{"whatsapp", mei};
    shard::post(hall.shard_parts, "whatsapp", mei, std::move(typing));
    hall.settle();
    CHECK(hall.verified("whatsapp", mei, "2").customer == first.customer);
}

TEST_CASE("who comes while a number's customer is looked for is that customer's too") {
    numbers hall;
    const auto first = hall.verified("sms", mei, "1");
    work typing;
    typing.what = engine::input::typing{"whatsapp", mei};
    shard::post(hall.shard_parts, "whatsapp", mei, std::move(typing));
    hall.settle();
    std::mutex guard;
    std::vector<decided> outcomes;
    const auto keep = [&](decided given) {
        const std::lock_guard lock(guard);
        outcomes.push_back(std::move(given));
    };
    auto& home = *hall.shards[model::partition_of(mei) % hall.shards.size()];
    // Both are at the shard before what it reads for the first one can be.
    boost::asio::post(home.context(), [&] {
        hall.post("whatsapp", mei, "2", keep);
        shard::post(hall.shard_parts, "whatsapp", mei, inbound("whatsapp", mei, "3", keep));
    });
    hall.run_until([&] {
        const std::lock_guard lock(guard);
        return outcomes.size() == 2;
    });
    for (const auto& each : outcomes) {
        REQUIRE(each.message);
        CHECK(each.message->customer == first.customer);
    }
}

TEST_CASE("a number that was split stays nobody's for two channels that it comes on at once") {
    numbers hall;
    const auto first = hall.verified("sms", mei, "1").customer;
    REQUIRE(hall.verified("whatsapp", mei, "2").customer == first);
    hall.split(first, "whatsapp", mei);
    std::mutex guard;
    std::vector<decided> outcomes;
    const auto keep = [&](decided given) {
        const std::lock_guard lock(guard);
        outcomes.push_back(std::move(given));
    };
    hall.store.close();
    hall.post("voice", mei, "3", keep);
    hall.post("rcs", mei, "4", keep);
    wait_until([&] { return hall.store.waiting() == 2; });
    hall.store.open();
    hall.run_until([&] {
        const std::lock_guard lock(guard);
        return outcomes.size() == 2;
    });
    REQUIRE((outcomes[0].message && outcomes[1].message));
    CHECK(outcomes[0].message->customer != outcomes[1].message->customer);
}

TEST_CASE("who claims a number while its owner comes with it does not come in with the owner") {
    numbers hall;
    const auto first = hall.verified("sms", mei, "1").customer;
    std::mutex guard;
    std::vector<decided> outcomes;
    const auto keep = [&](decided given) {
        const std::lock_guard lock(guard);
        outcomes.push_back(std::move(given));
    };
    hall.store.close();
    shard::post(hall.shard_parts, "voice", mei, inbound("voice", mei, "2", keep));
    hall.post("whatsapp", mei, "3", keep);
    wait_until([&] { return hall.store.waiting() == 2; });
    hall.store.open();
    hall.run_until([&] {
        const std::lock_guard lock(guard);
        return outcomes.size() == 2;
    });
    hall.settle();
    CHECK(hall.address("whatsapp", mei).customer == first);
    CHECK(hall.address("voice", mei).customer != first);
}

TEST_CASE("a split is final: neither it nor a third channel joins the two again by itself") {
    numbers hall;
    const auto first = hall.verified("sms", mei, "1").customer;
    REQUIRE(hall.verified("whatsapp", mei, "2").customer == first);
    const auto daughter = hall.split(first, "whatsapp", mei).customer.id;
    CHECK(hall.verified("whatsapp", mei, "3").customer == daughter);
    CHECK(hall.verified("sms", mei, "4").customer == first);
    const auto third = hall.verified("voice", mei, "5").customer;
    CHECK(third != first);
    CHECK(third != daughter);
    CHECK(hall.address("sms", mei).linked == model::link::split);

    // Also when one of the two is erased, and writes again.
    REQUIRE(hall.erase(daughter));
    REQUIRE(hall.erase(third));
    hall.settle();
    CHECK(hall.verified("whatsapp", mei, "6").customer != first);
}

TEST_CASE("an address that is split off alone is known by its number again") {
    numbers hall;
    const auto first = hall.verified("sms", mei, "1").customer;
    const auto visitor = hall.says("web", "visitor-1", "2").customer;
    REQUIRE(hall.merge(visitor, first));
    hall.settle();
    const auto apart = hall.split(visitor, "sms", mei).customer.id;
    CHECK(hall.address("sms", mei).linked == model::link::none);
    CHECK(hall.verified("whatsapp", mei, "3").customer == apart);
}

TEST_CASE("whom we write to by a number that is known is that customer") {
    numbers hall;
    const auto first = hall.verified("sms", mei, "1").customer;
    const auto written = hall.answer<model::message>([&](auto done) {
        api::write_request request;
        request.channel = "whatsapp";
        request.to = mei;
        request.content = R"({"text":"your parcel"})";
        request.author = {model::author_kind::system, "ops", {}};
        hall.all->write(std::move(request), done);
    });
    REQUIRE(written);
    CHECK(written->customer == first);
    hall.settle();
    CHECK(hall.address("whatsapp", mei).verified == model::evidence::none);
}

}  // namespace selat::gateway::test
