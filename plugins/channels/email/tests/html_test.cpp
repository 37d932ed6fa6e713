// HTML from strangers.
#include "html.hpp"

#include <string>

#include <catch2/catch.hpp>

using email::read_page;

TEST_CASE("nothing that acts survives") {
    const std::string pages[] = {"<script>alert(1)</script>ok",
                                 "<p onclick=\"alert(1)\" style=\"background:url(x)\">ok</p>",
                                 "<a href=\"javascript:alert(1)\">ok</a>",
                                 "<a href=\" java\nscript:alert(1)\">ok</a>",
                                 "<iframe src=x></iframe>ok",
                                 "<svg onload=alert(1)><script>alert(1)</script></svg>ok",
                                 "<img src=x onerror=alert(1)>ok",
                                 "<form action=x><input name=a>ok</form>",
                                 "<style>p{}</style>ok",
                                 "<base href=//evil>ok",
                                 "<meta http-equiv=refresh content=0>ok",
                                 "<math><mtext><script>alert(1)</script></mtext></math>ok",
                                 "<div><template><script>alert(1)</script></template></div>ok"};
    for (const auto& each : pages) {
        INFO(each);
        const auto page = read_page(each);
        CHECK(page.text.ends_with("ok"));
        for (const auto* bad : {"alert", "style", "src", "<img", "script", "onerror", "action"}) {
            CHECK(page.safe.find(bad) == std::string::npos);
        }
    }
}

TEST_CASE("form and links stay, and a link is led nowhere else") {
    const auto page = read_page("<p>See <b>our</b> <a href=\"https://a.example/?x=1&amp;y=2\" "
                                "target=_top>page</a></p><ul><li>one<li>two</ul>");
    CHECK(page.safe == "<p>See <b>our</b> <a href=\"https://a.example/?x=1&amp;y=2\" "
                       "rel=\"noopener noreferrer nofollow\">page</a></p>"
                       "<ul><li>one</li><li>two</li></ul>");
    CHECK(page.text == "See our page (https://a.example/?x=1&y=2)\n\n- one\n- two");
}

TEST_CASE("what mail programs quote is not shown") {
    const std::string pages[] = {
        "<div dir=ltr>Yes</div><div class=\"gmail_quote\">On x "
        "wrote:<blockquote>old</blockquote></div>",
        "<p>Yes</p><hr><div id=\"divRplyFwdMsg\"><b>From:</b> Shop</div><div>old</div>",
        "<p>Yes</p><blockquote type=\"cite\">old</blockquote>",
        "<p>Yes</p><div class=\"moz-cite-prefix\">On x wrote:</div><blockquote "
        "type=cite>old</blockquote>",
        "<p>Yes</p><div class=yahoo_quoted>old</div>"};
    for (const auto& each : pages) {
        INFO(each);
        CHECK(read_page(each).visible == "Yes");
        CHECK(read_page(each).text.find("old") != std::string::npos);
    }
    CHECK(read_page("<blockquote type=cite>Red?</blockquote><p>No</p>").visible.find("Red") == 0);
}

TEST_CASE("HTML that is broken or deep is read all the same") {
    std::string deep;
    for (int n = 0; n < 5'000; ++n) {
        deep += "<div><b>";
    }
    CHECK(read_page(deep + "ok").text == "ok");
    CHECK(read_page("<p>a<b>b</p>c").text.find('c') != std::string::npos);
    CHECK(read_page("").text.empty());
}
