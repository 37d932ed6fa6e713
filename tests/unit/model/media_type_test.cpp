#include "host/model/media_type.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace std::string_literals;

namespace {

const std::string png = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"s;
const std::string program = "MZ\x90\0\3\0\0\0"s;

}  // namespace

TEST_CASE("first bytes tell what a file is") {
    CHECK(model::sniffed_type(png) == "image/png");
    CHECK(model::sniffed_type("\xff\xd8\xff\xe0....JFIF") == "image/jpeg");
    CHECK(model::sniffed_type("RIFF\x10\0\0\0WEBPVP8 "s) == "image/webp");
    CHECK(model::sniffed_type("\0\0\0\x18"
                              "ftypisom"s) == "video/mp4");
    CHECK(model::sniffed_type("\0\0\0\x18"
                              "ftypM4A "s) == "audio/mp4");
    CHECK(model::sniffed_type("\xff\xfb\x90\x64") == "audio/mpeg");
    CHECK(model::sniffed_type("\xff\xf1\x50\x80") == "audio/aac");
    CHECK(model::sniffed_type("%PDF-1.7") == "application/pdf");
    CHECK(model::sniffed_type(program) == "application/x-msdownload");
    for (const auto& text : {"hello"s, "MZungu"s, "BMW for sale"s,
                             "\xff\xfe"
                             "a\0"s,
                             ""s}) {
        CAPTURE(text);
        CHECK(model::sniffed_type(text).empty());
    }
}

TEST_CASE("a file is what its bytes are, where a browser would show it") {
    CHECK(model::type_of_file("image/png", png) == "image/png");
    CHECK(model::type_of_file("IMAGE/JPG; q=1", png) == "image/png");
    CHECK(model::type_of_file("", png) == "image/png");
    CHECK(model::type_of_file("application/octet-stream", "??") == "application/octet-stream");
    CHECK(model::type_of_file("audio/webm", "\x1a\x45\xdf\xa3..") == "audio/webm");
    CHECK(model::type_of_file("audio/x-m4a", "\0\0\0\x18"
                                             "ftypM4A "s) == "audio/x-m4a");
    CHECK(model::type_of_file("text/plain; charset=utf-8", "hello") == "text/plain; charset=utf-8");
    CHECK(model::type_of_file("application/vnd.oasis.opendocument.text", "PK\3\4") ==
          "application/vnd.oasis.opendocument.text");
}

TEST_CASE("what would be shown as something it is not, or run, is refused") {
    for (const auto& [claimed, bytes] :
         {std::pair{"image/png"s, "<script>alert(1)</script>"s}, std::pair{"image/png"s, ""s},
          std::pair{"video/mp4"s, png}, std::pair{"application/pdf"s, "<html>"s},
          std::pair{"application/pdf"s, program}, std::pair{"text/plain"s, program},
          std::pair{"image/gif"s, program}}) {
        CAPTURE(claimed);
        const auto type = model::type_of_file(claimed, bytes);
        REQUIRE_FALSE(type);
        CHECK(type.error().code == code::unsupported);
    }
    CHECK(model::type_of_file("application/x-msdownload", program));
}

TEST_CASE("only what is shown is a picture, sound or film") {
    using enum model::attachment_kind;
    CHECK(model::kind_of_file("image/png") == image);
    CHECK(model::kind_of_file("audio/ogg; codecs=opus") == audio);
    CHECK(model::kind_of_file("video/webm") == video);
    CHECK(model::kind_of_file("image/svg+xml") == file);
    CHECK(model::kind_of_file("") == file);
}
