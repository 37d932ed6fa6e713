#include "plugins/shared/code_points/code_points.hpp"
#include "segments.hpp"

#include <string>

#include <catch2/catch.hpp>

namespace {

std::string times(const std::string& what, int count) {
    std::string out;
    for (int n = 0; n < count; ++n) {
        out += what;
    }
    return out;
}

struct counted {
    std::string text;
    bool wide;
    std::size_t units;
    std::size_t segments;
};

}  // namespace

TEST_CASE("segments are counted as the air interface packs them") {
    const auto each = GENERATE(values<counted>({
        {"", false, 0, 1},
        {times("a", 160), false, 160, 1},
        {times("a", 161), false, 161, 2},
        {times("a", 306), false, 306, 2},
        {times("a", 307), false, 307, 3},
        {times("€", 80), false, 160, 1},
        {times("a", 152) + "€" + times("b", 152), false, 306, 3},  // the pair moves whole
        {"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ ¤¡ÄÖÑÜ§¿äöñüà", false, 45, 1},
        {"\f^{}\\[~]|€", false, 20, 1},
        {"`", true, 1, 1},
        {"\t", true, 1, 1},
        {"don’t", true, 5, 1},
        {times("你", 70), true, 70, 1},
        {times("你", 71), true, 71, 2},
        {times("你", 134), true, 134, 2},
        {times("👋", 35), true, 70, 1},
        {times("你", 66) + "👋" + times("你", 66), true, 134, 3},
        {times("a", 159) + "你", true, 160, 3},
    }));
    CAPTURE(each.text);
    const auto count = sms::count_segments(each.text);
    CHECK(count.wide == each.wide);
    CHECK(count.units == each.units);
    CHECK(count.segments == each.segments);
}

TEST_CASE("what is no UTF-8 is counted and ends") {
    CHECK(code_points::length_of("a\xff\xe4\xbd") == 4);
    CHECK(code_points::length_of("\xf0\x9f\x91\x8b") == 2);
}
