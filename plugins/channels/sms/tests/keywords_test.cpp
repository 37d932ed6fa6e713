#include "keywords.hpp"

#include <catch2/catch.hpp>

using sms::consent;

TEST_CASE("Twilio's own words count in any case, as the whole message alone") {
    for (const auto* each : {"STOP", "stop", " Stop \n", "StopAll", "unsubscribe", "CANCEL", "end",
                             "quit", "revoke", "OptOut"}) {
        CHECK(sms::keyword_in(each) == consent::opted_out);
    }
    for (const auto* each : {"start", "YES", "unstop"}) {
        CHECK(sms::keyword_in(each) == consent::opted_in);
    }
    for (const auto* each : {"", "  ", "stop it", "please stop", "HELP", "stops"}) {
        CHECK(sms::keyword_in(each) == consent::unchanged);
    }
    CHECK(sms::keyword_in(std::string(1'000'000, ' ') + "stop") == consent::unchanged);
}
