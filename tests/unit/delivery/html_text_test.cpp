#include <string>

#include "host/delivery/html_text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using selat::delivery::html_text;
using selat::delivery::text_html;
using selat::delivery::with_text;

TEST_CASE("html is read as a person would") {
    const std::pair<const char*, const char*> rows[] = {
        {"", ""},
        {"plain words", "plain words"},
        {"  <b>Hi</b>\n  <i>you</i> ", "Hi you"},
        {"<b>H</b>i", "Hi"},
        {"<p>One</p><p>Two</p>", "One\n\nTwo"},
        {"One<br>Two<br/><br>Three", "One\nTwo\n\nThree"},
        {"<div>One</div><div>Two</div>", "One\nTwo"},
        {"<ul><li>one</li><li>two</li></ul>", "- one\n- two"},
        {"<h1>Title</h1>Words", "Title\nWords"},
        {"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"},
        {"&lt;tag&gt; &amp; &eacute;&nbsp;&#128077; &copy;", "<tag> & é\u00A0👍 ©"},
        {"See <a href=\"https://a.example/x\">our shop</a>.",
         "See our shop (https://a.example/x)."},
        {"<a href='https://a.example'>https://a.example</a>", "https://a.example"},
        {"<a href='https://a.example'></a>", "https://a.example"},
        {"<a href='#top'>up</a>", "up"},
        {"<img src='https://a/i.png' alt='A cat'><img src='https://a/j.png'>",
         "A cathttps://a/j.png"},
        {"<pre>a\n  b</pre>", "a\n  b"},
        {"<style>p{}</style><script>alert(1)</script><title>T</title>Words", "Words"},
        {"<!-- hidden -->Words", "Words"},
        {"<p>unclosed <b>bold <p>next", "unclosed bold\n\nnext"},
        {"1 < 2 & 3 > 2", "1 < 2 & 3 > 2"},
        {"<meta charset='latin1'>é你", "é你"},
    };
    for (const auto& [html, text] : rows) {
        INFO(html);
        CHECK(html_text(html) == text);
    }
}

TEST_CASE("html of any depth and any bytes is read without harm") {
    std::string deep;
    for (int i = 0; i < 20'000; ++i) {
        deep += "<div>";
    }
    CHECK_NOTHROW(html_text(deep + "x"));
    CHECK_NOTHROW(html_text(std::string("a\0b\xFF\xC3<\x80>", 9)));
    CHECK_NOTHROW(html_text("</a></p></pre></script>x"));
}

TEST_CASE("text as html shows the same") {
    const std::string text = "a < b & \"c\" > d\nnext";
    CHECK(text_html(text) == "a &lt; b &amp; &quot;c&quot; &gt; d<br>next");
    CHECK(html_text(text_html(text)) == text);
}

TEST_CASE("content that is HTML alone gets its words as text, and keeps everything else") {
    using nlohmann::json;
    const auto shown = [](const json& content) { return json::parse(with_text(content.dump())); };
    const json page = {{"html", "<p>Hi &amp; welcome</p><p>there</p>"},
                       {"subject", "S"},
                       {"attachments", {{{"kind", "file"}, {"provider_id", "7"}}}}};
    auto with = page;
    with["text"] = "Hi & welcome\n\nthere";
    CHECK(shown(page) == with);
    with["text"] = "own words";
    CHECK(shown(with) == with);
    with["text"] = " ";
    CHECK(shown(with)["text"] == "Hi & welcome\n\nthere");
    const json picture = {{"html", "<p><br></p>"}};
    CHECK(shown(picture) == picture);
    CHECK(with_text("no JSON \"html\"") == "no JSON \"html\"");
    CHECK(with_text(R"({"html":7})") == R"({"html":7})");
}
