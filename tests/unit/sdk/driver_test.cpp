// What plugins are tested with is no more lenient than a gateway.

#include <selat/testing/drive.hpp>

#include <catch2/catch.hpp>

namespace drive = selat::testing;

namespace {

// Delivers with a tag as long as the request's body says, and asks for as much history.
class talkative {
public:
    explicit talkative(const selat::setup&) {}
    void on_http(const selat::http_request& request, selat::actions out) const {
        const auto size = static_cast<std::size_t>(std::stoul(std::string(request.body)));
        out.inbound({.from = "ann", .content = R"({"text":"x"})", .tag = std::string(size, 't')});
        out.respond(200);
    }
    void on_send(const selat::outgoing& message, selat::actions out) const {
        for (std::uint64_t i = 0; i < message.seq; ++i) {
            out.count("one");
        }
        out.sent(message.op);
    }
};

// Asks for a code on `verify NUMBER`, hands one in on any other data, and says what came of it.
class proving {
public:
    explicit proving(const selat::setup&) {}
    void on_send(const selat::outgoing& message, selat::actions out) const { out.sent(message.op); }
    void on_data(const selat::data& data, selat::actions out) {
        constexpr std::string_view word = "verify ";
        if (data.bytes.starts_with(word)) {
            out.verify({.tag = data.connection,
                        .from = "visitor",
                        .through = "sms",
                        .to = data.bytes.substr(word.size())});
        } else {
            out.verify_code("visitor", data.bytes, data.connection);
        }
    }
    void on_verification(const selat::verification& verification, selat::actions out) {
        const bool well = verification.status == selat::verification_status::approved;
        out.write(verification.tag, well ? "welcome" : std::to_string(verification.attempts_left));
    }
};

drive::outcome tagged(std::size_t size) {
    auto channel = drive::channel::of<talkative>({});
    return channel.http({.body = std::to_string(size)});
}

}  // namespace

TEST_CASE("a field of the greatest size is taken, a longer one fails its call") {
    const auto longest = tagged(SELAT_MAX_NAME);
    CHECK(longest.ok());
    CHECK(longest.inbounds.size() == 1);

    const auto longer = tagged(SELAT_MAX_NAME + 1);
    CHECK(longer.http_status() == 500);
    CHECK(longer.error == "INBOUND: tag has a size of 1025, at most 1024 is taken");
    CHECK(longer.inbounds.empty());
}

TEST_CASE("a call has no more actions than a gateway takes") {
    auto channel = drive::channel::of<talkative>({});
    CHECK(channel.send({.to = "ann", .seq = SELAT_MAX_ACTIONS - 1}).ok());
    CHECK_FALSE(channel.send({.to = "ann", .seq = SELAT_MAX_ACTIONS}).ok());
}

TEST_CASE("a channel that verifies is shown every answer") {
    auto channel = drive::channel::of<proving>({});
    REQUIRE(channel.has(SELAT_VERIFICATION_ID));
    const auto asked = channel.data("socket", "verify +60123456789");
    REQUIRE(asked.verifies.size() == 1);
    CHECK(asked.verifies[0].to == "+60123456789");
    CHECK(asked.verifies[0].through == "sms");

    auto answer = drive::answer_to(asked.verifies[0]);
    CHECK(channel.verification(answer).writes.at(0).data == "5");
    const auto typed = channel.data("socket", "000000");
    REQUIRE(typed.verify_codes.size() == 1);
    CHECK(typed.verify_codes[0].code == "000000");
    answer.status = SELAT_VERIFICATION_WRONG;
    answer.attempts_left = 4;
    CHECK(channel.verification(answer).writes.at(0).data == "4");
    answer.status = SELAT_VERIFICATION_APPROVED;
    const auto welcomed = channel.verification(answer);
    CHECK(welcomed.writes.at(0).connection == "socket");
    CHECK(welcomed.writes.at(0).data == "welcome");
}

TEST_CASE("why a plugin refuses is cut between characters") {
    for (const auto* last : {"\u00e9", "\u20ac", "\U0001F600"}) {
        INFO(last);
        selat_error error{};
        error.size = sizeof error;
        const auto fits = std::string(sizeof error.text - 2, 'a');
        CHECK(selat::detail::guard(&error, [&] {
                  throw selat::refusal{selat::code::config, fits + last};
              }) == SELAT_CONFIG);
        CHECK(error.text == fits);
    }
    selat_error error{};
    error.size = sizeof error;
    selat::detail::guard(&error, [] { throw selat::refusal{selat::code::config, "caf\u00e9"}; });
    CHECK(std::string(error.text) == "caf\u00e9");
}
