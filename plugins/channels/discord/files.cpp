#include "files.hpp"

#include "json_read.hpp"
#include "plugins/shared/code_points/code_points.hpp"
#include "snowflake.hpp"

#include <algorithm>

namespace discord {
namespace {

constexpr std::size_t longest_name = 200;
constexpr std::size_t longest_seed = 40;
constexpr std::size_t longest_suffix = 5;
constexpr std::string_view files_mark = "files";
constexpr std::string_view of_no_type = "application/octet-stream";

bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// It becomes a header: a type, a slash, a subtype, and nothing else.
bool is_type(std::string_view mime) {
    const auto slash = mime.find('/');
    return slash != mime.npos && slash > 0 && slash + 1 < mime.size() &&
           mime.find('/', slash + 1) == mime.npos &&
           std::all_of(mime.begin(), mime.end(), [](char c) {
               return is_word(c) || std::string_view("/.+-_").find(c) != std::string_view::npos;
           });
}

// People and Discord tell by its end what a file is.
std::string suffix_for(std::string_view mime) {
    const auto slash = mime.find('/');
    const auto subtype = slash == mime.npos ? std::string_view() : mime.substr(slash + 1);
    if (subtype == "jpeg") {
        return ".jpg";
    }
    if (subtype == "mpeg") {
        return mime.starts_with("audio/") ? ".mp3" : ".mpg";
    }
    if (subtype == "plain") {
        return ".txt";
    }
    const bool short_one = !subtype.empty() && subtype.size() <= longest_suffix &&
                           std::all_of(subtype.begin(), subtype.end(), is_word);
    return short_one ? "." + std::string(subtype) : std::string();
}

// One step of a path, without what no name may hold.
std::string plain_name(std::string_view text) {
    text.remove_prefix(std::min(text.find_last_of("/\\") + 1, text.size()));
    std::string out;
    for (const char each : text) {
        if (static_cast<unsigned char>(each) >= 0x20 && each != 0x7F) {
            out += each;
        }
    }
    if (code_points::length_of(out) <= longest_name) {
        return out;
    }
    // The end is what counts.
    const auto dot = out.rfind('.');
    const auto end =
        dot == out.npos || out.size() - dot > longest_suffix + 1 ? std::string() : out.substr(dot);
    return out.substr(0, code_points::byte_at(out, longest_name - end.size())) + end;
}

// Without its parameters.
std::string type_of(const json& attachment) {
    const auto mime = text_of(attachment, "mime");
    return mime.substr(0, mime.find_first_of("; "));
}

std::string name_of_file(const json& attachment) {
    auto name = plain_name(text_of(attachment, "name"));
    if (name.find_first_not_of(" .") != name.npos) {
        return name;
    }
    const auto url = text_of(attachment, "url");
    name = plain_name(std::string_view(url).substr(0, url.find_first_of("?#")));
    if (name.find('.') != name.npos && name.find_first_not_of(" .") != name.npos) {
        return name;
    }
    const auto kind = text_of(attachment, "kind");
    return (kind.empty() ? "file" : kind) + suffix_for(type_of(attachment));
}

// As browsers write a name between quotes (RFC 7578, 4.2).
std::string in_quotes(std::string_view name) {
    std::string out = "\"";
    for (const char each : name) {
        switch (each) {
        case '"': out += "%22"; break;
        case '\r': out += "%0D"; break;
        case '\n': out += "%0A"; break;
        default: out += each;
        }
    }
    return out + '"';
}

// In nobody's bytes.
std::string boundary_for(std::string_view message, std::span<const file> files,
                         std::string_view seed) {
    std::string stem = "selat-";
    for (const char each : seed.substr(0, longest_seed)) {
        stem += is_word(each) ? each : '-';
    }
    for (std::size_t n = 0;; ++n) {
        const auto out = stem + "-" + std::to_string(n);
        const bool taken = message.find(out) != message.npos ||
                           std::any_of(files.begin(), files.end(), [&](const file& each) {
                               return each.bytes.find(out) != std::string::npos ||
                                      each.name.find(out) != std::string::npos;
                           });
        if (!taken) {
            return out;
        }
    }
}

}  // namespace

std::vector<file> files_in(std::string_view content_text) {
    std::vector<file> out;
    const auto content = parse(content_text);
    const auto& attachments = member(content, "attachments");
    std::size_t together = 0;
    for (std::size_t at = 0; attachments.is_array() && at < attachments.size(); ++at) {
        const auto& each = attachments[at];
        const auto size =
            static_cast<std::size_t>(std::max<std::int64_t>(number_of(each, "size"), 0));
        auto url = text_of(each, "url");
        const bool is_web = url.starts_with("https://") || url.starts_with("http://");
        if (!is_web || size > largest_file || together + size > largest_together) {
            continue;
        }
        together += size;
        out.push_back({.index = at,
                       .name = name_of_file(each),
                       .mime = type_of(each),
                       .url = std::move(url),
                       .size = size,
                       .bytes = {}});
    }
    return out;
}

std::string_view place_of_link(std::string_view url) {
    const auto start = url.find("://");
    return start == url.npos ? url : url.substr(0, url.find_first_of("/?#", start + 3));
}

form form_of(std::string_view message, std::span<const file> files, std::string_view seed) {
    const auto boundary = boundary_for(message, files, seed);
    std::size_t size = message.size() + 1'024;
    for (const auto& each : files) {
        size += each.bytes.size() + each.name.size() * 3 + 512;
    }
    form out{"multipart/form-data; boundary=" + boundary, {}};
    auto& body = out.body;
    body.reserve(size);
    body += "--" + boundary +
            "\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n"
            "Content-Type: application/json\r\n\r\n";
    body += message;
    for (std::size_t n = 0; n < files.size(); ++n) {
        const auto& each = files[n];
        body += "\r\n--" + boundary + "\r\nContent-Disposition: form-data; name=\"files[" +
                std::to_string(n) + "]\"; filename=" + in_quotes(each.name) + "\r\nContent-Type: ";
        body += is_type(each.mime) ? std::string_view(each.mime) : of_no_type;
        body += "\r\n\r\n";
        body += each.bytes;
    }
    body += "\r\n--" + boundary + "--\r\n";
    return out;
}

kept kept::read(std::string_view context) {
    const auto line = context.find('\n');
    kept out{context.substr(0, line), {}};
    auto rest = line == context.npos ? std::string_view() : context.substr(line + 1);
    if (!rest.starts_with(files_mark)) {
        return out;
    }
    rest.remove_prefix(files_mark.size());
    while (rest.starts_with(' ')) {
        rest.remove_prefix(1);
        const auto place = rest.substr(0, rest.find(' '));
        if (is_id(place)) {
            out.files.push_back(static_cast<std::size_t>(number_in(place)));
        }
        rest.remove_prefix(place.size());
    }
    return out;
}

std::string kept::write() const {
    std::string out(token);
    if (files.empty()) {
        return out;
    }
    out += '\n';
    out += files_mark;
    for (const auto each : files) {
        out += ' ' + std::to_string(each);
    }
    return out;
}

}  // namespace discord
