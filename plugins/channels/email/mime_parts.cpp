#include "mime_parts.hpp"

#include "charset.hpp"
#include "quotes.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace email {
namespace {

constexpr std::size_t most_parts = 1'000;
constexpr std::size_t deepest = 50;
constexpr std::size_t longest_name = 120;
constexpr std::size_t longest_type = 255;  // RFC 6838

std::string type_of(GMimeObject* part) {
    auto* type = g_mime_object_get_content_type(part);
    if (type == nullptr) {
        return "text/plain";
    }
    auto out = lower(text_of(g_mime_content_type_get_media_type(type)) + "/" +
                     text_of(g_mime_content_type_get_media_subtype(type)));
    return out.size() <= longest_type ? out : "application/octet-stream";
}

std::string parameter_of(GMimeObject* part, const char* name) {
    return text_of(g_mime_object_get_content_type_parameter(part, name));
}

std::string decoded(GMimeDataWrapper* content) {
    const auto out = owned(g_mime_stream_mem_new());
    g_mime_data_wrapper_write_to_stream(content, out.get());
    return bytes_in(out.get());
}

// GMime leaves out what the last characters of base64 say when they are no group of four.
std::string_view padding_of(GMimeStream* base64) {
    std::array<char, std::size_t{16} * 1024> chunk{};
    std::size_t digits = 0;
    g_mime_stream_reset(base64);
    for (auto size = g_mime_stream_read(base64, chunk.data(), chunk.size()); size > 0;
         size = g_mime_stream_read(base64, chunk.data(), chunk.size())) {
        digits += static_cast<std::size_t>(
            std::count_if(chunk.begin(), chunk.begin() + size, [](unsigned char c) {
                return std::isalnum(c) != 0 || c == '+' || c == '/' || c == '=';
            }));
    }
    g_mime_stream_reset(base64);
    return digits % 4 == 2 ? "==" : digits % 4 == 3 ? "=" : "";
}

std::string bytes_of(GMimePart* part) {
    auto* content = g_mime_part_get_content(part);
    if (content == nullptr) {
        return {};
    }
    if (g_mime_data_wrapper_get_encoding(content) != GMIME_CONTENT_ENCODING_BASE64) {
        return decoded(content);
    }
    auto* stream = g_mime_data_wrapper_get_stream(content);
    const auto padding = padding_of(stream);
    if (padding.empty()) {
        return decoded(content);
    }
    const auto whole = owned(g_mime_stream_mem_new());
    g_mime_stream_write_to_stream(stream, whole.get());
    g_mime_stream_write(whole.get(), padding.data(), padding.size());
    g_mime_stream_reset(whole.get());
    return decoded(
        owned(g_mime_data_wrapper_new_with_stream(whole.get(), GMIME_CONTENT_ENCODING_BASE64))
            .get());
}

std::string written_whole(GMimeObject* object) {
    const auto out = owned(g_mime_stream_mem_new());
    g_mime_object_write_to_stream(object, nullptr, out.get());
    return bytes_in(out.get());
}

std::string extension_of(std::string_view mime) {
    static constexpr std::array<std::pair<std::string_view, const char*>, 14> known = {
        {{"image/jpeg", ".jpg"},
         {"image/png", ".png"},
         {"image/gif", ".gif"},
         {"image/webp", ".webp"},
         {"application/pdf", ".pdf"},
         {"text/plain", ".txt"},
         {"text/html", ".html"},
         {"text/csv", ".csv"},
         {"text/calendar", ".ics"},
         {"message/rfc822", ".eml"},
         {"application/zip", ".zip"},
         {"audio/mpeg", ".mp3"},
         {"video/mp4", ".mp4"},
         {"application/ms-tnef", ".dat"}}};
    const auto* found = std::find_if(known.begin(), known.end(),
                                     [&](const auto& each) { return each.first == mime; });
    return found == known.end() ? ".bin" : found->second;
}

// Directions that would show "gpj.exe" as "exe.jpg".
std::string without_directions(std::string text) {
    constexpr std::array<std::string_view, 12> marks = {"\u202A", "\u202B", "\u202C", "\u202D",
                                                        "\u202E", "\u2066", "\u2067", "\u2068",
                                                        "\u2069", "\u200E", "\u200F", "\u061C"};
    for (const auto mark : marks) {
        for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at)) {
            text.erase(at, mark.size());
        }
    }
    return text;
}

std::string safe_name(std::string_view given, std::string_view mime, std::size_t number) {
    auto name = without_directions(tidy(given));
    if (const auto slash = name.find_last_of("/\\"); slash != name.npos) {
        name.erase(0, slash + 1);
    }
    for (auto& each : name) {
        if (std::string_view("\n\t:*?\"<>|").find(each) != std::string_view::npos) {
            each = '_';
        }
    }
    name = std::string(trimmed(name));
    while (name.starts_with('.')) {
        name.erase(0, 1);
    }
    if (name.empty()) {
        return "part-" + std::to_string(number) + extension_of(mime);
    }
    if (name.size() > longest_name) {
        const auto dot = name.rfind('.');
        const auto end = dot == name.npos || name.size() - dot > 10 ? "" : name.substr(dot);
        name = std::string(cut(name, longest_name - end.size())) + end;
    }
    return name;
}

// Walks over the parts, in order, with a stack of its own.
class reader {
public:
    explicit reader(mail& out) : out_(out) {}
    void walk(GMimeObject* root);

private:
    struct step {
        GMimeObject* part;
        std::size_t depth;
        std::size_t passage;  // of the alternatives it is one of; none: `apart`
        bool report;
    };
    static constexpr auto apart = static_cast<std::size_t>(-1);

    void go_down(const step& at, const std::string& type);
    void message(const step& at);
    void leaf(const step& at, const std::string& type);
    bool machine(const std::string& type, std::string& bytes);  // took them
    void words(const step& at, const std::string& type, const std::string& bytes);

    mail& out_;
    std::vector<step> waiting_;
};

void reader::walk(GMimeObject* root) {
    waiting_.push_back({root, 0, apart, false});
    for (std::size_t seen = 0; !waiting_.empty(); ++seen) {
        const auto at = waiting_.back();
        waiting_.pop_back();
        if (seen >= most_parts || at.depth > deepest) {
            out_.unreadable = true;
            return;
        }
        const auto type = type_of(at.part);
        if (GMIME_IS_MULTIPART(at.part)) {
            go_down(at, type);
        } else if (GMIME_IS_MESSAGE_PART(at.part)) {
            message(at);
        } else if (GMIME_IS_PART(at.part)) {
            leaf(at, type);
        }
    }
}

void reader::go_down(const step& at, const std::string& type) {
    auto* all = GMIME_MULTIPART(at.part);
    auto passage = at.passage;
    if (type == "multipart/alternative" && passage == apart) {
        passage = out_.passages.size();
        out_.passages.emplace_back();
    }
    out_.encrypted = out_.encrypted || type == "multipart/encrypted";
    const bool report = at.report || type == "multipart/report";
    if (report && out_.report.type.empty()) {
        out_.report.type = lower(parameter_of(at.part, "report-type"));
    }
    if (g_mime_multipart_get_count(all) == 0) {  // its boundary is not told, or not there
        const auto text = text_of(g_mime_multipart_get_prologue(all));
        return trimmed(text).empty() ? void() : words(at, "text/plain", text);
    }
    for (int n = g_mime_multipart_get_count(all); n > 0; --n) {
        waiting_.push_back({g_mime_multipart_get_part(all, n - 1), at.depth + 1, passage, report});
    }
}

void reader::message(const step& at) {
    auto* inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(at.part));
    if (inner == nullptr) {
        return;
    }
    if (at.report && out_.report.headers.empty()) {
        char* headers = g_mime_object_get_headers(GMIME_OBJECT(inner), nullptr);
        out_.report.headers = text_of(headers);
        g_free(headers);
        return;
    }
    const auto number = out_.files.size() + 1;
    const auto subject = text_of(g_mime_message_get_subject(inner));
    out_.files.push_back(
        {safe_name(subject.empty() ? subject : subject + ".eml", "message/rfc822", number),
         "message/rfc822", written_whole(GMIME_OBJECT(inner))});
}

void reader::leaf(const step& at, const std::string& type) {
    if (type == "message/external-body") {
        return;
    }
    auto* part = GMIME_PART(at.part);
    auto bytes = bytes_of(part);
    if (at.report && machine(type, bytes)) {
        return;
    }
    const auto disposition = lower(text_of(g_mime_object_get_disposition(at.part)));
    const auto name = text_of(g_mime_part_get_filename(part));
    const bool shown = (type == "text/plain" || type == "text/html") &&
                       disposition != "attachment" && name.empty();
    if (shown) {
        return words(at, type, bytes);
    }
    out_.encrypted = out_.encrypted || (type == "application/pkcs7-mime" &&
                                        parameter_of(at.part, "smime-type") != "signed-data");
    if (!bytes.empty() || !name.empty()) {
        out_.files.push_back(
            {safe_name(name, type, out_.files.size() + 1), type, std::move(bytes)});
    }
}

bool reader::machine(const std::string& type, std::string& bytes) {
    auto& report = out_.report;
    if (type == "message/delivery-status" || type == "message/disposition-notification" ||
        type == "message/feedback-report" || type == "message/global-delivery-status") {
        report.fields = std::move(bytes);
        return true;
    }
    if (type == "text/rfc822-headers" || type == "message/global-headers" ||
        type == "message/global") {
        report.headers = std::move(bytes);
        return true;
    }
    return false;
}

void reader::words(const step& at, const std::string& type, const std::string& bytes) {
    auto text = to_utf8(bytes, parameter_of(at.part, "charset"));
    if (type == "text/plain" && lower(parameter_of(at.part, "format")) == "flowed") {
        text = unflowed(text, lower(parameter_of(at.part, "delsp")) == "yes");
    }
    if (at.passage == apart) {
        out_.passages.emplace_back();
    }
    auto& passage = at.passage == apart ? out_.passages.back() : out_.passages[at.passage];
    auto& place = type == "text/html" ? passage.html : passage.text;
    place += (place.empty() ? "" : "\n") + text;
}

}  // namespace

// GMime goes down by calling itself. What would take it deep says so many times.
bool is_tame(std::string_view raw) {
    std::size_t found = 0;
    for (const std::string_view word : {"boundary", "message/", "multipart/"}) {
        for (auto at = raw.begin(); found <= most_parts; ++at) {
            at = std::search(at, raw.end(), word.begin(), word.end(), [](char a, char b) {
                return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
            });
            if (at == raw.end()) {
                break;
            }
            ++found;
        }
    }
    return found <= most_parts;
}

void read_parts(GMimeObject* root, mail& out) {
    out.content_type = type_of(root);
    reader(out).walk(root);
}

}  // namespace email
