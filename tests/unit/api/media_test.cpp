// Attachments: whole, in part, and never as something that runs.

#include "support.hpp"

#include <filesystem>
#include <fstream>

#include "host/api/media_file.hpp"
#include "host/base/crypto.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::api::test;

namespace {

// The API over a folder of its own, and files in it.
struct shelf {
    store::test::folder folder;
    scene scene{options()};
    talk talk = scene.talk_with("U1", "aminah");

    api::options options() const {
        api::options out;
        out.media_path = folder.path().string();
        return out;
    }

    store::media put(const std::string& bytes, std::string mime, std::string name = {}) {
        store::media media;
        media.id = scene.make.id(model::id_kind::media);
        media.message = talk.message.id;
        media.sha256 = crypto::sha256_hex(bytes);
        media.mime = std::move(mime);
        media.name = std::move(name);
        media.size = bytes.size();
        const std::filesystem::path path = api::media_file(folder.path().string(), media.sha256);
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << bytes;
        store::changes changes;
        changes.media.push_back(media);
        scene.gateway.put(std::move(changes));
        return media;
    }

    answer get(const store::media& media, const fields& headers = {}) {
        return scene.get("/api/v1/media/" + media.id.text(), scene.as("aminah") + headers);
    }
};

}  // namespace

TEST_CASE("an attachment is served with what keeps it from running") {
    shelf shelf;
    const std::string bytes("\x89PNG\0\xFF", 6);
    const auto reply = shelf.get(shelf.put(bytes, "image/png"));
    CHECK(reply.status == 200);
    CHECK(reply.body == bytes);
    CHECK(reply.header("content-type") == "image/png");
    CHECK(reply.header("content-disposition") == "inline");
    CHECK(reply.header("x-content-type-options") == "nosniff");
    CHECK(reply.header("content-security-policy") == "sandbox; default-src 'none'");
    CHECK(reply.header("cache-control") == "private, no-cache");
    CHECK(reply.header("etag") == '"' + crypto::sha256_hex(bytes) + '"');
}

TEST_CASE("only what holds no script is shown in place") {
    shelf shelf;
    const std::vector<std::pair<std::string, bool>> table = {
        {"image/png", true},
        {"IMAGE/JPEG; q=1", true},
        {"audio/ogg; codecs=opus", true},
        {"video/mp4", true},
        {"image/svg+xml", false},
        {"text/html", false},
        {"application/pdf", false},
        {"text/xml", false},
        {"image/pngx", false},
        {"application/json", false},
        {"", false},
    };
    for (const auto& [mime, in_place] : table) {
        CAPTURE(mime);
        const auto reply = shelf.get(shelf.put("bytes", mime));
        CHECK(reply.status == 200);
        CHECK(reply.header("content-disposition") == (in_place ? "inline" : "attachment"));
    }
}

// Read as bytes: the client decodes what looks like an escape.
TEST_CASE("a name comes along whatever letters it has") {
    shelf shelf;
    const auto media = shelf.put("bytes", "application/pdf", "bil \"Mei\"\r\n; caf\xC3\xA9.pdf");
    selat::test::peer peer(shelf.scene.port());
    peer.send("GET /api/v1/media/" + media.id.text() + " HTTP/1.1\r\nHost: x\r\n" +
              "Authorization: Bearer " + std::string(admin_token) + "\r\n\r\n");
    CHECK_THAT(peer.read_response(),
               Catch::Contains("\r\nContent-Disposition: attachment; filename*=UTF-8''"
                               "bil%20%22Mei%22%0d%0a%3b%20caf%c3%a9.pdf\r\n"));
}

TEST_CASE("who has it already is told so") {
    shelf shelf;
    const auto media = shelf.put("bytes", "image/png");
    const auto tag = shelf.get(media).header("etag");
    for (const auto& known : {tag, "W/" + tag, "\"other\", " + tag, std::string("*")}) {
        CAPTURE(known);
        const auto reply = shelf.get(media, {{"If-None-Match", known}});
        CHECK(reply.status == 304);
        CHECK(reply.body.empty());
        CHECK(reply.header("etag") == tag);
    }
    CHECK(shelf.get(media, {{"If-None-Match", "\"other\""}}).status == 200);
}

TEST_CASE("a range of bytes is served, one that is none is left alone") {
    shelf shelf;
    const auto media = shelf.put("0123456789", "video/mp4");
    struct row {
        const char* range;
        int status;
        const char* body;
        const char* content_range;
    };
    const std::vector<row> table = {
        {"bytes=0-3", 206, "0123", "bytes 0-3/10"},
        {"bytes=7-", 206, "789", "bytes 7-9/10"},
        {"bytes=-2", 206, "89", "bytes 8-9/10"},
        {"bytes=-20", 206, "0123456789", "bytes 0-9/10"},
        {"bytes=5-99", 206, "56789", "bytes 5-9/10"},
        {"bytes=3-2", 200, "0123456789", ""},
        {"bytes=a-b", 200, "0123456789", ""},
        {"bytes=0-1,3-4", 200, "0123456789", ""},
        {"lines=0-1", 200, "0123456789", ""},
        {"bytes=-", 200, "0123456789", ""},
    };
    for (const auto& row : table) {
        CAPTURE(row.range);
        const auto reply = shelf.get(media, {{"Range", row.range}});
        CHECK(reply.status == row.status);
        CHECK(reply.body == row.body);
        CHECK(reply.header("content-range") == row.content_range);
    }
    for (const auto* range : {"bytes=10-", "bytes=99-100", "bytes=-0"}) {
        CAPTURE(range);
        const auto reply = shelf.get(media, {{"Range", range}});
        CHECK(reply.status == 416);
        CHECK(reply.header("content-range") == "bytes */10");
    }
    const fields changed = {{"Range", "bytes=0-3"}, {"If-Range", "\"other\""}};
    CHECK(shelf.get(media, changed).status == 200);
}

TEST_CASE("an empty file, and one that is gone") {
    shelf shelf;
    const auto empty = shelf.get(shelf.put("", "audio/ogg"), {{"Range", "bytes=0-3"}});
    CHECK(empty.status == 200);
    CHECK(empty.body.empty());
    const auto media = shelf.put("bytes", "image/png");
    std::filesystem::remove(api::media_file(shelf.folder.path().string(), media.sha256));
    CHECK(shelf.get(media).status == 404);
}

TEST_CASE("an attachment is for who may see its message") {
    shelf shelf;
    const auto media = shelf.put("bytes", "image/png");
    const auto path = "/api/v1/media/" + media.id.text();
    CHECK(shelf.scene.get(path, shelf.scene.as("badrul")).status == 404);
    CHECK(shelf.scene.get(path, bearer(admin_token)).status == 200);
    CHECK(shelf.scene.get(path, {}).status == 401);
}
