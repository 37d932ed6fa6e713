#include "keywords.hpp"

#include <catch2/catch.hpp>

using sms::consent;

TEST_CASE("Twilio's own words count in any case, as the whole message alone") {
    const sms::keywords words({});
    for (const auto* each : {"STOP", "stop", " Stop \n", "StopAll", "unsubscribe", "CANCEL", "end",
                             "quit", "revoke", "OptOut"}) {
        CHECK(words.in(each) == consent::opted_out);
    }
    for (const auto* each : {"start", "YES", "unstop"}) {
        CHECK(words.in(each) == consent::opted_in);
    }
    for (const auto* each : {"", "  ", "stop it", "please stop", "HELP", "stops"}) {
        CHECK(words.in(each) == consent::unchanged);
    }
    CHECK(words.in(std::string(1'000'000, ' ') + "stop") == consent::unchanged);
}

TEST_CASE("words of other languages can be added, and Twilio's own left out") {
    const sms::keywords words(
        {.standard = false, .opt_out = {"ARRÊT", "取消", "СТОП", "Berhenti"}, .opt_in = {"Mula"}});
    CHECK(words.in("arrêt") == consent::opted_out);
    CHECK(words.in("取消") == consent::opted_out);
    CHECK(words.in("стоп") == consent::opted_out);
    CHECK(words.in("BERHENTI") == consent::opted_out);
    CHECK(words.in("mula") == consent::opted_in);
    CHECK(words.in("STOP") == consent::unchanged);
}
