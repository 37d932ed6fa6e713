// Customers who may be one, and who may be told of them.

#include "support.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::api::test;

namespace {

const std::string mei = "+60123456789";

// Numbers on two channels, and a customer that aminah serves.
struct numbers : scene {
    numbers() {
        gateway.change([](settings& now) {
            for (auto& each : now.channels) {
                each.identity = model::address_kind::phone;
            }
        });
    }
    void gives(const model::customer& whom, const std::string& channel, model::evidence by,
               model::link linked = model::link::none) {
        model::address address;
        address.channel = channel;
        address.address = mei;
        address.customer = whom.id;
        address.verified = by;
        address.linked = linked;
        store::changes changes;
        changes.addresses.push_back(address);
        gateway.put(std::move(changes));
    }
    json matches(const model::customer& of, const fields& who) {
        const auto reply = get("/api/v1/customers/" + of.id.text() + "/matches", who);
        REQUIRE(reply.status == 200);
        return reply.document()["items"];
    }

    talk served = talk_with("U1", "aminah");
    talk other = talk_with("U2");
    fields aminah = as("aminah");
};

}  // namespace

TEST_CASE("an agent is offered whoever was shown to have the same number, and may take them in") {
    numbers all;
    all.gives(all.served.customer, "line", model::evidence::channel);
    all.gives(all.other.customer, "web", model::evidence::code);
    const auto found = all.matches(all.served.customer, all.aminah);
    REQUIRE(found.size() == 1);
    CHECK(found[0]["customer"]["id"] == all.other.customer.id.text());
    CHECK(found[0]["channel"] == "web");
    CHECK(found[0]["address"] == mei);
    CHECK(found[0]["kind"] == "phone");
    CHECK(found[0]["verified"] == true);
    const auto merged =
        all.call("POST", "/api/v1/customers/" + all.served.customer.id.text() + "/merge",
                 all.aminah, json{{"from", all.other.customer.id.text()}}.dump());
    CHECK(merged.status == 200);
}

TEST_CASE("what was only claimed, or taken apart, is told to no agent") {
    numbers all;
    const bool apart = GENERATE(true, false);
    all.gives(all.served.customer, "line", model::evidence::channel,
              apart ? model::link::split : model::link::none);
    all.gives(all.other.customer, "web", apart ? model::evidence::channel : model::evidence::none,
              apart ? model::link::split : model::link::none);
    CHECK(all.matches(all.served.customer, all.aminah).empty());
    const auto merged =
        all.call("POST", "/api/v1/customers/" + all.served.customer.id.text() + "/merge",
                 all.aminah, json{{"from", all.other.customer.id.text()}}.dump());
    CHECK(merged.status == 404);
    const auto seen = all.matches(all.served.customer, bearer(admin_token));
    REQUIRE(seen.size() == 1);
    CHECK(seen[0]["verified"] == apart);
    CHECK(seen[0]["split"] == apart);
}
