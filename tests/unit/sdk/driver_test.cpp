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
