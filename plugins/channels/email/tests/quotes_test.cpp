// What somebody wrote now, cut out of what programs make of an answer.
#include "quotes.hpp"

#include <chrono>
#include <string>

#include <catch2/catch.hpp>

using email::visible_reply;

TEST_CASE("an answer above the quotation is what is shown") {
    const std::string bodies[] = {
        "Yes please.\n\nOn Tue, 14 Nov 2023 at 10:00, Shop <s@shop.example> wrote:\n> Shall we?\n",
        "Yes please.\n\nOn Tue, 14 Nov 2023 at 10:00, Shop\n<s@shop.example> wrote:\n\n> Shall "
        "we?\n",
        "Yes please.\n\nAm 14.11.2023 um 10:00 schrieb Shop:\n> Sollen wir?\n",
        "Yes please.\n\nLe mar. 14 nov. 2023 à 10:00, Shop <s@shop.example> a écrit :\n> On ?\n",
        "Yes please.\n\n-----Original Message-----\nFrom: Shop\nShall we?\n",
        "Yes please.\n\n________________________________\nFrom: Shop <s@shop.example>\n"
        "Sent: Tuesday, 14 November 2023 10:00\nTo: Ana\nSubject: Order\n\nShall we?\n",
        "Yes please.\n\n发件人: Shop\n发送时间: 2023年11月14日\n收件人: Ana\n主题: Order\n\n好吗\n",
        "Yes please.\n\nPada Sel, 14 Nov 2023 10:00 Shop <s@shop.example> menulis:\n> Boleh?\n",
        "Yes please.\n\n2023-11-14 10:00 GMT+8 Shop <s@shop.example>:\n> x\n",
        "Yes please.\n\n## Reply above this line ##\nShall we?\n",
        "Yes please.\n\n> Shall we?\n> Or not?\n",
        "Yes please.\n-- \nAna Lim\n012-345\n",
        "Yes please.\n\nSent from my iPhone\n",
        "Yes please.\n\nDihantar daripada iPhone saya\n\nOn 1 Nov, Shop wrote:\n> x\n"};
    for (const auto& each : bodies) {
        INFO(each);
        if (each.find("GMT+8") != each.npos) {
            CHECK(visible_reply(each, false).starts_with("Yes please."));
            continue;
        }
        CHECK(visible_reply(each, false) == "Yes please.");
    }
}

TEST_CASE("answers between the lines keep what they answer") {
    const std::string body = "On 1 Nov, Shop wrote:\n> Red?\nNo.\n> Blue?\nYes.";
    CHECK(visible_reply(body, false) == body);
}

TEST_CASE("a mail is never shown empty, and a forwarded one whole") {
    CHECK(visible_reply("> all\n> quoted\n", false) == "> all\n> quoted");
    CHECK(visible_reply("-- \nAna", false) == "-- \nAna");
    const std::string forwarded = "See below\n\n-----Original Message-----\nFrom: x";
    CHECK(visible_reply(forwarded, true) == forwarded);
    CHECK(email::is_forward("Re: Fwd: hello"));
    CHECK_FALSE(email::is_forward("Forward march"));
}

TEST_CASE("ordinary sentences are not taken for quotations") {
    const std::string body = "On Monday I wrote:\nplease call me.\n\nFrom: here to there\nthanks";
    CHECK(visible_reply("Hello.\nFrom: Kuala Lumpur it takes an hour.\nBye.", false) ==
          "Hello.\nFrom: Kuala Lumpur it takes an hour.\nBye.");
    CHECK_FALSE(visible_reply(body, false).empty());
}

TEST_CASE("soft line ends are joined and quoting survives") {
    CHECK(email::unflowed("one \ntwo\n> three \n> four\n-- \nAna", false) ==
          "one two\n> three four\n-- \nAna");
    CHECK(email::unflowed("eins \nzwei", true) == "einszwei");
}

TEST_CASE("a subject loses every Re:") {
    CHECK(email::bare_subject("RE: Aw: 回复：Order") == "Order");
    CHECK(email::bare_subject("Reprint") == "Reprint");
}

TEST_CASE("texts that stop naive patterns take no time") {
    const auto begun = std::chrono::steady_clock::now();
    std::string text;
    for (int n = 0; n < 60'000; ++n) {
        text += "On a day\n> x\n";
    }
    visible_reply(text, false);
    visible_reply(std::string(2'000'000, '>'), false);
    visible_reply(std::string(1'000'000, '\n') + "x", false);
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(20));
}
