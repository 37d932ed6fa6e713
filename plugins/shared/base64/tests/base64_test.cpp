#include "plugins/shared/base64/base64.hpp"

#include <catch2/catch.hpp>

using namespace base64;

TEST_CASE("base64 of either alphabet is read, padded or not, and nothing else is") {
    for (const auto* text : {"+/8=", "-_8=", "+/8", "-_8"}) {
        CHECK(decoded(text) == "\xFB\xFF");
    }
    CHECK(decoded("") == "");
    CHECK(decoded("aGk=") == "hi");
    for (const auto* text : {"a", "aGk*", "a=b="}) {
        INFO(text);
        CHECK_FALSE(decoded(text));
    }
    CHECK(url_text("\xFB\xFF") == "-_8");
}
