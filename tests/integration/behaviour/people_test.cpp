// Customers on several channels, put together and taken apart.

#include "tests/integration/support/centre.hpp"
#include "tests/integration/support/visitor.hpp"

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

json customer_at(const centre& all, const std::string& address) {
    const auto found = all.host.ops().get("/api/v1/customers?address=" + address);
    return found.well() && found.body["items"].size() == 1 ? found.body["items"][0] : json();
}

}  // namespace

TEST_CASE("two customers become one and two again, and their messages go along") {
    centre all;
    const auto said = all.line.says("siti", "opening hours");
    visitor siti(all.host.url());
    siti.say("location");
    CHECK_FALSE(siti.next("bot", "You find us at").is_null());
    const std::string at_line = said["userId"];
    const auto one = customer_at(all, at_line);
    const auto two = customer_at(all, siti.address());
    REQUIRE((one.is_object() && two.is_object() && one["id"] != two["id"]));

    const auto path = "/api/v1/customers/" + one["id"].get<std::string>();
    const auto merged = all.host.ops().post(path + "/merge", {{"from", two["id"]}});
    REQUIRE(merged.status == 200);
    CHECK(merged.body["addresses"].size() == 2);
    CHECK(customer_at(all, siti.address())["id"] == one["id"]);
    siti.say("delivery");
    CHECK_FALSE(siti.next("bot", "Delivery takes").is_null());
    const auto messages =
        all.host.ops().all("/api/v1/messages?customer=" + one["id"].get<std::string>());
    CHECK(messages.dump().find("opening hours") != std::string::npos);
    CHECK(messages.dump().find("delivery") != std::string::npos);

    all.host.restart();
    const auto parted = all.host.ops().post(path + "/split", {{"address", siti.address()}});
    REQUIRE(parted.well());
    const auto now = customer_at(all, siti.address());
    CHECK(now["id"] != one["id"]);
    siti.say("returns");
    CHECK_FALSE(siti.next("bot", "Return it within").is_null());
    CHECK(all.line.says("siti", "returns")["status"] == 200);
    CHECK_FALSE(all.line.message_to("siti", "Return it within").is_null());
    CHECK(siti.faults().empty());
}

TEST_CASE("a profile is learned, changed, searched for and erased") {
    centre all;
    all.line.tell("users", {{"user", "siti"}, {"name", "Siti Nurhaliza"}, {"language", "ms"}});
    const auto said = all.line.says("siti", "opening hours");
    const std::string address = said["userId"];
    json customer;
    REQUIRE(eventually([&] {
        customer = customer_at(all, address);
        return customer.is_object() && customer["name"] == "Siti Nurhaliza";
    }));
    const auto path = "/api/v1/customers/" + customer["id"].get<std::string>();
    const auto patched = all.host.ops().patch(path, {{"attributes", {{"tier", "gold"}}}});
    REQUIRE(patched.status == 200);
    CHECK(patched.body["attributes"]["tier"] == "gold");
    CHECK(eventually([&] {
        return all.host.ops().get("/api/v1/customers?q=Nurhaliza").body["items"].size() == 1;
    }));
    CHECK(eventually([&] {
        return all.host.ops().get("/api/v1/conversations?q=opening").body["items"].size() == 1;
    }));

    CHECK(all.host.ops().remove(path).status < 300);
    CHECK(customer_at(all, address).is_null());
    CHECK(eventually([&] {
        return all.host.ops().get("/api/v1/conversations?q=opening").body["items"].empty();
    }));
    CHECK(all.line.says("siti", "hello again")["status"] == 200);
    CHECK(customer_at(all, address)["id"] != customer["id"]);
}
