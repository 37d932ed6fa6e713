// Files for messages to come, and links to those of messages.

#include "support.hpp"

#include <filesystem>
#include <fstream>

#include "host/api/media_file.hpp"
#include "host/api/media_links.hpp"
#include "host/base/crypto.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::api::test;

namespace {

const std::string png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
const api::media_links links("a key of the tests");

struct desk {
    store::test::folder folder;
    scene scene{options()};
    talk talk = scene.talk_with("U1", "aminah");

    api::options options() const {
        api::options out;
        out.media_path = folder.path().string();
        out.max_upload = 1'000;
        out.links = links;
        return out;
    }
    answer upload(const std::string& agent, const std::string& bytes,
                  const std::string& type = "image/png", const std::string& query = {},
                  const fields& more = {}) {
        return scene.call("POST", "/api/v1/media" + query,
                          scene.as(agent) + fields{{"Content-Type", type}} + more, bytes);
    }
    answer write(const std::string& agent, const std::string& url) {
        const json content = {{"attachments", json::array({{{"kind", "image"}, {"url", url}}})}};
        return scene.post("/api/v1/conversations/" + talk.conversation.id.text() + "/messages",
                          scene.as(agent) + fields{{"Content-Type", "application/json"}},
                          {{"content", content}});
    }
    // An attachment of a message, with its file.
    store::media shown(const model::id& message) {
        store::media media;
        media.id = scene.make.id(model::id_kind::media);
        media.message = message;
        media.sha256 = crypto::sha256_hex(png);
        media.mime = "image/png";
        media.size = png.size();
        const std::filesystem::path path = api::media_file(folder.path().string(), media.sha256);
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << png;
        store::changes changes;
        changes.media.push_back(media);
        scene.gateway.put(std::move(changes));
        return media;
    }
    [[nodiscard]] std::string link(const model::id& media, const model::id& message,
                                   std::int64_t seconds = 60) const {
        const auto expires = scene.gateway.now() + model::duration{seconds * 1'000};
        return "/media/" + media.text() + "?s=" + links.sign(media, message, expires);
    }
};

}  // namespace

TEST_CASE("a file is taken, named and told what it is") {
    desk desk;
    const auto made = desk.upload("aminah", png, "image/png", "?name=my%20cat.png");
    REQUIRE(made.status == 201);
    const auto told = made.document();
    CHECK(told["mime"] == "image/png");
    CHECK(told["kind"] == "image");
    CHECK(told["name"] == "my cat.png");
    CHECK(told["size"] == png.size());
    CHECK(told["url"] == "/api/v1/media/" + told["id"].get<std::string>());
    CHECK(made.header("location") == told["url"].get<std::string>());
}

TEST_CASE("a file's name is one, wherever it is given") {
    desk desk;
    const auto named = [&](const std::string& disposition) {
        return desk.upload("aminah", png, "image/png", {}, {{"Content-Disposition", disposition}})
            .document()["name"]
            .get<std::string>();
    };
    const std::vector<std::pair<std::string, std::string>> table = {
        {R"(attachment; filename="cat.png")", "cat.png"},
        {R"(attachment; filename=cat.png ; size=1)", "cat.png"},
        {R"(attachment; FileName = "cat.png")", "cat.png"},
        {R"(attachment; filename="black; white.png"; size=1)", "black; white.png"},
        {R"(attachment; filename="the \"best\" cat.png")", R"(the "best" cat.png)"},
        {R"(attachment; filename=" cat.png ")", " cat.png "},
        {R"(attachment; filename="x; filename=y.png")", "x; filename=y.png"},
        {R"(attachment; filename="x.png"; filename*=UTF-8''caf%C3%A9+.png)", "caf\xC3\xA9+.png"},
        {R"(attachment; filename*=utf-8''a%3Bb.png; filename="x.png")", "a;b.png"},
        {R"(attachment; filename="../../etc/passwd")", "passwd"},
        {R"(attachment; filename="C:\\cats\\cat.png")", "cat.png"},
        {R"(attachment; filename="no end)", "no end"},
        {R"(attachment; filename="no end\)", ""},
        {R"(attachment; filename=)", ""},
        {"attachment;;", ""},
        {"attachment", ""},
    };
    for (const auto& [disposition, name] : table) {
        CAPTURE(disposition);
        CHECK(named(disposition) == name);
    }
}

TEST_CASE("what is too large, empty, or not what it says is refused") {
    desk desk;
    CHECK(desk.upload("aminah", std::string(1'001, 'x'), "text/plain").status == 413);
    CHECK(desk.upload("aminah", {}, "text/plain").status == 400);
    CHECK(desk.upload("aminah", "<script>", "image/png").status == 415);
    CHECK(desk.upload("aminah", "hello", "text/plain").status == 201);
    CHECK(desk.scene.call("POST", "/api/v1/media", {{"Content-Type", "text/plain"}}, "x").status ==
          401);
}

TEST_CASE("whoever uploaded a file may see and send it, and nobody else") {
    desk desk;
    const std::string own = desk.upload("aminah", png).document()["url"];
    const std::string other = desk.upload("badrul", png).document()["url"];
    CHECK(desk.scene.get(other, desk.scene.as("aminah")).status == 404);
    CHECK(desk.write("aminah", other).status == 422);
    CHECK(desk.scene.gateway.writes.load() == 0);
    CHECK(desk.write("aminah", own).status == 202);
    REQUIRE(desk.scene.gateway.sent_media.size() == 1);
    CHECK("/api/v1/media/" + desk.scene.gateway.sent_media[0].id.text() == own);
    CHECK(desk.write("aminah", "/api/v1/media/ME" + std::string(32, '0')).status == 422);
    CHECK(desk.write("aminah", "/api/v1/media/what").status == 422);
    CHECK(desk.write("aminah", "https://example.com/a.png").status == 202);
}

TEST_CASE("the pictures of cards are files as attachments are") {
    desk desk;
    const std::string own = desk.upload("aminah", png).document()["url"];
    const std::string other = desk.upload("badrul", png).document()["url"];
    const auto write = [&](const std::string& image) {
        const json content = {
            {"attachments", json::array({{{"kind", "image"}, {"url", "https://example.com/a"}}})},
            {"cards", json::array({{{"title", "Tea"}}, {{"title", "Cake"}, {"image", image}}})}};
        return desk.scene.post(
            "/api/v1/conversations/" + desk.talk.conversation.id.text() + "/messages",
            desk.scene.as("aminah") + fields{{"Content-Type", "application/json"}},
            {{"content", content}});
    };
    const auto refused = write(other);
    CHECK(refused.status == 422);
    CHECK_THAT(refused.body, Catch::Contains("cards/1/image names no file that you can see"));
    CHECK(desk.scene.gateway.writes.load() == 0);
    CHECK(write(own).status == 202);
    REQUIRE(desk.scene.gateway.sent_media.size() == 1);
    CHECK("/api/v1/media/" + desk.scene.gateway.sent_media[0].id.text() == own);
    CHECK(desk.scene.gateway.sent_media[0].attachment == 2);
}

TEST_CASE("what a message shows may be sent on by whoever sees it") {
    desk desk;
    const auto media = desk.shown(desk.talk.message.id);
    CHECK(desk.write("aminah", "/api/v1/media/" + media.id.text()).status == 202);
    const auto elsewhere = desk.scene.talk_with("U2", "badrul");
    const auto theirs = desk.shown(elsewhere.message.id);
    CHECK(desk.write("aminah", "/api/v1/media/" + theirs.id.text()).status == 422);
}

TEST_CASE("a link needs no token, and is good for its time and its attachment alone") {
    desk desk;
    const auto message = desk.talk.message.id;
    const auto media = desk.shown(message);
    const auto link = desk.link(media.id, message);
    const auto got = desk.scene.get(link, {});
    CHECK(got.status == 200);
    CHECK(got.body == png);
    CHECK(got.header("x-content-type-options") == "nosniff");
    CHECK(got.header("content-security-policy") == "sandbox; default-src 'none'");
    CHECK(got.header("cache-control").starts_with("private"));
    CHECK(got.header("content-disposition") == "inline");
    CHECK(desk.scene.get(link, {{"Range", "bytes=1-3"}}).body == "PNG");
    const auto head = desk.scene.call("HEAD", link);
    CHECK(head.status == 200);
    CHECK(head.header("content-length") == std::to_string(png.size()));

    const auto other = desk.shown(message);
    const auto seal = link.substr(link.find('?'));
    CHECK(desk.scene.get("/media/" + other.id.text() + seal, {}).status == 404);
    auto forged = link;
    forged.back() = forged.back() == 'A' ? 'B' : 'A';
    CHECK(desk.scene.get(forged, {}).status == 404);
    CHECK(desk.scene.get("/media/" + media.id.text(), {}).status == 404);
    desk.scene.gateway.advance(model::duration{61'000});
    CHECK(desk.scene.get(link, {}).status == 404);
}

TEST_CASE("a link leads nowhere when its message is of another conversation") {
    desk desk;
    const auto media = desk.shown(desk.talk.message.id);
    const auto elsewhere = desk.scene.talk_with("U2");
    CHECK(desk.scene.get(desk.link(media.id, elsewhere.message.id), {}).status == 404);
}

TEST_CASE("contents are given out with links, which stay the same for a while") {
    model::id_source ids(1);
    const auto now = model::from_ms(1'800'000'000'000);
    const auto media = ids.make(model::id_kind::media, now, 0);
    const auto message = ids.make(model::id_kind::message, now, 0);
    const auto plain =
        R"({"text":"/api/v1/media/ is no link","attachments":[{"kind":"image","url":")" +
        ("/api/v1/media/" + media.text()) + R"("},{"kind":"file","url":"https://example.com/a"}]})";
    const auto opened = [&](model::duration later) {
        return links.opened(plain, message, "https://chat.example.com", model::duration{72'000'000},
                            now + later);
    };
    const auto content = json::parse(opened({}));
    const std::string url = content["attachments"][0]["url"];
    REQUIRE(url.starts_with("https://chat.example.com/media/" + media.text() + "?s="));
    CHECK(content["text"] == "/api/v1/media/ is no link");
    CHECK(content["attachments"][1]["url"] == "https://example.com/a");
    CHECK(links.check(media, url.substr(url.find("?s=") + 3), now) == message);
    CHECK(opened(model::duration{1'000}) == opened({}));
    CHECK(opened(model::duration{3'600'000}) != opened({}));
    CHECK(api::media_links("another key").check(media, url.substr(url.find("?s=") + 3), now) ==
          std::nullopt);
    CHECK(api::media_links().opened(plain, message, "https://x", {}, now) == plain);
}
