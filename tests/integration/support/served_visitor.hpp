#pragma once
// A contact centre where ben serves tan, a visitor of its website.

#include "tests/integration/support/centre.hpp"
#include "tests/integration/support/visitor.hpp"

#include <catch2/catch.hpp>

namespace selat::testing {

struct served_visitor : centre {
    served_visitor() {
        tan.say("live agent");
        offered = ben.offer();
        REQUIRE(ben.accepts(offered).status == 200);
    }

    agent ben{host, "ben"};
    visitor tan{host.url()};
    json offered;  // ben's reservation
};

}  // namespace selat::testing
