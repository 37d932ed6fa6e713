#include "telegram_under_test.hpp"

using namespace telegram_test;

namespace {

json file(const json& more = json::object()) {
    json out = {{"file_id", "BQACAgUAAxkB_-1"}, {"file_unique_id", "AgAD"}, {"file_size", 1234}};
    out.update(more);
    return out;
}

}  // namespace

TEST_CASE("every kind of file is an attachment of its kind") {
    drive::channel telegram(given());
    struct row {
        json said;
        json attachment;
    };
    const auto row = GENERATE(values<struct row>({
        {{{"document", file({{"file_name", "bill.pdf"}, {"mime_type", "application/pdf"}})}},
         {{"kind", "file"}, {"name", "bill.pdf"}, {"mime", "application/pdf"}, {"size", 1234}}},
        {{{"video", file({{"duration", 3}})}},
         {{"kind", "video"}, {"mime", "video/mp4"}, {"size", 1234}}},
        {{{"video_note", file()}}, {{"kind", "video"}, {"mime", "video/mp4"}, {"size", 1234}}},
        {{{"voice", file({{"mime_type", "audio/ogg"}})}},
         {{"kind", "audio"}, {"mime", "audio/ogg"}, {"size", 1234}}},
        {{{"audio", file({{"performer", "P"}, {"title", "T"}})}},
         {{"kind", "audio"}, {"mime", "audio/mpeg"}, {"name", "P - T"}, {"size", 1234}}},
        {{{"animation", file({{"file_name", "a.mp4"}})}, {"document", file()}},
         {{"kind", "video"}, {"mime", "video/mp4"}, {"name", "a.mp4"}, {"size", 1234}}},
    }));
    CAPTURE(row.said.dump());
    const auto got = update(telegram, {{"message", message(row.said)}});
    auto attachment = row.attachment;
    attachment["provider_id"] = "AgAD";
    CHECK(content_of(got) == json{{"attachments", {attachment}}});
    CHECK(got.fetches.size() == 1);
}

TEST_CASE("of a photo the largest size is taken, with its caption") {
    drive::channel telegram(given());
    const auto got =
        update(telegram,
               {{"message",
                 message({{"photo", {file({{"file_id", "small"}}), file({{"file_id", "large"}})}},
                          {"caption", "look"}})}});
    CHECK(content_of(got) == json::parse(R"({"text":"look","attachments":[{"kind":"image",
            "mime":"image/jpeg","provider_id":"AgAD","size":1234}]})"));
    REQUIRE(got.fetches.size() == 1);
    CHECK(got.fetches[0].attachment == 0);
    CHECK(got.fetches[0].provider_id == got.inbounds[0].provider_id);
    CHECK(telegram.fill_in(got.fetches[0].url) == api + "getFile?file_id=large");
}

TEST_CASE("where a file is Telegram tells when it is asked, and the token stays a handle") {
    drive::channel telegram(given());
    const auto got = update(telegram, {{"message", message({{"document", file()}})}});
    const auto& fetch = got.fetches.at(0);
    CHECK(fetch.url.find(token) == std::string::npos);
    CHECK(fetch.file_url.find(token) == std::string::npos);
    CHECK(fetch.pointer == "/result/file_path");
    CHECK(fetch.file_url == "https://api.telegram.org/file/bot{{secret:bot_token}}/{{found}}");
}

TEST_CASE("a file id cannot leave its place in the URL") {
    drive::channel telegram(given());
    const auto got =
        update(telegram,
               {{"message", message({{"document", file({{"file_id", "a&b={{secret:x}}#?"}})}})}});
    CHECK(telegram.fill_in(got.fetches.at(0).url) ==
          api + "getFile?file_id=a%26b%3D%7B%7Bsecret%3Ax%7D%7D%23%3F");
}

TEST_CASE("a sticker comes with its emoji as words") {
    drive::channel telegram(given());
    const auto type_of = [&](const json& more) {
        const auto got = update(telegram, {{"message", message({{"sticker", file(more)}})}});
        return content_of(got)["attachments"][0]["mime"].get<std::string>();
    };
    const auto got = update(
        telegram,
        {{"message", message({{"sticker", file({{"emoji", "😀"}, {"set_name", "Cats"}})}})}});
    CHECK(content_of(got)["text"] == "😀");
    CHECK(content_of(got)["attachments"][0]["kind"] == "sticker");
    CHECK(content_of(got)["attachments"][0]["name"] == "Cats");
    CHECK(type_of({{"is_animated", false}, {"is_video", false}}) == "image/webp");
    CHECK(type_of({{"is_video", true}}) == "video/webm");
    CHECK(type_of({{"is_animated", true}}) == "application/x-tgsticker");
}

TEST_CASE("what is too large for Telegram to hand out is shown without its bytes") {
    const json large = {
        {"document", file({{"file_size", 20 * 1024 * 1024 + 1}, {"file_name", "a.zip"}})}};
    drive::channel telegram(given());
    const auto got = update(telegram, {{"message", message(large)}});
    CHECK(content_of(got)["attachments"][0]["name"] == "a.zip");
    CHECK(got.fetches.empty());
    CHECK(got.logs.size() == 1);
    drive::channel own(given({{"api_base", "http://127.0.0.1:8081"}}));
    CHECK(update(own, {{"message", message(large)}}).fetches.size() == 1);
}
