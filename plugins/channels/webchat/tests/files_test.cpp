#include "../limits.hpp"
#include "given.hpp"

#include <catch2/catch.hpp>

using namespace webchat;
using namespace webchat::test;

namespace {

drive::outcome post(drive::channel& channel, const std::string& token,
                    drive::header_list headers = {}, const std::string& body = "%PDF-1.7") {
    const drive::header_list usual = {{"origin", site},
                                      {"authorization", "Bearer " + token},
                                      {"x-client-id", "c1"},
                                      {"content-type", "application/pdf"},
                                      {"x-file-name", "menu.pdf"}};
    for (const auto& each : usual) {
        if (drive::find(headers, each.first).empty()) {
            headers.push_back(each);
        }
    }
    return channel.http({.path = "/files", .headers = headers, .body = body});
}

std::string code_of(const drive::outcome& outcome) { return body_of(outcome)["error"]["code"]; }

}  // namespace

TEST_CASE("a file is one message, with its bytes, and is told to every tab under its id") {
    drive::channel channel(instance());
    const auto token = token_of(channel);
    join(channel, "a", token);
    const auto got = post(channel, token);
    REQUIRE(got.http_status() == 202);
    CHECK(body_of(got) == json({{"cid", "c1"}}));
    const auto& inbound = got.inbounds.at(0);
    CHECK(inbound.from == visitor_of(channel, token));
    CHECK(inbound.provider_id == inbound.from + ":c1");
    CHECK(json::parse(inbound.content) ==
          json({{"attachments",
                 {{{"kind", "file"}, {"mime", "application/pdf"}, {"name", "menu.pdf"}}}}}));
    const auto& attach = got.attaches.at(0);
    CHECK(attach.provider_id == inbound.provider_id);
    CHECK(attach.bytes == "%PDF-1.7");
    const auto event = frames_to(stored(channel, inbound, 1), "a").at(0);
    CHECK(event["cid"] == "c1");
    CHECK(event["author"]["kind"] == "visitor");
    CHECK(event["data"]["attachments"][0]["name"] == "menu.pdf");
}

TEST_CASE("kinds follow types, whatever a file is called") {
    for (const auto& [type, kind] : {std::pair{"image/png", "image"},
                                     {"video/mp4", "video"},
                                     {"audio/mpeg", "audio"},
                                     {"text/plain; charset=utf-8", "file"}}) {
        drive::channel channel(instance());
        const auto got =
            post(channel, token_of(channel), {{"content-type", type}, {"x-file-name", "a.exe"}});
        CHECK(json::parse(got.inbounds.at(0).content)["attachments"][0]["kind"] == kind);
    }
}

TEST_CASE("names are text and no paths") {
    for (const auto& [sent, kept] : {std::pair{"%E6%BC%A2%E5%AD%97.pdf", "漢字.pdf"},
                                     {"..%2F..%2Fetc%2Fpasswd", ".._.._etc_passwd"},
                                     {"C%3A%5Ca.pdf", "C:_a.pdf"},
                                     {"a%00%0Ab.pdf", "ab.pdf"},
                                     {"100%", "100%"},
                                     {"%zz", "%zz"},
                                     {"%3Cscript%3E", "<script>"}}) {
        drive::channel channel(instance());
        const auto got = post(channel, token_of(channel), {{"x-file-name", sent}});
        CHECK(json::parse(got.inbounds.at(0).content)["attachments"][0]["name"] == kept);
    }
}

TEST_CASE("a file without a session, of another size or type, or from another site is refused") {
    drive::channel channel(instance({{"files", {{"max_bytes", 10}, {"types", {"image/*"}}}}}));
    const auto token = token_of(channel);
    const auto png = drive::header_list{{"content-type", "image/png"}};
    const auto with = [&](const std::string& name, const std::string& value) {
        auto headers = png;
        headers.emplace_back(name, value);
        return post(channel, token, headers);
    };
    CHECK(post(channel, token, png).http_status() == 202);
    CHECK(code_of(post(channel, "x.y", png)) == "session_expired");
    CHECK(code_of(with("authorization", token)) == "session_expired");
    CHECK(code_of(post(channel, token, png, std::string(11, 'x'))) == "too_large");
    CHECK(code_of(post(channel, token)) == "type_denied");
    CHECK(code_of(with("x-client-id", "a b")) == "validation");
    CHECK(code_of(post(channel, token, png, "")) == "validation");
    CHECK(code_of(with("origin", "https://evil.example")) == "origin_denied");
    for (const auto& refused : {post(channel, token), post(channel, "x.y", png)}) {
        CHECK(refused.inbounds.empty());
        CHECK(refused.attaches.empty());
    }
}

TEST_CASE("a file waits for the answers as every message does") {
    const json form = {{"fields", {{{"id", "name"}, {"type", "text"}, {"required", true}}}},
                       {"consent", {{"text", "You may keep it."}}}};
    drive::channel channel(instance({{"prechat", form}}));
    const auto token = token_of(channel);
    join(channel, "a", token);
    const auto early = post(channel, token);
    CHECK(early.http_status() == 403);
    CHECK(code_of(early) == "prechat_required");
    CHECK(early.inbounds.empty());
    CHECK(early.attaches.empty());

    const auto given = channel.data(
        "a",
        json({{"type", "prechat"}, {"rid", "p"}, {"answers", {{"name", "Tan"}}}, {"consent", true}})
            .dump());
    const std::string later = frames_to(given, "a").at(0)["session_token"];
    CHECK(post(channel, later).http_status() == 202);
    CHECK(code_of(post(channel, token)) == "prechat_required");
}

TEST_CASE("who wrote before there was a form may send files, with the token of the welcome") {
    drive::channel channel(instance({{"prechat", {{"consent", {{"text", "You may keep it."}}}}}}));
    const auto token = token_of(channel);
    const auto asked = hello(channel, "a", token).histories.at(0);
    const auto welcome = frames_to(
        channel.history({.tag = asked.tag,
                         .address = asked.address,
                         .items = {{.message = "IM1", .seq = 1, .content = R"({"text":"hi"})"}},
                         .newest_seq = 1}),
        "a");
    CHECK_FALSE(welcome.at(0).contains("prechat"));
    const std::string later = welcome.at(0)["session_token"];
    CHECK(visitor_of(channel, later) == visitor_of(channel, token));
    CHECK(post(channel, later).http_status() == 202);

    const auto again = hello(channel, "b", later).histories.at(0);
    CHECK_FALSE(frames_to(channel.history({.tag = again.tag,
                                           .address = again.address,
                                           .items = {{.message = "IM1", .seq = 1}},
                                           .newest_seq = 1}),
                          "b")
                    .at(0)
                    .contains("session_token"));
}

TEST_CASE("a channel that takes no files says so") {
    drive::channel channel(instance({{"files", {{"max_bytes", 0}}}}));
    CHECK(code_of(post(channel, token_of(channel))) == "too_large");
    const auto config = body_of(channel.http({.method = "GET", .path = "/config"}));
    CHECK(config["files"].is_null());
    CHECK(config["features"]["files"] == false);
}

TEST_CASE("the widget is told the limits of files, and may send what they need") {
    drive::channel channel(instance());
    const auto config = body_of(channel.http({.method = "GET", .path = "/config"}));
    CHECK(config["files"]["max_bytes"] == 10485760);
    CHECK(config["files"]["types"].size() > 5);
    const auto preflight =
        channel.http({.method = "OPTIONS", .path = "/files", .headers = {{"origin", site}}});
    CHECK(preflight.http_status() == 204);
    const auto allowed =
        drive::find(preflight.responds.at(0).headers, "access-control-allow-headers");
    for (const auto* name : {"authorization", "content-type", "x-client-id", "x-file-name"}) {
        CHECK(allowed.find(name) != std::string::npos);
    }
}

TEST_CASE("one visitor cannot send files without end") {
    drive::channel channel(instance());
    const auto token = token_of(channel);
    for (std::uint32_t i = 0; i < max_files; ++i) {
        CHECK(post(channel, token).http_status() == 202);
    }
    const auto refused = post(channel, token);
    CHECK(refused.http_status() == 429);
    CHECK(body_of(refused)["error"]["retry_after"] == 3);
    CHECK(post(channel, token_of(channel)).http_status() == 202);
    channel.advance(3000);
    CHECK(post(channel, token).http_status() == 202);
}
