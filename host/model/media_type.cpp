#include "host/model/media_type.hpp"

#include <algorithm>
#include <array>

namespace selat::model {
namespace {

using namespace std::string_view_literals;

constexpr std::array shown{"image/png"sv,  "image/jpeg"sv,  "image/gif"sv,      "image/webp"sv,
                           "image/avif"sv, "image/bmp"sv,   "audio/mpeg"sv,     "audio/mp4"sv,
                           "audio/aac"sv,  "audio/ogg"sv,   "audio/wav"sv,      "audio/webm"sv,
                           "audio/amr"sv,  "audio/x-m4a"sv, "video/mp4"sv,      "video/webm"sv,
                           "video/ogg"sv,  "video/3gpp"sv,  "video/quicktime"sv};

struct mark {
    std::size_t at;
    std::string_view bytes;
    std::string_view type;
};

// In the order in which they are tried.
constexpr std::array marks{mark{0, "\x89PNG\r\n\x1a\n"sv, "image/png"sv},
                           mark{0, "\xff\xd8\xff"sv, "image/jpeg"sv},
                           mark{0, "GIF87a"sv, "image/gif"sv},
                           mark{0, "GIF89a"sv, "image/gif"sv},
                           mark{8, "WEBPVP8"sv, "image/webp"sv},
                           mark{0, "BM"sv, "image/bmp"sv},
                           mark{8, "WAVE"sv, "audio/wav"sv},
                           mark{0, "OggS"sv, "audio/ogg"sv},
                           mark{0, "ID3"sv, "audio/mpeg"sv},
                           mark{0, "#!AMR"sv, "audio/amr"sv},
                           mark{0, "\x1a\x45\xdf\xa3"sv, "video/webm"sv},
                           mark{4, "ftypavif"sv, "image/avif"sv},
                           mark{4, "ftypavis"sv, "image/avif"sv},
                           mark{4, "ftypM4A"sv, "audio/mp4"sv},
                           mark{4, "ftypqt"sv, "video/quicktime"sv},
                           mark{4, "ftyp3g"sv, "video/3gpp"sv},
                           mark{4, "ftyp"sv, "video/mp4"sv},
                           mark{4, "moov"sv, "video/quicktime"sv},
                           mark{4, "mdat"sv, "video/quicktime"sv},
                           mark{0, "%PDF-"sv, "application/pdf"sv},
                           mark{0, "PK\x03\x04"sv, "application/zip"sv},
                           mark{0,
                                "\x7f"
                                "ELF"sv,
                                "application/x-executable"sv},
                           mark{0, "MZ"sv, "application/x-msdownload"sv},
                           mark{0, "\xca\xfe\xba\xbe"sv, "application/x-executable"sv},
                           mark{0, "\xcf\xfa\xed\xfe"sv, "application/x-executable"sv}};

// Containers that hold sound or film, whatever their first bytes are taken for.
struct family {
    std::string_view sniffed;
    std::string_view others;
};
constexpr std::array families{
    family{"audio/ogg"sv, "video/ogg"sv},
    family{"video/webm"sv, "audio/webm"sv},
    family{"video/mp4"sv, "audio/mp4 audio/x-m4a audio/aac video/quicktime video/3gpp"sv},
    family{"audio/mp4"sv, "audio/x-m4a audio/aac video/mp4"sv},
    family{"video/3gpp"sv, "video/mp4 audio/amr"sv},
    family{"video/quicktime"sv, "video/mp4"sv},
    family{"audio/mpeg"sv, "audio/aac"sv}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> aliases{
    {{"image/jpg"sv, "image/jpeg"sv},
     {"image/pjpeg"sv, "image/jpeg"sv},
     {"image/x-ms-bmp"sv, "image/bmp"sv},
     {"audio/mp3"sv, "audio/mpeg"sv},
     {"audio/x-wav"sv, "audio/wav"sv},
     {"audio/wave"sv, "audio/wav"sv},
     {"audio/vnd.wave"sv, "audio/wav"sv}}};

bool is_of_program(std::string_view type) {
    return type == "application/x-executable" || type == "application/x-msdownload";
}

std::string_view class_of(std::string_view type) { return type.substr(0, type.find('/')); }

bool may_be(std::string_view sniffed, std::string_view claimed) {
    return sniffed == claimed || std::ranges::any_of(families, [&](const family& each) {
               return each.sniffed == sniffed &&
                      each.others.find(claimed) != std::string_view::npos;
           });
}

}  // namespace

std::string essence_of(std::string_view mime) {
    std::string out(mime.substr(0, mime.find(';')));
    std::ranges::transform(out, out.begin(), [](char each) {
        return each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
    });
    while (out.ends_with(' ')) {
        out.pop_back();
    }
    const auto alias = std::ranges::find(aliases, std::string_view(out),
                                         [](const auto& each) { return each.first; });
    return alias == aliases.end() ? out : std::string(alias->second);
}

bool is_shown(std::string_view essence) { return std::ranges::find(shown, essence) != shown.end(); }

std::string sniffed_type(std::string_view bytes) {
    const bool is_binary = bytes.substr(0, 64).find('\0') != std::string_view::npos;
    for (const auto& each : marks) {
        const bool is_a_word = each.bytes.size() == 2;  // text may begin with it, too
        if (bytes.size() > each.at && bytes.substr(each.at).starts_with(each.bytes) &&
            (is_binary || !is_a_word)) {
            return std::string(each.type);
        }
    }
    // A frame of MPEG audio or ADTS: eleven set bits, and a layer (none: ADTS); not UTF-16's mark.
    if (bytes.size() >= 2 && bytes[0] == '\xff' && (bytes[1] & '\xe0') == '\xe0' &&
        bytes[1] != '\xfe') {
        return (bytes[1] & '\x06') == 0 ? "audio/aac" : "audio/mpeg";
    }
    return {};
}

bool is_program(std::string_view bytes) { return is_of_program(sniffed_type(bytes)); }

result<std::string> type_of_file(std::string_view claimed, std::string_view bytes) {
    const auto said = essence_of(claimed);
    const auto found = sniffed_type(bytes);
    if (said.empty() || said == "application/octet-stream") {
        return found.empty() ? "application/octet-stream" : found;
    }
    if (is_shown(said)) {
        if (found.empty() || !is_shown(found) ||
            (class_of(found) != class_of(said) && !may_be(found, said))) {
            return fail(code::unsupported, "the bytes are not " + said);
        }
        return may_be(found, said) ? said : found;
    }
    if ((said == "application/pdf" && found != said) ||
        (is_of_program(found) && !is_of_program(said))) {
        return fail(code::unsupported, "the bytes are not " + said);
    }
    return std::string(claimed);
}

attachment_kind kind_of_file(std::string_view mime) {
    const auto essence = essence_of(mime);
    const auto what = class_of(essence);
    return !is_shown(essence) ? attachment_kind::file
           : what == "image"  ? attachment_kind::image
           : what == "audio"  ? attachment_kind::audio
                              : attachment_kind::video;
}

}  // namespace selat::model
