// How the desktop's pages are served.

#include <algorithm>
#include <array>

#include "host/desktop/desktop.hpp"

#include <catch2/catch.hpp>

namespace desktop = selat::desktop;
namespace net = selat::net;

namespace {

constexpr std::array pages{
    desktop::file{"index.html", "text/html; charset=utf-8", "aa", "<p>page</p>", "packed page",
                  false},
    desktop::file{"assets/main-1.js", "text/javascript; charset=utf-8", "bb", "run()", "", true},
};

net::response get(std::string_view path, std::vector<net::header> headers = {},
                  std::string_view method = "GET") {
    net::request request;
    request.method = method;
    request.target = request.path = path;
    request.headers = std::move(headers);
    return desktop::answer(request, pages);
}

std::string header_of(const net::response& response, std::string_view name) {
    const auto found = std::ranges::find(
        response.headers, name, [](const auto& each) { return std::string_view(each.first); });
    return found == response.headers.end() ? std::string() : found->second;
}

}  // namespace

TEST_CASE("the desktop answers below its folder and nowhere else") {
    CHECK(desktop::serves("/desktop"));
    CHECK(desktop::serves("/desktop/assets/main-1.js"));
    CHECK_FALSE(desktop::serves("/desktops"));
    CHECK_FALSE(desktop::serves("/"));
}

TEST_CASE("the folder without its slash leads to the folder") {
    const auto response = get("/desktop");
    CHECK(response.status == 308);
    CHECK(header_of(response, "Location") == "/desktop/");
}

TEST_CASE("the folder is its page, which is asked for anew each time") {
    const auto response = get("/desktop/");
    CHECK(response.status == 200);
    CHECK(response.content_type == "text/html; charset=utf-8");
    CHECK(response.body == "<p>page</p>");
    CHECK(header_of(response, "Cache-Control") == "no-cache");
    CHECK(header_of(response, "ETag") == "\"aa\"");
}

TEST_CASE("what has its bytes in its name is kept for good") {
    CHECK(header_of(get("/desktop/assets/main-1.js"), "Cache-Control") ==
          "public, max-age=31536000, immutable");
}

TEST_CASE("what is not there is 404, also where a path would climb out") {
    for (const auto* path : {"/desktop/gone.js", "/desktop/../index.html", "/desktop/assets"}) {
        CHECK(get(path).status == 404);
    }
}

TEST_CASE("only reading is served") {
    const auto response = get("/desktop/", {}, "POST");
    CHECK(response.status == 405);
    CHECK(header_of(response, "Allow") == "GET, HEAD");
    CHECK(get("/desktop/", {}, "HEAD").status == 200);
}

TEST_CASE("who takes gzip gets it, under a tag of its own") {
    const auto response = get("/desktop/", {{"accept-encoding", "br, gzip;q=0.8"}});
    CHECK(response.body == "packed page");
    CHECK(header_of(response, "Content-Encoding") == "gzip");
    CHECK(header_of(response, "Vary") == "Accept-Encoding");
    CHECK(header_of(response, "ETag") == "\"aa-gz\"");
}

TEST_CASE("who refuses gzip, or asks for what gains nothing by it, gets the bytes") {
    for (const auto* accepted : {"gzip;q=0", "gzip; q=0.000", "br", "xgzip", ""}) {
        const auto response = get("/desktop/", {{"accept-encoding", accepted}});
        CHECK(response.body == "<p>page</p>");
        CHECK(header_of(response, "Content-Encoding").empty());
    }
    CHECK(get("/desktop/assets/main-1.js", {{"accept-encoding", "gzip"}}).body == "run()");
}

TEST_CASE("what the browser has already is not sent again") {
    for (const auto* tags : {"\"aa\"", "\"zz\", W/\"aa\"", "*"}) {
        const auto response = get("/desktop/", {{"if-none-match", tags}});
        CHECK(response.status == 304);
        CHECK(response.body.empty());
        CHECK(header_of(response, "ETag") == "\"aa\"");
    }
    CHECK(get("/desktop/", {{"if-none-match", "\"aa-gz\""}}).status == 200);
}

TEST_CASE("nothing but the desktop's own files may run in it, and nobody may frame it") {
    for (const auto* path : {"/desktop/", "/desktop/assets/main-1.js"}) {
        const auto response = get(path);
        const auto policy = header_of(response, "Content-Security-Policy");
        CHECK(policy.find("default-src 'none'") == 0);
        CHECK(policy.find("script-src 'self'") != policy.npos);
        CHECK(policy.find("frame-ancestors 'none'") != policy.npos);
        CHECK(policy.find("unsafe") == policy.npos);
        CHECK(header_of(response, "X-Content-Type-Options") == "nosniff");
        CHECK(header_of(response, "Referrer-Policy") == "same-origin");
    }
}

TEST_CASE("the program holds the page, and every file that the page names") {
    const auto files = desktop::files();
    const auto page = std::ranges::find(files, "index.html", &desktop::file::path);
    REQUIRE(page != files.end());
    std::size_t named = 0;
    for (auto at = page->bytes.find("\"/desktop/"); at != page->bytes.npos;
         at = page->bytes.find("\"/desktop/", at + 1)) {
        const auto path = page->bytes.substr(at + 10, page->bytes.find('"', at + 1) - at - 10);
        CAPTURE(path);
        CHECK(std::ranges::find(files, path, &desktop::file::path) != files.end());
        ++named;
    }
    CHECK(named >= 2);
    CHECK(page->bytes.find("<style") == page->bytes.npos);
    CHECK(page->bytes.find("<script>") == page->bytes.npos);
}
