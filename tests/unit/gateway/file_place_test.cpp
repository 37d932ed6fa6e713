#include "host/gateway/file_place.hpp"

#include <catch2/catch.hpp>

namespace gateway = selat::gateway;

TEST_CASE("a file is where the answer's text says, or where the pattern puts that text") {
    struct row {
        const char *answer, *pointer, *pattern, *place;
    };
    const std::string asked = "https://api.example.com/file?id=7";
    const auto line = GENERATE(
        row{R"({"url":"https://cdn.example.com/a?b=1"})", "/url", "",
            "https://cdn.example.com/a?b=1"},
        row{R"({"ok":true,"result":{"file_path":"photos/a b.jpg"}})", "/result/file_path",
            "https://api.example.com/{{secret:token}}/{{found}}",
            "https://api.example.com/{{secret:token}}/photos/a%20b.jpg"},
        row{R"({"a/b":["","x"]})", "/a~1b/1", "https://e/{{found}}", "https://e/x"},
        row{R"({"name":"{{secret:token}}"})", "/name", "https://e/{{found}}",
            "https://e/%7B%7Bsecret%3Atoken%7D%7D"},
        row{R"({"url":"https://evil.example/{{secret:token}}"})", "/url", "", ""},
        row{R"({"url":"http://cdn.example.com/a"})", "/url", "", ""},
        row{R"({"url":"ftp://cdn.example.com/a"})", "/url", "", ""},
        row{R"({"name":"a/../../secret"})", "/name", "https://e/{{found}}", ""},
        row{R"({"name":"a..b/..c"})", "/name", "https://e/{{found}}", "https://e/a..b/..c"},
        row{R"({"url":7})", "/url", "", ""}, row{R"({"url":""})", "/url", "https://e", ""},
        row{R"(["https://e"])", "/url", "", ""}, row{"not json", "/url", "", ""},
        row{R"({"url":"https://e"})", "url", "", ""}, row{R"({"url":"https://e"})", "/~2", "", ""});
    CAPTURE(line.answer, line.pointer, line.pattern);
    CHECK(gateway::file_place(asked, line.answer, line.pointer, line.pattern) == line.place);
}

TEST_CASE("what is asked without encryption may lead anywhere that has no brace") {
    CHECK(gateway::may_lead("http://127.0.0.1:9/x", "http://127.0.0.1:9/y"));
    CHECK(gateway::may_lead("http://127.0.0.1:9/x", "https://example.com/"));
    CHECK_FALSE(gateway::may_lead("https://example.com/", "http://example.com/"));
    CHECK_FALSE(gateway::may_lead("http://example.com/", "http://example.com/{{secret:x}}"));
}
