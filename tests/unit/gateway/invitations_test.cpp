// A code in a link makes who comes by it the customer that it was given to.

#include "town_hall.hpp"

#include "host/gateway/invitation_words.hpp"

namespace selat::gateway::test {
namespace {

struct inviting : town_hall {
    inviting() {
        add_channel("tele");
        parts->config.channels.back().invite = "https://t.me/shop_bot?start={code}";
    }

    result<model::message> invite(const model::id& conversation, const std::string& channel) {
        auto out = answer<model::message>([&](auto done) {
            api::write_request request;
            request.conversation = conversation;
            request.invite_to = channel;
            request.author = {model::author_kind::agent, "aminah", {}};
            all->invite(std::move(request), done);
        });
        settle();
        return out;
    }
    // The code of the only invitation that is kept; empty: there is none.
    std::string code() {
        for (const auto& each : jobs(*this)) {
            if (each.kind == model::job_kind::invitation) {
                return each.name;
            }
        }
        return {};
    }
    static model::action::inbound saying(const std::string& words) {
        model::action::inbound out;
        out.content = R"({"text":")" + words + R"("})";
        out.verified = true;
        return out;
    }
    // Somebody writes what may hold a code, as the desk takes it in.
    model::message comes(const std::string& channel, const std::string& from,
                         const std::string& words) {
        const auto id = std::to_string(++written_);
        auto taken = invited.take(channel, saying(words));
        std::optional<decided> outcome;
        std::mutex guard;
        auto work = inbound(
            channel, from, id,
            [&](decided given) {
                if (taken) {
                    invited.settle(*taken, given.message ? given.message->customer : model::id{});
                }
                const std::lock_guard lock(guard);
                outcome = std::move(given);
            },
            words);
        work.newcomer_of = taken ? taken->customer : model::id{};
        std::get<engine::input::inbound>(work.what).invited = taken.has_value();
        shard::post(shard_parts, channel, from, std::move(work));
        run_until([&] {
            const std::lock_guard lock(guard);
            return outcome.has_value();
        });
        settle();
        settle();
        REQUIRE(outcome->message);
        return *outcome->message;
    }

private:
    int written_ = 100;
};

}  // namespace

TEST_CASE("who comes with the code is the customer from the first message on, once") {
    inviting hall;
    const auto first = hall.says("line", "mei", "1");
    const auto sent = hall.invite(first.conversation, "tele");
    REQUIRE(sent);
    const auto code = hall.code();
    REQUIRE(code.size() == 10);
    CHECK(names(sent->content, "https://t.me/shop_bot?start=" + code));
    CHECK(hall.comes("tele", "7", "/start ABCDEFGHJK").customer != first.customer);
    const auto came = hall.comes("tele", "8", "/start " + code);
    CHECK(came.customer == first.customer);
    CHECK(came.conversation == first.conversation);
    CHECK(hall.address("tele", "8").linked == model::link::code);
    CHECK(hall.code().empty());
    CHECK(hall.comes("tele", "9", "/start " + code).customer != first.customer);
}

TEST_CASE("who was known already becomes the one who was asked") {
    inviting hall;
    const auto stranger = hall.says("tele", "8", "1").customer;
    const auto first = hall.says("line", "mei", "2");
    REQUIRE(hall.invite(first.conversation, "tele"));
    hall.comes("tele", "8", "hello (" + hall.code() + ")");
    CHECK(hall.address("tele", "8").customer == first.customer);
    CHECK(hall.customer(stranger).merged_into == first.customer);
    CHECK(hall.code().empty());
}

TEST_CASE("a code is good for a day, for its channel, and not for who was erased") {
    inviting hall;
    const auto first = hall.says("line", "mei", "1");
    REQUIRE(hall.invite(first.conversation, "tele"));
    auto content = inviting::saying("/start " + hall.code());
    CHECK_FALSE(hall.invited.take("line", content));
    SECTION("a day") {
        hall.clock.turn(std::chrono::hours(24));
        CHECK_FALSE(hall.invited.take("tele", content));
        const auto old = hall.code();
        REQUIRE(hall.invite(hall.says("line", "lin", "2").conversation, "tele"));
        hall.settle();
        CHECK(hall.code() != old);  // with the next one its row goes
        CHECK(hall.invited.take("tele", inviting::saying("/start " + hall.code())));
    }
    SECTION("erased") {
        REQUIRE(hall.erase(first.customer));
        CHECK_FALSE(hall.invited.take("tele", content));
    }
    SECTION("erased as somebody else, whom they became") {
        const auto other = hall.says("line", "lin", "2").customer;
        REQUIRE(hall.merge(other, first.customer));
        hall.settle();
        REQUIRE(hall.erase(other));
        CHECK_FALSE(hall.invited.take("tele", content));
        CHECK(hall.code().empty());
    }
    SECTION("merged") {
        const auto other = hall.says("line", "lin", "2").customer;
        REQUIRE(hall.merge(other, first.customer));
        CHECK(hall.comes("tele", "7", hall.code()).customer == other);
    }
    SECTION("a sender whom nobody vouches for") {
        content.verified = false;
        CHECK_FALSE(hall.invited.take("tele", content));
        content.verified = content.echo = true;
        CHECK_FALSE(hall.invited.take("tele", content));
        content.echo = false;
        CHECK(hall.invited.take("tele", content));
    }
    SECTION("one among many that are guessed") {
        std::string guesses;
        for (const auto* each : {"B", "C", "D", "E", "F", "G", "H", "J"}) {
            guesses += std::string(10, *each) + " ";
        }
        content = inviting::saying(guesses + hall.code());
        CHECK_FALSE(hall.invited.take("tele", content));
    }
    SECTION("what came to nothing") {
        const auto taken = hall.invited.take("tele", content);
        REQUIRE(taken);
        CHECK_FALSE(hall.invited.take("tele", content));
        hall.invited.settle(*taken, {});
        CHECK(hall.invited.take("tele", content));
    }
}

TEST_CASE("who comes with a code while its customer is erased is somebody new") {
    inviting hall;
    const auto first = hall.says("line", "mei", "1");
    REQUIRE(hall.invite(first.conversation, "tele"));
    const auto taken = hall.invited.take("tele", inviting::saying(hall.code()));
    REQUIRE(taken);
    REQUIRE(hall.erase(first.customer));
    std::optional<decided> outcome;
    std::mutex guard;
    auto work = inbound("tele", "7", "2", [&](decided given) {
        const std::lock_guard lock(guard);
        outcome = std::move(given);
    });
    work.newcomer_of = taken->customer;
    shard::post(hall.shard_parts, "tele", "7", std::move(work));
    hall.run_until([&] {
        const std::lock_guard lock(guard);
        return outcome.has_value();
    });
    REQUIRE(outcome->message);
    CHECK(outcome->message->customer != first.customer);
    CHECK(hall.says("tele", "7", "3").customer == outcome->message->customer);
}

TEST_CASE("nobody is asked to a channel without a link, or that is not there") {
    inviting hall;
    const auto first = hall.says("line", "mei", "1");
    const auto without = hall.invite(first.conversation, "line");
    REQUIRE_FALSE(without);
    CHECK(without.error().code == code::unsupported);
    const auto nowhere = hall.invite(first.conversation, "fax");
    REQUIRE_FALSE(nowhere);
    CHECK(nowhere.error().code == code::not_found);
}

TEST_CASE("an invitation speaks the customer's language and says how to come") {
    CHECK(invitation_words("en", "https://wa.me/60312345678", {}) ==
          "Let us go on here: https://wa.me/60312345678");
    CHECK(invitation_words("ms-MY", "tel:+60312345678", "ABCDEFGHJK") ==
          "Anda boleh menelefon kami: +60312345678");
    CHECK(invitation_words("fr", "mailto:help@shop.example?subject=ABCDEFGHJK", "ABCDEFGHJK") ==
          "You can write to us: help@shop.example\nPut this code in your message: ABCDEFGHJK");
    CHECK(invitation_words("en", "sms:+60312345678", {}) == "You can text us: +60312345678");
    CHECK(with_code("https://t.me/b?start={code}", "AB") == "https://t.me/b?start=AB");
}

}  // namespace selat::gateway::test
